"""Where a quotation stands in a text, with its ellipses and brackets.

A comma or full stop at the end and the first letter's case are no differences, nor what `tokens` has as none;
everything else is.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.values import Span
from qa.answer.drafts.marks import AROUND, EDITED, is_ellipsis
from qa.answer.drafts.tokens import Token, has_unseen, norm_of, read, tokens

_SPACE = frozenset(" ")
_MOST_ELIDED = 600
_MOST_REPLACED = 24
_MOST_ADDED = 2
_MOST_LETTERS = 6
"""The most tokens that an ellipsis, a bracket and a mere remark stand for, and letters within a word."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What an editor put into a quotation, and the words it stands for."""

    written: str
    stands_for: str


@dataclass(frozen=True, slots=True)
class Match:
    """Where a quotation stands, and what its ellipses and brackets stand for."""

    span: Span
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    """A token of a quotation, perhaps with a bracket between beginning and end."""

    begin: str
    end: str | None = None
    written: str = ""
    any_case: bool = False

    def fits(self, norm: str) -> bool:
        if self.end is not None:
            room = len(norm) - len(self.begin) - len(self.end)
            return 0 <= room <= _MOST_LETTERS and norm.startswith(self.begin) and norm.endswith(self.end)
        return norm == self.begin or (self.any_case and _same_but_first_case(norm, self.begin))


@dataclass(frozen=True, slots=True)
class _Run:
    """Tokens of a quotation that stand side by side, and what may come before them."""

    words: tuple[_Word, ...]
    room: int
    written: str


@dataclass(frozen=True, slots=True)
class _Gap:
    """An ellipsis or a bracket, and how many tokens it may stand for."""

    written: str
    room: int
    is_ellipsis: bool = False


class Sought:
    """A quotation made ready to be looked for in texts."""

    def __init__(self, quotation: str) -> None:
        self._runs = _runs(quotation)
        sure = {word.begin for run in self._runs for word in run.words if _is_fixed(word) and word.begin.isalnum()}
        self._sure = sorted(filter(str.isascii, sure), key=lambda word: (-len(word), word))

    @property
    def phrases(self) -> tuple[str, ...]:
        """The words between its ellipses and brackets: all stand in a text that has it."""
        parts = ("".join(part).strip() for run in self._runs for part in _unbroken(run.words))
        return tuple(part for part in parts if any(map(str.isalnum, part)))

    def find(self, text: str) -> Match | None:
        """Return where the quotation stands in a text, the first place, or None."""
        if not self._runs or not self._may_stand(text):
            return None
        there, places = read(text)
        ends: dict[int, tuple[tuple[int, int], ...]] = {}
        for number, run in enumerate(self._runs):
            reached = sorted(ends)
            after: dict[int, tuple[tuple[int, int], ...]] = {}
            for start in _starts(run.words, there, places):
                end = start + len(run.words)
                if not number:
                    after[end] = ((start, end),)
                    continue
                at = bisect.bisect_right(reached, start) - 1
                if at >= 0 and start - reached[at] <= run.room:
                    after[end] = (*ends[reached[at]], (start, end))
            ends = after
        return self._match(text, there, ends[min(ends)]) if ends else None

    def _may_stand(self, text: str) -> bool:
        """Whether a text has the words at all, which is known sooner than where."""
        return has_unseen(text) or all(word in text for word in self._sure)

    def _match(self, text: str, there: Sequence[Token], path: Sequence[tuple[int, int]]) -> Match:
        edits: list[Edit] = []
        for number, (run, (start, end)) in enumerate(zip(self._runs, path, strict=True)):
            if number:
                between = there[path[number - 1][1] : start]
                edits.append(Edit(run.written, text[between[0].start : between[-1].end].strip() if between else ""))
            edits += [
                Edit(word.written, text[token.start : token.end])
                for word, token in zip(run.words, there[start:end], strict=True)
                if word.written
            ]
        return Match(Span(there[path[0][0]].start, there[path[-1][1] - 1].end), tuple(edits))


def _starts(words: Sequence[_Word], there: Sequence[Token], places: dict[str, list[int]]) -> Iterator[int]:
    """Yield where words stand side by side, sought from the rarest of them."""
    fixed = [(len(places.get(word.begin, ())), at) for at, word in enumerate(words) if _is_fixed(word)]
    if fixed:
        _, at = min(fixed)
        candidates = [place - at for place in places.get(words[at].begin, ())]
    else:
        candidates = list(range(len(there)))
    for start in candidates:
        if 0 <= start <= len(there) - len(words) and all(
            word.fits(there[start + offset].norm) for offset, word in enumerate(words)
        ):
            yield start


def _is_fixed(word: _Word) -> bool:
    return word.end is None and not word.any_case


def _unbroken(words: Sequence[_Word]) -> Iterator[list[str]]:
    """Yield the forms of neighbouring words, without those that a bracket changes."""
    part: list[str] = []
    for word in words:
        if word.end is None:
            part.append(word.begin)
        else:
            yield part
            part = []
    yield part


def _runs(quotation: str) -> tuple[_Run, ...]:
    """Return what stands side by side in a quotation, between its editor's marks."""
    found: list[_Run] = []
    words: list[_Word] = []
    before = _Gap("", 0)
    for item in (*_items(quotation), _Gap("", 0)):
        if isinstance(item, _Word):
            words.append(item)
            continue
        is_end = item.room == 0
        left = AROUND if not found or before.is_ellipsis else _SPACE
        right = AROUND if is_end or item.is_ellipsis else _SPACE
        if kept := _trimmed(words, left, right):
            found.append(_Run(kept, before.room if found else 0, before.written))
            before = item
        else:
            before = _Gap(f"{before.written} {item.written}".strip(), before.room + item.room, before.is_ellipsis)
        words = []
    return tuple(found)


def _items(quotation: str) -> Iterator[_Word | _Gap]:
    marks = list(EDITED.finditer(quotation))
    at, end, fresh = 0, 0, True
    for token in tokens(quotation):
        while at < len(marks) and marks[at].start() <= token.start:
            yield (item := _edited(marks[at]))
            fresh = isinstance(item, _Gap) and item.is_ellipsis
            end, at = marks[at].end(), at + 1
        if token.start >= end:
            yield _Word(token.norm, any_case=fresh and token.norm.isalpha())
            fresh = fresh and not token.norm[0].isalnum()


def _edited(mark: re.Match[str]) -> _Word | _Gap:
    """Return what an ellipsis or bracket may stand for: words, or letters within one."""
    begin, inside, end = mark["begin"], mark["inside"], mark["end"]
    if is_ellipsis(mark):
        return _Gap(mark[0], _MOST_ELIDED, is_ellipsis=True)
    if begin or end:
        return _Word(norm_of(begin) if begin else "", norm_of(end) if end else "", mark[0])
    return _Gap(mark[0], _MOST_ADDED if inside.strip().casefold() == "sic" else _MOST_REPLACED)


def _trimmed(words: Sequence[_Word], left: frozenset[str], right: frozenset[str]) -> tuple[_Word, ...]:
    first, last = 0, len(words)
    while first < last and words[first].end is None and words[first].begin in left:
        first += 1
    while last > first and words[last - 1].end is None and words[last - 1].begin in right:
        last -= 1
    return tuple(words[first:last])


def _same_but_first_case(one: str, other: str) -> bool:
    return one[1:] == other[1:] and one[0].casefold() == other[0].casefold()
