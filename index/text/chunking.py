"""Passages: an article cut into runs of whole sentences, of which neighbours share one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from index.text.sentences import split_sentences
from index.values import Span

TARGET_WORDS = 120
MOST_WORDS = 150
LEAST_WORDS = 30
OVERLAP_WORDS = 40
MAX_CHARS = 1_600

# Sizes are counted in whole twelfths of a word, so that they add up exactly.
_WORD = 12
_CJK_CHARACTER = 6
_FIGURE_CHARACTER = 4
_LONG_RUN_CHARACTER = 3
_LONG_RUN = 24

_CJK = "\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003fffd"
_RUN = re.compile(rf"(?P<cjk>[{_CJK}])|(?P<figure>\d[\d.,:/-]{{5,23}})|[^\s{_CJK}]+")
_RUN_BEFORE = re.compile(rf"(?<![^\s{_CJK}])[^\s{_CJK}]++$")
_RUN_AFTER = re.compile(rf"[^\s{_CJK}]+")
_CLAUSE_END = re.compile(r"[,;:.!?…—–)\]”»](?=\s)|[、，；：。！？…]+[」』”’）]*")

_REGIONAL = re.compile("[\U0001f1e6-\U0001f1ff]")
_HANGUL_JOINS = re.compile("[\u1100-\u115f][\u1100-\u115f\uac00-\ud7a3]|.[\u1160-\u11ff\ud7b0-\ud7fb]", re.DOTALL)
_EXTENDING = re.compile("[\U0001f3fb-\U0001f3ff\uff9e\uff9f\u0e33\u0eb3]")
_VIRAMA = 9


def chunk(text: str, language: str) -> tuple[Span, ...]:
    """Cut `text` into passages of about `TARGET_WORDS` words, by the sentence rules of `language`.

    A passage begins with the last sentence of the one before it, where that has at most `OVERLAP_WORDS`. None has more
    than `MOST_WORDS` words or `MAX_CHARS` characters; a sentence of more than `TARGET_WORDS` is cut at clause
    punctuation, else at whitespace, else between grapheme clusters. Starts and ends strictly increase, and every
    non-whitespace character is in a passage.

    A word is a run of non-whitespace, or two characters of Chinese or Japanese writing and its punctuation. What an
    encoder cuts into many tokens weighs more: a figure of six characters or more is a word for each three, any other
    run of more than 24 characters a word for each four.
    """
    units = tuple(
        piece for sentence in split_sentences(text, language) for piece in _pieces(text, sentence.start, sentence.end)
    )
    sizes = [_unit_size(text, unit) for unit in units]
    return _Layout(units, (0, *accumulate(sizes))).passages()


@dataclass(frozen=True, slots=True)
class _Layout:
    """Sentences, or pieces of long ones; `totals[i]` is the size of the first `i`."""

    units: tuple[Span, ...]
    totals: tuple[int, ...]

    def passages(self) -> tuple[Span, ...]:
        ranges = list(self._ranges())
        if len(ranges) > 1:
            (first, seen), (_, last) = ranges[-2:]
            if self._size(seen, last) < LEAST_WORDS * _WORD and self._fits(first, last, MOST_WORDS):
                ranges[-2:] = [(first, last)]
        return tuple(Span(self.units[first].start, self.units[last - 1].end) for first, last in ranges)

    def _ranges(self) -> Iterator[tuple[int, int]]:
        """Yield half-open ranges of units, one for each passage."""
        first, last, count = 0, 0, len(self.units)
        while last < count:
            last += 1
            while last < count and self._takes(first, last):
                last += 1
            yield first, last
            first = last - 1 if last < count and self._shares(first, last) else last

    def _takes(self, first: int, last: int) -> bool:
        """Return whether the passage of units `first` to `last` has room for one more."""
        small = self._size(first, last) < LEAST_WORDS * _WORD
        return self._fits(first, last + 1, MOST_WORDS if small else TARGET_WORDS)

    def _shares(self, first: int, last: int) -> bool:
        """Return whether the last unit of this passage also begins the next."""
        return (
            last - first > 1
            and self._size(last - 1, last) <= OVERLAP_WORDS * _WORD
            and self._fits(last - 1, last + 1, TARGET_WORDS)
        )

    def _size(self, first: int, last: int) -> int:
        return self.totals[last] - self.totals[first]

    def _fits(self, first: int, last: int, words: int) -> bool:
        length = self.units[last - 1].end - self.units[first].start
        return length <= MAX_CHARS and self._size(first, last) <= words * _WORD


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a sentence until no piece is larger than a passage."""
    while start < end:
        reach = _reach(text, start, end)
        cut = reach if reach == end else _best_cut(text, start, reach)
        yield Span(start, start + len(text[start:cut].rstrip()))
        start = cut
        while start < end and text[start].isspace():
            start += 1


