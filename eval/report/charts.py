"""The page's three kinds of picture, as SVG in the page's own colours."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from eval.report.figures import Report, SystemReport
from eval.report.svg import Drawing, Look
from eval.report.tables import milliseconds, number, percentiles
from index.text.cleaning import clean_line

_WIDTH, _LEFT, _RIGHT = 530.0, 140.0, 445.0
_TOP, _ROW, _BAR, _GAP = 42.0, 19.0, 14.0, 0.4
_LONGEST = 22
_LEAST_MS = 0.01
_FEW_DECADES = 300

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Row(Generic[T]):
    """The drawing of one system, at the height `y`."""

    y: float
    system: str
    drawn: T


@dataclass(frozen=True, slots=True)
class _Rows(Generic[T]):
    """The rows of a picture, and the headings of the sets by their height."""

    rows: tuple[_Row[T], ...]
    headings: tuple[tuple[float, str], ...]
    bottom: float


def looks(report: Report) -> dict[str, Look]:
    """Return a look for each system of the report by its name; 42 are distinct."""
    names = dict.fromkeys(system.name for each in report.sets for system in each.systems)
    return {name: Look.numbered(place) for place, name in enumerate(names)}


def bars(report: Report, look: Mapping[str, Look], prefix: str, title: str) -> str | None:
    """Draw the plotted measure as bars with intervals; return None if no set has it."""
    found = _rows(report, lambda system: next((m for m in system.retrieval if m.name == report.plotted), None))
    if found is None:
        return None
    most = max([1.0, *(end for row in found.rows for end in (row.drawn.value, row.drawn.high) if end is not None)])

    def place(value: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * value / most

    ticks = [(place(most * part / 5), f"{most * part / 5:.1f}") for part in range(6)]
    drawing = _framed(found, ticks, clean_line(report.plotted), prefix, title)
    for row in found.rows:
        measure = row.drawn
        drawing.text(_RIGHT + 10, row.y, number(measure.value))
        if measure.value is not None:
            drawing.bar(_LEFT, row.y - _BAR / 2, place(measure.value) - _LEFT, _BAR, look[row.system])
            if measure.low is not None and measure.high is not None:
                drawing.whisker(place(measure.low), place(measure.high), row.y)
    return drawing.markup()


def times(report: Report, look: Mapping[str, Look], prefix: str, title: str) -> str | None:
    """Draw times on a logarithmic axis: boxes from p25 to p75, whiskers at p5, p95."""
    found = _rows(report, lambda system: [max(each, _LEAST_MS) for each in system.latencies_ms] or None)
    if found is None:
        return None
    spread = {row.y: percentiles(row.drawn, (5, 25, 50, 75, 95)) for row in found.rows}
    low, high = min(each[0] for each in spread.values()) / 1.2, max(each[-1] for each in spread.values()) * 1.2

    def place(ms: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * math.log(ms / low) / math.log(high / low)

    ticks = [(place(ms), f"{ms:,g}") for ms in _round_numbers(low, high)]
    drawing = _framed(found, ticks, "milliseconds for one question, logarithmic", prefix, title)
    drawing.text(_RIGHT + 10, _TOP - _ROW, "p50 · p95", bold=True)
    for row in found.rows:
        p5, p25, p50, p75, p95 = spread[row.y]
        drawing.whisker(place(p5), place(p95), row.y)
        drawing.bar(place(p25), row.y - _BAR / 2, place(p75) - place(p25), _BAR, look[row.system])
        drawing.line(place(p50), row.y - _BAR / 2, place(p50), row.y + _BAR / 2, width=2)
        drawing.text(_RIGHT + 10, row.y, f"{milliseconds(p50)} · {milliseconds(p95)}")
    return drawing.markup()


def reliability(system: SystemReport, look: Look, prefix: str, title: str) -> str:
    """Draw how often answers are right (bars) by confidence (dots), with counts."""
    drawing = Drawing(310, 290, prefix, title)
    left, bottom, size = 45.0, 245.0, 215.0
    for part in range(5):
        at, label = size * part / 4, f"{part / 4:.2g}"
        drawing.line(left, bottom - at, left + size, bottom - at, faint=True)
        drawing.text(left + at, bottom + 14, label, anchor="middle")
        drawing.text(left - 6, bottom - at, label, anchor="end")
    for each in (part for part in system.reliability if part.count):
        start, width, height = left + size * each.low, size * (each.high - each.low), size * each.correct
        drawing.bar(start + 0.05 * width, bottom - height, 0.9 * width, height, look)
        drawing.dot(left + size * each.confidence, bottom - height)
        drawing.text(start + width / 2, bottom - size - 10, _compact(each.count), anchor="middle", size=9)
    drawing.line(left, bottom, left + size, bottom - size, dashed=True)
    drawing.text(left + size / 2, bottom + 32, "confidence", anchor="middle")
    drawing.text(4, bottom - size - 22, "right")
    return drawing.markup()


def _rows(report: Report, drawn: Callable[[SystemReport], T | None]) -> _Rows[T] | None:
    """Place a row for each system with something to draw; return None without any."""
    headings: list[tuple[float, str]] = []
    rows: list[_Row[T]] = []
    y = _TOP
    for each in report.sets:
        found = [(system.name, what) for system in each.systems if (what := drawn(system)) is not None]
        if found:
            headings.append((y, each.name))
            rows += [_Row(y + place * _ROW, name, what) for place, (name, what) in enumerate(found, 1)]
            y += (len(found) + 1 + _GAP) * _ROW
    return _Rows(tuple(rows), tuple(headings), y - _GAP * _ROW) if rows else None


def _framed(rows: _Rows[T], ticks: list[tuple[float, str]], label: str, prefix: str, title: str) -> Drawing:
    """Draw the grid, the ticks above and below, and the names of sets and systems."""
    drawing = Drawing(_WIDTH, rows.bottom + _TOP, prefix, title)
    for x, tick in ticks:
        drawing.line(x, _TOP - _ROW / 2, x, rows.bottom, faint=True)
        for y in (_TOP - _ROW, rows.bottom + 0.5 * _ROW):
            drawing.text(x, y, tick, anchor="middle")
    drawing.text((_LEFT + _RIGHT) / 2, rows.bottom + 1.4 * _ROW, label, anchor="middle")
    for y, name in rows.headings:
        drawing.text(_LEFT, y, _short(name, 2 * _LONGEST), bold=True)
    for row in rows.rows:
        drawing.text(_LEFT - 8, row.y, _short(row.system), anchor="end")
    return drawing


def _round_numbers(low: float, high: float) -> Iterator[float]:
    """Yield 1, 2 and 5 times powers of ten, or these alone."""
    steps = (1, 2, 5) if high < _FEW_DECADES * low else (1,)
    for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        yield from (step * 10.0**power for step in steps if low <= step * 10.0**power <= high)


def _compact(count: int) -> str:
    return str(count) if count < 1000 else f"{count / 1000:.2g}k" if count < 100_000 else f"{count // 1000}k"


def _short(text: str, longest: int = _LONGEST) -> str:
    line = clean_line(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"
