"""Bytes that are bounded while they are read: unpacked sizes and ratios, and the length of lines."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from index.formats import encodings, limits
from index.formats.parsed import UnreadableError

_WIDE = ("utf-16", "utf-16-le", "utf-16-be")
_PACKED_ERRORS = (OSError, EOFError, zlib.error)


class Bounded(io.RawIOBase):
    """`stream`, until it has given more than `most` bytes, or too many for the `packed()` bytes that it came from.

    What reading raises of damage, and going beyond, is an UnreadableError.
    """

    def __init__(self, stream: BinaryIO, most: int, packed: Callable[[], int] | None = None) -> None:
        super().__init__()
        self._stream = stream
        self._most = most
        self._packed = packed
        self._given = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill `buffer` as far as there is something."""
        view = memoryview(cast(bytearray, buffer))
        try:
            found = self._stream.read(len(view))
        except _PACKED_ERRORS as error:
            raise UnreadableError(f"it is damaged ({error})") from error
        view[: len(found)] = found
        self._given += len(found)
        if self._given > self._most:
            raise UnreadableError(f"it is too large (more than {self._most:,} bytes unpacked)")
        if self._packed and self._given > limits.UNPACKING_GRACE:
            packed = max(1, self._packed())
            if self._given > packed * limits.UNPACKING_RATIO:
                raise UnreadableError(f"it unpacks to more than {limits.UNPACKING_RATIO} times its size")
        return len(found)


def unzipped(stream: BinaryIO, most: int | None = None) -> BinaryIO:
    """What the gzip file `stream` holds, within the limits: `most` bytes, else those of a member of an archive."""
    packed = _Counted(stream)
    inner = gzip.GzipFile(fileobj=cast(BinaryIO, packed))
    bounded = Bounded(cast(BinaryIO, inner), most or limits.MEMBER_BYTES, lambda: packed.given)
    return io.BufferedReader(bounded, 1 << 16)


class _Counted:
    """A stream that knows how much it has given."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        found = self._stream.read(size)
        self.given += len(found)
        return found


def whole(stream: BinaryIO, most: int) -> bytes:
    """All of `stream`; UnreadableError where that is more than `most` bytes."""
    raw = stream.read(most + 1)
    if len(raw) > most:
        raise UnreadableError(f"it is too large (more than {most:,} bytes)")
    return raw


class Lines:
    """The lines of a text stream, without their endings: in the encoding of its beginning, none longer than the limit.

    Raises UnreadableError where the beginning is binary or in no known encoding.
    """

    def __init__(self, stream: BinaryIO) -> None:
        head = stream.read(limits.SAMPLE_BYTES)
        self.encoding = encodings.encoding_of(head, whole=len(head) < limits.SAMPLE_BYTES)
        self._stream = io.BufferedReader(_Chained(head, stream), 1 << 16)

    def __iter__(self) -> Iterator[str | UnreadableError]:
        """Each line, or why it cannot be read; the next ones can all the same, except in UTF-16."""
        if self.encoding in _WIDE:
            yield from self._wide()
            return
        encoding = "utf-8" if self.encoding == "utf-8-sig" else self.encoding
        readline, most = self._stream.readline, limits.RECORD_BYTES
        first = True
        while raw := readline(most + 1):
            if len(raw) > most and not raw.endswith(b"\n"):
                while raw and not raw.endswith(b"\n"):
                    raw = readline(most)
                yield UnreadableError(f"it is too long (more than {most:,} bytes)")
                continue
            try:
                line = raw.decode(encoding)
            except UnicodeDecodeError as error:
                yield UnreadableError(encodings.not_in(encoding, error.start))
                continue
            yield (line.lstrip("\ufeff") if first else line).rstrip("\r\n")
            first = False

    def _wide(self) -> Iterator[str | UnreadableError]:
        text = io.TextIOWrapper(self._stream, self.encoding, newline="\n")
        most = limits.RECORD_BYTES // 2
        try:
            while line := text.readline(most + 1):
                if len(line) > most and not line.endswith("\n"):
                    while line and not line.endswith("\n"):
                        line = text.readline(most)
                    yield UnreadableError(f"it is too long (more than {most:,} characters)")
                    continue
                yield line.rstrip("\r\n")
        except UnicodeError:
            yield UnreadableError("it is not UTF-16 from there on")


def characters(stream: BinaryIO) -> Iterator[str]:
    """A text stream in parts, in the encoding of its beginning; UnreadableError where it is not in that any more."""
    head = stream.read(limits.SAMPLE_BYTES)
    encoding = encodings.encoding_of(head, whole=len(head) < limits.SAMPLE_BYTES)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        part = head
        while part:
            yield decoder.decode(part)
            part = stream.read(1 << 18)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is not {encoding.upper()} throughout") from error


class _Chained(io.RawIOBase):
    """What was read already, then the rest."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head = io.BytesIO(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        found = self._head.read(len(view)) or self._rest.read(len(view))
        view[: len(found)] = found
        return len(found)
