"""The words and signs of a text, as a quotation is compared with it.

Kinds of quotation marks, apostrophes, dashes and white space, and Unicode forms, are no differences; but feet are not
inches, nor minutes seconds.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
_TOKEN = re.compile(rf"[\w\u0300-\u036f{_UNSEEN}]+|\s+|''|``|.", re.DOTALL)
_UNSEEN_SIGNS = re.compile(f"[{_UNSEEN}]")
_SIGNS = dict.fromkeys(("''", "``", *"\"“”„‟«»‹›‘’‚‛'＂ʼ`´′″"), "'") | dict.fromkeys("‐‑‒–—―−-", "-")
_SINGLE, _DOUBLE = frozenset("'’‘ʼ`´′‛‚"), frozenset('"”“″＂')
_PRIMES = {"′": "′", "″": "″"}
_OPENS = re.compile(r"(?:^|(?<=[\s(\[{<—–/]))[\"“”„'’‘‚](?=\S)")
MARKS = frozenset({"'", "′", "″"})
"""The forms of marks: any, and after a number one that is surely of feet or minutes, or of inches or seconds."""

_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Token:
    """A word, space or sign of a text as it is compared, at its place."""

    norm: str
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text as they are compared, in order."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        norm = norm_of(match[0])
        if not norm:
            continue
        before = found[-1].norm if found else ""
        if norm == " " and before in ("-", " "):
            continue
        if norm == "'":
            if before in MARKS or _begins_paragraph(text, match.start()):
                continue
            norm = _measure(text, match) or norm
        if norm == "-":
            while found and found[-1].norm == " ":
                found.pop()
        found.append(Token(norm, match.start(), match.end()))
    return tuple(found)


def norm_of(written: str) -> str:
    """Return the form in which a word or sign is compared."""
    if written.isspace():
        return " "
    if written.isascii():
        return _SIGNS.get(written, written)
    return unicodedata.normalize("NFC", _UNSEEN_SIGNS.sub("", _SIGNS.get(written, written)))


def _measure(text: str, mark: re.Match[str]) -> str | None:
    """Return which unit a mark right behind a number surely means, or None."""
    sign, at = mark[0], mark.start()
    if not at or not text[at - 1].isdigit():
        return None
    if sign in _PRIMES:
        return _PRIMES[sign]
    family = next((each for each in (_SINGLE, _DOUBLE) if sign in each), frozenset[str]())
    line = text.rfind("\n", 0, at) + 1
    before = max((text.rfind(each, line, at) for each in family), default=-1)
    if not family or (before >= 0 and _OPENS.match(text, before)):
        return None
    return "′" if family is _SINGLE else "″"


def _begins_paragraph(text: str, at: int) -> bool:
    """Whether a mark begins a line, as in each paragraph of a quotation."""
    return not at or text[at - 1] == "\n" or (text[at - 1].isspace() and not text[max(at - 8, 0) : at].strip())


def has_unseen(text: str) -> bool:
    """Return whether a text may hold signs that nobody sees, as soft hyphens."""
    return not text.isascii() and _UNSEEN_SIGNS.search(text) is not None


@functools.lru_cache(maxsize=_REMEMBERED)
def read(text: str) -> tuple[tuple[Token, ...], dict[str, list[int]]]:
    """Return the tokens of a text, and where each form stands.

    Those of the latest texts are remembered.
    """
    there = tokens(text)
    places: dict[str, list[int]] = {}
    for place, token in enumerate(there):
        places.setdefault(token.norm, []).append(place)
    return there, places
