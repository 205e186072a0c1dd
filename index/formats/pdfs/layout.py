"""The order in which the lines of a page are read: columns and tables."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import or_

from index.formats.pdfs.lines import Segment

_NARROWEST = 0.35  # a gap between columns, in parts of the size of the letters
_WIDE = 1.2  # the same where one side is no running text: wider than the space after a sentence
_BESIDE = 0.9  # lines less far below each other are side by side, in the same
_LEVEL = 0.12  # the heights of the cells of a row differ less, in the same
_CELL = 2.0  # a gap between the cells of a table, in the same
_MOST_GAPS = 6  # places of a page that are tried as gaps between columns
_CELL_LETTERS = 20  # in a cell of a table of three columns or more, at most
_ITEM = re.compile(r"[^\w\s]|\(?\w{1,3}[.)]")  # before an item of a list
_DEEPEST = 12  # columns within columns

_NEXT_LINE = 1.7  # the distance of a line to the next one, at most, in sizes of the letters
_LABEL_LETTERS = 6  # a line, on average: labels have fewer
_PROSE_LINES = 3
_FULL = 0.75  # of the width of a column, on average
_PROSE_LETTERS = 12  # a line, on average
_PROSE_SMALL = 0.3  # of the lines begin with a small letter
_PROSE_FULL = 0.6  # of the width is filled, where a script has no small letters


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is read; `has_cells` if it is a row of a table.

    There are tabs between its cells then.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    style: int
    has_cells: bool = False

    @property
    def width(self) -> float:
        """In points."""
        return self.x1 - self.x0


Block = tuple[Line, ...]


def blocks_of(segments: Sequence[Segment], *, leftwards: bool) -> list[Block]:
    """Return the blocks of a page, columns or parts of them, in reading order.

    A page that is written from right to left is given, and its lines are returned, as its mirror image.
    """
    given = [replace(each, x0=-each.x1, x1=-each.x0) for each in segments] if leftwards else list(segments)
    return [lines_of(part) for part in _ordered(given, 0) if part]


def rows_of(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Return the segments of each line, from the top and from the left."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda each: -each.y):
        if rows and rows[-1][0].shares_line(segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda each: each.x0) for row in rows]


def lines_of(segments: Sequence[Segment]) -> Block:
    """Return a line for each row of `segments`."""
    return tuple(map(_line, rows_of(segments)))


def _line(row: Sequence[Segment]) -> Line:
    if len(row) == 2 and _ITEM.fullmatch(row[0].text):
        row = [row[0], replace(row[1], x0=row[0].x1)]
    text = row[0].text
    for one, other in pairwise(row):
        text += ("\t" if other.x0 - one.x1 > _CELL * max(one.size, other.size) else " ") + other.text
    largest = max(row, key=lambda each: len(each.text))
    right = max(each.x1 for each in row)
    return Line(text, row[0].x0, right, row[0].y, largest.size, largest.style, "\t" in text)


def _ordered(segments: list[Segment], depth: int) -> list[list[Segment]]:
    """Return groups of segments in reading order; a group has no columns."""
    if len(segments) < 3 or depth >= _DEEPEST:
        return [segments]
    rows = rows_of(segments)
    cells = [len(row) > 2 and all(each.letters < _CELL_LETTERS for each in row) for row in rows]
    tabular = [
        mine and (before or after)
        for before, mine, after in zip([False, *cells[:-1]], cells, [*cells[1:], False], strict=True)
    ]
    for gap in _gaps(rows):
        bands = _bands(rows, tabular, gap)
        if len(bands) > 1 or len(bands[0]) > 1:
            return [part for band in bands for column in band for part in _ordered(column, depth + 1)]
    return [segments]


def _gaps(rows: Sequence[Sequence[Segment]]) -> list[float]:
    """Return places where most lines have a wide gap, the best first."""
    changes: list[tuple[float, int]] = []
    for row, following in zip(rows, [*rows[1:], ()], strict=True):
        if following and row[0].y - following[0].y < _BESIDE * row[0].size:
            row = sorted([*row, *following], key=lambda each: each.x0)
        right = row[0].x1
        for one, other in pairwise(row):
            if other.x0 - right >= _NARROWEST * max(one.size, other.size):
                changes += [(right, 1), (other.x0, -1)]
            right = max(right, other.x1)
    changes.sort()
    depth, found = 0, list[tuple[int, float, float]]()
    for (x, change), (end, _) in pairwise(changes):
        depth += change
        if end > x and depth:
            found.append((depth, end - x, (x + end) / 2))
    return [middle for _, _, middle in sorted(found, reverse=True)[:_MOST_GAPS]]


def _bands(rows: Sequence[list[Segment]], tabular: Sequence[bool], gap: float) -> list[list[list[Segment]]]:
    """Return the page as bands from the top: two columns, or one group over both."""
    over_gap = [any(each.x0 < gap < each.x1 for each in row) for row in rows]
    marked = zip(map(or_, tabular, over_gap), rows, strict=True)
    bands: list[tuple[list[Segment], list[Segment], list[Segment], bool]] = []
    for over, run in groupby(marked, key=lambda pair: pair[0]):
        band = [each for _, row in run for each in row]
        left, right = ([], []) if over else ([s for s in band if s.x1 <= gap], [s for s in band if s.x0 >= gap])
        bands.append((band, left, right, _are_columns(left, right)))
    found: list[list[list[Segment]]] = []
    some = any(are_columns for _, _, _, are_columns in bands)
    for band, left, right, are_columns in bands:
        if are_columns or (some and left and right and _has_words(left) and _has_words(right)):
            found.append([left, right])
        elif found and len(found[-1]) == 1:
            found[-1][0] += band
        else:
            found.append([band])
    return found


def _are_columns(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Whether two groups side by side are columns of text, not of a table."""
    if not left or not right:
        return False
    first, second = lines_of(left), lines_of(right)
    if not _is_prose(first, left):
        return _is_prose(second, right) and _stands_alone(first)
    if _is_prose(second, right):
        return True
    gap = min(line.x0 for line in second) - max(line.x1 for line in first)
    if gap < _WIDE * second[0].size:
        return False
    apart = 2 * _rows_shared(first, second) <= (len(first) if len(second) < _PROSE_LINES else len(second))
    return apart and _is_full(first) and sum(map(str.isalpha, "".join(line.text for line in second))) > 2


