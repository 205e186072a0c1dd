"""A run as one HTML file: no script, nothing external, equal bytes for equal input."""

from __future__ import annotations

from pathlib import Path

from eval.report.figures import Bin, Failure, Fault, Group, Measure, Report, SetReport, SystemReport
from index.optional import require

__all__ = [
    "Bin",
    "Failure",
    "Fault",
    "Group",
    "Measure",
    "Report",
    "SetReport",
    "SystemReport",
    "write_report",
]


def write_report(path: Path, report: Report) -> None:
    """Write `report` to `path` as one HTML file, replacing what is there.

    Raises BadInputError if `path` cannot be written, and MissingExtraError without jinja2.
    """
    require("jinja2", "eval")
    from eval.report.page import write

    write(path, report)