def _reach(text: str, start: int, end: int) -> int:
    """Return how far a passage that begins at `start` can go."""
    limit = min(end, start + MAX_CHARS)
    room = TARGET_WORDS * _WORD
    for run in _RUN.finditer(text, start, limit):
        size = _run_size(run)
        if size > room:
            divisible = size == (run.end() - run.start()) * _LONG_RUN_CHARACTER and room >= _WORD
            return run.start() + (room // _LONG_RUN_CHARACTER if divisible else 0)
        room -= size
    return limit


def word_count(text: str) -> float:
    """Return the size of `text` in words of mean length, as passages are measured."""
    return sum(map(_run_size, _RUN.finditer(text))) / _WORD


def _run_size(run: re.Match[str]) -> int:
    if run["cjk"]:
        return _CJK_CHARACTER
    length = run.end() - run.start()
    if run["figure"]:
        return length * _FIGURE_CHARACTER
    return length * _LONG_RUN_CHARACTER if length > _LONG_RUN else _WORD


def _unit_size(text: str, unit: Span) -> int:
    """Return the most that `unit` can add, joined with the runs that touch it."""
    size = 0
    for run in _RUN.finditer(text, unit.start, unit.end):
        size += _run_size(run)
        at_an_end = run.start() == unit.start or run.end() == unit.end
        if at_an_end and run.lastgroup is None and _is_part_of_long_run(text, run.start(), run.end()):
            size += max(0, (run.end() - run.start()) * _LONG_RUN_CHARACTER - _run_size(run))
    return size


def _is_part_of_long_run(text: str, start: int, end: int) -> bool:
    before = _RUN_BEFORE.search(text[max(0, start - _LONG_RUN) : start])
    after = _RUN_AFTER.match(text, end, end + _LONG_RUN)
    touching = sum(part.end() - part.start() for part in (before, after) if part)
    return touching > 0 and end - start + touching > _LONG_RUN


def _best_cut(text: str, start: int, reach: int) -> int:
    """Return where to cut `text[start:reach]`: in its second half, so that pieces stay large."""
    middle = start + (reach - start) // 2
    clauses = [match.end() for match in _CLAUSE_END.finditer(text, middle, reach)]
    if clauses:
        return clauses[-1]
    candidates = range(reach, middle, -1)
    spaces = (at for at in candidates if text[at].isspace())
    borders = (at for at in candidates if _is_border(text, start, at))
    return next(spaces, None) or next(borders, reach)


def _is_border(text: str, start: int, at: int) -> bool:
    """Return whether a reader sees two characters around `at`, not one (UAX #29)."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after)[0] == "M" or _EXTENDING.match(after) or _HANGUL_JOINS.match(before + after):
        return False
    if "Cf" in (unicodedata.category(before), unicodedata.category(after)):
        return False
    if unicodedata.combining(before) == _VIRAMA:
        return False
    if not _REGIONAL.match(after):
        return True
    flags = at
    while flags > start and _REGIONAL.match(text, flags - 1):
        flags -= 1
    return (at - flags) % 2 == 0
