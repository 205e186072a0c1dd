"""Records of JSON lines, JSON, CSV and TSV files, one at a time."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from typing import BinaryIO, Literal

from index.formats import limits
from index.formats.columns import Columns, Record, flattened, is_summary, text_column
from index.formats.parsed import ParseProblem, UnreadableError
from index.formats.streams import Lines, characters, whole

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(rf"sep=([{_DELIMITERS}])\n", re.IGNORECASE)  # which Excel writes above the header
_QUOTED = re.compile(r'"[^"]*"')
_CHUNK = 1 << 16
_TOO_DEEP = "it is nested too deeply"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A record and its row, counted from 1.

    The row is the line of JSON lines, the object of an array, or the row below a table's header.
    """

    number: int
    record: Record


def json_lines(stream: BinaryIO) -> Iterator[TableRow | ParseProblem]:
    """Yield the object on each line; empty lines are skipped."""
    for number, line in enumerate(Lines(stream), 1):
        if isinstance(line, UnreadableError):
            yield bad_row(number, str(line))
        elif line and not line.isspace():
            try:
                yield _row(number, _loaded(line))
            except UnreadableError as error:
                yield bad_row(number, error)


def json_records(stream: BinaryIO, given: Columns) -> Iterator[TableRow | ParseProblem]:
    """Yield the objects of an array, or objects that follow one another.

    A single object may hold an array of records. It is itself the record if it has a text, in the column that is
    `given` or guessed, or has no such array.
    """
    source = _Characters(stream)
    if source.skip("["):
        yield from _sequence(source, 1, in_array=True)
        return
    try:
        found = source.value()
    except _LongError:  # which a single object may be
        found = _loaded(source.rest())
    if not source.ended():
        yield _row(1, found)
        yield from _sequence(source, 2, in_array=False)
    elif isinstance(found, dict):
        for number, value in enumerate(_records_in(found, given), 1):
            yield _row(number, value)
    else:
        raise UnreadableError("it is neither an array of objects nor an object")


def tab_rows(stream: BinaryIO) -> Iterator[TableRow | ParseProblem]:
    """Yield the rows of a TSV file.

    Quotes are around cells if they are so in the whole file, else part of the text.
    """
    seekable = stream if stream.seekable() else io.BytesIO(whole(stream, limits.DOCUMENT_BYTES))
    quoted = _is_quoted(Lines(seekable))
    seekable.seek(0)
    yield from _table_rows(Lines(seekable), "\t", csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)


def comma_rows(stream: BinaryIO) -> Iterator[TableRow | ParseProblem]:
    """Yield the rows of a CSV file, whose header tells the delimiter."""
    yield from _table_rows(Lines(stream), None, csv.QUOTE_MINIMAL)


def _table_rows(table: Lines, delimiter: str | None, quoting: Literal[0, 3]) -> Iterator[TableRow | ParseProblem]:
    """Yield the rows below the header.

    A row with more cells than the header is bad, unless the additional ones are empty. So is one with a wrong quote;
    where that may have swallowed the rows after it, it is the last.
    """
    csv.field_size_limit(limits.RECORD_BYTES)
    lines = enumerate(_strings(table), 1)
    filled = ((number, line) for number, line in lines if line.strip())
    first, header = next(filled, (1, "\n"))
    if not delimiter and (named := _SEPARATOR.fullmatch(header)):
        delimiter = named[1]
        first, header = next(filled, (1, "\n"))
    mark = delimiter or max(_DELIMITERS, key=_QUOTED.sub("", header).count)
    reader = csv.reader(chain([header], (line for _, line in lines)), delimiter=mark, quoting=quoting, strict=True)
    names: list[str] = []
    for number in count():
        before = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except UnreadableError as error:
            yield bad_row(max(1, number), error, last=True)
            return
        except csv.Error as error:
            last = number == 0 or reader.line_num > before + 1
            yield bad_row(max(1, number), f"it is not CSV from line {first + before} on ({error})", last=last)
            if last:
                return
            continue
        if number == 0:
            names = [name.strip() or f"column {place}" for place, name in enumerate(cells, 1)]
        elif any(map(str.strip, cells[len(names) :])):
            yield bad_row(number, f"it has {len(cells):,} cells, and the header {len(names):,}")
        elif any(map(str.strip, cells)):
            yield TableRow(number, dict(zip(names, cells, strict=False)))


def _strings(lines: Lines) -> Iterator[str]:
    for found in lines:
        if isinstance(found, UnreadableError):
            raise found
        yield f"{found}\n"


