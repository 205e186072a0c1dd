"""Parsing of one open file; each parser is imported when its format is first needed."""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from index.formats import limits
from index.formats.columns import Columns
from index.formats.damage import mended, warning_of
from index.formats.kinds import ARCHIVES, SERIES, TABLES, FileKind, Format
from index.formats.parsed import Draft, MemberStarted, Parsed, ParseProblem, UnreadableError
from index.formats.plain import read_plain
from index.formats.streams import unzipped, whole
from index.optional import MissingExtraError, require
from index.text.unwrapping import unwrapped

# The module and function for each kind of document; it takes the bytes, and returns a draft or yields several.
_READERS = {
    FileKind.HTML: ("pages", "read_page"),
    FileKind.PDF: ("pdfs", "read_pdf"),
    FileKind.DOCX: ("words", "read_docx"),
    FileKind.RTF: ("rich_text", "read_rtf"),
    FileKind.ODT: ("open_documents", "read_odt"),
    FileKind.EPUB: ("books", "read_epub"),
    FileKind.FEED: ("xmls", "read_xml"),
    FileKind.RIS: ("references", "read_ris"),
    FileKind.BIBTEX: ("references", "read_bibtex"),
    FileKind.MAIL: ("mails", "read_mail"),
    FileKind.OUTLOOK: ("mails", "read_outlook"),
    FileKind.MHTML: ("mhtml", "read_mhtml"),
    FileKind.SUBTITLES: ("subtitles", "read_subtitles"),
}
# The same for series; it takes a stream that can go back, and the number of the first document, and announces each.
_SERIES = {
    FileKind.MAILBOX: ("mailboxes", "read_mailbox"),
    FileKind.WARC: ("crawls", "read_warc"),
    FileKind.WACZ: ("crawls", "read_wacz"),
}

_MAY_BE_EXPORTS = {FileKind.TEXT, FileKind.PDF, FileKind.DOCX, FileKind.RTF, FileKind.ODT}

NESTED = "it is an archive within an archive, which is not read"


def parse(stream: BinaryIO, form: Format, path: Path, columns: Columns) -> Iterator[Parsed]:
    """Parse `stream`, of a format that is not an archive; `path` is its name.

    Raises UnreadableError for a document that is damaged, has no text or goes beyond a limit, and any error that its
    parser does not expect.
    """
    try:
        for found in _parsed(unzipped(stream) if form.gzipped else stream, form, path, columns):
            if isinstance(found, Draft) and len(found.text) > limits.MAX_BYTES:
                yield ParseProblem(f"its text is too long (more than {limits.MAX_BYTES:,} characters)")
            else:
                yield from _split(found, form.kind, path)
    except MissingExtraError as error:
        raise UnreadableError(f"it needs an extra: {error}") from error


def _split(found: Parsed, kind: FileKind, path: Path) -> Iterable[Parsed]:
    """Return the articles of an export of many, else what was found."""
    if not isinstance(found, Draft) or kind not in _MAY_BE_EXPORTS:
        return (_checked(found) if isinstance(found, Draft) and kind in TABLES else found,)
    from index.formats.chats import split_whatsapp
    from index.formats.exports import split_export

    chat = split_whatsapp(found.text, path.stem) if kind is FileKind.TEXT else None
    if exported := chat or split_export(found):
        return exported
    return (replace(found, text=unwrapped(found.text)) if kind is FileKind.TEXT else found,)


def _checked(row: Draft) -> Draft:
    """Return a row of a table with its own damage mended or told."""
    text, misread = mended(row.text)
    title, _ = mended(row.metadata.title)
    doubts = (*misread, *warning_of(text))
    if not doubts and title == row.metadata.title:
        return row
    return replace(row, text=text, metadata=replace(row.metadata, title=title), warnings=(*row.warnings, *doubts))


def _parsed(source: BinaryIO, form: Format, path: Path, columns: Columns) -> Iterator[Parsed]:
    if form.kind in (FileKind.TEXT, FileKind.MARKDOWN):
        yield read_plain(whole(source, limits.MAX_BYTES), form.kind, path)
    elif form.kind is FileKind.PARQUET:
        yield from _parquet(source, columns)
    elif form.kind is FileKind.XLSX:
        from index.formats.workbooks import read_workbook

        yield from read_workbook(whole(source, limits.DOCUMENT_BYTES), columns)
    elif form.kind in TABLES:
        from index.formats.tables import read_table

        yield from read_table(source, form.kind, columns)
    elif form.kind in ARCHIVES:
        raise UnreadableError(NESTED)
    elif form.kind in SERIES:
        yield from (each for each in read_series(source, form.kind) if not isinstance(each, MemberStarted))
    else:
        yield from _document(whole(source, limits.DOCUMENT_BYTES), form.kind)


def _parquet(stream: BinaryIO, columns: Columns) -> Iterator[Parsed]:
    require("pyarrow.parquet", "tables")
    from index.formats.parquet import read_parquet

    yield from read_parquet(_seekable(stream), columns)


def read_series(stream: BinaryIO, kind: FileKind, start: int = 0) -> Iterator[Parsed | MemberStarted]:
    """Parse the documents of a series from number `start` on, each announced by a MemberStarted."""
    module, name = _SERIES[kind]
    source = stream if kind is FileKind.MAILBOX else _seekable(stream)
    yield from getattr(importlib.import_module(f"index.formats.{module}"), name)(source, start)


def _seekable(stream: BinaryIO) -> BinaryIO:
    seekable = isinstance(stream, io.BufferedReader | io.BytesIO) and stream.seekable()
    return stream if seekable else io.BytesIO(whole(stream, limits.DOCUMENT_BYTES))


def _document(raw: bytes, kind: FileKind) -> Iterator[Parsed]:
    if kind is FileKind.HTML:
        from index.formats.export_pages import read_export_page

        if exported := read_export_page(raw):
            yield from exported
            return
    module, name = _READERS[kind]
    found = getattr(importlib.import_module(f"index.formats.{module}"), name)(raw)
    if isinstance(found, Draft):
        yield found
    else:
        yield from found
