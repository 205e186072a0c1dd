"""Zip and tar archives to the events of their members, in order. Nothing is written to the disk."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from index.errors import UnreadableFileError
from index.formats import limits
from index.formats.columns import Columns
from index.formats.kinds import ARCHIVES, Format, Kind, format_of, is_taken_from_folder
from index.formats.metadata import MAX_METADATA_BYTES, Metadata
from index.formats.parsed import Begun, Draft, Event, Fault, UnreadableError
from index.formats.parsing import parse
from index.formats.plain import SIDECARS, merged, read_sidecar
from index.formats.streams import Bounded, unzipped
from index.text.cleaning import clean_line

NESTED = "it is an archive within an archive, which is not read"

_OTHER_ARCHIVES = (".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".7z", ".rar")
_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class _Member:
    number: int
    name: str
    open: Callable[[], BinaryIO]
    packed: int | None = None
    encrypted: bool = False


def read_archive(path: Path, kind: Kind, columns: Columns, start: int = 0) -> Iterator[Event | Begun]:
    """The events of an archive's members from number `start` on, each announced before.

    Hidden members, links and such of other formats are passed over; nested archives and members that cannot be read are
    faults. A text member's sidecar is heeded. Raises UnreadableError where the archive itself is damaged or goes
    beyond a limit.
    """
    members = _zipped if kind is Kind.ZIP else _taped
    try:
        given = _sidecars(members(path))
        reading = _Reading(columns, given)
        for member in members(path):
            if member.number >= start and _is_taken(member.name):
                yield Begun(member.number, member.name)
                yield from reading.events(member)
    except _DAMAGE as error:
        raise UnreadableError(f"it is damaged or no {kind} archive ({clean_line(str(error))[:200]})") from error
    if not reading.found and not start:
        raise UnreadableError("it holds no file of a format that is read")


class _Reading:
    """Reads members, and adds up what they unpack to."""

    def __init__(self, columns: Columns, sidecars: dict[str, bytes]) -> None:
        self._columns = columns
        self._sidecars = sidecars
        self._left = limits.ARCHIVE_BYTES
        self._names: set[str] = set()
        self.found = False

    def events(self, member: _Member) -> Iterator[Event]:
        """The events of one member, under its name."""
        self.found = True
        try:
            for event in self._parsed(member):
                yield replace(event, member=member.name)
        except MemoryError:
            raise
        except Exception as error:  # parsers of damaged files raise whatever the damage leads to; the rest is read
            reason = str(error) if isinstance(error, UnreadableError) else f"it is damaged ({type(error).__name__})"
            yield Fault(reason, member.name)
            if self._left <= 0:
                raise UnreadableError(f"it unpacks to more than {limits.ARCHIVE_BYTES:,} bytes") from error

    def _parsed(self, member: _Member) -> Iterator[Event]:
        form = format_of(member.name)
        if form is None or form.kind in ARCHIVES:
            raise UnreadableError(NESTED)
        if member.encrypted:
            raise UnreadableError("it is encrypted with a password")
        if member.name in self._names:
            raise UnreadableError("a member of this name came before")
        self._names.add(member.name)
        given = self._sidecar(member.name, form)
        with member.open() as opened:
            counted = _Counting(opened, self._take)
            most = min(limits.MEMBER_BYTES, self._left)
            packed = member.packed
            bounded = Bounded(cast(BinaryIO, counted), most, None if packed is None else lambda: packed)
            stream = io.BufferedReader(bounded, 1 << 16)
            for event in parse(stream, form, Path(member.name), self._columns):
                yield replace(event, metadata=merged(given, event.metadata)) if isinstance(event, Draft) else event

    def _take(self, size: int) -> None:
        self._left -= size

    def _sidecar(self, name: str, form: Format) -> Metadata:
        for suffix in SIDECARS if form.kind is Kind.TEXT else ():
            beside = str(PurePosixPath(name).with_suffix(suffix))
            if beside in self._sidecars:
                try:
                    return read_sidecar(Path(beside), self._sidecars[beside])
                except UnreadableFileError as error:
                    raise UnreadableError(f"of its {suffix} file: {error.reason}") from error
        return Metadata()


class _Counting:
    def __init__(self, stream: BinaryIO, take: Callable[[int], None]) -> None:
        self._stream = stream
        self._take = take

    def read(self, size: int = -1) -> bytes:
        found = self._stream.read(size)
        self._take(len(found))
        return found


def _zipped(path: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(path) as archive:
        for number, each in enumerate(archive.infolist()):
            _check(number)
            if not each.is_dir() and not stat.S_ISLNK(each.external_attr >> 16):
                yield _Member(
                    number,
                    _shown(each.filename),
                    lambda each=each: cast(BinaryIO, archive.open(each)),  # type: ignore[misc]
                    each.compress_size,
                    bool(each.flag_bits & 1),
                )


def _taped(path: Path) -> Iterator[_Member]:
    with path.open("rb") as stream:
        gzipped = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        source = unzipped(stream, limits.ARCHIVE_BYTES) if gzipped else stream
        with tarfile.open(fileobj=source, mode="r|") as archive:
            for number, each in enumerate(archive):
                _check(number)
                if each.isreg():
                    yield _Member(
                        number,
                        _shown(each.name),
                        lambda each=each: cast(BinaryIO, archive.extractfile(each)),  # type: ignore[misc]
                    )


def _check(number: int) -> None:
    if number >= limits.ARCHIVE_MEMBERS:
        raise UnreadableError(f"it has more than {limits.ARCHIVE_MEMBERS:,} members")


def _sidecars(members: Iterator[_Member]) -> dict[str, bytes]:
    """What may be metadata beside text members, by name; empty where there is too much of it."""
    found: dict[str, bytes] = {}
    size = 0
    for member in members:
        if member.name.lower().endswith(SIDECARS) and not member.encrypted:
            with member.open() as stream:
                found[member.name] = stream.read(MAX_METADATA_BYTES + 1)
            size += len(found[member.name])
            if size > limits.SIDECAR_BYTES:
                raise UnreadableError(f"its .yaml files come to more than {limits.SIDECAR_BYTES:,} bytes")
    return found


def _shown(name: str) -> str:
    return clean_line(name.replace("\\", "/")).removeprefix("./") or "?"


def _is_taken(name: str) -> bool:
    parts = PurePosixPath(name).parts
    if any(part.startswith(".") and part != ".." for part in parts) or "__MACOSX" in parts:
        return False
    return is_taken_from_folder(parts[-1] if parts else "") or name.lower().endswith(_OTHER_ARCHIVES)
