"""The file formats, recognised by how a file's name ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


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
    MAIL = "mail"
    OUTLOOK = "Outlook"
    MAILBOX = "mailbox"
    MHTML = "MHTML"
    WARC = "WARC"
    WACZ = "WACZ"
    SUBTITLES = "subtitles"
    ZIP = "zip"
    TAR = "tar"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind, and whether it is compressed with gzip.

    A `.tar.gz` is a plain `TAR`, a `.warc.gz` a plain `WARC`.
    """

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
    FileKind.MAIL: (".eml", ".emlx"),
    FileKind.OUTLOOK: (".msg",),
    FileKind.MAILBOX: (".mbox",),
    FileKind.MHTML: (".mhtml", ".mht"),
    FileKind.WARC: (".warc", ".warc.gz"),
    FileKind.WACZ: (".wacz",),
    FileKind.SUBTITLES: (".srt", ".vtt"),
    FileKind.ZIP: (".zip",),
    FileKind.TAR: (".tar", ".tar.gz", ".tgz"),
}
KINDS = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes}

TABLES = {FileKind.JSON_LINES, FileKind.JSON, FileKind.CSV, FileKind.TSV, FileKind.PARQUET, FileKind.XLSX}
ARCHIVES = {FileKind.ZIP, FileKind.TAR}
PLAIN = {FileKind.TEXT, FileKind.MARKDOWN} | TABLES - {FileKind.PARQUET, FileKind.XLSX}  # safe to parse in this process
REFERENCES = {FileKind.RIS, FileKind.BIBTEX}  # whose entries may be about files beside them
SERIES = {FileKind.MAILBOX, FileKind.WARC, FileKind.WACZ}  # of documents in one file, which is read in parts
TEXTUAL = PLAIN | {
    FileKind.HTML,
    FileKind.FEED,
    FileKind.MAIL,
    FileKind.MAILBOX,
    FileKind.MHTML,
    FileKind.SUBTITLES,
}  # may be compressed with gzip

_IN_MAILDIR = re.compile(r"[:;!]2,[A-Za-z]{0,10}$")  # how the names of read messages end in a folder of this kind

SUFFIXES = (*KINDS, ".gz")
ACCEPTED = f"it is not one of {', '.join(SUFFIXES)}"


@lru_cache(maxsize=256)
def format_of(name: str) -> Format | None:
    """Return the format of a file of this name, or None; case does not matter."""
    lowered = name.lower()
    if double := next(
        (kind for suffix, kind in KINDS.items() if suffix.count(".") > 1 and lowered.endswith(suffix)), None
    ):
        return Format(double)
    if _IN_MAILDIR.search(name):
        return Format(FileKind.MAIL)
    stem = lowered.removesuffix(".gz")
    gzipped = stem != lowered
    kind = KINDS.get(f".{stem.rpartition('.')[2]}") if "." in stem else None
    return Format(kind, gzipped) if kind and (kind in TEXTUAL or not gzipped) else None
