"""Where a quotation stands in a text, with its ellipses and brackets.

A comma or full stop at the end and the first letter's case are no differences, nor what `tokens` has as none;
everything else is.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.values import Span
from qa.answer.drafts.marks import AROUND, edited, is_ellipsis
from qa.answer.drafts.tokens import MARKS, Token, has_unseen, norm_of, read, tokens

_SPACE = frozenset(" ")
_MOST_ELIDED = 600
_MOST_REPLACED = 24
_MOST_ADDED = 2
_MOST_LETTERS = 6
"""The most tokens that an ellipsis, a bracket and a mere remark stand for, and letters within a word."""

_MOST_APPENDED = 3
"""The most letters that a bracket may add to a word's end where it replaces none, as in `dog[s]`."""


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
    least: int = 0
    """How many letters the bracket replaces at least."""

    def fits(self, norm: str) -> bool:
        if self.end is not None:
            room = len(norm) - len(self.begin) - len(self.end)
            return self.least <= room <= _MOST_LETTERS and norm.startswith(self.begin) and norm.endswith(self.end)
        if norm == self.begin or (self.any_case and _same_but_first_case(norm, self.begin)):
            return True
        return norm in MARKS and self.begin in MARKS and "'" in (norm, self.begin)


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


_Path = tuple[tuple[int, int], ...]
"""The tokens of a text at which each run begins and ends."""


class Sought:
    """A quotation made ready to be looked for in texts."""

    def __init__(self, quotation: str) -> None:
        marks = edited(quotation)
        items = tuple(_items(quotation, marks))
        self._plain = _runs(_items(quotation, ()))
        self._edited = _runs(items) if marks else ()
        self._before, self._after = _added(items), _added(reversed(items))[::-1]
        sure = {
            word.begin
            for run in self._edited or self._plain
            for word in run.words
            if _is_fixed(word) and word.begin.isalnum()
        }
        self._sure = sorted(filter(str.isascii, sure), key=lambda word: (-len(word), word))

    @property
    def phrases(self) -> tuple[str, ...]:
        """The words between its ellipses and brackets: all stand in a text that has it."""
        parts = ("".join(part).strip() for run in self._edited or self._plain for part in _unbroken(run.words))
        return tuple(part for part in parts if any(map(str.isalnum, part)))

    def find(self, text: str) -> Match | None:
        """Return where the quotation stands in a text, the first place, or None.

        Ellipses and brackets that the text has itself are no edits.
        """
        if not self._may_stand(text):
            return None
        there, places = read(text)
        if path := _path(self._plain, there, places):
            return Match(_span(there, path))
        path = _path(self._edited, there, places)
        return (
            Match(_span(there, path), (*self._before, *self._edits(text, there, path), *self._after)) if path else None
        )

    def _may_stand(self, text: str) -> bool:
        """Whether a text has the words at all, which is known sooner than where."""
        return has_unseen(text) or all(word in text for word in self._sure)

    def _edits(self, text: str, there: Sequence[Token], path: _Path) -> Iterator[Edit]:
        for number, (run, (start, end)) in enumerate(zip(self._edited, path, strict=True)):
            if number:
                between = there[path[number - 1][1] : start]
                yield Edit(run.written, text[between[0].start : between[-1].end].strip() if between else "")
            for word, token in zip(run.words, there[start:end], strict=True):
                if word.written:
                    yield Edit(word.written, text[token.start : token.end])


def _path(runs: Sequence[_Run], there: Sequence[Token], places: dict[str, list[int]]) -> _Path:
    """Return where each run stands in the first place that has all, or nothing."""
    ends: dict[int, _Path] = {}
    for number, run in enumerate(runs):
        reached = sorted(ends)
        after: dict[int, _Path] = {}
        for start in _starts(run.words, there, places):
            end = start + len(run.words)
            if not number:
                after[end] = ((start, end),)
                continue
            at = bisect.bisect_right(reached, start) - 1
            if at >= 0 and start - reached[at] <= run.room:
                after[end] = (*ends[reached[at]], (start, end))
        ends = after
    return ends[min(ends)] if ends else ()


def _span(there: Sequence[Token], path: _Path) -> Span:
    return Span(there[path[0][0]].start, there[path[-1][1] - 1].end)


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
    return word.end is None and not word.any_case and word.begin not in MARKS


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


def _added(items: Iterable[_Word | _Gap]) -> tuple[Edit, ...]:
    """Return the brackets with words before the first word that is sought."""
    before = itertools.takewhile(lambda item: isinstance(item, _Gap) or _is_around(item, AROUND), items)
    return tuple(Edit(each.written, "") for each in before if isinstance(each, _Gap) and not each.is_ellipsis)


def _runs(items: Iterable[_Word | _Gap]) -> tuple[_Run, ...]:
    """Return what stands side by side in a quotation, between its editor's marks."""
    found: list[_Run] = []
    words: list[_Word] = []
    before = _Gap("", 0)
    for item in (*items, _Gap("", 0)):
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


def _items(quotation: str, marks: Sequence[re.Match[str]]) -> Iterator[_Word | _Gap]:
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
        least = 0 if not end and len(inside) <= _MOST_APPENDED else 1
        return _Word(norm_of(begin) if begin else "", norm_of(end) if end else "", mark[0], least=least)
    return _Gap(mark[0], _MOST_ADDED if inside.strip().casefold() == "sic" else _MOST_REPLACED)


def _trimmed(words: Sequence[_Word], left: frozenset[str], right: frozenset[str]) -> tuple[_Word, ...]:
    first, last = 0, len(words)
    while first < last and _is_around(words[first], left):
        first += 1
    while last > first and _is_around(words[last - 1], right):
        last -= 1
    return tuple(words[first:last])


def _is_around(word: _Word, signs: frozenset[str]) -> bool:
    return word.end is None and word.begin in signs


def _same_but_first_case(one: str, other: str) -> bool:
    return one[1:] == other[1:] and one[0].casefold() == other[0].casefold()
