"""What stands around a text: heads and feet that pages repeat, and numbers of lines."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.pdfs.layout import rows_of
from index.formats.pdfs.lines import Segment

_DEEPEST = 4  # lines from the edge of a page that may be its head or foot
_NEIGHBOURS = (-2, -1, 1, 2)  # the head of left pages may differ from that of right ones
_SAME_PLACE = 4.0  # points
_APART = 1.3  # of the distance between lines: a head or foot stands further from the text
_MANY = 3  # pages
_FEWEST_NUMBERS, _LONGEST_NUMBER, _MOST = 8, 3, 0.8  # lines, figures, and parts of the lines of a page
_NUMBER = re.compile(r"\d++|(?<!\w)[ivxlc]++(?!\w)")
_WORD = re.compile(r"[^\W\d_]{3,}")

Row = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page without its running heads and feet, and those that no earlier page has.

    One whose number changes from page to page says nothing of the text, and is left out of all.
    """

    body: Row
    heads: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class _Edge:
    """A row near the top or bottom of a page, `number`th from the top.

    `key` is its text without its `numbers`; `apart` is whether it stands further from the text than lines do.
    """

    row: Row
    number: int
    key: str
    numbers: tuple[int, ...]
    apart: bool

    @property
    def place(self) -> tuple[str, int]:
        return self.key, round(self.row[0].y / _SAME_PLACE)


def without_heads(pages: Sequence[Sequence[Segment]]) -> list[Page]:
    """Return the pages without their running heads and feet.

    A line is one if a page nearby has it in the same place, with another number at most, and if it is the outermost
    of its page but for others like it. Lines of the text may by chance, or in forms and tests, be the first of several
    pages: so it must also stand apart from the text, have a number that counts the pages, or be on three pages while
    the line next to it is on no other; a line between such a one and the edge is part of the head.
    """
    rows = [[tuple(row) for row in rows_of(page)] for page in pages]
    heads: list[dict[int, str]] = [{} for _ in pages]
    for inwards in (1, -1):
        edges = [tuple(_edge(each, inwards)) for each in rows]
        common = Counter(each.place for edge in edges for each in edge)
        for page, edge in enumerate(edges):
            nearby = [(s, edges[page + s]) for s in _NEIGHBOURS if 0 <= page + s < len(pages)]
            heads[page] |= {each.number: each.key for each in _heads(edge, nearby, common)}
    if all(len(mine) == len(page) for mine, page in zip(heads, rows, strict=True)):
        return [Page(tuple(page)) for page in pages]  # nothing else would be left
    return list(_split(rows, heads))


def without_line_numbers(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments of a page without numbers that count its lines.

    They begin most of its lines, and few lines have more than one other piece: a table's rows may be counted too.
    """
    rows = rows_of(segments)
    counted = [row for row in rows if row[0].text.isdecimal() and len(row[0].text) <= _LONGEST_NUMBER]
    numbers = [int(row[0].text) for row in counted]
    rising = sum(other - one == 1 for one, other in pairwise(numbers))
    cells = sum(len(row) > 2 for row in counted)
    if rising + 1 < max(_FEWEST_NUMBERS, _MOST * len(rows)) or cells > len(counted) / 2:
        return list(segments)
    left_out = {id(row[0]) for row in counted}
    return [each for row in rows for each in row if id(each) not in left_out]


def _edge(rows: Sequence[Row], inwards: int) -> Iterator[_Edge]:
    looks = Counter((each.size, each.style) for row in rows for each in row)
    usual = max(looks, key=looks.__getitem__, default=None)
    steps = sorted(one[0].y - other[0].y for one, other in pairwise(rows))
    pitch = steps[len(steps) // 4] if steps else 0.0
    ordered = list(enumerate(rows))[::inwards]
    for (number, row), following in zip(ordered[:_DEEPEST], [*ordered[1:], None], strict=False):
        text = " ".join(each.text for each in row).casefold()
        numbers = tuple(int(each) for each in _NUMBER.findall(text) if each.isdecimal() and len(each) < 6)
        differs = all((each.size, each.style) != usual for each in row)
        apart = differs or following is None or abs(row[0].y - following[1][0].y) > _APART * pitch
        yield _Edge(row, number, _NUMBER.sub("#", text), numbers, apart)


def _heads(
    edge: Sequence[_Edge], nearby: Sequence[tuple[int, Sequence[_Edge]]], common: Counter[tuple[str, int]]
) -> Sequence[_Edge]:
    """Return those of the outermost rows of a page that are its head or foot.

    `nearby` are the rows of other pages, and how many pages further these are.
    """
    found = 0
    for depth, mine in enumerate(edge):
        same = [(step, other) for step, near in nearby for other in near if _is_same(mine, other)]
        if not same or depth > found + (not found and len(edge) == _DEEPEST):
            break
        counts = any(
            there - here == step
            for step, other in same
            for here, there in zip(mine.numbers, other.numbers, strict=False)
        )
        following = edge[depth + 1 : depth + 2]
        alone = common[mine.place] >= _MANY and any(common[each.place] == 1 for each in following)
        if mine.apart or counts or alone:
            found = depth + 1
    return edge[:found]


def _is_same(mine: _Edge, other: _Edge) -> bool:
    return mine.key == other.key and abs(mine.row[0].y - other.row[0].y) <= _SAME_PLACE


def _split(rows: Sequence[Sequence[Row]], heads: Sequence[dict[int, str]]) -> Iterator[Page]:
    texts: dict[str, set[str]] = defaultdict(set)
    for page, mine in zip(rows, heads, strict=True):
        for number, key in mine.items():
            texts[key].add(" ".join(each.text for each in page[number]))
    kept = {key for key, wordings in texts.items() if len(wordings) == 1 and len(_WORD.findall(key)) > 1}
    for page, mine in zip(rows, heads, strict=True):
        first = [page[number] for number, key in mine.items() if key in kept]
        kept -= set(mine.values())
        yield Page(tuple(each for n, row in enumerate(page) if n not in mine for each in row), tuple(first))
