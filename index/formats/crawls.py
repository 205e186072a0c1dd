"""Crawls (WARC and WACZ): the pages, PDFs and texts that servers answered with."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from index.formats import limits
from index.formats.columns import Columns
from index.formats.kinds import FileKind, Format
from index.formats.mail_headers import in_utf8
from index.formats.pages import host_of, read_page
from index.formats.parsed import Draft, MemberStarted, Metadata, Parsed, ParseProblem, UnreadableError
from index.formats.parsing import parse
from index.optional import require
from index.text.cleaning import clean_line
from index.values import ProblemKind

_KINDS = {
    "text/html": FileKind.HTML, "application/xhtml+xml": FileKind.HTML, "application/pdf": FileKind.PDF,
    "text/plain": FileKind.TEXT,
}  # fmt: skip
_OTHERS = {
    "image": "images", "font": "fonts", "audio": "sounds", "video": "films", "text/css": "styles",
    "text/javascript": "scripts", "application/javascript": "scripts", "application/x-javascript": "scripts",
}  # fmt: skip
_WITH_ANSWERS = ("response", "resource", "conversion")
_FOR_PROGRAMS = re.compile(r"/(?:robots|ads|app-ads|humans|security|llms)\.txt$", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_UNPACKED = ("", "identity", "gzip", "x-gzip", "deflate")
_CUT = "the file ends within it: its end is missing"
_GAP = b"\r\n\r\n"  # after each record
_LARGE = 1_000_000  # bytes of a record
_EVERY = 100  # records are told of while the file is looked through, so that it is not taken for a hang

_Record = Any  # of warcio, which has no types


@dataclass(slots=True)
class _Found:
    """Which answers of a crawl become articles: the last one of each address."""

    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    """The number of the file and the offset in it, by the hash of the address."""
    left: Counter[str] = field(default_factory=Counter)
    size: int = 0
    records: int = 0


def read_warc(stream: BinaryIO, start: int) -> Iterator[Parsed | MemberStarted]:
    """Parse the pages of a WARC file, each with its address as record.

    Only whole answers are taken, the last of each address; what else there is is counted. The day of the crawl is no
    day of an article. Raises UnreadableError if it is no WARC file.
    """
    yield from _read([stream], start)


def read_wacz(stream: BinaryIO, start: int) -> Iterator[Parsed | MemberStarted]:
    """Parse the pages of the WARC files in a WACZ file.

    Raises UnreadableError if it has none.
    """
    try:
        with zipfile.ZipFile(stream) as package, ExitStack() as opened:
            names = [each for each in package.namelist() if each.lower().endswith((".warc", ".warc.gz"))]
            if not names:
                raise UnreadableError("it is damaged or not WACZ: it has no WARC file")
            sources = [opened.enter_context(package.open(name)) for name in names[: limits.COLUMNS]]
            yield from _read([cast(BinaryIO, each) for each in sources], start)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise UnreadableError(f"it is damaged or not WACZ ({clean_line(str(error))[:200]})") from error


def _read(streams: Sequence[BinaryIO], start: int) -> Iterator[Parsed | MemberStarted]:
    found = _Found()
    sources = list(streams)
    problems: list[ParseProblem] = []
    for number, source in enumerate(streams):
        try:
            yield from _looked_through(source, number, found, start)
        except _OneMemberError:
            sources[number] = cast(BinaryIO, gzip.GzipFile(fileobj=source))
            source.seek(0)
            yield from _looked_through(sources[number], number, found, start)
        except _DamagedError as error:
            problems.append(ParseProblem(str(error)))
    if not found.records:
        raise UnreadableError("it is damaged or not WARC")
    for number, (source_number, offset) in enumerate(sorted(found.places.values())):
        if number >= start:
            yield from _page(sources[source_number], offset, number, found.left)
    yield from problems
    if left := sorted((+found.left).items()):
        told = ", ".join(f"{count:,} {what}" for what, count in left)
        yield ParseProblem(f"what is no article in it is left out: {told}", kind=ProblemKind.LEFT_OUT)
    elif not found.places:
        yield ParseProblem("it has no page")


class _OneMemberError(Exception):
    """All records are compressed as one, so that none can be found by its place."""


class _DamagedError(Exception):
    """The rest of a file cannot be read; the message is why."""


def _looked_through(source: BinaryIO, number: int, found: _Found, start: int) -> Iterator[MemberStarted]:
    """Note where the answers are, and say now and then that it goes on."""
    warcio = require("warcio", "formats")
    records = warcio.ArchiveIterator(source)
    before, last = found.records, None
    try:
        for record in records:
            found.records += 1
            found.size += record.length or 0
            if found.size > limits.ARCHIVE_BYTES or len(found.places) > limits.ARCHIVE_MEMBERS:
                raise _DamagedError(
                    f"only the first {found.records - 1:,} records are read: it has more than"
                    f" {limits.ARCHIVE_MEMBERS:,} pages or {limits.ARCHIVE_BYTES:,} bytes"
                )
            if found.records % _EVERY == 1 or (record.length or 0) > _LARGE:
                yield MemberStarted(start - 1, "")
            address = _address(record)
            what = _no_page(record, address)
            if what:
                found.left[what] += 1
            elif what is None:
                found.left["earlier answers of the same address"] += found.places.pop(hash(address), None) is not None
                found.places[hash(address)] = (number, records.get_record_offset())
            last = record
        if (last and last.raw_stream.limit > 0) or source.seek(0, io.SEEK_END) - records.offset > len(_GAP):
            raise _DamagedError(f"it is cut off: it ends within record {found.records - before:,}")
    except warcio.exceptions.ArchiveLoadFailed as error:
        if "non-chunked" in str(error) and not isinstance(source, gzip.GzipFile):
            _forget(found, number, before)
            raise _OneMemberError from error
        _damaged(found, before, error)
    except (zlib.error, OSError, EOFError, ValueError, AttributeError) as error:  # the last of an answer of no address
        _damaged(found, before, error)


def _damaged(found: _Found, before: int, error: Exception) -> None:
    if not found.records:
        raise UnreadableError("it is damaged or not WARC") from error
    raise _DamagedError(
        f"it is damaged after {found.records - before:,} records; what comes later is not read"
    ) from error


def _forget(found: _Found, number: int, before: int) -> None:
    found.places = {key: place for key, place in found.places.items() if place[0] != number}
    found.left.clear()
    found.records = before


def _address(record: _Record) -> str:
    named = record.rec_headers.get_header("WARC-Target-URI") or record.rec_headers.get_header("uri") or ""
    return clean_line(str(named).strip("<>").partition("#")[0])


def _no_page(record: _Record, address: str) -> str | None:
    """Return what a record is if it is no page, PDF or text.

    It is empty for what nobody asks for, such as requests.
    """
    if record.rec_type not in _WITH_ANSWERS or not address.startswith(("http://", "https://")):
        return ""
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        return "redirects" if status.startswith("3") else "errors"
    mime = _type(record).partition(";")[0].strip().casefold()
    if _FOR_PROGRAMS.search(urlsplit(address).path if "[" not in address else address):
        return "files for programs"
    return None if mime in _KINDS else _OTHERS.get(mime) or _OTHERS.get(mime.partition("/")[0]) or "other files"


def _type(record: _Record) -> str:
    return str((record.http_headers or record.rec_headers).get_header("Content-Type") or "")


def _page(source: BinaryIO, offset: int, number: int, left: Counter[str]) -> Iterator[Parsed | MemberStarted]:
    """Parse the answer at `offset`."""
    source.seek(offset)
    record = next(iter(require("warcio", "formats").ArchiveIterator(source)))
    address = _address(record)
    yield MemberStarted(number, address)
    encoding = str(record.http_headers.get_header("Content-Encoding") or "") if record.http_headers else ""
    try:
        raw, is_cut = _content(record, encoding.strip().casefold())
        for found in _parsed(raw, record, address):
            if isinstance(found, Draft) and not found.text.strip():
                left["pages without text"] += 1
            elif isinstance(found, Draft):
                warnings = (*found.warnings, *([_CUT] if is_cut else []))
                yield replace(found, member="", record=f"{address} {found.record}".rstrip(), warnings=warnings)
            elif isinstance(found, ParseProblem):
                yield ParseProblem(f"{address}: {found.reason}", kind=found.kind)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # damaged answers make parsers raise anything; the others are still read
        reason = str(error) if isinstance(error, UnreadableError) else f"it is damaged ({type(error).__name__})"
        yield ParseProblem(f"{address}: {reason}")


def _content(record: _Record, encoding: str) -> tuple[bytes, bool]:
    """Return what was answered, unpacked, and whether its end is missing."""
    if encoding not in _UNPACKED:
        try:
            require("brotli" if encoding == "br" else encoding, "formats")
        except Exception as error:
            hint = "; it can be read if you pip install brotli" if encoding == "br" else ", which is not read"
            raise UnreadableError(f"it is packed with {clean_line(encoding)[:40]}{hint}") from error
    content = record.content_stream()
    raw = bytearray()
    while part := content.read(1 << 16):
        raw += part
        if len(raw) > limits.DOCUMENT_BYTES:
            raise UnreadableError(f"it is too large (more than {limits.DOCUMENT_BYTES:,} bytes)")
    return bytes(raw), getattr(record.raw_stream, "limit", 0) > 0


def _parsed(raw: bytes, record: _Record, address: str) -> Iterator[Parsed]:
    declared = _type(record)
    kind = _KINDS[declared.partition(";")[0].strip().casefold()]
    charset = _CHARSET.search(declared)
    if kind is not FileKind.PDF:
        raw = in_utf8(raw, charset[1] if charset else None)
    if kind is FileKind.HTML:
        yield read_page(raw, address)
        return
    given = Metadata(source=host_of(address), url=address)
    for found in parse(io.BytesIO(raw), Format(kind), Path(PurePosixPath(address).name), Columns()):
        yield replace(found, metadata=given.or_else(found.metadata)) if isinstance(found, Draft) else found
