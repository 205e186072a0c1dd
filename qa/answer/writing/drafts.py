"""What a language model says, read as sentences with the numbers of their quotes.

Nothing in it is trusted: JSON in the form asked for is read while it comes, within other text too; without any, lines
with marks like [1] are read at the end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text.cleaning import clean_line

_LONGEST_OBJECT = 5_000
_BEGINNING = 50
_THINKING, _THOUGHT = "<think>", "</think>"
_MARKS = re.compile(r"(?: ?\[[\d, ]{1,40}\])+[.!?]?")
_NUMBER = re.compile(r"\d{1,3}")
_SPECIAL = re.compile(r'[{}"\\\n]')
_BULLETS = "-*• "
_NUMBERS = ("quotes", "citations")


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as a model wrote it, and the numbers that it names."""

    text: str
    citations: tuple[int, ...]


class Drafts:
    """Reads the drafts in text that comes in pieces."""

    def __init__(self) -> None:
        self._said = ""
        self._at = 0  # up to here it was looked at
        self._open: list[int] = []
        self._quoted = False
        self._found = False

    def feed(self, piece: str) -> Iterator[Draft]:
        """Yield the drafts that are whole with this piece."""
        self._said += piece
        if self._is_thinking():
            return
        self._at = max(self._at, self._start())
        while special := _SPECIAL.search(self._said, self._at):
            if special[0] == "\\" and special.end() == len(self._said):
                return  # what it escapes is still to come
            self._at = special.end()
            for draft in self._after(special[0], special.start()):
                self._found = True
                yield draft
        self._at = len(self._said)

    def end(self) -> Iterator[Draft]:
        """Yield the drafts in lines with marks, if none came as JSON."""
        said = self._said[self._start() :].strip()
        if self._found or self._is_thinking() or said.startswith(("{", "[{", "```")):
            return
        for line in said.splitlines():
            yield from drafts_of(clean_line(line).lstrip(_BULLETS))

    def _thinks(self) -> bool:
        begins = self._said[:_BEGINNING].lstrip()[: len(_THINKING)]
        return bool(begins) and _THINKING.startswith(begins)

    def _is_thinking(self) -> bool:
        return self._thinks() and _THOUGHT not in self._said

    def _start(self) -> int:
        return self._said.find(_THOUGHT) + len(_THOUGHT) if self._thinks() else 0

    def _after(self, special: str, place: int) -> Iterator[Draft]:
        """Follow strings and braces; yield the drafts of an object that is closed here."""
        if special == "\n":
            self._quoted = False  # JSON has none in strings, so this was other text
        elif special == "\\":
            self._at += self._quoted
        elif special == '"':
            self._quoted = bool(self._open) and not self._quoted
        elif self._quoted:
            return
        elif special == "{":
            self._open.append(place)
        elif self._open and place - (start := self._open.pop()) < _LONGEST_OBJECT:
            yield from _in_object(self._said[start : place + 1])


def _in_object(written: str) -> Iterator[Draft]:
    try:
        given = json.loads(written)
    except (ValueError, RecursionError):
        return
    if isinstance(text := given.get("text"), str):
        listed = next((given[name] for name in _NUMBERS if isinstance(given.get(name), list)), ())
        marked = list(drafts_of(clean_line(text)))
        numbers = (*_numbers(listed), *(number for each in marked for number in each.citations))
        if marked:
            yield Draft(" ".join(each.text for each in marked), tuple(dict.fromkeys(numbers)))
    elif isinstance(lines := given.get("sentences"), list):
        for line in lines:
            if isinstance(line, str):
                yield from drafts_of(clean_line(line))


def _numbers(listed: Sequence[object]) -> Iterator[int]:
    for each in listed:
        if isinstance(each, int | str) and not isinstance(each, bool) and _NUMBER.fullmatch(str(each)):
            yield int(each)


def drafts_of(line: str) -> Iterator[Draft]:
    """Yield a draft for each part of a line that ends in marks.

    >>> list(drafts_of("It opened in 1951 [1]. It is red. [2][3]"))
    [Draft(text='It opened in 1951.', citations=(1,)), Draft(text='It is red.', citations=(2, 3))]
    """
    start = 0
    for marks in _MARKS.finditer(line):
        stop = marks[0][-1] if marks[0][-1] in ".!?" else ""
        text = line[start : marks.start()].strip() + stop
        if text.strip(".!?"):
            yield Draft(text, tuple(int(number) for number in _NUMBER.findall(marks[0])))
        start = marks.end()
    if rest := line[start:].strip():
        yield Draft(rest, ())
