"""Streams with limits: on the size and ratio of unpacked bytes, and on the length of lines."""

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


class BoundedStream(io.RawIOBase):
    """A stream of at most `most` bytes, and not too many for the `packed()` bytes it is unpacked from.

    Damage, and going beyond a limit, raise UnreadableError. `given` is the number of bytes read so far.
    """

    def __init__(self, stream: BinaryIO, most: int, packed: Callable[[], int] | None = None) -> None:
        super().__init__()
        self._stream = stream
        self._most = most
        self._packed = packed
        self.given = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill `buffer`, or the first part of it, and return the number of bytes."""
        view = memoryview(cast(bytearray, buffer))
        try:
            found = self._stream.read(len(view))
        except _PACKED_ERRORS as error:
            raise UnreadableError(f"it is damaged ({error})") from error
        view[: len(found)] = found
        self.given += len(found)
        if self.given > self._most:
            raise UnreadableError(f"it is too large (more than {self._most:,} bytes unpacked)")
        if self._packed and self.given > limits.UNPACKING_GRACE:
            packed = max(1, self._packed())
            if self.given > packed * limits.UNPACKING_RATIO:
                raise UnreadableError(f"it unpacks to more than {limits.UNPACKING_RATIO} times its size")
        return len(found)


def unzipped(stream: BinaryIO, most: int | None = None) -> BinaryIO:
    """Return the content of the gzip file `stream`, of `most` bytes or those of an archive's member."""
    packed = BoundedStream(stream, limits.ARCHIVE_BYTES)
    inner = gzip.GzipFile(fileobj=cast(BinaryIO, packed))
    bounded = BoundedStream(cast(BinaryIO, inner), most or limits.MEMBER_BYTES, lambda: packed.given)
    return io.BufferedReader(bounded, 1 << 16)


def whole(stream: BinaryIO, most: int) -> bytes:
    """Return all of `stream`; raise UnreadableError if that is more than `most` bytes."""
    raw = stream.read(most + 1)
    if len(raw) > most:
        raise UnreadableError(f"it is too large (more than {most:,} bytes)")
    return raw


class Lines:
    """The lines of a text stream, without their endings, in the encoding of its beginning.

    Raises UnreadableError if the beginning is binary or in no known encoding.
    """

    def __init__(self, stream: BinaryIO) -> None:
        head, self.encoding = _beginning(stream)
        self._stream = io.BufferedReader(_Chained(head, stream), 1 << 16)

    def __iter__(self) -> Iterator[str | UnreadableError]:
        """Yield each line, or why it cannot be read.

        The lines after a bad one can still be read, except in UTF-16.
        """
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
    """Yield a text stream in parts; raise UnreadableError where it leaves the encoding of its beginning."""
    part, encoding = _beginning(stream)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while part:
            yield decoder.decode(part)
            part = stream.read(1 << 18)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is not {encoding.upper()} throughout") from error


def _beginning(stream: BinaryIO) -> tuple[bytes, str]:
    head = stream.read(limits.SAMPLE_BYTES)
    return head, encodings.encoding_of(head, whole=len(head) < limits.SAMPLE_BYTES)


class _Chained(io.RawIOBase):
    """Bytes that were already read, then the rest of the stream."""

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
