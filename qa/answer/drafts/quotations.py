"""The quotations in a text, whatever quotation marks it uses."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text.languages import words_of
from index.values import Span

_MARK = re.compile(r"``|''|,,(?=\w)|[\"“”„‟«»‹›‘’‚‛'＂]")
_OPENERS = {"“": "”“", "„": "“”", "‟": "”", "‘": "’'", "‚": "‘’", "‛": "’", "``": "''", ",,": "''”\"", "'": "'’"}
_OPENERS |= {'"': '"', "＂": "＂", "”": "”", "«": "»", "»": "«", "‹": "›", "›": "‹"}
"""Opening marks to those that may close them; `”` and `»` open in some countries."""

_ONLY_CLOSE = frozenset({"’", "''"})
_SINGLE = frozenset("'‘‚‛‹›")
_APOSTROPHES = frozenset("'’‘")
_BEFORE_OPENING = frozenset("([{<—–-/=*_~|>¿¡:“„«‘")
_NOT_OPENED = frozenset(",;:!?)]}")
_DECADE = re.compile(r"\d{2,4}s?\b")
_BREAK = re.compile(r"\n")
_LETTERS = re.compile(r"[^\W\d_]+")
_ELIDED = words_of(lambda wording: wording.elided)
_ENDS = frozenset(",.!?…;:—–-)]")
_BLOCK = re.compile(r"(?:^[ \t]*>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_BLOCK_MARK = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
_SIGNED = re.compile(r"\s*(?:—|–|--|-|~)\s*[^\W\d_]")
_MOST_MARKS = 200
"""Within one quotation: one that is never closed is not sought through a whole book."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: what its marks enclose, as half-open offsets, a span for each paragraph.

    `outer` has the marks too. `is_closed` is False where the closing mark is missing: it then ends with its paragraph.
    """

    paragraphs: tuple[Span, ...]
    outer: Span
    is_closed: bool = True

    def of(self, text: str) -> str:
        """Return the words quoted, a line for each paragraph."""
        return "\n".join(each.of(text).strip() for each in self.paragraphs)


def quotations(text: str) -> tuple[Quotation, ...]:
    """Return the quotations of a text in order; one within another is part of it.

    Block quotes (`> `) count as a whole, without a last line that names who said it; with marks of their own, those do.
    Takes linear time.
    """
    found: list[Quotation] = []
    at = 0
    for block in _BLOCK.finditer(text):
        found += _Scanner(text, at, block.start()).scan()
        found += _block(text, block.start(), block.end())
        at = block.end()
    return (*found, *_Scanner(text, at, len(text)).scan())


def _block(text: str, start: int, end: int) -> Sequence[Quotation]:
    inside = _Scanner(text, start, end).scan()
    if any(each.is_closed for each in inside):
        return [each for each in inside if each.is_closed]
    lines = []
    for line in re.finditer(r"[^\n]+", text[start:end]):
        mark = _BLOCK_MARK.match(line[0])
        first = start + line.start() + (mark.end() if mark else 0)
        if text[first : start + line.end()].strip():
            lines.append(Span(first, start + line.end()))
    if len(lines) > 1 and _SIGNED.match(lines[-1].of(text)):
        lines.pop()
    return [Quotation(tuple(lines), Span(start, end))] if lines else []


@dataclass(frozen=True, slots=True)
class _Mark:
    """A quotation mark, and what it can do by what stands beside it."""

    sign: str
    start: int
    end: int
    opens: bool
    closes: bool
    begins_line: bool


class _Scanner:
    """Reads the marks of a part of a text, one after another."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._end = end
        self._breaks = [found.start() for found in _BREAK.finditer(text, start, end)]
        self._marks = [self._mark(found) for found in _MARK.finditer(text, start, end)]

    def scan(self) -> list[Quotation]:
        found: list[Quotation] = []
        place = 0
        while place < len(self._marks):
            mark = self._marks[place]
            if not mark.opens:
                place += 1
                continue
            quotation, place = self._quotation(place)
            if quotation is not None:
                found.append(quotation)
        return found

    def _mark(self, found: re.Match[str]) -> _Mark:
        sign, start, end = found[0], found.start(), found.end()
        before = self._text[start - 1] if start else "\n"
        after = self._text[end] if end < len(self._text) else "\n"
        free = before.isspace() or before in _BEFORE_OPENING
        begins_line = before == "\n" or not self._text[max(start - 8, 0) : start].rpartition("\n")[2].strip("> \t")
        opens = free and sign in _OPENERS and after not in _NOT_OPENED and (before.isspace() or not after.isspace())
        closes = not begins_line
        if sign in _APOSTROPHES:
            opens = opens and not after.isspace()
            closes = not before.isspace() and not after.isalnum() and not begins_line
        elif sign in ("”", "»", "›"):
            opens = opens and before.isspace() and not after.isspace()
        return _Mark(sign, start, end, opens and sign not in _ONLY_CLOSE, closes, begins_line)

    def _quotation(self, place: int) -> tuple[Quotation | None, int]:
        """Return the quotation that a mark opens, if any, and the next place."""
        opening = self._marks[place]
        if opening.sign in _SINGLE:
            return self._single(place)
        paragraphs: list[Span] = []
        first, depth, line_end = opening.end, 0, self._line_end(opening.end)
        for at in range(place + 1, min(place + _MOST_MARKS, len(self._marks))):
            mark = self._marks[at]
            if mark.start >= line_end:
                is_again = self._begins_again(opening, mark, line_end)
                if not (is_again or self._closes(opening, at)):
                    break
                paragraphs.append(Span(first, line_end))
                first, line_end = mark.end if is_again else line_end, self._line_end(mark.start)
                if is_again:
                    continue
            if self._is_nested(opening, mark):
                depth += 1
            elif self._closes(opening, at):
                if not depth:
                    paragraphs.append(Span(first, mark.start))
                    return Quotation(tuple(paragraphs), Span(opening.start, mark.end)), at + 1
                depth -= 1
        line_end = self._line_end(opening.end)
        return Quotation((Span(opening.end, line_end),), Span(opening.start, line_end), is_closed=False), place + 1

    def _closes(self, opening: _Mark, at: int) -> bool:
        """Whether the mark at a place ends what `opening` begins."""
        mark = self._marks[at]
        if mark.sign not in _OPENERS[opening.sign] or not mark.closes:
            return False
        if not mark.opens or mark.sign != opening.sign:
            return True
        return self._is_last_before_opening(at)

    def _is_last_before_opening(self, at: int) -> bool:
        """Whether no mark that only closes follows nearby, as in "so, "he said."""
        mark, line_end = self._marks[at], self._line_end(self._marks[at].start)
        for other in self._marks[at + 1 : at + 8]:
            if other.start >= line_end:
                return True
            if other.sign == mark.sign:
                return other.opens
        return True

    def _is_nested(self, opening: _Mark, mark: _Mark) -> bool:
        """Whether a directed mark opens once more: “he said “no” to it”."""
        after = self._text[mark.end : mark.end + 1]
        return mark.sign == opening.sign and mark.sign in "“„«" and mark.opens and not after.isspace()

    def _begins_again(self, opening: _Mark, mark: _Mark, line_end: int) -> bool:
        """Whether a mark begins the next paragraph of a quotation, as each of several does."""
        is_next = mark.begins_line and not self._text[line_end : mark.start].strip("> \t\n")
        return is_next and mark.opens and mark.sign == opening.sign

    def _single(self, place: int) -> tuple[Quotation | None, int]:
        """Return what single marks enclose: the closing one may be an apostrophe, too."""
        opening = self._marks[place]
        ends = list(self._single_ends(place))
        said = [at for at in ends if self._text[self._marks[at].start - 1] in _ENDS]
        if not said and self._is_elided(opening):
            return None, place + 1
        plain = [at for at in ends if self._text[self._marks[at].start - 1] != "s"]
        chosen = next(iter((*said, *plain, *ends)), None)
        if chosen is None:
            return None, place + 1
        closing = self._marks[chosen]
        span = Span(opening.end, closing.start)
        return Quotation((span,), Span(opening.start, closing.end)), chosen + 1

    def _single_ends(self, place: int) -> Iterator[int]:
        opening = self._marks[place]
        line_end = self._line_end(opening.end)
        for at in range(place + 1, min(place + _MOST_MARKS, len(self._marks))):
            mark = self._marks[at]
            if mark.start >= line_end or (mark.opens and mark.sign == opening.sign):
                return
            if mark.sign in _OPENERS[opening.sign] and mark.closes:
                yield at

    def _is_elided(self, opening: _Mark) -> bool:
        """Whether a mark stands for letters left out: '90s, 'em, 'kan."""
        word = _LETTERS.match(self._text, opening.end)
        return bool(_DECADE.match(self._text, opening.end)) or bool(word and word[0].casefold() in _ELIDED)

    def _line_end(self, start: int) -> int:
        place = bisect.bisect_left(self._breaks, start)
        return self._breaks[place] if place < len(self._breaks) else self._end
