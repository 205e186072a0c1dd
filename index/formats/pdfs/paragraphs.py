"""Lines joined to paragraphs, over columns and pages too, and broken words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from index.formats.pdfs.layout import Block, Line

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ENDS_SENTENCE = re.compile(r"[.!?:;…。！？؟۔।](?:[\"'”’»)\]」』]|\[[\d,*†‡§–-]+\])*$")
_BROKEN_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]++)[-\u00ad\u2010]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_ITEM = re.compile(r"[•◦▪‣●○■□➢✓*·–—-]\s|\(?(?:\d{1,3}|[a-z])[.)]\s")

_SHORT_LINE = 0.6  # of the width of its block: a shorter line ends its paragraph unless a word goes on
_SAME_SIZE = 0.1  # sizes that differ less are one, in parts of it
_GAP = 1.35  # between paragraphs, in distances between lines
_INDENT = 0.8  # in sizes of the letters
_HEADING = 1.15  # the size of a heading, at least, in sizes of the text
_SMALL = 0.93  # the size of notes, at most, in sizes of the text

BETWEEN = "\n\n"  # blocks


@dataclass(slots=True)
class Paragraph:
    """Lines, each with its page; `is_aside` if outside of the running text."""

    lines: list[tuple[int, Line]]
    block: tuple[int, int]
    width: float
    is_aside: bool

    @property
    def pages(self) -> tuple[int, int]:
        """The pages it begins and ends on."""
        return self.lines[0][0], self.lines[-1][0]


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where the lines of a block begin and end, and how far apart they stand."""

    left: float
    right: float
    pitch: float

    @classmethod
    def of(cls, block: Block) -> _Edges:
        steps = sorted(one.y - other.y for one, other in pairwise(block))
        pitch = steps[len(steps) // 4] if steps else 0.0
        return cls(min(line.x0 for line in block), max(line.x1 for line in block), pitch)


def paragraphs_of(pages: Sequence[tuple[Sequence[Block], Sequence[Block]]]) -> list[Paragraph]:
    """Return the paragraphs of pages, given as blocks of text and of asides.

    A paragraph that goes on in the next column or page, past notes and tables, is one. What stands between its two
    parts comes after it, or before it where it is on an earlier page than its end.
    """
    sizes: Counter[float] = Counter()
    for body, _ in pages:
        for block in body:
            sizes.update({line.size: len(line.text) for line in block})
    usual = max(sizes, key=sizes.__getitem__, default=0.0)
    found: list[Paragraph] = []
    open_ones: list[int] = []  # of the last paragraph of the running text, and of the last that did not end
    for part in _parts(pages, usual):
        apart = not found or found[-1].is_aside or found[-1].block != part.block
        begins_small = part.lines[0][1].text[:1].islower()
        ahead = open_ones[: 2 if begins_small else 1] if apart and not part.is_aside else []
        before = next((found[place] for place in ahead if _goes_on(found[place], part)), None)
        if before:
            before.lines += part.lines
            before.width = part.width
        else:
            found.append(part)
            if not part.is_aside:
                unended = [each for each in open_ones if not _ends(found[each])]
                open_ones = [len(found) - 1, *unended[:1]]
    return _in_order(found)


def _parts(pages: Sequence[tuple[Sequence[Block], Sequence[Block]]], usual: float) -> Iterator[Paragraph]:
    """Yield the paragraphs of each block."""
    for page, (body, asides) in enumerate(pages):
        for number, block in enumerate([*body, *asides]):
            edges = _Edges.of(block)
            lines: list[tuple[int, Line]] = []
            for line, following in zip(block, [*block[1:], None], strict=True):
                lines.append((page, line))
                if following is None or _breaks(line, following, edges, usual):
                    is_aside = number >= len(body) or line.size < _SMALL * usual or line.has_cells
                    yield Paragraph(lines, (page, number), edges.right - edges.left, is_aside)
                    lines = []


def _breaks(line: Line, following: Line, edges: _Edges, usual: float) -> bool:
    """Whether a paragraph ends between two lines of a block."""
    if line.has_cells or following.has_cells or _differ(line, following):
        return True
    begins_small = following.text[:1].islower()
    if begins_small and _BROKEN_WORD.search(line.text):
        return False
    is_short = line.x1 - edges.left < _SHORT_LINE * (edges.right - edges.left)
    ends = _ENDS_SENTENCE.search(line.text) is not None
    if is_short or ends or not begins_small:
        if line.y - following.y > _GAP * edges.pitch or _ITEM.match(following.text):
            return True
        if line.size > _HEADING * usual and line.style == following.style:
            return False
    return _stops_short(line, following, edges, ends=ends, is_short=is_short)


def _stops_short(line: Line, following: Line, edges: _Edges, *, ends: bool, is_short: bool) -> bool:
    """Whether a line leaves so much room that the next word would fit."""
    word = _FIRST_WORD.match(following.text)
    needed = following.width / len(following.text) * (len(word[0]) if word else 1) + 0.3 * line.size
    room = edges.right - line.x1
    if ends:
        is_indented = following.x0 - edges.left > _INDENT * line.size > 2 * (line.x0 - edges.left)
        return room > needed or is_indented
    if following.text[:1].islower():
        return is_short and room > needed
    return is_short or room > 1.5 * needed + 2 * line.size or (line.style != following.style and room > needed)


def _differ(line: Line, following: Line) -> bool:
    return abs(line.size - following.size) > _SAME_SIZE * max(line.size, following.size)


def _ends(paragraph: Paragraph) -> bool:
    """Whether a sentence ends with a paragraph, or there was room for more."""
    line = paragraph.lines[-1][1]
    return _ENDS_SENTENCE.search(line.text) is not None or line.width < _SHORT_LINE * paragraph.width


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether a paragraph goes on in one of another block."""
    last, first = before.lines[-1][1], after.lines[0][1]
    if _differ(last, first) or _ENDS_SENTENCE.search(last.text) or _ITEM.match(first.text):
        return False
    if first.text[:1].islower():
        return not _ends(before) or len(before.lines) > 1
    return not _ends(before) and len(before.lines) > 1 and len(after.lines) > 1 and last.style == first.style


def _in_order(found: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs; asides of earlier pages than their end before them."""
    ordered: list[Paragraph] = []
    ahead: set[int] = set()
    for place, paragraph in enumerate(found):
        if place in ahead:
            continue
        begun, ended = paragraph.pages
        later = place + 1
        while begun < ended and later < len(found) and found[later].pages[0] < ended:
            ahead.add(later)
            ordered.append(found[later])
            later += 1
        ordered.append(paragraph)
    return ordered


def written(paragraphs: Sequence[Paragraph], pages: int) -> tuple[str, tuple[int, ...]]:
    """Return the text of paragraphs, and where each of the pages starts in it."""
    known = frozenset(
        word.lower() for each in paragraphs for _, line in each.lines for word in _WORD.findall(line.text)
    )
    latest = list(accumulate((each.pages[0] for each in reversed(paragraphs[1:])), min, initial=pages))[::-1]
    out: list[str] = []
    starts: list[int] = []
    length = 0
    for place, paragraph in enumerate(paragraphs):
        if out:
            out.append("\n" if paragraphs[place - 1].block == paragraph.block else BETWEEN)
            length += len(out[-1])
        for number, (page, line) in enumerate(paragraph.lines):
            starts += [length] * (min(page, latest[place]) + 1 - len(starts))
            following = paragraph.lines[number + 1][1] if number + 1 < len(paragraph.lines) else None
            out.append(line.text if following is None else _joined(line.text, following.text, known))
            length += len(out[-1])
    return "".join(out), (*starts, *[length] * (pages - len(starts)))


def _joined(text: str, following: str, known: frozenset[str]) -> str:
    """Return a line as it is followed by the next one.

    A hyphen at its end is removed only if the word without it is `known` from elsewhere in the document.
    """
    broken, start = _BROKEN_WORD.search(text), _FIRST_WORD.match(following)
    if broken and start:
        known_whole = text[-1] == "\u00ad" or f"{broken[1]}{start[0]}".lower() in known
        return text[:-1] if known_whole else text
    wide = all(unicodedata.east_asian_width(sign) in "WF" for sign in (text[-1], following[0]))
    return text if wide else f"{text} "
