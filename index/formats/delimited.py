"""The cells of CSV and TSV files, a row at a time."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import BinaryIO, Literal

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
_MOST_TRIES = 20  # of quotes after backslashes: each may read on far
_LONGEST_LINE = 20_000  # characters of a line that may be a header


def tab_rows(stream: BinaryIO) -> Iterator[Cells | BadCells]:
    """Yield the rows of a TSV file.

    Quotes are around cells if they are so in the whole file, else part of the text.
    """
    seekable = stream if stream.seekable() else io.BytesIO(whole(stream, limits.DOCUMENT_BYTES))
    quoted = _is_quoted(Lines(seekable))
    seekable.seek(0)
    yield from _rows(_strings(Lines(seekable)), 1, "\t", csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)


def comma_rows(stream: BinaryIO, given: Columns) -> Iterator[Cells | BadCells]:
    """Yield the rows of a CSV file, whose header tells the delimiter."""
    lines = _strings(Lines(stream))
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
    yield from _rows(chain(ahead[start:], *problem, lines), start + 1, mark, csv.QUOTE_MINIMAL)


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


def _rows(lines: Iterator[str], start: int, mark: str, quoting: Literal[0, 3]) -> Iterator[Cells | BadCells]:
    """Yield the cells of each row.

    Where a wrong quote may have swallowed rows, it is the last.A row that is right only with quotes after backslashes
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
            yield next(csv.reader(taken, delimiter=mark, quoting=quoting, strict=True))
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
        return _ESCAPED.sub(_doubled, line) if self.escaped else line

    def again(self, *, escaped: bool) -> None:
        """Give the held lines again, from now on with or without escaped quotes."""
        self._back.extendleft(reversed(self.held))
        self.held.clear()
        self.escaped = escaped


def _doubled(escape: re.Match[str]) -> str:
    return '""' if escape[1] == '"' else escape[1]


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
            deque(csv.reader(_strings(lines), delimiter="\t", strict=True), maxlen=0)
        except csv.Error:
            return False
    return True
