"""Streams with limits on the size and ratio of unpacked bytes, and on lines."""

from __future__ import annotations

import gzip
import io
import math
import zlib
from collections.abc import Callable, Iterator
from typing import AnyStr, BinaryIO, cast

from index.formats import encodings, limits
from index.formats.damage import damage_of
from index.formats.parsed import UnreadableError

_WIDE = ("utf-16", "utf-16-le", "utf-16-be")
_PACKED_ERRORS = (OSError, EOFError, zlib.error)


class BoundedStream(io.RawIOBase):
    """A stream of at most `most` bytes, unpacked from `packed()` bytes at a plausible ratio.

    Damage, and going beyond a limit, raise UnreadableError. `given` is the number of bytes read so far.
    """

    def __init__(self, stream: BinaryIO, most: float = math.inf, packed: Callable[[], int] | None = None) -> None:
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
    """Return the content of a gzip file, with the limit `most` or `limits.MEMBER_BYTES`."""
    packed = BoundedStream(stream)
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
        self._stream, self._encoding = _text(stream)

    def __iter__(self) -> Iterator[str | UnreadableError]:
        """Yield each line, or why it cannot be read.

        The lines after a bad one can still be read, except in UTF-16. A few bad bytes in UTF-8 are replacement
        characters.
        """
        if self._encoding in _WIDE:
            yield from self._wide()
            return
        encoding = "utf-8" if self._encoding == "utf-8-sig" else self._encoding
        first = True
        for raw in _bounded_lines(self._stream.readline, limits.RECORD_BYTES, b"\n"):
            if raw is None:
                yield UnreadableError(f"it is too long (more than {limits.RECORD_BYTES:,} bytes)")
                continue
            try:
                line = raw.decode(encoding)
            except UnicodeDecodeError as error:
                if encoding != "utf-8" or not damage_of(raw).is_slight_in_a_line:
                    yield UnreadableError(encodings.not_in(encoding, error.start))
                    continue
                line = raw.decode(encoding, "replace")
            line = line.rstrip("\r\n")
            yield line.lstrip("\ufeff") if first else line
            first = False

    def filled(self) -> Iterator[tuple[int, str | UnreadableError]]:
        """Yield the lines that are not empty, with their numbers from 1.

        Runs of empty lines, of which a small archive may hold millions, are passed over at once.
        """
        passed = 0
        for number, line in enumerate(self, 1):
            if line:
                yield number + passed, line
            elif self._encoding not in _WIDE:  # where the stream is buffered once more
                ahead = self._stream.peek()
                empty = len(ahead) - len(ahead.lstrip(b"\n"))
                passed += len(self._stream.read(empty))

    def _wide(self) -> Iterator[str | UnreadableError]:
        text = io.TextIOWrapper(self._stream, self._encoding, newline="\n")
        most = limits.RECORD_BYTES // 2
        try:
            for line in _bounded_lines(text.readline, most, "\n"):
                too_long = UnreadableError(f"it is too long (more than {most:,} characters)")
                yield too_long if line is None else line.rstrip("\r\n")
        except UnicodeError:
            yield UnreadableError("it is not UTF-16 from there on")


def characters(stream: BinaryIO) -> Iterator[str]:
    """Yield a text stream in parts; raise UnreadableError where its encoding changes.

    Bad bytes in UTF-8 are replacement characters.
    """
    buffered, encoding = _text(stream)
    errors = "replace" if encoding in encodings.UTF_8 else "strict"
    text = io.TextIOWrapper(buffered, encoding, errors, newline="")
    try:
        while part := text.read(1 << 18):
            yield part
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is not {encoding.upper()} throughout") from error


def _text(stream: BinaryIO) -> tuple[io.BufferedReader[BoundedStream], str]:
    """Return the stream with its beginning buffered, and the encoding of that."""
    # Not the stream itself, which the buffer would close when it is deleted.
    buffered = io.BufferedReader(BoundedStream(stream), limits.SAMPLE_BYTES)
    head = buffered.peek()
    return buffered, encodings.encoding_of(head, whole=len(head) < limits.SAMPLE_BYTES)


def _bounded_lines(readline: Callable[[int], AnyStr], most: int, end: AnyStr) -> Iterator[AnyStr | None]:
    """Yield lines with their ends; None for one of more than `most` bytes or characters."""
    while line := readline(most + 1):
        if len(line) <= most or line.endswith(end):
            yield line
            continue
        while line and not line.endswith(end):
            line = readline(most)
        yield None
