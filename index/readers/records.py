"""The records of JSON lines, of a JSON file and of a CSV or TSV file, one at a time."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from index.readers import limits
from index.readers.columns import Record, flattened
from index.readers.streams import Lines, characters
from index.readers.values import UnreadableError

_SPACE = re.compile(r"[ \t\n\r]*")
_DELIMITERS = ",;\t|"
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
            yield _row(number, line)


def json_records(stream: BinaryIO) -> Iterator[Row | BadRow]:
    """The objects of an array; or of the only array of objects in an object, which is else a record itself."""
    source = _Characters(stream)
    if source.skip_to("["):
        yield from _array(source)
        return
    try:
        found = json.loads(source.rest(limits.JSON_OBJECT_BYTES))
    except RecursionError:
        raise UnreadableError(_TOO_DEEP) from None
    except ValueError as error:
        raise UnreadableError(f"it is not JSON ({_where(error)})") from error
    if not isinstance(found, dict):
        raise UnreadableError("it is neither an array of objects nor an object")
    inner = [value for value in found.values() if isinstance(value, list) and any(isinstance(v, dict) for v in value)]
    for number, value in enumerate(inner[0] if len(inner) == 1 else [found], 1):
        yield Row(number, flattened(value)) if isinstance(value, dict) else BadRow(number, _NO_OBJECT)


def table_rows(stream: BinaryIO, delimiter: str | None) -> Iterator[Row | BadRow]:
    """The rows below the header of a CSV file; without a `delimiter` the header's most frequent one.

    A row with another number of cells than the header is a bad one, unless what it lacks or has more is empty.
    """
    csv.field_size_limit(limits.RECORD_BYTES)
    lines = iter(Lines(stream))
    header = next((line for line in lines if isinstance(line, UnreadableError) or line.strip()), "")
    if isinstance(header, UnreadableError):
        raise header
    mark = delimiter or max(_DELIMITERS, key=_outside_quotes(header).count)
    number = 0
    try:
        reader = csv.reader(_strings([header], lines), delimiter=mark)
        names = [name.strip() or f"column {place}" for place, name in enumerate(next(reader, []), 1)]
        for number, cells in enumerate(reader, 1):
            if any(map(str.strip, cells)):
                yield _cells(number, names, cells)
    except csv.Error as error:
        yield BadRow(number + 1, f"it is not CSV ({error})", last=True)
    except UnreadableError as error:
        yield BadRow(number + 1, str(error), last=True)


def _row(number: int, line: str) -> Row | BadRow:
    try:
        found = json.loads(line)
    except RecursionError:
        return BadRow(number, _TOO_DEEP)
    except ValueError as error:
        return BadRow(number, f"it is not JSON ({_where(error)})")
    return Row(number, flattened(found)) if isinstance(found, dict) else BadRow(number, _NO_OBJECT)


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1:,}"
    return "a number has too many digits"


def _cells(number: int, names: list[str], cells: list[str]) -> Row | BadRow:
    extra = cells[len(names) :]
    if any(map(str.strip, extra)):
        return BadRow(number, f"it has {len(cells):,} cells, and the header {len(names):,}")
    return Row(number, dict(zip(names, cells, strict=False)))


def _strings(first: Iterable[str], lines: Iterable[str | UnreadableError]) -> Iterator[str]:
    for line in first:
        yield f"{line}\n"
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
        yield Row(number, flattened(found)) if isinstance(found, dict) else BadRow(number, _NO_OBJECT)
        if not source.skip_to(","):
            if not source.skip_to("]"):
                yield BadRow(number + 1, "it is cut off, or not JSON", last=True)
            return


class _Characters:
    """The characters of a JSON file, of which as many are held as one value needs."""

    def __init__(self, stream: BinaryIO) -> None:
        self._parts = characters(stream)
        self._held = ""
        self._at = 0
        self._ended = False

    def skip_to(self, character: str) -> bool:
        """Pass over white space, and over `character` if that is next; whether it was."""
        while True:
            found = _SPACE.match(self._held, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._held) or not self._more(_CHUNK):
                break
        if self._held[self._at : self._at + 1] != character:
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
                raise UnreadableError(f"{reason}, or longer than {limits.RECORD_BYTES:,} characters")
            if not self._more(wanted):
                raise UnreadableError(reason)
            wanted *= 2

    def rest(self, most: int) -> str:
        """All that follows; UnreadableError where that is more than `most` characters."""
        while self._more(_CHUNK):
            if len(self._held) > most:
                raise UnreadableError(f"it is one object of more than {most:,} characters")
        return self._held[self._at :]

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
