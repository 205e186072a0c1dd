"""The records of JSON lines, of a JSON file and of a CSV or TSV file, one at a time."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from typing import BinaryIO, Literal

from index.formats import limits
from index.formats.columns import Columns, Record, flattened, is_summary, text_column
from index.formats.parsed import UnreadableError
from index.formats.streams import Lines, characters, whole

_SPACE = re.compile(r"[ \t\n\r]*")
_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(rf"sep=([{_DELIMITERS}])", re.IGNORECASE)  # which Excel writes above the header
_CHUNK = 1 << 16
_NO_OBJECT = "it is no object with keys and values"
_TOO_DEEP = "it is nested too deeply"


@dataclass(frozen=True, slots=True)
class Row:
    """A record and its row, from 1: the line of JSON lines, the object of an array, the row below a table's header."""

    number: int
    record: Record


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no record, and why; `last` where nothing after it can be read."""

    number: int
    reason: str
    last: bool = False


def json_lines(stream: BinaryIO) -> Iterator[Row | BadRow]:
    """One object a line; empty lines are passed over."""
    for number, line in enumerate(Lines(stream), 1):
        if isinstance(line, UnreadableError):
            yield BadRow(number, str(line))
        elif line and not line.isspace():
            try:
                yield _row(number, _loaded(line))
            except UnreadableError as error:
                yield BadRow(number, str(error))


def json_records(stream: BinaryIO, given: Columns) -> Iterator[Row | BadRow]:
    """The objects of an array, or one after the other, as JSON lines are; an object alone may hold an array of them.

    It is a record itself where it has a text, in the column that is `given` or told, or no such array.
    """
    source = _Characters(stream)
    if source.skip_to("["):
        yield from _array(source)
        return
    try:
        found = source.value(json.JSONDecoder())
    except _LongError:  # which one object may be
        found = _loaded(source.rest())
    if not source.ended():
        yield _row(1, found)
        yield from _further(source)
    elif isinstance(found, dict):
        for number, value in enumerate(_records_in(found, given), 1):
            yield _row(number, value)
    else:
        raise UnreadableError("it is neither an array of objects nor an object")


def tab_rows(stream: BinaryIO) -> Iterator[Row | BadRow]:
    """The rows of a TSV file. Quotes are around cells where they are so in all of the file, else part of the text."""
    seekable = stream if stream.seekable() else io.BytesIO(whole(stream, limits.DOCUMENT_BYTES))
    start = seekable.tell()
    quoted = _is_quoted(seekable)
    seekable.seek(start)
    yield from table_rows(seekable, "\t", csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)


def table_rows(
    stream: BinaryIO, delimiter: str | None = None, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
) -> Iterator[Row | BadRow]:
    """The rows below the header of a CSV file; without a `delimiter` the header's most frequent one.

    A row with another number of cells than the header is a bad one, unless what it lacks or has more is empty. So is
    one with a wrong quote; where that may have taken in the rows after it, it is the last.
    """
    csv.field_size_limit(limits.RECORD_BYTES)
    lines = enumerate(Lines(stream), 1)
    first, header = _first(lines)
    if not delimiter and (named := _SEPARATOR.fullmatch(header)):
        delimiter = named[1]
        first, header = _first(lines)
    mark = delimiter or max(_DELIMITERS, key=_outside_quotes(header).count)
    reader = csv.reader(
        _strings(chain([header], (line for _, line in lines))), delimiter=mark, quoting=quoting, strict=True
    )
    names: list[str] = []
    for number in count(0):
        before = reader.line_num
        try:
            cells = next(reader, None)
        except csv.Error as error:
            last = number == 0 or reader.line_num > before + 1
            yield BadRow(max(1, number), f"it is not CSV from line {first + before} on ({error})", last)
            if last:
                return
        except UnreadableError as error:
            yield BadRow(max(1, number), str(error), last=True)
            return
        else:
            if cells is None:
                return
            if number == 0:
                names = [name.strip() or f"column {place}" for place, name in enumerate(cells, 1)]
            elif any(map(str.strip, cells)):
                yield _cells(number, names, cells)


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        raise UnreadableError(_TOO_DEEP) from None
    except ValueError as error:
        raise UnreadableError(f"it is not JSON ({_where(error)})") from error


def _row(number: int, found: object) -> Row | BadRow:
    if not isinstance(found, dict):
        return BadRow(number, _NO_OBJECT)
    record = flattened(found)
    if len(record) > limits.COLUMNS:
        return BadRow(number, f"it has more than {limits.COLUMNS:,} keys")
    return Row(number, record)


def _records_in(found: dict[object, object], given: Columns) -> list[object]:
    """The only array of objects in `found`; else `found`, also where it has a text that is no summary of them."""
    arrays = [value for value in found.values() if isinstance(value, list) and any(isinstance(v, dict) for v in value)]
    if len(arrays) != 1:
        return [found]
    own = text_column(given, [flattened(found)])
    sample = [flattened(value) for value in arrays[0][: limits.SAMPLE_RECORDS] if isinstance(value, dict)]
    return [found] if own and not (is_summary(own) and text_column(given, sample)) else arrays[0]


def _is_quoted(stream: BinaryIO) -> bool:
    """Whether the quotes of a TSV file are right in all of it that can be read."""
    csv.field_size_limit(limits.RECORD_BYTES)
    with suppress(UnreadableError):
        try:
            deque(csv.reader(_strings(Lines(stream)), delimiter="\t", strict=True), maxlen=0)
        except csv.Error:
            return False
    return True


def _first(lines: Iterable[tuple[int, str | UnreadableError]]) -> tuple[int, str]:
    """The next line that is not blank, and its number; raises why it cannot be read."""
    for number, line in lines:
        if isinstance(line, UnreadableError):
            raise line
        if line.strip():
            return number, line
    return 1, ""


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1:,}"
    return "a number has too many digits"


def _cells(number: int, names: list[str], cells: list[str]) -> Row | BadRow:
    extra = cells[len(names) :]
    if any(map(str.strip, extra)):
        return BadRow(number, f"it has {len(cells):,} cells, and the header {len(names):,}")
    return Row(number, dict(zip(names, cells, strict=False)))


def _strings(lines: Iterable[str | UnreadableError]) -> Iterator[str]:
    for found in lines:
        if isinstance(found, UnreadableError):
            raise found
        yield f"{found}\n"


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _array(source: _Characters) -> Iterator[Row | BadRow]:
    decoder = json.JSONDecoder()
    number = 0
    while not source.skip_to("]"):
        number += 1
        try:
            found = source.value(decoder)
        except UnreadableError as error:
            yield BadRow(number, str(error), last=True)
            return
        yield _row(number, found)
        if not source.skip_to(","):
            if not source.skip_to("]"):
                yield BadRow(number + 1, "it is cut off, or not JSON", last=True)
            return


def _further(source: _Characters) -> Iterator[Row | BadRow]:
    """The objects after a first one, which nothing but space is between."""
    decoder = json.JSONDecoder()
    for number in count(2):
        if source.ended():
            return
        try:
            yield _row(number, source.value(decoder))
        except UnreadableError as error:
            yield BadRow(number, str(error), last=True)
            return


class _LongError(UnreadableError):
    """A value goes beyond the limit of a record."""


class _Characters:
    """The characters of a JSON file, of which as many are held as one value needs."""

    def __init__(self, stream: BinaryIO) -> None:
        self._parts = characters(stream)
        self._held = ""
        self._at = 0
        self._ended = False

    def ended(self) -> bool:
        """Pass over white space; whether nothing follows."""
        while True:
            found = _SPACE.match(self._held, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._held) or not self._more(_CHUNK):
                return self._at == len(self._held)

    def skip_to(self, character: str) -> bool:
        """Pass over white space, and over `character` if that is next; whether it was."""
        if self.ended() or self._held[self._at] != character:
            return False
        self._at += 1
        return True

    def value(self, decoder: json.JSONDecoder) -> object:
        """The next value; UnreadableError where there is none within the limits of a record."""
        wanted = _CHUNK
        while True:
            try:
                found, end = decoder.raw_decode(self._held, self._at)
            except RecursionError:
                raise UnreadableError(_TOO_DEEP) from None
            except ValueError as error:
                reason = f"it is not JSON ({_where(error)})"
            else:
                # A number may go on in what is not held yet; nothing else can.
                if end < len(self._held) or self._ended or not self._more(_CHUNK):
                    self._at = end
                    return found
                continue
            if len(self._held) - self._at > limits.RECORD_BYTES:
                raise _LongError(f"{reason}, or longer than {limits.RECORD_BYTES:,} characters")
            self._check_values()
            if not self._more(wanted):
                raise UnreadableError(reason)
            wanted *= 2

    def rest(self) -> str:
        """All that follows; UnreadableError where that is too much to be parsed at once."""
        most = limits.JSON_OBJECT_BYTES
        self._more(most)
        if len(self._held) > most:
            raise UnreadableError(f"it is one object of more than {most:,} characters")
        self._check_values()
        self._at, rest = len(self._held), self._held
        return rest

    def _check_values(self) -> None:
        """UnreadableError where what is held may be more values than memory is for."""
        if sum(map(self._held.count, "[{,")) > limits.JSON_VALUES:
            raise UnreadableError(f"it is one object of more than {limits.JSON_VALUES:,} values")

    def _more(self, wanted: int) -> bool:
        """Hold about `wanted` characters more; whether there were any."""
        added: list[str] = []
        while wanted > 0 and not self._ended:
            part = next(self._parts, None)
            self._ended = part is None
            if part is not None:
                added.append(part)
                wanted -= len(part)
        self._held = self._held[self._at :] + "".join(added)
        self._at = 0
        return bool(added)