def _stands_alone(lines: Sequence[Line]) -> bool:
    """Whether lines are of a box at the side: labels stand apart."""
    near = sum(one.y - other.y < _NEXT_LINE * other.size for one, other in pairwise(lines))
    return 2 * near > len(lines) and sum(_letters(line.text) for line in lines) > _LABEL_LETTERS * len(lines)


def _is_full(lines: Sequence[Line]) -> bool:
    """Whether lines fill their width, as those of a column do."""
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    return sum(line.width for line in lines) > _FULL * width * len(lines)


def _rows_shared(first: Sequence[Line], second: Sequence[Line]) -> int:
    heights = sorted(line.y for line in first)
    found = 0
    for line in second:
        at = bisect_left(heights, line.y)
        found += any(abs(line.y - y) < _LEVEL * line.size for y in heights[max(0, at - 1) : at + 1])
    return found


def _has_words(segments: Sequence[Segment]) -> bool:
    """Whether lines are as long as those of running text."""
    lines = lines_of(segments)
    return sum(_letters(line.text) for line in lines) >= _PROSE_LETTERS * len(lines)


def _letters(text: str) -> int:
    """How long a text is in Latin letters."""
    return sum(2 if "\u2e80" <= sign <= "\uffef" else 1 for sign in text if sign.isalpha())


def _is_prose(lines: Sequence[Line], segments: Sequence[Segment]) -> bool:
    """Whether lines are long and go on in the next one.

    Where a group has several columns, they are those of its columns.
    """
    several = 2 * sum(line.has_cells for line in lines) > len(lines)
    pieces = [(each.text, each.x1 - each.x0) for each in (segments if several else lines)]
    if len(pieces) < _PROSE_LINES or sum(_letters(text) for text, _ in pieces) < _PROSE_LETTERS * len(pieces):
        return False
    starts = [start for text, _ in pieces[1:] if (start := text[:1]).isalpha()]
    if any(start.lower() != start.upper() for start in starts):
        return sum(map(str.islower, starts)) >= _PROSE_SMALL * (len(pieces) - 1)
    widths = [width for _, width in pieces]
    return sum(widths) >= _PROSE_FULL * max(widths) * len(widths)
