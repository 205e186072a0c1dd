"""One open file to events, whatever its format; each parser is imported when its format first comes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from index.errors import UnreadableFileError
from index.formats import limits
from index.formats.columns import Columns
from index.formats.kinds import TABLES, Format, Kind
from index.formats.parsed import Draft, Event, Fault, UnreadableError
from index.formats.plain import read_plain
from index.formats.streams import unzipped, whole


def parse(stream: BinaryIO, form: Format, path: Path, columns: Columns) -> Iterator[Event]:
    """What is in `stream`, of a format that is no archive; `path` is its name.

    Raises UnreadableError for a document that is damaged, has no text or goes beyond a limit, and what its parser
    raises where that is taken by surprise.
    """
    for event in _parsed(unzipped(stream) if form.gzipped else stream, form, path, columns):
        if isinstance(event, Draft) and len(event.text) > limits.MAX_BYTES:
            yield Fault(f"its text is too long (more than {limits.MAX_BYTES:,} characters)")
        else:
            yield event


def _parsed(source: BinaryIO, form: Format, path: Path, columns: Columns) -> Iterator[Event]:
    if form.kind in (Kind.TEXT, Kind.MARKDOWN):
        try:
            yield read_plain(whole(source, limits.MAX_BYTES), form.kind, path)
        except UnreadableFileError as error:
            raise UnreadableError(error.reason) from error
    elif form.kind is Kind.PARQUET:
        from index.formats.parquet import read_parquet

        yield from read_parquet(_seekable(source), columns)
    elif form.kind in TABLES:
        from index.formats.tables import read_table

        yield from read_table(source, form.kind, columns)
    else:
        yield from _document(source, form.kind)


def _document(stream: BinaryIO, kind: Kind) -> Iterator[Event]:
    if kind is Kind.HTML:
        from index.formats.pages import read_page

        yield read_page(whole(stream, limits.DOCUMENT_BYTES))
    elif kind is Kind.PDF:
        from index.formats.pdfs import read_pdf

        yield read_pdf(_seekable(stream))
    elif kind is Kind.DOCX:
        from index.formats.words import read_docx

        yield read_docx(whole(stream, limits.DOCUMENT_BYTES))
    elif kind is Kind.EPUB:
        from index.formats.books import read_epub

        yield from read_epub(_seekable(stream))
    elif kind is Kind.FEED:
        from index.formats.feeds import read_feed

        yield from read_feed(whole(stream, limits.DOCUMENT_BYTES))
    else:
        raise UnreadableError("it is an archive within an archive, which is not read")


def _seekable(stream: BinaryIO) -> BinaryIO:
    return stream if isinstance(stream, io.BufferedReader) and stream.seekable() else _held(stream)


def _held(stream: BinaryIO) -> BinaryIO:
    return io.BytesIO(whole(stream, limits.DOCUMENT_BYTES))
