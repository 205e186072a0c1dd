"""Which formats there are, told by how a file's name ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A format; the value is what a person calls it."""

    TEXT = "text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    PDF = "PDF"
    DOCX = "Word"
    EPUB = "EPUB"
    JSON_LINES = "JSON lines"
    JSON = "JSON"
    CSV = "CSV"
    TSV = "TSV"
    PARQUET = "Parquet"
    FEED = "RSS or Atom"
    ZIP = "zip"
    TAR = "tar"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind, and whether it is compressed with gzip around it (a `.tar.gz` is of its own kind)."""

    kind: Kind
    gzipped: bool = False


KINDS = {
    ".txt": Kind.TEXT,
    ".md": Kind.MARKDOWN,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
    ".epub": Kind.EPUB,
    ".jsonl": Kind.JSON_LINES,
    ".ndjson": Kind.JSON_LINES,
    ".json": Kind.JSON,
    ".csv": Kind.CSV,
    ".tsv": Kind.TSV,
    ".parquet": Kind.PARQUET,
    ".xml": Kind.FEED,
    ".rss": Kind.FEED,
    ".atom": Kind.FEED,
    ".zip": Kind.ZIP,
    ".tar": Kind.TAR,
    ".tar.gz": Kind.TAR,
    ".tgz": Kind.TAR,
}

TEXTUAL = frozenset({Kind.TEXT, Kind.MARKDOWN, Kind.HTML, Kind.JSON_LINES, Kind.JSON, Kind.CSV, Kind.TSV, Kind.FEED})
"""The kinds that are text, which may be compressed with gzip."""

TABLES = frozenset({Kind.JSON_LINES, Kind.JSON, Kind.CSV, Kind.TSV, Kind.PARQUET})
ARCHIVES = frozenset({Kind.ZIP, Kind.TAR})

PLAIN = frozenset({Kind.TEXT, Kind.MARKDOWN, Kind.JSON_LINES, Kind.JSON, Kind.CSV, Kind.TSV})
"""The kinds that are safe to read in this process; the others go to the worker."""

SUFFIXES = (*KINDS, ".gz")
"""How the names of files that are read end; before `.gz` stands the suffix of a text format."""

ACCEPTED = f"it is not one of {', '.join(SUFFIXES)}"
"""Why another file is not taken."""


def format_of(name: str) -> Format | None:
    """The format of a file of this name, in any case, or None."""
    lowered = name.lower()
    if lowered.endswith(".tar.gz"):
        return Format(Kind.TAR)
    gzipped = lowered.endswith(".gz")
    stem = lowered.removesuffix(".gz") if gzipped else lowered
    dot = stem.rfind(".")
    kind = KINDS.get(stem[dot:]) if dot >= 0 else None
    if kind is None or (gzipped and kind not in TEXTUAL):
        return None
    return Format(kind, gzipped)


def is_taken_from_folder(name: str) -> bool:
    """Whether a folder's or archive's file of this name is read: none that is hidden, nor a `README.md`."""
    return not name.startswith(".") and name.lower() != "readme.md" and format_of(name) is not None
