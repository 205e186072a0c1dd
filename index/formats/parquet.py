"""Parquet files, read a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

import pyarrow
import pyarrow.parquet
import pyarrow.types

from index.formats.columns import Columns, flattened
from index.formats.kinds import FileKind
from index.formats.parsed import Parsed, ParseProblem, UnreadableError
from index.formats.records import TableRow, bad_row
from index.formats.tables import drafts

_BATCH_ROWS = 64


def read_parquet(stream: BinaryIO, given: Columns) -> Iterator[Parsed]:
    """Parse a Parquet file; raise UnreadableError if it is not one."""
    try:
        table = pyarrow.parquet.ParquetFile(stream, pre_buffer=False)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise UnreadableError("it is damaged or not a Parquet file") from error
    yield from drafts(_rows(table), FileKind.PARQUET, given)


def _rows(table: pyarrow.parquet.ParquetFile) -> Iterator[TableRow | ParseProblem]:
    """Yield the rows; one with a value that Python cannot hold is bad."""
    number = 0
    try:
        for found in table.iter_batches(batch_size=_BATCH_ROWS, use_threads=False):
            batch = found.cast(pyarrow.schema([_readable(each) for each in found.schema]), safe=False)
            for place in range(batch.num_rows):
                number += 1
                try:
                    (record,) = batch.slice(place, 1).to_pylist()
                except (pyarrow.ArrowException, ValueError, OverflowError) as error:
                    yield bad_row(number, f"it cannot be read ({type(error).__name__})")
                    continue
                yield TableRow(number, {name: _text(value) for name, value in flattened(record).items()})
    except (pyarrow.ArrowException, OSError) as error:
        yield bad_row(number + 1, f"it is damaged ({type(error).__name__})", last=True)


def _readable(field: pyarrow.Field) -> pyarrow.Field:
    """Return the field with times in microseconds, because Python's have no nanoseconds."""
    kind = field.type
    if pyarrow.types.is_timestamp(kind):
        return field.with_type(pyarrow.timestamp("us", kind.tz))
    if pyarrow.types.is_struct(kind):
        return field.with_type(pyarrow.struct([_readable(each) for each in kind]))
    return field


def _text(value: object) -> object:
    """Return bytes that are UTF-8 as text, because some programs declare no other type."""
    if isinstance(value, bytes):
        with suppress(UnicodeDecodeError):
            return value.decode()
    return value
