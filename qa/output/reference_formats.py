"""The formats of references, by their names."""

from __future__ import annotations

from enum import StrEnum


class References(StrEnum):
    """A format that reference managers read."""

    CSL = "csl"
    RIS = "ris"
    BIBTEX = "bibtex"
    CSV = "csv"
