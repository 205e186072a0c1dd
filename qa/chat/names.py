"""The words of a question or answer: which tell something, and which are names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from index.retrieval.coverage import importance
from index.text.analysis import terms
from index.text.dates import MONTHS
from index.text.languages import LANGUAGES, alternatives, words_of

_WORD = re.compile(r"\d++(?:[.,]\d++)++(?!\w)|[^\W_]++(?:[-'’][^\W_]++)*+")
"""A word as people see it: a figure, or with what hyphens and apostrophes join."""

_PERSONS = words_of(lambda wording: wording.chat.persons)
OWNERS = {word: ending for wording in LANGUAGES.values() for word, ending in wording.chat.owners.items()}
"""Possessive pronouns of persons to what stands for them behind a name."""

PERSONS = _PERSONS | OWNERS.keys()
_PRONOUNS = PERSONS | words_of(lambda wording: wording.chat.things)
ASKING = words_of(lambda wording: wording.chat.asking)
SPEAKING = words_of(lambda wording: wording.chat.speaking)
_PLACING = words_of(lambda wording: wording.chat.placing)
_RELATING = words_of(lambda wording: wording.chat.relating)
_ARTICLES = words_of(lambda wording: wording.chat.articles)
_PLAIN = SPEAKING | words_of(lambda wording: wording.chat.plain)
_POINTING = tuple(
    (re.compile(wording.chat.pointing, re.IGNORECASE), wording.chat.not_pointing)
    for wording in LANGUAGES.values()
    if wording.chat.pointing
)
_PARTICLES = frozenset(("of", "de", "del", "la", "van", "von", "der", "den", "da", "dos", "bin", "binti", "al", "el"))
"""Words in lower case that join the parts of a name."""

_TIMES = frozenset(MONTHS) | {names[0] for wording in LANGUAGES.values() for names in wording.weekdays}
_ASKS_WHO = re.compile(rf"\b(?:{alternatives(lambda wording: wording.chat.asks_who)})\b", re.IGNORECASE)
_TELLING, _SAYING = 0.1, 0.05
"""From which importance on a word tells what a question is about, or says anything."""

_OPENING = 0.6
"""The importance of a name that is the first word of a text."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word at its place; `stem` is it without an ending that points back.

    One that `says` anything is no mere word of asking; one that `tells` is worth searching for.
    """

    text: str
    start: int
    stem: str
    is_name: bool
    says: bool
    tells: bool

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + len(self.text)

    @property
    def folded(self) -> str:
        """The word without capitals."""
        return self.text.casefold()

    @property
    def points_back(self) -> bool:
        """Whether it is a pronoun, or has an ending that is one."""
        return self.folded in _PRONOUNS or self.stem != self.text


class Part(Enum):
    """Where a name stands: free, or behind a word of relation or place."""

    FREE = "free"
    RELATED = "related"
    PLACED = "placed"


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words that are one name: where it is said, and in which part.

    `part` says where in the question; `is_bound` that it only says more about a thing.
    """

    text: str
    start: int
    end: int
    part: Part
    is_bound: bool


def words(text: str, language: str, *, goes_on: bool = False) -> tuple[Word, ...]:
    """Return the words of a text in a language (ISO 639-1), in order.

    With `goes_on` the text goes on from another, so that its first word is like the others.
    """
    return tuple(_words(text, language, goes_on))


def _words(text: str, language: str, goes_on: bool) -> Iterator[Word]:
    found = list(_WORD.finditer(text))
    for place, match in enumerate(found):
        word, folded = match[0], match[0].casefold()
        stem = _stem(word)
        plain = folded in ASKING or folded in _PRONOUNS or folded in _PLAIN or stem.casefold() in _PLAIN
        weight = max((importance(term, language) for term in terms(stem, language)), default=0.0)
        inside = goes_on or place > 0 or weight >= _OPENING or _is_half(text, found[:2])
        capital = word[0].isupper() and inside and not plain and folded not in _TIMES
        is_name = capital or (any(c.isdigit() for c in word) and not plain)
        says, tells = (is_name or (weight >= least and not plain) for least in (_SAYING, _TELLING))
        yield Word(word, match.start(), stem, is_name, says, tells)


def _is_half(text: str, found: Sequence[re.Match[str]]) -> bool:
    """Return whether the first of two words is but the first half of a name."""
    return len(found) > 1 and found[1][0][0].isupper() and text[found[0].end() : found[1].start()] == " "


def _stem(word: str) -> str:
    """Return a word without the ending that points back, if it has one."""
    if any(pattern.fullmatch(word) and word.casefold() not in nots for pattern, nots in _POINTING):
        return word[: -len("nya")]
    return word


def runs(text: str, language: str, *, goes_on: bool = False) -> tuple[Run, ...]:
    """Return the names in a text, each whole, in order."""
    found: list[list[Word]] = []
    seen = words(text, language, goes_on=goes_on)
    for place, word in enumerate(seen):
        if not word.is_name:
            continue
        if found and _joined(text, seen, found[-1][-1], place):
            found[-1].append(word)
        else:
            found.append([word])
    return tuple(_run(text, seen, each) for each in found)


def _joined(text: str, seen: Sequence[Word], last: Word, place: int) -> bool:
    """Return whether the name that ends with `last` goes on with the word at `place`."""
    word = seen[place]
    between = text[last.end : word.start]
    return between == " " or (
        place > 1 and seen[place - 2] is last and seen[place - 1].text in _PARTICLES and between.count(" ") == 2
    )


def _run(text: str, seen: Sequence[Word], named: Sequence[Word]) -> Run:
    before = [word.folded for word in seen if word.start < named[0].start]
    after = next((word.folded for word in seen if word.start >= named[-1].end), "")
    led = next((word for word in reversed(before) if word in _PLACING or word in _RELATING), "")
    owns = named[-1].text.endswith(("'s", "’s", "s'", "s’"))
    is_thing = bool(before) and before[-1] in _ARTICLES and bool(after) and after not in ASKING
    start, end = named[0].start, named[-1].end - (2 if owns else 0)
    part = Part.PLACED if led in _PLACING else Part.RELATED if led else Part.FREE
    return Run(text[start:end], start, end, part, owns or is_thing)


def asks_who(text: str) -> bool:
    """Return whether a question asks for a person."""
    return bool(_ASKS_WHO.search(text))


def names(text: str, language: str) -> list[Run]:
    """Return the names in an answer; a single word that begins a sentence is none."""
    found = [
        run for run in runs(text, language) if run.text[0].isupper() and (" " in run.text or not _opens(text, run))
    ]
    return list({run.text: run for run in reversed(found)}.values())[::-1]


def _opens(text: str, run: Run) -> bool:
    before = text[: run.start].rstrip(" “\"'(")
    return not before or before[-1] in '.!?“"\n'
