"""Files of questions: a column of a table, or a line each."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import BadInputError
from index.formats.columns import Columns
from index.formats.delimited import comma_rows, tab_rows
from index.formats.encodings import decoded
from index.formats.headers import BadCells
from index.formats.parsed import UnreadableError

_NAMES = ("question", "questions", "pertanyaan", "query", "text")
"""What the column of the questions may be called, the likeliest first."""


def read_questions(file: Path) -> tuple[str, ...]:
    """Return the questions of a file, each once, in order; empty ones are skipped.

    Of `.csv`, `.tsv` and `.xlsx` the column `question`, or the only one; of `.jsonl` the key or the text itself; of
    any other file the lines. Raises BadInputError for what cannot be read.
    """
    try:
        raw = file.read_bytes()
        given = list(_READERS.get(file.suffix.lower(), _lines)(raw))
    except OSError as error:
        raise BadInputError(f"{file} cannot be read ({error.strerror})", "check its path") from error
    except (UnreadableError, ValueError) as error:
        raise BadInputError(
            f"{file} cannot be read ({error})", "give a table or a text with a question a line"
        ) from error
    found = tuple(dict.fromkeys(filter(None, (" ".join(each.split()) for each in given))))
    if not found:
        raise BadInputError(f"there is no question in {file}", "write one a line, or in a column `question`")
    return found


def _lines(raw: bytes) -> Iterable[str]:
    return decoded(raw).text.splitlines()


def _commas(raw: bytes) -> Iterator[str]:
    return _column(_cells(comma_rows(io.BytesIO(raw), Columns())))


def _tabs(raw: bytes) -> Iterator[str]:
    return _column(_cells(tab_rows(io.BytesIO(raw))))


def _cells(rows: Iterable[Sequence[object] | BadCells]) -> Iterator[list[str]]:
    for row in rows:
        if isinstance(row, BadCells):
            raise UnreadableError(row.reason)
        yield ["" if cell is None else str(cell) for cell in row]


def _workbook(raw: bytes) -> Iterator[str]:
    import openpyxl  # here, as it takes long to load

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except Exception as error:  # it has no class of its own for what is no workbook
        raise UnreadableError("it is no Excel workbook") from error
    rows = book.worksheets[0].iter_rows(values_only=True)
    return _column(_cells(rows))


def _objects(raw: bytes) -> Iterator[str]:
    for number, line in enumerate(_lines(raw), 1):
        if line.strip():
            yield _question(json.loads(line), number)


def _question(given: Any, number: int) -> str:
    if isinstance(given, dict):
        given = next((given[name] for name in _NAMES if name in given), None)
    if not isinstance(given, str):
        raise UnreadableError(f"line {number} has no question")
    return given


def _column(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the cells of the questions' column."""
    filled = (row for row in rows if any(cell.strip() for cell in row))
    header = next(filled, [])
    names = [cell.strip().casefold() for cell in header]
    place = next((names.index(name) for name in _NAMES if name in names), None)
    if place is None and len(header) > 1:
        shown = ", ".join(cell.strip() for cell in header if cell.strip())
        raise UnreadableError(f"it has no column `question`, but {shown}")
    if place is None:
        yield from header  # the only column, without a name
    for row in filled:
        yield row[place or 0] if len(row) > (place or 0) else ""


_READERS = {".csv": _commas, ".tsv": _tabs, ".xlsx": _workbook, ".jsonl": _objects}
