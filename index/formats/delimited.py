"""The cells of CSV and TSV files, a row at a time."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import BinaryIO, Literal, cast

from index.formats import limits
from index.formats.columns import Columns
from index.formats.headers import BadCells, Cells, header_score
from index.formats.parsed import UnreadableError
from index.formats.streams import Lines, whole

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(rf"sep=([{_DELIMITERS}])\n", re.IGNORECASE)  # which Excel writes above the header
_QUOTED = re.compile(r'"[^"]*"')
_ESCAPED = re.compile(r'\\([\\"])')
_AHEAD = 30  # lines that the delimiter is told from
_FEW_NULS = 100  # bytes, of which one may be a NUL: in UTF-16 half of them are
_MOST_TRIES = 20  # of quotes after backslashes: each may read on far
_LONGEST_LINE = 20_000  # characters of a line that may be a header


def tab_rows(stream: BinaryIO) -> Iterator[Cells | BadCells]:
    """Yield the rows of a TSV file.

    Quotes are around cells if they are so in the whole file, else part of the text.
    """
    source = _without_nuls(stream)
    seekable = source if source.seekable() else io.BytesIO(whole(source, limits.DOCUMENT_BYTES))
    quoted = _is_quoted(Lines(seekable))
    seekable.seek(0)
    yield from _rows(_strings(Lines(seekable)), 1, "\t", csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)


def comma_rows(stream: BinaryIO, given: Columns) -> Iterator[Cells | BadCells]:
    """Yield the rows of a CSV file, whose header tells the delimiter."""
    lines = _strings(Lines(_without_nuls(stream)))
    ahead: list[str] = []
    problem: list[Iterable[str]] = []
    try:
        for line in islice(lines, _AHEAD):
            ahead.append(line)  # noqa: PERF402 - those before a line that cannot be read are kept
    except UnreadableError as error:
        problem.append(_raised(error))
    first = next((place for place, line in enumerate(ahead) if line.strip()), 0)
    named = _SEPARATOR.fullmatch(ahead[first]) if ahead else None
    start = first + bool(named)
    mark = named[1] if named else _delimiter(ahead[start:], given)
    spaced = _is_spaced(ahead[start:], mark)
    yield from _rows(chain(ahead[start:], *problem, lines), start + 1, mark, csv.QUOTE_MINIMAL, spaced=spaced)


def _is_spaced(lines: list[str], mark: str) -> bool:
    """Whether a space follows each mark in the first line, and belongs to it."""
    first = next((line for line in lines if line.strip()), "")
    cells = first.split(mark)[1:]
    return bool(cells) and all(cell.startswith(" ") for cell in cells)


def _delimiter(lines: list[str], given: Columns) -> str:
    """Return the mark between the names of a header, else the first line's most frequent."""
    first = next((line for line in lines if line.strip()), "")
    best, most = max(_DELIMITERS, key=_QUOTED.sub("", first).count), 0
    for line in lines:
        for mark in _DELIMITERS if len(line) <= _LONGEST_LINE else "":
            with suppress(csv.Error):
                score = header_score(next(csv.reader([line], delimiter=mark), []), given)
                best, most = (mark, score) if score > most else (best, most)
    return best


def _rows(
    lines: Iterator[str], start: int, mark: str, quoting: Literal[0, 3], *, spaced: bool = False
) -> Iterator[Cells | BadCells]:
    """Yield the cells of each row.

    Where a wrong quote may have swallowed rows, it is the last. A row that is right only with quotes after backslashes
    is of a file where all are so.
    """
    csv.field_size_limit(limits.RECORD_BYTES)
    taken = _Taken(lines)
    number = start
    tries = 0
    wrong: BadCells | None = None
    while True:
        taken.held.clear()
        try:
            rows = csv.reader(taken, delimiter=mark, quoting=quoting, skipinitialspace=spaced, strict=True)
            yield next(rows)
        except StopIteration:
            return
        except UnreadableError as error:
            yield BadCells(str(error), last=True)
            return
        except csv.Error as error:
            if wrong is None:
                wrong = BadCells(f"it is not CSV from line {number} on ({error})", last=len(taken.held) > 1)
                if not taken.escaped and '\\"' in taken.held[-1] and tries < _MOST_TRIES:
                    tries += 1
                    taken.again(escaped=True)
                    continue
            elif not wrong.last:  # it was tried with backslashes too
                taken.again(escaped=False)
                next(taken)
                del taken.held[1:]
            yield wrong
            if wrong.last:
                return
        wrong = None
        number += len(taken.held)


class _Taken(Iterator[str]):
    """Lines, of which those of the row that is being read are held."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: deque[str] = deque()
        self.held: list[str] = []
        self.escaped = False

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.held.append(line)
        return _escaped(line) if self.escaped else line

    def again(self, *, escaped: bool) -> None:
        """Give the held lines again, from now on with or without escaped quotes."""
        self._back.extendleft(reversed(self.held))
        self.held.clear()
        self.escaped = escaped


class _WithoutNuls(io.RawIOBase):
    """A stream without its NUL bytes, which some exports have for nothing."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the first part of `buffer`, and return the number of bytes."""
        view = memoryview(cast(bytearray, buffer))
        while found := self._stream.read(len(view)):
            if kept := found.replace(b"\0", b""):
                view[: len(kept)] = kept
                return len(kept)
        return 0


def _without_nuls(stream: BinaryIO) -> BinaryIO:
    """Return `stream`, without NUL bytes if it is UTF-8 with a few of them."""
    if stream.seekable():
        head = stream.read(limits.SAMPLE_BYTES)
        stream.seek(0)
    else:
        head = stream.peek(1) if isinstance(stream, io.BufferedReader) else b""
    few = 0 < head.count(0) * _FEW_NULS <= len(head)
    with suppress(UnicodeDecodeError):
        codecs.getincrementaldecoder("utf-8")().decode(head)
        return io.BufferedReader(_WithoutNuls(stream)) if few else stream
    return stream


def _strings(lines: Lines) -> Iterator[str]:
    """Yield the lines, which may end in a carriage return, as on old Macs."""
    for found in lines:
        if isinstance(found, UnreadableError):
            raise found
        for line in found.split("\r"):
            yield f"{line}\n"


def _raised(error: UnreadableError) -> Iterator[str]:
    raise error
    yield ""


def _is_quoted(lines: Lines) -> bool:
    """Whether all quotes in the readable part of a TSV file are around cells."""
    csv.field_size_limit(limits.RECORD_BYTES)
    with suppress(UnreadableError):
        try:
            deque(csv.reader(map(_escaped, _strings(lines)), delimiter="\t", strict=True), maxlen=0)
        except csv.Error:
            return False
    return True


def _escaped(line: str) -> str:
    """Return a line with its quotes after backslashes as CSV has quotes in cells."""
    return _ESCAPED.sub(lambda found: '""' if found[1] == '"' else found[1], line)
