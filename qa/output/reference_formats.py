"""The formats of references, by their names."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class References(StrEnum):
    """A format that reference managers read."""

    CSL = "csl"
    RIS = "ris"
    BIBTEX = "bibtex"
    CSV = "csv"


def format_of(file: Path) -> References | None:
    """Return the format that a file's name tells, None if it tells none."""
    return _BY_SUFFIX.get(file.suffix.lower())


_BY_SUFFIX = {".bib": References.BIBTEX, ".ris": References.RIS, ".csv": References.CSV, ".json": References.CSL}
