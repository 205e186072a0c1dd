"""Tables: their columns are guessed from the first records, then each record is a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from index.formats import limits
from index.formats.cells import day_of_cell, paragraphs_of_cell, text_of_cell, with_line_ends
from index.formats.columns import Columns, Record, excel_day, guess, is_summary, names_of
from index.formats.contradictions import Contradictions
from index.formats.delimited import comma_rows, tab_rows
from index.formats.fragments import text_of_fragment
from index.formats.headers import BadCells, Cells, with_header
from index.formats.kinds import FileKind
from index.formats.parsed import Draft, Metadata, Parsed, ParseProblem, TakenColumns, UnreadableError
from index.formats.records import TableRow, bad_row, json_lines, json_records
from index.storage.articles import language_code
from index.text.cleaning import clean_line
from index.values import ProblemKind

_LONGEST_ID = 200
_MOST_SHOWN = 30
_MARKUP = (".rendered", "html")  # the ends of names of columns that hold HTML
_MOST_KINDS = 64
_CUT = re.compile(r"\s?\[\+\d{1,9} chars\]\s*+\Z")  # where news APIs cut off a text
_GONE = re.compile(r"\[(?:removed|deleted)\]", re.IGNORECASE)  # what Reddit writes for a text


def read_table(stream: BinaryIO, kind: FileKind, given: Columns) -> Iterator[Parsed]:
    """Parse a table in a text format."""
    if kind is FileKind.JSON_LINES:
        yield from drafts(json_lines(stream, given), kind, given)
    elif kind is FileKind.JSON:
        yield from drafts(json_records(stream, given), kind, given)
    else:
        yield from read_rows(tab_rows(stream) if kind is FileKind.TSV else comma_rows(stream, given), kind, given)


def read_rows(rows: Iterable[Cells | BadCells], kind: FileKind, given: Columns) -> Iterator[Parsed]:
    """Parse the rows of a table, with its header; cells may be of any type."""
    columns, records = with_header(rows, given)
    yield from drafts(records, kind, columns)


def drafts(rows: Iterator[TableRow | ParseProblem], kind: FileKind, given: Columns) -> Iterator[Parsed]:
    """Yield the columns that are taken, then a draft or a problem for each row.

    Columns that `given` leaves open are guessed from the first records. Raises UnreadableError if there are no records,
    a given column is in none of them, or no column can be the text.
    """
    ahead = list(_beginning(rows))
    sample = [row.record for row in ahead if isinstance(row, TableRow)]
    if not sample:
        left = [row for row in chain(ahead, rows) if isinstance(row, ParseProblem)]
        yield from left
        if not any(problem.kind is ProblemKind.UNREAD for problem in left):
            raise UnreadableError("it has no records")
        return
    names = names_of(sample)
    for field, column in given.named().items():
        if column not in names:
            raise UnreadableError(f"it has no column {column!r} to take for {field} (it has {_listed(names)})")
    columns = guess(given, sample)
    if not columns.text:
        raise UnreadableError(
            f"none of its columns looks like the text ({_listed(names)}); name it with --columns text=COLUMN"
        )
    used = columns.named().values()
    yield TakenColumns(Path(), kind, columns, tuple(name for name in names if name not in used))
    records = _Records(given, columns)
    for row in chain(ahead, rows):
        yield records.draft(row) if isinstance(row, TableRow) else row
    yield from records.warnings()
    yield from records.contradictions.warnings()


def _beginning(rows: Iterator[TableRow | ParseProblem]) -> Iterator[TableRow | ParseProblem]:
    """Yield the first rows, about as large as one record at most."""
    size = 0
    for row in islice(rows, limits.SAMPLE_RECORDS):
        yield row
        size += sum(len(v) for v in row.record.values() if isinstance(v, str)) if isinstance(row, TableRow) else 0
        if size > limits.RECORD_BYTES:
            return


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_SHOWN:,} more" if len(names) > _MOST_SHOWN else ""
    return ", ".join(name[:60] for name in names[:_MOST_SHOWN]) + more


class _Records:
    """Makes drafts of records, each with a name that is unique in the file."""

    def __init__(self, given: Columns, columns: Columns) -> None:
        self._given = given
        self._columns = columns
        self._others: dict[tuple[str, ...], Columns] = {}  # of records of other kinds, by the names of their columns
        self.contradictions = Contradictions(columns)
        self._named: set[int] = set()
        # The name of a row that has none of its own; another row's id may be a number, its address cannot.
        self._unnamed = "row {}" if columns.id else "{}"
        self._reserved = re.compile(self._unnamed.format(r"\d+"))
        self._cut = self._excel = 0

    def draft(self, row: TableRow) -> Draft | ParseProblem:
        """Return the draft of a record, named by its id, else URL, else row."""
        record = row.record
        columns = self._columns_of(record)
        try:
            text = _shown(with_line_ends(paragraphs_of_cell(record.get(columns.text or ""))), columns.text)
            if not text.strip() or _GONE.fullmatch(text.strip()):
                raise UnreadableError("it has no text")
            title, source, url, author, language = (
                _text(record, column)
                for column in (columns.title, columns.source, columns.url, columns.author, columns.language)
            )
        except UnreadableError as error:  # also of HTML in a cell
            return bad_row(row.number, error)
        whole = _CUT.sub("", text) if "chars]" in text else text
        self._cut += whole != text
        if columns is self._columns and columns.published:
            self.contradictions.count(record.get(columns.published), url, whole)
        metadata = Metadata(title, source, url, author, self._day(record, columns), language_code(language))
        return Draft(whole, metadata, record=self._name(row, columns))

    def warnings(self) -> Iterator[ParseProblem]:
        """Yield what is doubtful in the records that were read."""
        if self._cut:
            reason = f"texts that are cut off, with a mark as [+1234 chars] at the end: {self._cut:,}"
            yield ParseProblem(reason, kind=ProblemKind.WARNING)
        if self._excel:
            reason = f"days that are numbers of Excel, read as days since 1900 (not 1904): {self._excel:,}"
            yield ParseProblem(reason, kind=ProblemKind.WARNING)

    def _columns_of(self, record: Record) -> Columns:
        """Return the table's columns, or the record's own if it has no text there."""
        if self._given.text or paragraphs_of_cell(record.get(self._columns.text or "")).strip():
            return self._columns
        filled = {name: value for name, value in record.items() if value not in (None, "")}
        names = tuple(filled)
        if names not in self._others:
            if len(self._others) == _MOST_KINDS:
                self._others.clear()
            own = guess(self._given, [filled])
            self._others[names] = self._columns if not own.text or is_summary(own.text) else own
        return self._others[names]

    def _day(self, record: Record, columns: Columns) -> date | None:
        published = record.get(columns.published) if columns.published else None
        day = day_of_cell(published, month_first=columns.month_first)
        if day is None and (day := excel_day(published)):
            self._excel += 1
        return day

    def _name(self, row: TableRow, columns: Columns) -> str:
        for column in (columns.id, columns.url):
            value = clean_line(_text(row.record, column))
            fit = 0 < len(value) <= _LONGEST_ID and not self._reserved.fullmatch(value)
            if fit and hash(value) not in self._named:
                self._named.add(hash(value))
                return value
        return self._unnamed.format(row.number)


def _text(record: Record, column: str | None) -> str:
    """Return a cell as a line of metadata."""
    cell = record.get(column) if column else None
    if isinstance(cell, str) and cell.startswith("["):
        cell = paragraphs_of_cell(cell).replace("\n", ", ")
    return _shown(text_of_cell(cell), column)


def _shown(written: str, column: str | None) -> str:
    return text_of_fragment(written, is_html=bool(column and column.casefold().endswith(_MARKUP)))
