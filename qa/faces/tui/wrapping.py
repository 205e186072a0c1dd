"""A text of any length as rows, wrapped only where it is looked at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from rich.cells import get_character_cell_size, split_graphemes

from index.values import Span

TAB = 8
"""Tabs end at each multiple of so many cells."""

_BLOCK = 8_192
"""The most characters that are wrapped together; a longer line has a row's end at each."""

_JOINED = 32
"""The most characters that a block ends earlier for, lest it parts a letter from its marks."""

_ODD = re.compile("[^ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]")
"""A character that may not be one cell wide."""

_NEVER_FIRST = frozenset("、。，．：；！？）」』】〉》〕”’…ー々")
"""What stands at the end of a row rather than at the beginning of the next, in Chinese and Japanese."""

_SPACES = frozenset(" \t\u3000")
_MARKED = "\u200d"


class Wrapped:
    """The rows of `text` at `width` cells, estimated where it was not looked at.

    A row is the span of its characters. The spaces that a row ends with, and its line end, belong to it.
    """

    def __init__(self, text: str, width: int) -> None:
        self.text, self.width = text, max(width, 2)  # 2: a wide character must fit
        self._blocks = list(_blocks(text))
        self._rows: list[Sequence[int] | None] = [None] * len(self._blocks)  # where each row begins
        self._heights = [self._guess(block) for block in self._blocks]
        self._tops = [0, *accumulate(self._heights)]

    @property
    def height(self) -> int:
        """Return how many rows there are, as far as is known."""
        return self._tops[-1]

    def row_of(self, offset: int) -> int:
        """Return the number of the row with a character."""
        block = bisect_right(self._blocks, offset, key=lambda each: each.start) - 1
        rows = self._wrap(block)
        return self._tops[block] + bisect_right(rows, offset) - 1

    def row(self, number: int) -> Span:
        """Return a row's characters; `number` is from 0 to `height` - 1."""
        block = self._block_of(number)
        rows, inner = self._wrap(block), number - self._tops[block]
        inner = min(inner, len(rows) - 1)
        return Span(rows[inner], rows[inner + 1] if inner + 1 < len(rows) else self._blocks[block].end)

    def settle(self, first: int, count: int) -> int:
        """Wrap all that `count` rows from `first` on need, and a block before and after.

        Return the number of what was row `first`: before it there may be more or fewer rows than was guessed.
        """
        block = self._block_of(first)
        inner, guessed = first - self._tops[block], self._heights[block]
        if self._rows[block] is None:
            inner = inner * len(self._wrap(block)) // guessed
        self._wrap(max(0, block - 1))
        below, after = self._heights[block] - inner, block + 1
        while after < len(self._blocks):
            self._wrap(after)
            if below >= count:
                break
            below, after = below + self._heights[after], after + 1
        return self._tops[block] + inner

    def _block_of(self, row: int) -> int:
        return min(bisect_right(self._tops, row), len(self._blocks)) - 1

    def _guess(self, block: Span) -> int:
        length = block.end - block.start
        return self.text.count("\n", block.start, block.end) + length // self.width + 1

    def _wrap(self, block: int) -> Sequence[int]:
        rows = self._rows[block]
        if rows is None:
            rows = self._rows[block] = [
                row for line in _lines(self.text, self._blocks[block]) for row in _rows(self.text, line, self.width)
            ]
            self._heights[block] = len(rows)
            self._tops = [0, *accumulate(self._heights)]
        return rows


def clusters(text: str) -> Iterator[tuple[Span, int]]:
    """Yield each character with its marks, and its width in cells (a tab: 0)."""
    begin = 0
    for part in text.split("\t"):  # a tab is no mark of the letter before it
        for start, end, cells in split_graphemes(part)[0]:
            yield Span(begin + start, begin + end), cells
        begin += len(part)
        if begin < len(text):
            yield Span(begin, begin + 1), 0
        begin += 1


def is_odd(text: str) -> bool:
    """Return whether a character may be more or less than one cell wide."""
    return _ODD.search(text) is not None


def _blocks(text: str) -> Iterator[Span]:
    """Yield what is wrapped together: whole lines, if they are not too long."""
    start = 0
    while len(text) - start > _BLOCK:
        limit = start + _BLOCK
        end = text.rfind("\n", start, limit) + 1 or text.rfind(" ", start, limit) + 1
        end = end if end > start else _unjoined(text, limit)
        yield Span(start, end)
        start = end
    yield Span(start, len(text))


def _unjoined(text: str, limit: int) -> int:
    """Return the last place up to `limit` that parts no letter from its marks."""
    places = range(limit, limit - _JOINED, -1)
    return next((at for at in places if text[at - 1] != _MARKED and get_character_cell_size(text[at])), limit)


def _lines(text: str, block: Span) -> Iterator[Span]:
    """Yield the lines of a block without their ends."""
    start = block.start
    while start < block.end:
        end = text.find("\n", start, block.end)
        yield Span(start, end if end >= 0 else block.end)
        start = end + 1 if end >= 0 else block.end
    if block.start == block.end or (block.end == len(text) and text.endswith("\n")):
        yield Span(block.end, block.end)


def _rows(text: str, line: Span, width: int) -> Iterator[int]:
    """Yield where each row of a line begins."""
    yield line.start
    yield from (_odd_rows if _ODD.search(text, line.start, line.end) else _plain_rows)(text, line, width)


def _plain_rows(text: str, line: Span, width: int) -> Iterator[int]:
    """Yield where the rows after the first begin, if each character is one cell wide."""
    start = line.start
    while line.end - start > width:
        cut = text.rfind(" ", start, start + width + 1)
        start = start + width if cut <= start else cut + 1
        while start < line.end and text[start] == " ":
            start += 1
        if start < line.end:
            yield start


def _odd_rows(text: str, line: Span, width: int) -> Iterator[int]:
    """Yield where the rows after the first begin, for characters of any width.

    A row ends after white space, else before or after a wide character, else where it is full.
    """
    start = used = 0
    chance, used_there = 0, 0  # where the row could end, and how much of it is used until there
    was_wide = False
    said = line.of(text)
    for each, wide in clusters(said):
        character = said[each.start]
        is_space = each.of(said) in _SPACES
        cells = TAB - used % TAB if character == "\t" else wide
        if cells and (cells == 2 or was_wide) and character not in _NEVER_FIRST and not is_space:
            chance, used_there = each.start, used
        while used + cells > width and not is_space and used:  # twice if what is carried over leaves no room
            start, used = (chance, used - used_there) if chance > start else (each.start, 0)
            yield line.start + start
            chance = used_there = 0
        used += cells
        if is_space:
            chance, used_there = each.end, used
        was_wide = cells == 2
