"""Excel workbooks (.xlsx): each sheet with a header row is a table."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import openpyxl

from index.formats import limits
from index.formats.columns import Columns
from index.formats.kinds import FileKind
from index.formats.packages import Package, local_name
from index.formats.parsed import Draft, Parsed, ParseProblem, UnreadableError
from index.formats.tables import read_rows
from index.values import ProblemKind

_STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/": b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
    b"http://purl.oclc.org/ooxml/officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}
"""The names of the strict format of Office, which openpyxl does not know, and the ordinary ones."""
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how Excel writes a carriage return, for one
_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_NOT_COMPUTED = re.compile(rb"</(?:\w{1,20}:)?f>(?:<(?:\w{1,20}:)?v ?/>|<v></v>)?</(?:\w{1,20}:)?c>")

Cells = list[object]


def read_workbook(raw: bytes, given: Columns) -> Iterator[Parsed]:
    """Parse the sheets of a workbook that are not hidden, and name those that are.

    The records are named by sheet. Formulas have the values that were computed when the workbook was saved. Raises
    UnreadableError if it is no workbook or has no rows.
    """
    package = Package(raw, "an Excel workbook")
    places = _places(package)
    workbook = openpyxl.load_workbook(
        io.BytesIO(_ordinary(raw, package)), read_only=True, data_only=True, keep_links=False
    )
    empty = True
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            yield ParseProblem(f"its sheet {sheet.title} is hidden", kind=ProblemKind.LEFT_OUT)
            continue
        sheet.reset_dimensions()  # which some programs write wrong
        content = package.part(places[sheet.title])
        rows = _rows(sheet.iter_rows(values_only=True), _merged(content))
        first = next(filter(None, rows), None)
        if first is None:
            continue
        empty = False
        if count := len(_NOT_COMPUTED.findall(content)):
            reason = f"its sheet {sheet.title} has formulas without values ({count:,}): open it in Excel and save it"
            yield ParseProblem(reason, kind=ProblemKind.WARNING)
        yield from _sheet(chain([first], rows), sheet.title, given)
    if empty:
        raise UnreadableError("it has no records in sheets that are not hidden")


def _places(package: Package) -> dict[str, str]:
    """Return the parts that are the workbook's sheets, by their titles."""
    name = next((target for _, kind, target in package.relations("") if kind == "officeDocument"), "xl/workbook.xml")
    kind = package.part("mimetype").decode("latin-1") if package.find("mimetype") else ""
    if "spreadsheet" in kind:
        raise UnreadableError("it is a spreadsheet of OpenDocument; save it as .xlsx or .csv")
    if name.endswith(".bin"):
        raise UnreadableError("it is a binary workbook (.xlsb); save it as .xlsx or .csv")
    if not package.find(name):
        raise UnreadableError("it is damaged or not an Excel workbook")
    root = package.tree(name)
    targets = {number: target for number, _, target in package.relations(name)}
    found = {}
    for sheet in (each for each in root.iter() if local_name(each) == "sheet"):
        number = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        found[sheet.get("name", "")] = targets.get(number, "")
    return found


def _ordinary(raw: bytes, package: Package) -> bytes:
    """Return a workbook with the ordinary names in it, if it has the strict ones."""
    if not any(b"//purl.oclc.org/" in package.part(name) for name in package.names if name.endswith("workbook.xml")):
        return raw
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in package.names:
            content = package.part(name)
            for strict, ordinary in _STRICT.items():
                content = content.replace(strict, ordinary)
            archive.writestr(name, content)
    return out.getvalue()


def _sheet(rows: Iterator[Cells], title: str, given: Columns) -> Iterator[Parsed]:
    try:
        for found in read_rows(rows, FileKind.XLSX, given):
            if isinstance(found, Draft):
                yield replace(found, record=f"{title}: {found.record}")
            elif isinstance(found, ParseProblem):
                yield replace(found, reason=f"its sheet {title}: {found.reason}")
            else:
                yield found
    except UnreadableError as error:
        yield ParseProblem(f"its sheet {title}: {error}")


def _rows(rows: Iterator[tuple[object, ...]], merged: dict[int, list[tuple[int, int]]]) -> Iterator[Cells]:
    """Yield the rows; the value of a merged cell is in each of them."""
    again: dict[int, tuple[object, int]] = {}
    taken = 0
    for number, row in enumerate(rows, 1):
        taken += len(row)
        if taken > limits.CELLS:
            raise UnreadableError(f"it has more than {limits.CELLS:,} cells; from row {number:,} on they were not read")
        cells = [_value(cell) for cell in row]
        filled = any(cell is not None for cell in cells)
        again = {column: (value, last) for column, (value, last) in again.items() if number <= last}
        for column, (value, _) in again.items() if filled else ():
            cells += [None] * (column + 1 - len(cells))
            cells[column] = value
        yield cells if filled else []
        for column, last in merged.get(number, ()):
            again[column] = (cells[column] if column < len(cells) else None, last)


def _value(cell: object) -> object:
    """Return a value; None for an error, and for a text that is empty."""
    if not isinstance(cell, str):
        return cell
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell) if cell.strip() and cell not in _ERRORS else None


def _column(letters: bytes) -> int:
    """Return the place of the column with these letters, counted from 0."""
    place = 0
    for letter in letters:
        place = 26 * place + letter - ord("A") + 1
    return place - 1


def _merged(content: bytes) -> dict[int, list[tuple[int, int]]]:
    """Return by row the columns, from 0, and last rows of cells that begin there."""
    found: dict[int, list[tuple[int, int]]] = {}
    for column, first, last in _MERGED.findall(content):
        if int(last) > int(first):
            found.setdefault(int(first), []).append((_column(column), int(last)))
    return found
