"""A report as one HTML file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from eval.report import charts, tables
from eval.report.figures import Failure, Fault, Report, SetReport, SystemReport
from eval.report.svg import Look
from eval.report.tables import Table
from index.errors import BadInputError
from index.text.cleaning import clean_text

_SHOWN = 20
_FAULTS = {
    Fault.MISSED: "Gold not in the first 10",
    Fault.WRONG: "Answered wrongly",
    Fault.DECLINED: "Declined, though there is an answer",
    Fault.ANSWERED: "Answered, though there is no answer",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its caption and its numbers."""

    svg: Markup
    caption: str
    table: Table


@dataclass(frozen=True, slots=True)
class Failures:
    """The failures of one kind of one system; `shown` are the first of `count`."""

    system: str
    heading: str
    count: int
    shown: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The part of the page about one set alone."""

    name: str
    anchor: str
    groups: tuple[Table, ...]
    reliability: tuple[Picture, ...]
    failures: tuple[Failures, ...]


def write(path: Path, report: Report) -> None:
    """Write `report` to `path` as one self-contained HTML file.

    Equal reports make equal bytes. Raises BadInputError if `path` cannot be written.
    """
    page = html(report)
    try:
        path.write_bytes(page.encode())
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "name a file in a folder that you may write to"
        raise BadInputError(f"{path} cannot be written: {reason}", hint) from error


def html(report: Report) -> str:
    """Return `report` as an HTML document.

    All text is escaped, and without what steers a terminal or reorders a line.
    """
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_cleaned
    )
    source = files("eval.report")
    template = environment.from_string((source / "page.html.j2").read_text(encoding="utf-8"))
    retrieval, answers = tables.retrieval(report), tables.answers(report)
    look = charts.looks(report)
    return template.render(
        report=report,
        style=Markup((source / "style.css").read_text(encoding="utf-8")),
        sets=tables.sets(report),
        measured=[table for table in (retrieval, answers) if table.blocks],
        bars=_bars(report, look),
        times=_times(report, look),
        sections=[s for n, of in enumerate(report.sets, 1) if (s := _section(n, of, look))],
    )


def _cleaned(value: object) -> object:
    return clean_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _bars(report: Report, look: Mapping[str, Look]) -> Picture | None:
    caption = f"{report.plotted} by set and system: longer is better. The whisker is the 95 % interval."
    drawn = charts.bars(report, look, "bars", caption)
    return None if drawn is None else Picture(Markup(drawn), caption, tables.plotted(report))


def _times(report: Report, look: Mapping[str, Look]) -> Picture | None:
    caption = "Time for one question. The box is the middle half with p50 as its line; the whisker goes from p5 to p95."
    drawn = charts.times(report, look, "times", caption)
    return None if drawn is None else Picture(Markup(drawn), caption, tables.latencies(report))


def _section(number: int, of: SetReport, look: Mapping[str, Look]) -> Section | None:
    diagrams = tuple(
        _reliability(of, system, look[system.name], f"reliability-{number}-{n}")
        for n, system in enumerate(of.systems)
        if any(b.count for b in system.reliability)
    )
    failures = tuple(f for system in of.systems for f in _failures(system))
    groups = tables.groups(of)
    if not (groups or diagrams or failures):
        return None
    return Section(of.name, f"set-{number}", groups, diagrams, failures)


def _reliability(of: SetReport, system: SystemReport, look: Look, prefix: str) -> Picture:
    table = tables.reliability(of, system)
    error = system.calibration_error
    caption = system.name if error is None else f"{system.name}: expected calibration error {tables.number(error)}"
    return Picture(Markup(charts.reliability(system, look, prefix, table.caption)), caption, table)


def _failures(system: SystemReport) -> Iterator[Failures]:
    for fault, heading in _FAULTS.items():
        if found := tuple(f for f in system.failures if f.fault is fault):
            yield Failures(system.name, heading, len(found), found[:_SHOWN])
