"""A run as one HTML file that a person can read: no script, nothing from outside, equal bytes for equal input."""

from __future__ import annotations

from pathlib import Path

from eval.report.figures import Bin, Failure, Fault, Group, Measure, Report, SetReport, SystemReport
from index.errors import KutipError

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

_DRAWN_WITH = ("jinja2", "markupsafe", "matplotlib")


def write_report(path: Path, report: Report) -> None:
    """Write `report` to `path` as one HTML file; a file that is there is replaced.

    Raises BadInputError where `path` cannot be written, and KutipError, with the command that installs them, where
    matplotlib or jinja2 are missing.
    """
    try:
        # Here, so that all else of the evaluation does without the optional packages, and starts sooner.
        from eval.report.page import write
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _DRAWN_WITH:
            raise
        raise KutipError(f"the report needs {missing}", "install it with: pip install 'kutip[eval]'") from error
    write(path, report)
