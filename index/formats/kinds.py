"""The file formats, recognised by how a file's name ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """A file format; the value is its name for a person."""

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
    """A kind, and whether it is compressed with gzip; a `.tar.gz` is a plain `TAR`."""

    kind: FileKind
    gzipped: bool = False


KINDS = {
    ".txt": FileKind.TEXT,
    ".md": FileKind.MARKDOWN,
    ".html": FileKind.HTML,
    ".htm": FileKind.HTML,
    ".xhtml": FileKind.HTML,
    ".pdf": FileKind.PDF,
    ".docx": FileKind.DOCX,
    ".epub": FileKind.EPUB,
    ".jsonl": FileKind.JSON_LINES,
    ".ndjson": FileKind.JSON_LINES,
    ".json": FileKind.JSON,
    ".csv": FileKind.CSV,
    ".tsv": FileKind.TSV,
    ".parquet": FileKind.PARQUET,
    ".xml": FileKind.FEED,
    ".rss": FileKind.FEED,
    ".atom": FileKind.FEED,
    ".zip": FileKind.ZIP,
    ".tar": FileKind.TAR,
    ".tar.gz": FileKind.TAR,
    ".tgz": FileKind.TAR,
}

TEXTUAL = frozenset(
    {
        FileKind.TEXT,
        FileKind.MARKDOWN,
        FileKind.HTML,
        FileKind.JSON_LINES,
        FileKind.JSON,
        FileKind.CSV,
        FileKind.TSV,
        FileKind.FEED,
    }
)
"""Kinds that are text, which may be compressed with gzip."""

TABLES = frozenset({FileKind.JSON_LINES, FileKind.JSON, FileKind.CSV, FileKind.TSV, FileKind.PARQUET})
ARCHIVES = frozenset({FileKind.ZIP, FileKind.TAR})

PLAIN = frozenset({FileKind.TEXT, FileKind.MARKDOWN, FileKind.JSON_LINES, FileKind.JSON, FileKind.CSV, FileKind.TSV})
"""Kinds that are safe to parse in this process; the others go to the worker."""

SUFFIXES = (*KINDS, ".gz")
"""The suffixes of files that can be read; the one before `.gz` is of a text format."""

ACCEPTED = f"it is not one of {', '.join(SUFFIXES)}"
"""Why any other file is not read."""


def format_of(name: str) -> Format | None:
    """Return the format of a file of this name, or None; case does not matter."""
    lowered = name.lower()
    if lowered.endswith(".tar.gz"):
        return Format(FileKind.TAR)
    stem = lowered.removesuffix(".gz")
    gzipped = stem != lowered
    kind = KINDS.get(f".{stem.rpartition('.')[2]}") if "." in stem else None
    return Format(kind, gzipped) if kind and (kind in TEXTUAL or not gzipped) else None


def is_taken_from_folder(name: str) -> bool:
    """Whether such a file is read from folders; not if hidden or a `README.md`."""
    return not name.startswith(".") and name.lower() != "readme.md" and format_of(name) is not None
