"""Letters put on their lines, also those that run downwards or stand higher."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from index.formats.pdfs.letters import Letter

# All of these are parts of the size of the letters.
_SAME_LINE = 0.12  # baselines that differ less are one
_SMALL = 0.85  # a raised letter is smaller, in parts of the size of its line
_SMALLEST = 0.4  # and larger, in the same
_RAISED = (0.12, 0.75)
_LOWERED = (-0.45, 0.0)

_MOST_RAISED = 6
_LONG = 40  # letters: a line of so many of one size has no raised ones
_NEARBY = 12  # lines
_FIRST_WIDE = "\u2e80"
_X0, _Y = attrgetter("x0"), attrgetter("y")


def baselines(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Return the letters of each line, from the top, and on it from the left."""
    return _with_raised(_clusters(_laid(letters)))


def _laid(letters: Sequence[Letter]) -> Sequence[Letter]:
    """Return the letters; those that run downwards are laid down."""
    if max((letter.text for letter in letters), default="") < _FIRST_WIDE:
        return letters
    down = along = 0
    for one, other in pairwise(letter for letter in letters if not letter.is_blank):
        if unicodedata.east_asian_width(one.text[0]) in "WF":
            step = (one.y - other.y) / one.size
            down += 0.5 < step < 2 and abs(one.x0 - other.x0) < 0.3 * one.size
            along += abs(step) < 0.3
    if down <= along:
        return letters
    return [each._replace(x0=-each.y - 0.9 * each.size, x1=0.1 * each.size - each.y, y=each.x0) for each in letters]


def _clusters(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Return the letters by their baselines, from the top."""
    found: list[list[Letter]] = []
    for letter in sorted(letters, key=_Y, reverse=True):
        first = found[-1][0] if found else None
        if first and first.y - letter.y <= _SAME_LINE * max(first.size, letter.size):
            found[-1].append(letter)
        else:
            found.append([letter])
    return [sorted(line, key=_X0) for line in found]


def _with_raised(lines: list[list[Letter]]) -> list[list[Letter]]:
    """Return the lines, with raised and lowered letters put into theirs."""
    sizes = [letter.size for line in lines for letter in line]
    if min(sizes, default=0) > _SMALL * max(sizes, default=0):
        return lines
    heights = [-line[0].y for line in lines]
    kept: list[list[Letter]] = [[] for _ in lines]
    for place, line in enumerate(lines):
        if len(line) > _LONG and len({letter.size for letter in line}) == 1:
            kept[place] += line
            continue
        for run in _runs(line):
            host = None
            if len(run) <= _MOST_RAISED and not run[0].is_blank:
                reach = 2 * max(letter.size for letter in run) / _SMALL
                first, last = bisect_left(heights, heights[place] - reach), bisect_left(heights, heights[place] + reach)
                nearby = (
                    number
                    for number in range(max(first, place - _NEARBY), min(last, place + _NEARBY))
                    if number != place
                )
                host = next((number for number in nearby if _is_beside(run, lines[number])), None)
            if host is None:
                kept[place] += run
            else:
                kept[host] += _put_in(run, lines[host])
    return [sorted(line, key=_X0) for line in kept if line]


def _put_in(run: Sequence[Letter], line: Sequence[Letter]) -> list[Letter]:
    y, raised = line[0].y, run[0].y > line[0].y
    return [each._replace(y=y, raised=raised, size=each.size if raised else line[0].size) for each in run]


def _runs(line: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Yield letters of a line that stand together and have one size."""
    run = [line[0]]
    for one, other in pairwise(line):
        if other.x0 - one.x1 > 0.6 * one.size or abs(other.size - one.size) > 0.1 * one.size:
            yield run
            run = []
        run.append(other)
    yield run


def _is_beside(run: Sequence[Letter], line: Sequence[Letter]) -> bool:
    """Whether a run touches a larger letter, a little higher or lower."""
    small, at = run[0].size, bisect_left(line, run[0].x0, key=_X0)
    for host in line[max(0, at - 3) : at + 1]:
        height = (run[0].y - host.y) / host.size
        in_reach = _RAISED[0] < height < _RAISED[1] or _LOWERED[0] < height < _LOWERED[1]
        gap = run[0].x0 - host.x1 if host.x0 <= run[0].x0 else host.x0 - run[-1].x1
        if (
            _SMALLEST * host.size < small <= _SMALL * host.size
            and in_reach
            and -0.5 * small < gap < 0.4 * host.size
            and not host.is_blank
        ):
            return True
    return False
