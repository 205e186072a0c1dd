"""The header of a table: below its title, in the middle, or missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from index.formats import limits
from index.formats.cells import day_of_cell, text_of_cell
from index.formats.columns import FIELDS, Columns, fields_named
from index.formats.parsed import ParseProblem
from index.formats.records import TableRow, bad_row
from index.text.cleaning import clean_line
from index.values import ProblemKind

_AHEAD = 40  # rows that the header is looked for in
_LONGEST_NAME = 200
_LONGEST_SHOWN = 80
_LEAST_TEXT = 60  # characters of a text, on average, in a table without a header
_LONGEST_HEADING = 100
_FEWEST_WORDS = 5  # of a sentence
_SENTENCE_ENDS = (".", "!", "。", "…", '."', ".”")

Cells = Sequence[object]


@dataclass(frozen=True, slots=True)
class BadCells:
    """A row that cannot be read, and why; `last` if nothing after it can."""

    reason: str
    last: bool = False


def with_header(rows: Iterable[Cells | BadCells], given: Columns) -> tuple[Columns, Iterator[TableRow | ParseProblem]]:
    """Return the columns that are known without names, and the records below the header.

    A table's header is its first row, or below that the first with names that are `given` or known, if all rows above
    it have fewer cells. If the first row is none, columns are named by their places, from 1, and told by their values.
    """
    coming = iter(rows)
    ahead: list[Cells | BadCells] = []
    size = 0
    for row in islice(coming, _AHEAD):
        ahead.append(row)
        size += 0 if isinstance(row, BadCells) else sum(len(cell) for cell in row if isinstance(cell, str))
        if size > limits.RECORD_BYTES:
            break
    first = next((place for place, row in enumerate(ahead) if isinstance(row, BadCells) or _filled(row)), None)
    if first is None:
        return given, iter(())
    if isinstance(header := ahead[first], BadCells):
        return given, iter([bad_row(1, header.reason, last=True)])
    place = _header(ahead, first, given)
    if place is None or isinstance(header := ahead[place], BadCells):
        cells = [row for row in ahead if not isinstance(row, BadCells)]
        names = [str(number) for number in range(1, max(map(len, cells)) + 1)]
        columns = _by_values(cells, given)
        return columns, chain([_unnamed(columns)], _records(names, chain(ahead[first:], coming)))
    doubtful = _by_place(header, given)
    names = _names(header, given)
    return given, chain(_above(ahead[first:place]), doubtful, _records(names, chain(ahead[place + 1 :], coming)))


def header_score(cells: Cells, given: Columns) -> int:
    """Return how surely a row is a header: for how many fields it has names."""
    names = [text_of_cell(cell).strip() for cell in cells[: limits.COLUMNS] if text_of_cell(cell)]
    fields = fields_named(name for name in names if len(name) <= _LONGEST_NAME)
    wanted = set(given.named().values())
    if wanted and wanted <= set(names):
        return len(FIELDS) + len(fields)
    return len(fields) if len(fields) > 2 or ("text" in fields and len(fields) > 1) else 0


def _header(rows: Sequence[Cells | BadCells], first: int, given: Columns) -> int | None:
    widest = 0
    for place, row in enumerate(rows):
        if isinstance(row, BadCells):
            continue
        width = sum(map(_is_filled, row))
        if width > widest and header_score(row, given):
            return place
        widest = max(widest, width)
    cells = rows[first]
    return None if isinstance(cells, BadCells) or any(map(_is_value, cells)) else first


def _is_value(cell: object) -> bool:
    """Whether a cell is a text, a day or an address: no name."""
    written = text_of_cell(cell).strip()
    is_sentence = written.endswith(_SENTENCE_ENDS) and len(written.split()) >= _FEWEST_WORDS
    return (
        is_sentence
        or len(written) > _LONGEST_HEADING
        or _is_address(cell)
        or (written != "" and bool(day_of_cell(cell)))
    )


def _names(header: Cells, given: Columns) -> list[str]:
    """Return the names of the columns, each once, some given by their places."""
    names: list[str] = []
    taken: set[str] = set()
    written = {text_of_cell(cell).strip() for cell in header}
    by_place = set(given.named().values()) - written
    for place, cell in enumerate(header, 1):
        name = str(place) if str(place) in by_place else text_of_cell(cell).strip() or f"column {place}"
        if name in taken:
            name = f"{name} (column {place})"
        names.append(name)
        taken.add(name)
    return names


def _records(names: list[str], rows: Iterable[Cells | BadCells]) -> Iterator[TableRow | ParseProblem]:
    """Yield the rows as records, counted from 1; a header among them names the next.

    A row with more cells than the header is bad, unless the additional ones are empty.
    """
    for number, cells in enumerate(rows, 1):
        if isinstance(cells, BadCells):
            yield bad_row(number, cells.reason, last=cells.last)
        elif not _filled(cells):
            continue
        elif is_header_again(cells, names):
            names = _names(cells, Columns())
        elif _filled(cells[len(names) :]):
            yield bad_row(number, f"it has {len(cells):,} cells, and the header {len(names):,}")
        else:
            yield TableRow(number, dict(zip(names, cells, strict=False)))


def is_header_again(cells: Cells, names: list[str]) -> bool:
    """Return whether a row repeats the header, or is another one."""
    first = text_of_cell(cells[0]).strip() if len(cells) > 1 else ""
    if first not in names and not fields_named([first]):
        return False
    written = [text_of_cell(cell).strip() for cell in cells]
    filled = [name for name in written if name]
    known = all(len(name) <= _LONGEST_SHOWN and fields_named([name]) for name in filled)
    return written == names or (known and len(filled) > 1 and header_score(filled, Columns()) > 1)


def _by_values(rows: Sequence[Cells], given: Columns) -> Columns:
    """Return `given` with the columns that hold texts, days and addresses."""
    width = max(map(len, rows))
    columns = {str(place + 1): [row[place] for row in rows if place < len(row) and _is_filled(row[place])]
               for place in range(min(width, limits.COLUMNS))}  # fmt: skip
    free = {name: cells for name, cells in columns.items() if cells and name not in given.named().values()}
    long = {name: sum(len(text_of_cell(cell)) for cell in cells) / len(cells) for name, cells in free.items()}
    longest = max(long, key=lambda name: long[name], default="")
    found = {
        "text": longest if long.get(longest, 0) >= _LEAST_TEXT else None,
        "url": next((name for name, cells in free.items() if all(map(_is_address, cells))), None),
        "published": next((name for name, cells in free.items() if all(map(day_of_cell, cells))), None),
    }
    return replace(given, **{field: name for field, name in found.items() if name and getattr(given, field) is None})  # type: ignore[arg-type]


def _unnamed(columns: Columns) -> ParseProblem:
    taken = ", ".join(f"{field}={name}" for field, name in columns.named().items()) or "none"
    return ParseProblem(
        f"it has no header, so its columns are named by their places ({taken} taken): name others with"
        " --columns text=PLACE,title=PLACE",
        kind=ProblemKind.WARNING,
    )


def _above(rows: Sequence[Cells | BadCells]) -> Iterator[ParseProblem]:
    """Yield what is above the header, which is no article."""
    written = [
        " ".join(filter(None, (text_of_cell(cell).strip() for cell in row)))
        for row in rows
        if not isinstance(row, BadCells) and _filled(row)
    ]
    if written:
        shown = clean_line(written[0])[:_LONGEST_SHOWN]
        reason = f"lines above its header that were left out ({shown}): {len(written):,}"
        yield ParseProblem(reason, kind=ProblemKind.LEFT_OUT)


def _by_place(header: Cells, given: Columns) -> Iterator[ParseProblem]:
    """Yield a warning if only the places of columns are known."""
    names = [text_of_cell(cell) for cell in header]
    wanted = set(given.named().values())
    if wanted and all(map(str.isdigit, wanted)) and not wanted & set(names) and not fields_named(names):
        shown = clean_line(", ".join(names))[:_LONGEST_SHOWN]
        yield ParseProblem(f"its first row was taken for its header ({shown})", kind=ProblemKind.WARNING)


def _is_filled(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or not cell.isspace()) and cell != ""


def _filled(cells: Cells) -> bool:
    return any(map(_is_filled, cells))


def _is_address(cell: object) -> bool:
    return text_of_cell(cell).strip().lower().startswith(("http://", "https://"))
