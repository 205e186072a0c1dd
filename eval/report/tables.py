"""The page's tables as values: rows of cells, with the best of each column marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.report.figures import Bin, Measure, Report, SetReport, SystemReport

_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `interval` stands below the text, `best` marks the best of its block."""

    text: str
    interval: str = ""
    best: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its head."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that are compared with each other, under one heading; an empty `label` has none."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `head` names every column, that of the row heads first."""

    caption: str
    head: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The measures of one system, as one row of a block."""

    label: str
    measures: tuple[Measure, ...]


def number(value: float | None) -> str:
    """Format `value` with three digits after the point, None as a dash."""
    return "–" if value is None else f"{value:.{_DIGITS}f}"


def milliseconds(value: float) -> str:
    """Format a time with two significant digits below 10 ms, else in whole milliseconds."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def percentiles(latencies_ms: Sequence[float], at: Sequence[float]) -> tuple[float, ...]:
    """Return the percentiles `at` (0 to 100) of some times, interpolated linearly."""
    return tuple(float(p) for p in np.percentile(np.asarray(latencies_ms, dtype=np.float64), at))


def retrieval(report: Report) -> Table:
    """Return every retrieval measure of every set and system."""
    blocks = [(s.name, [Line(y.name, y.retrieval) for y in s.systems if y.retrieval]) for s in report.sets]
    return _compared("How well passages are found", "System", blocks)


def answers(report: Report) -> Table:
    """Return every answer measure of every set and system that answered."""
    blocks = [(s.name, [Line(y.name, y.answers) for y in s.systems if y.answers]) for s in report.sets]
    return _compared("How well questions are answered and declined", "System", blocks)


def groups(of: SetReport) -> tuple[Table, ...]:
    """Return a table for each division of the set into several parts."""
    ways = dict.fromkeys(g.by for y in of.systems for g in y.groups)
    tables = []
    for by in ways:
        parts = {g.name: g.questions for y in of.systems for g in y.groups if g.by == by}
        blocks = [(f"{name} ({_questions(count)})", _lines(of.systems, by, name)) for name, count in parts.items()]
        if len(blocks) > 1:
            tables.append(_compared(f"{of.name}, by {by}", "System", blocks))
    return tuple(tables)


def plotted(report: Report) -> Table:
    """Return the numbers behind the bars."""
    blocks = []
    for of in report.sets:
        found = [(y.name, m) for y in of.systems for m in y.retrieval if m.name == report.plotted]
        blocks.append((of.name, [Row(n, _cells(m.value, m.low, m.high)) for n, m in found]))
    return _plain(f"{report.plotted} with its 95 % interval", ("System", report.plotted, "from", "to"), blocks)


def latencies(report: Report) -> Table:
    """Return the numbers behind the picture of times."""
    blocks = []
    for of in report.sets:
        rows = []
        for system in of.systems:
            if times := system.latencies_ms:
                shown = [milliseconds(p) for p in percentiles(times, (50, 95, 100))]
                rows.append(Row(system.name, tuple(Cell(t) for t in (f"{len(times):,}", *shown))))
        blocks.append((of.name, rows))
    return _plain("Milliseconds for one question", ("System", "questions", "p50", "p95", "slowest"), blocks)


def reliability(of: SetReport, system: SystemReport) -> Table:
    """Return the numbers behind one reliability diagram."""
    rows = [Row(f"{b.low:.2f}–{b.high:.2f}", _bin(b)) for b in system.reliability]
    caption = f"{of.name}, {system.name}: confidence against the share of answers that are right"
    return _plain(caption, ("Confidence", "answers", "mean confidence", "right"), [("", rows)])


def sets(report: Report) -> Table:
    """Return the question sets and their sizes."""
    rows = [Row(s.name, (Cell(f"{s.questions:,}"), Cell(f"{s.unanswerable:,}"))) for s in report.sets]
    return _plain("Question sets", ("Set", "questions", "unanswerable"), [("", rows)])


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count:,} questions"


def _lines(systems: Iterable[SystemReport], by: str, name: str) -> list[Line]:
    return [Line(y.name, g.measures) for y in systems for g in y.groups if (g.by, g.name) == (by, name)]


def _bin(given: Bin) -> tuple[Cell, ...]:
    if not given.count:
        return Cell("0"), Cell("–"), Cell("–")
    return Cell(f"{given.count:,}"), *_cells(given.confidence, given.correct)


def _cells(*values: float | None) -> tuple[Cell, ...]:
    return tuple(Cell(number(v)) for v in values)


def _plain(caption: str, head: tuple[str, ...], blocks: Iterable[tuple[str, Sequence[Row]]]) -> Table:
    return Table(caption, head, tuple(Block(label, tuple(rows)) for label, rows in blocks if rows))


def _compared(caption: str, first: str, blocks: Sequence[tuple[str, Sequence[Line]]]) -> Table:
    columns = tuple(dict.fromkeys(m.name for _, lines in blocks for line in lines for m in line.measures))
    return _plain(caption, (first, *columns), [(label, _marked(lines, columns)) for label, lines in blocks])


def _marked(lines: Sequence[Line], columns: Sequence[str]) -> list[Row]:
    named = [{m.name: m for m in line.measures} for line in lines]
    best = {c: _best([measures[c] for measures in named if c in measures]) for c in columns}
    return [
        Row(line.label, tuple(_measured(measures.get(c), best[c]) for c in columns))
        for line, measures in zip(lines, named, strict=True)
    ]


def _best(measures: Sequence[Measure]) -> str | None:
    """Return how the best value reads, or None if all read the same."""
    known = [(m.value, m.lower_is_better) for m in measures if m.value is not None]
    if len({number(value) for value, _ in known}) < 2:
        return None
    return number(min(known, key=lambda k: k[0] if k[1] else -k[0])[0])


def _measured(measure: Measure | None, best: str | None) -> Cell:
    if measure is None or measure.value is None:
        return Cell(number(None))
    interval = "" if measure.low is None else f"{number(measure.low)}–{number(measure.high)}"
    shown = number(measure.value)
    return Cell(shown, interval, shown == best)
