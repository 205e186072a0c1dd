"""Names in answers, without titles, and whether two are spellings of one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.text.languages import words_of

_TITLES = words_of(lambda wording: wording.titles)
_SPELLINGS = (
    ("sch", "s"), ("shch", "s"), ("tch", "ch"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("sh", "s"), ("zh", "z"),
    ("ck", "k"), ("oe", "u"), ("ou", "u"), ("dj", "j"), ("tj", "c"), ("x", "ks"), ("c", "k"), ("q", "k"), ("w", "v"),
    ("y", "i"), ("j", "i"),
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_TWICE = re.compile(r"(.)\1")
_LOOKS_ALIKE, _IS_SPELLED_ALIKE = 0.8, 0.85
_LETTERS = 4
_SHORT = 6
_OWN = 2
"""How many words a person's own name has, at most, behind an office."""


@dataclass(frozen=True, slots=True)
class Name:
    """The capitalised words of a name without titles, folded, in their order.

    `is_short` says that it is a name and little else, `is_office` that it may be but a title and what it is of.
    """

    words: tuple[str, ...]
    is_short: bool
    is_office: bool


def name_in(text: str) -> Name:
    """The name that an answer is, without its titles."""
    words = _WORD.findall(text)
    named = [word for word in words if word[0].isupper() or not word[0].islower()]
    own = [word for word in named if word.casefold() not in _TITLES]
    is_short = bool(own) and len(own) <= _SHORT and not words[-1][0].islower()
    return Name(tuple(map(folded, own)), is_short, len(own) == 1 and len(own) < len(named))


def is_one(one: Name, other: Name) -> bool:
    """Whether every word of the shorter name is in the longer, in any spelling."""
    few, many = sorted((one.words, other.words), key=len)
    return bool(few) and all(any(_ratio(mine, theirs) >= _IS_SPELLED_ALIKE for theirs in many) for mine in few)


def is_same(one: str, other: str) -> bool:
    """Whether two names as written are of one speaker.

    An office alone is not, nor is what another's office is of.
    """
    if one.casefold() == other.casefold():
        return True
    names = name_in(one), name_in(other)
    return is_one(*names) and not (names[0].is_office or names[1].is_office or is_of(one, other) or is_of(other, one))


def is_of(name: str, holder: str) -> bool:
    """Whether a name is what a named holder's office is of."""
    words, own = [folded(word) for word in _WORD.findall(holder)], name_in(holder).words
    return len(own) > _OWN and name_in(name).words == own[:1] and words[:1] != [own[0]]


def could_be_one(one: str, other: str) -> bool:
    """Whether two folded words look like one in two spellings: Sergei and Sergey."""
    return _ratio(one, other) >= _LOOKS_ALIKE


def folded(word: str) -> str:
    """A word without what differs between spellings: Soekarno and Sukarno, Zelenskyy and Zelensky."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    for written, spelled in _SPELLINGS:
        plain = plain.replace(written, spelled)
    return _TWICE.sub(r"\1", plain)


def _ratio(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if min(len(one), len(other)) < _LETTERS:
        return 0.0
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
