"""Records of JSON lines and JSON files, one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, starmap
from typing import BinaryIO

from index.formats import limits
from index.formats.columns import Columns, Record, flattened
from index.formats.nested import pages_in, records_in
from index.formats.parsed import ParseProblem, UnreadableError
from index.formats.streams import Lines, characters

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_CHUNK = 1 << 16
_TOO_DEEP = "it is nested too deeply"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A record and its row, counted from 1.

    The row is the line of JSON lines, the object of an array, or the row below a table's header.
    """

    number: int
    record: Record


def json_lines(stream: BinaryIO, given: Columns) -> Iterator[TableRow | ParseProblem]:
    """Yield the object on each line; empty lines are skipped."""
    yield from _paged(_lines(stream), given)


def _lines(stream: BinaryIO) -> Iterator[TableRow | ParseProblem]:
    for number, line in Lines(stream).filled():
        if isinstance(line, UnreadableError):
            yield bad_row(number, str(line))
        elif not line.isspace():
            try:
                yield _row(number, _loaded(line))
            except UnreadableError as error:
                yield bad_row(number, error)


def json_records(stream: BinaryIO, given: Columns) -> Iterator[TableRow | ParseProblem]:
    """Yield the objects of an array, or objects and arrays that follow one another.

    Of a single object the records in it: see `index.formats.nested`.
    """
    source = _Characters(stream)
    if source.skip("["):
        yield from _paged(_sequence(source, 1, in_array=True), given)
        return
    try:
        found = source.value()
    except _LongError:  # which a single object may be
        found = _loaded(source.rest())
    if not source.ended():
        yield from _paged(chain([_row(1, found)], _sequence(source, 2, in_array=False)), given)
    elif isinstance(found, dict):
        records, left_out = records_in(found, given)
        yield from left_out
        yield from starmap(_row, enumerate(records, 1))
    else:
        raise UnreadableError("it is neither an array of objects nor an object")


def _paged(rows: Iterator[TableRow | ParseProblem], given: Columns) -> Iterator[TableRow | ParseProblem]:
    """Yield `rows`, or the records in them if the first is a page of results."""
    first = next(rows, None)
    if first is None:
        return
    if not (isinstance(first, TableRow) and pages_in(first.record, given)):
        yield first
        yield from rows
        return
    number = 0
    for row in chain([first], rows):
        for value in pages_in(row.record, given) if isinstance(row, TableRow) else ():
            number += 1
            yield _row(number, value)
        if isinstance(row, ParseProblem):
            yield row


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
        if error.doc.startswith(("//", "/*"), error.pos):
            return f"it has comments, which JSON has not (the first at character {error.pos + 1:,})"
        return f"it is not JSON ({error.msg} at character {error.pos + 1:,})"
    return "it is not JSON (a number has too many digits)"


def _row(number: int, found: object) -> TableRow | ParseProblem:
    if not isinstance(found, dict):
        return bad_row(number, "it is not an object with keys and values")
    record = flattened(found)
    if len(record) > limits.COLUMNS:
        return bad_row(number, f"it has more than {limits.COLUMNS:,} keys")
    return TableRow(number, record)


def _sequence(source: _Characters, number: int, *, in_array: bool) -> Iterator[TableRow | ParseProblem]:
    """Yield the objects from row `number` on, also of arrays that follow."""
    while True:
        if in_array and source.skip("]"):
            in_array = False
        elif not in_array and source.ended():
            return
        elif not in_array and source.skip("["):
            in_array = True
        else:
            try:
                yield _row(number, source.value())
            except UnreadableError as error:
                yield bad_row(number, error, last=True)
                return
            number += 1
            if in_array and not source.skip(",") and not source.next_is("]"):
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
        found = self.next_is(character)
        self._at += found
        return found

    def next_is(self, character: str) -> bool:
        """Skip white space; return whether `character` is next."""
        return not self.ended() and self._held[self._at] == character

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
