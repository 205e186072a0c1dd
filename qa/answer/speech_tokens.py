"""The words and marks of a sentence, and which of them stand in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.text.languages import LANGUAGES

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+(?:-\w+)?|[^\W_]+(?:[-'’&/@][^\W_]+)*|@\w+|[^\s]")
OPENING = "“«„"
"""Marks that can only open a quotation."""

_CLOSING, _EITHER = "”»", '"'
_SINGLE = ("‘", "’", "'")
_MARK = re.compile(f"[{OPENING}{_CLOSING}{_EITHER}]")
_DATES = frozenset(
    name for wording in LANGUAGES.values() for names in (*wording.months, *wording.weekdays) for name in names
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark, folded; quotation marks are “ and ”."""

    start: int
    end: int
    word: str
    is_name: bool
    is_quoted: bool

    @property
    def is_word(self) -> bool:
        """Whether it begins with a letter."""
        return self.word[0].isalpha()

    @property
    def is_date(self) -> bool:
        """Whether it names a month or a day of the week."""
        return self.word in _DATES


def tokens_of(text: str, start: int = 0) -> tuple[Token, ...]:
    """Return the words and marks of a text that begins at `start`.

    What is before a closing mark without an opening one is quoted, and what is after an opening one without its end.
    """
    found, is_open, unopened = list[Token](), False, 0
    for each in _TOKEN.finditer(text):
        mark = each[0]
        opens = mark in OPENING or (mark == _EITHER and not is_open)
        is_mark = opens or mark in _CLOSING or mark == _EITHER
        if is_mark and not opens and not is_open:
            unopened = len(found)
        is_open = opens if is_mark else is_open
        word = "“" if opens else "”" if is_mark else mark.casefold()
        is_name = mark[0].isupper() or mark[0].isdigit() or mark[0] == "@"
        found.append(Token(start + each.start(), start + each.end(), word, is_name, is_open and not is_mark))
    return (*(Token(t.start, t.end, t.word, t.is_name, True) for t in found[:unopened]), *found[unopened:])


def is_open(text: str) -> bool:
    """Whether a text ends within a quotation, or with the mark that opens one."""
    opened = False
    for mark in _MARK.findall(text):
        opened = mark in OPENING or (mark == _EITHER and not opened)
    return opened


def is_mark(character: str) -> bool:
    """Whether a character is a double quotation mark."""
    return _MARK.match(character) is not None


def has_single(tokens: Sequence[Token]) -> bool:
    """Whether a single quotation mark opens or closes outside double ones."""
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        if token.word not in _SINGLE or token.is_quoted:
            continue
        if token.word == _SINGLE[0] or before is None or not before.is_word or before.end < token.start:
            return True
    return False


def is_date(tokens: Sequence[Token]) -> bool:
    """Whether tokens are a date, or have no word at all."""
    return all(token.is_date or not token.is_word for token in tokens)
