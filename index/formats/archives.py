"""Zip and tar archives: their members are parsed in order, never written to disk."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from index.formats import leftovers, limits
from index.formats.columns import Columns
from index.formats.given import Given
from index.formats.kinds import ARCHIVES, FileKind, Format, format_of
from index.formats.parsed import Draft, MemberStarted, Metadata, Parsed, ParseProblem, UnreadableError
from index.formats.parsing import NESTED, parse
from index.formats.plain import SIDECARS, read_sidecar
from index.formats.saved_pages import belongs_to_page, page_of
from index.formats.streams import BoundedStream, unzipped
from index.text.cleaning import clean_line

_ENCRYPTED = "it is encrypted with a password"
_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class _Member:
    number: int
    name: str
    open: Callable[[], IO[bytes] | None]
    size: int
    special: str = ""
    packed: int | None = None
    encrypted: bool = False


def read_archive(path: Path, kind: FileKind, columns: Columns, start: int = 0) -> Iterator[Parsed | MemberStarted]:
    """Parse an archive's members from number `start` on, each announced by a MemberStarted.

    A member that is not read, for its kind or since it cannot be, is a problem, except a text member's sidecar, which
    is read with it. Raises UnreadableError if the archive itself is damaged or goes beyond a limit.
    """
    members = _zipped if kind is FileKind.ZIP else _taped
    try:
        pages: set[str] = set()
        sidecars = _sidecars(_noted(members(path), pages))
        parser = _MemberParser(columns, sidecars, pages)
        for member in members(path):
            if member.number >= start and member.name not in sidecars:
                yield MemberStarted(member.number, member.name)
                yield from parser.parse(member)
    except _DAMAGE as error:
        raise UnreadableError(f"it is damaged or not a {kind} archive ({clean_line(str(error))[:200]})") from error
    if not parser.names and not start:
        raise UnreadableError("it contains no file")


class _MemberParser:
    """Parses members, and counts the bytes that they unpack to."""

    def __init__(self, columns: Columns, sidecars: dict[str, bytes], pages: set[str]) -> None:
        self._columns = columns
        self._sidecars = sidecars
        self._pages = pages
        self._left = limits.ARCHIVE_BYTES
        self.names: set[str] = set()

    def parse(self, member: _Member) -> Iterator[Parsed]:
        """Parse one member; what is found in it has its name."""
        repeated = member.name in self.names
        self.names.add(member.name)
        try:
            if repeated:
                raise UnreadableError("an earlier member has the same name")
            for found in self._parsed(member):
                yield replace(found, member=f"{member.name}!{found.member}" if found.member else member.name)
        except MemoryError:
            raise
        except Exception as error:  # parsers of damaged files raise anything; the other members are still read
            reason = str(error) if isinstance(error, UnreadableError) else f"it is damaged ({type(error).__name__})"
            yield ParseProblem(reason, member.name)
            if self._left <= 0:
                raise UnreadableError(f"it unpacks to more than {limits.ARCHIVE_BYTES:,} bytes") from error

    def _parsed(self, member: _Member) -> Iterator[Parsed]:
        left = leftovers.left_out(leftovers.SAVED) if _is_part(member.name, self._pages) else _leftover(member)
        if left is not None:
            yield left
            return
        form = cast(Format, format_of(member.name))
        if form.kind in ARCHIVES:
            raise UnreadableError(NESTED)
        if member.encrypted:
            raise UnreadableError(_ENCRYPTED)
        given = self._sidecar(member.name, form)
        packed = member.packed
        with cast(BinaryIO, member.open()) as opened:
            most = min(limits.MEMBER_BYTES, self._left)
            bounded = BoundedStream(opened, most, None if packed is None else lambda: packed)
            try:
                for found in parse(io.BufferedReader(bounded, 1 << 16), form, Path(member.name), self._columns):
                    if isinstance(found, Draft):
                        yield replace(
                            found,
                            metadata=given.metadata.or_else(found.metadata),
                            warnings=(*found.warnings, *given.warnings),
                        )
                    else:
                        yield found
            finally:
                self._left -= bounded.given

    def _sidecar(self, name: str, form: Format) -> Given:
        for suffix in SIDECARS if form.kind is FileKind.TEXT else ():
            raw = self._sidecars.get(_beside(name, suffix))
            if raw is not None:
                try:
                    given = read_sidecar(raw)
                except UnreadableError as error:
                    given = Given(Metadata(), (str(error),))
                return replace(given, warnings=tuple(f"of its {suffix} file: {each}" for each in given.warnings))
        return Given(Metadata())


def _zipped(path: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(path) as archive:
        for number, each in enumerate(archive.infolist()):
            _check(number)
            if not each.is_dir():
                special = leftovers.LINK if stat.S_ISLNK(each.external_attr >> 16) else ""
                content = partial(archive.open, each), each.file_size
                yield _Member(
                    number, _shown(each.filename), *content, special, each.compress_size, bool(each.flag_bits & 1)
                )


def _taped(path: Path) -> Iterator[_Member]:
    with path.open("rb") as stream:
        gzipped = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        source = unzipped(stream, limits.ARCHIVE_BYTES) if gzipped else stream
        with tarfile.open(fileobj=source, mode="r|") as archive:
            for number, each in enumerate(archive):
                _check(number)
                if not each.isdir():
                    special = (
                        "" if each.isreg() else leftovers.LINK if each.issym() or each.islnk() else leftovers.SPECIAL
                    )
                    yield _Member(number, _shown(each.name), partial(archive.extractfile, each), each.size, special)


def _check(number: int) -> None:
    if number >= limits.ARCHIVE_MEMBERS:
        raise UnreadableError(f"it has more than {limits.ARCHIVE_MEMBERS:,} members")


def _noted(members: Iterator[_Member], pages: set[str]) -> Iterator[_Member]:
    """Yield the members; note which are pages."""
    for member in members:
        if page := page_of(member.name):
            pages.add(page)
        yield member


def _is_part(name: str, pages: set[str]) -> bool:
    return belongs_to_page(str(PurePosixPath(name).parent), pages)


def _sidecars(members: Iterator[_Member]) -> dict[str, bytes]:
    """Return the content of the metadata files of text members, by name."""
    found: dict[str, bytes] = {}
    wanted: set[str] = set()
    size = 0
    for member in members:
        form = format_of(member.name)
        if form and form.kind is FileKind.TEXT:
            wanted |= {_beside(member.name, suffix) for suffix in SIDECARS}
        if member.name.lower().endswith(SIDECARS) and not member.encrypted and not member.special:
            with cast(BinaryIO, member.open()) as stream:
                found[member.name] = stream.read(limits.METADATA_BYTES + 1)
            size += len(found[member.name])
            if size > limits.SIDECAR_BYTES:
                raise UnreadableError(f"its .yaml files have more than {limits.SIDECAR_BYTES:,} bytes")
    return {name: content for name, content in found.items() if name in wanted}


def _beside(name: str, suffix: str) -> str:
    return str(PurePosixPath(name).with_suffix(suffix))


def _shown(name: str) -> str:
    return clean_line(name.replace("\\", "/")).removeprefix("./") or "?"


def _leftover(member: _Member) -> ParseProblem | None:
    parts = PurePosixPath(member.name).parts
    if member.special:
        return leftovers.left_out(member.special)
    if "__MACOSX" in parts or any(part.startswith(".") and part != ".." for part in parts):
        return leftovers.left_out(leftovers.HIDDEN)
    return leftovers.leftover(parts[-1], member.size, lambda: _start(member))


def _start(member: _Member) -> bytes:
    if member.encrypted:
        raise UnreadableError(_ENCRYPTED)
    with cast(BinaryIO, member.open()) as stream:
        return stream.read(leftovers.START_BYTES)
