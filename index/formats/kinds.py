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
    RTF = "rich text"
    ODT = "OpenDocument"
    EPUB = "EPUB"
    JSON_LINES = "JSON lines"
    JSON = "JSON"
    CSV = "CSV"
    TSV = "TSV"
    PARQUET = "Parquet"
    XLSX = "Excel"
    FEED = "RSS or Atom"
    RIS = "RIS"
    BIBTEX = "BibTeX"
    ZIP = "zip"
    TAR = "tar"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind, and whether it is compressed with gzip; a `.tar.gz` is a plain `TAR`."""

    kind: FileKind
    gzipped: bool = False


_SUFFIXES = {
    FileKind.TEXT: (".txt", ".text"),
    FileKind.MARKDOWN: (".md", ".markdown", ".mdown", ".mkd", ".mkdn"),
    FileKind.HTML: (".html", ".htm", ".xhtml"),
    FileKind.PDF: (".pdf",),
    FileKind.DOCX: (".docx", ".docm", ".dotx"),
    FileKind.RTF: (".rtf",),
    FileKind.ODT: (".odt", ".ott", ".fodt"),
    FileKind.EPUB: (".epub",),
    FileKind.JSON_LINES: (".jsonl", ".ndjson"),
    FileKind.JSON: (".json",),
    FileKind.CSV: (".csv",),
    FileKind.TSV: (".tsv",),
    FileKind.PARQUET: (".parquet",),
    FileKind.XLSX: (".xlsx", ".xlsm"),
    FileKind.FEED: (".xml", ".rss", ".atom"),
    FileKind.RIS: (".ris",),
    FileKind.BIBTEX: (".bib",),
    FileKind.ZIP: (".zip",),
    FileKind.TAR: (".tar", ".tar.gz", ".tgz"),
}
KINDS = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes}

TABLES = {FileKind.JSON_LINES, FileKind.JSON, FileKind.CSV, FileKind.TSV, FileKind.PARQUET, FileKind.XLSX}
ARCHIVES = {FileKind.ZIP, FileKind.TAR}
PLAIN = {FileKind.TEXT, FileKind.MARKDOWN} | TABLES - {FileKind.PARQUET, FileKind.XLSX}  # safe to parse in this process
REFERENCES = {FileKind.RIS, FileKind.BIBTEX}  # whose entries may be about files beside them
TEXTUAL = PLAIN | {FileKind.HTML, FileKind.FEED}  # may be compressed with gzip

SUFFIXES = (*KINDS, ".gz")
ACCEPTED = f"it is not one of {', '.join(SUFFIXES)}"


def format_of(name: str) -> Format | None:
    """Return the format of a file of this name, or None; case does not matter."""
    lowered = name.lower()
    if lowered.endswith(".tar.gz"):
        return Format(FileKind.TAR)
    stem = lowered.removesuffix(".gz")
    gzipped = stem != lowered
    kind = KINDS.get(f".{stem.rpartition('.')[2]}") if "." in stem else None
    return Format(kind, gzipped) if kind and (kind in TEXTUAL or not gzipped) else None
