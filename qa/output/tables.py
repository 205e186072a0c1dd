"""Rows as CSV, JSON lines and Excel; no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from qa.output import as_json

_FORMULA = ("=", "+", "-", "@", "\t")
_LONGEST_CELL = 32_767
"""The most characters that a cell of Excel holds."""


class Tables(StrEnum):
    """The formats of tables."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"


def table(names: Sequence[str], rows: Iterable[Mapping[str, object]], form: Tables) -> bytes:
    """Return rows as a file with the columns `names`; what is missing is empty."""
    return _WRITERS[form](names, rows)


def as_csv(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV; an apostrophe keeps spreadsheets from taking a cell for a formula."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(map(_cell, row) for row in rows)
    return written.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    is_number = isinstance(value, int | float)
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text


def _csv(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    return as_csv([names, *([row.get(name) for name in names] for row in rows)]).encode()


def _jsonl(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    return "".join(f"{as_json.dumps({name: row.get(name) for name in names}, indent=None)}\n" for row in rows).encode()


def _xlsx(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    import openpyxl  # here, as it takes long to load

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("answers")
    for row in [dict(zip(names, names, strict=True)), *rows]:
        sheet.append([_excel(sheet, row.get(name)) for name in names])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _excel(sheet: Any, value: object) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_CELL])
    cell.data_type = "s"  # or what begins with "=" would be a formula
    return cell


_WRITERS: Mapping[Tables, Callable[[Sequence[str], Iterable[Mapping[str, object]]], bytes]] = {
    Tables.CSV: _csv,
    Tables.JSONL: _jsonl,
    Tables.XLSX: _xlsx,
}
