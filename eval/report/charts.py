"""The page's three kinds of picture, each named in words so that none depends on colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from eval.report.figures import Bin, Measure, Report, SystemReport
from eval.report.svg import HATCHES, INK, PAGE, SERIES
from eval.report.tables import milliseconds, number, percentiles
from index.text.cleaning import clean_line

_WIDTH = 5.3
_LABELS = 1.4
_NOTES = 0.85
_ROW = 0.19
_GAP = 0.4
_MARGIN = 0.42
_BAR = 0.72
_LONGEST = 22
_LEAST_MS = 0.01
_WIDE = 300

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """How one system is drawn wherever it appears."""

    colour: str
    hatch: str


@dataclass(frozen=True, slots=True)
class _Row(Generic[T]):
    """What is drawn for one system, `y` rows from the top."""

    y: float
    system: str
    drawn: T


@dataclass(frozen=True, slots=True)
class _Canvas(Generic[T]):
    figure: Figure
    axes: Axes
    rows: tuple[_Row[T], ...]


def looks(report: Report) -> dict[str, Look]:
    """A look for each system of the report, by its name: 42 are distinct."""
    names = dict.fromkeys(y.name for s in report.sets for y in s.systems)
    return {name: Look(SERIES[n % len(SERIES)], HATCHES[n % len(HATCHES)]) for n, name in enumerate(names)}


def bars(report: Report, look: Mapping[str, Look]) -> Figure | None:
    """The plotted measure as one bar a set and system, its interval as a whisker; None where no set has it."""
    made = _canvas(report, lambda system: next((m for m in system.retrieval if m.name == report.plotted), None))
    if made is None:
        return None
    axes = made.axes
    ends = [v for r in made.rows for v in (r.drawn.value, r.drawn.high) if v is not None]
    axes.set_xlim(0, max([1.0, *ends]))
    for row in made.rows:
        _bar(axes, row, look[row.system])
    axes.set_xlabel(clean_line(report.plotted))
    return made.figure


def times(report: Report, look: Mapping[str, Look]) -> Figure | None:
    """Times on a logarithmic axis: the middle half as a box, p5 to p95 as its whisker, p50 and p95 in numbers."""
    made = _canvas(report, lambda system: system.latencies_ms or None)
    if made is None:
        return None
    axes = made.axes
    axes.set_xscale("log")
    for row in made.rows:
        _box(axes, row, look[row.system])
    low, high = axes.get_xlim()
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if high < _WIDE * low else (1,)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("milliseconds for one question, logarithmic")
    _note(axes, -0.85, "p50 · p95", "bold")
    return made.figure


def reliability(system: SystemReport, look: Look) -> Figure:
    """How often answers were right (bars) where the system was so sure (dots); counts stand above."""
    figure = Figure(figsize=(3.1, 2.8), layout="constrained")
    axes = figure.subplots()
    axes.plot((0, 1), (0, 1), color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=3)
    for part in (b for b in system.reliability if b.count):
        _reliability_bin(axes, part, look)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.08)
    axes.set_xticks((0, 0.25, 0.5, 0.75, 1), ("0", ".25", ".5", ".75", "1"))
    axes.set_yticks((0, 0.25, 0.5, 0.75, 1), ("0", ".25", ".5", ".75", "1"))
    axes.set_xlabel("confidence")
    axes.set_ylabel("right")
    axes.grid(axis="y")
    axes.tick_params(length=0)
    return figure


def _reliability_bin(axes: Axes, part: Bin, look: Look) -> None:
    width = part.high - part.low
    middle = (part.low + part.high) / 2
    axes.bar(middle, part.correct, width * 0.9, **_filled(look))
    axes.plot(part.confidence, part.correct, "o", markersize=4, color=INK, markeredgecolor=PAGE, zorder=4)
    axes.text(middle, 1.03, _compact(part.count), ha="center", va="bottom", fontsize=7)


def _canvas(report: Report, drawn: Callable[[SystemReport], T | None]) -> _Canvas[T] | None:
    """A figure with a named row for each system of which there is something to draw, each set under its heading."""
    headings: list[tuple[float, str]] = []
    rows: list[_Row[T]] = []
    y = 0.0
    for of in report.sets:
        found = [(s.name, d) for s in of.systems if (d := drawn(s)) is not None]
        if found:
            headings.append((y, of.name))
            rows += [_Row(y + n, name, d) for n, (name, d) in enumerate(found, 1)]
            y += len(found) + 1 + _GAP
    if not rows:
        return None
    figure, axes = _empty(y - _GAP)
    for at, text in headings:
        _text(axes, 0, at + 0.05, _short(text, 2 * _LONGEST), "bold")
    axes.set_yticks([r.y for r in rows], [_short(r.system) for r in rows])
    return _Canvas(figure, axes, tuple(rows))


def _empty(rows: float) -> tuple[Figure, Axes]:
    height = rows * _ROW + 2 * _MARGIN
    figure = Figure(figsize=(_WIDTH, height))
    width = (_WIDTH - _LABELS - _NOTES) / _WIDTH
    axes = figure.add_axes((_LABELS / _WIDTH, _MARGIN / height, width, 1 - 2 * _MARGIN / height))
    axes.set_ylim(rows - 0.4, -0.6)
    axes.grid(axis="x")
    axes.tick_params(length=0)
    axes.xaxis.set_tick_params(labeltop=True)
    axes.spines[["left", "bottom"]].set_visible(False)
    return figure, axes


def _note(axes: Axes, y: float, text: str, weight: str = "normal") -> None:
    _text(axes, 1.03, y, text, weight, size=8)


def _text(axes: Axes, x: float, y: float, text: str, weight: str, size: float = 9) -> None:
    """Write at `x`, a share of the axes' width, in row `y`."""
    axes.text(x, y, text, transform=axes.get_yaxis_transform(), va="center_baseline", weight=weight, fontsize=size)


def _bar(axes: Axes, row: _Row[Measure], look: Look) -> None:
    measure = row.drawn
    _note(axes, row.y, number(measure.value))
    if measure.value is None:
        return
    axes.barh(row.y, measure.value, _BAR, **_filled(look))
    if measure.low is not None and measure.high is not None:
        _whisker(axes, row.y, measure.low, measure.high)


def _box(axes: Axes, row: _Row[tuple[float, ...]], look: Look) -> None:
    # A clock too coarse for what it timed says 0, which has no place on a logarithmic axis.
    p5, p25, p50, p75, p95 = percentiles([max(t, _LEAST_MS) for t in row.drawn], (5, 25, 50, 75, 95))
    _whisker(axes, row.y, p5, p95)
    axes.barh(row.y, p75 - p25, _BAR, p25, zorder=3, **_filled(look))
    ends = (row.y - _BAR / 2, row.y + _BAR / 2)
    axes.plot((p50, p50), ends, color=INK, linewidth=2, solid_capstyle="butt", zorder=4)
    _note(axes, row.y, f"{milliseconds(p50)} · {milliseconds(p95)}")


def _filled(look: Look) -> dict[str, Any]:
    return {"color": look.colour, "hatch": look.hatch, "edgecolor": PAGE, "linewidth": 0}


def _whisker(axes: Axes, y: float, low: float, high: float) -> None:
    axes.plot((low, high), (y, y), color=INK, linewidth=1, zorder=2.5)
    axes.plot((low, high), (y, y), "|", color=INK, markersize=5, zorder=2.5)


def _compact(count: int) -> str:
    return str(count) if count < 1000 else f"{count / 1000:.2g}k" if count < 100_000 else f"{count // 1000}k"


def _short(text: str, longest: int = _LONGEST) -> str:
    line = clean_line(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"