def _is_quoted(lines: Lines) -> bool:
    """Whether all quotes in the readable part of a TSV file are around cells."""
    csv.field_size_limit(limits.RECORD_BYTES)
    with suppress(UnreadableError):
        try:
            deque(csv.reader(_strings(lines), delimiter="\t", strict=True), maxlen=0)
        except csv.Error:
            return False
    return True


def bad_row(number: int, reason: object, *, last: bool = False) -> ParseProblem:
    """Return the problem of a row; `last` if nothing after it can be read."""
    after = "; nothing after it was read" if last else ""
    return ParseProblem(f"row {number}: {reason}{after}")


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        raise UnreadableError(_TOO_DEEP) from None
    except ValueError as error:
        raise UnreadableError(_not_json(error)) from error


def _not_json(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON ({error.msg} at character {error.pos + 1:,})"
    return "it is not JSON (a number has too many digits)"


def _row(number: int, found: object) -> TableRow | ParseProblem:
    if not isinstance(found, dict):
        return bad_row(number, "it is not an object with keys and values")
    record = flattened(found)
    if len(record) > limits.COLUMNS:
        return bad_row(number, f"it has more than {limits.COLUMNS:,} keys")
    return TableRow(number, record)


def _records_in(found: dict[object, object], given: Columns) -> list[object]:
    """Return the only array of objects in `found`, or `found` itself.

    It is `found` itself, too, if that has a text which is not a summary of the array.
    """
    arrays = [value for value in found.values() if isinstance(value, list) and any(isinstance(v, dict) for v in value)]
    if len(arrays) != 1:
        return [found]
    own = text_column(given, [flattened(found)])
    sample = [flattened(value) for value in arrays[0][: limits.SAMPLE_RECORDS] if isinstance(value, dict)]
    return [found] if own and not (is_summary(own) and text_column(given, sample)) else arrays[0]


def _sequence(source: _Characters, number: int, *, in_array: bool) -> Iterator[TableRow | ParseProblem]:
    """Yield the objects from row `number` to the end of the array or file."""
    while not (source.skip("]") if in_array else source.ended()):
        try:
            yield _row(number, source.value())
        except UnreadableError as error:
            yield bad_row(number, error, last=True)
            return
        number += 1
        if in_array and not source.skip(","):
            if not source.skip("]"):
                yield bad_row(number, "it is cut off, or not JSON", last=True)
            return


class _LongError(UnreadableError):
    """A value goes beyond the limit of a record."""


class _Characters:
    """The characters of a JSON file; only those that one value needs are held."""

    def __init__(self, stream: BinaryIO) -> None:
        self._parts = characters(stream)
        self._held = ""
        self._at = 0

    def ended(self) -> bool:
        """Skip white space; return whether nothing follows."""
        while True:
            found = _SPACE.match(self._held, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._held) or not self._more(_CHUNK):
                return self._at == len(self._held)

    def skip(self, character: str) -> bool:
        """Skip white space, and `character` if it is next; return whether it was."""
        if self.ended() or self._held[self._at] != character:
            return False
        self._at += 1
        return True

    def value(self) -> object:
        """Return the next value; raise UnreadableError if there is none within a record's limits."""
        wanted = _CHUNK
        while True:
            try:
                found, end = _DECODER.raw_decode(self._held, self._at)
            except RecursionError:
                raise UnreadableError(_TOO_DEEP) from None
            except ValueError as error:
                reason = _not_json(error)
            else:
                # A number may continue in what is not held yet; nothing else can.
                if end < len(self._held) or not self._more(_CHUNK):
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
        """Return all that follows; raise UnreadableError if that is too much to parse at once."""
        most = limits.JSON_OBJECT_BYTES
        self._more(most)
        rest, self._at = self._held[self._at :], len(self._held)
        if len(rest) > most:
            raise UnreadableError(f"it is one object of more than {most:,} characters")
        self._check_values()
        return rest

    def _check_values(self) -> None:
        """Raise UnreadableError if what is held may be more values than fit in memory."""
        if sum(map(self._held.count, "[{,")) > limits.JSON_VALUES:
            raise UnreadableError(f"it is one object of more than {limits.JSON_VALUES:,} values")

    def _more(self, wanted: int) -> bool:
        """Hold about `wanted` more characters; return whether there were any."""
        added: list[str] = []
        while wanted > 0 and (part := next(self._parts, None)) is not None:
            added.append(part)
            wanted -= len(part)
        if added:
            self._held = self._held[self._at :] + "".join(added)
            self._at = 0
        return bool(added)
