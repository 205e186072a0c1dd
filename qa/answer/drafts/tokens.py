"""The words and signs of a text, as a quotation is compared with it.

Kinds of quotation marks, apostrophes, dashes and white space, and Unicode forms, are no differences.
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
        if norm == "'" and (before == "'" or _begins_paragraph(text, match.start())):
            continue
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
