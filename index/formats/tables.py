"""Tables: their columns are guessed from the first records, then each record is a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from index.formats import limits
from index.formats.cells import day_of_cell, text_of_cell
from index.formats.columns import Columns, Record, guess, names_of
from index.formats.contradictions import Contradictions
from index.formats.kinds import FileKind
from index.formats.parsed import Draft, Metadata, Parsed, ParseProblem, TakenColumns, UnreadableError
from index.formats.records import TableRow, bad_row, comma_rows, json_lines, json_records, tab_rows
from index.storage.articles import language_code
from index.text.cleaning import clean_line

_LONGEST_ID = 200
_MOST_SHOWN = 30
_MARKUP = (".rendered", "html")  # the ends of names of columns that hold HTML


def read_table(stream: BinaryIO, kind: FileKind, given: Columns) -> Iterator[Parsed]:
    """Parse a table in a text format."""
    if kind is FileKind.JSON_LINES:
        rows = json_lines(stream)
    elif kind is FileKind.JSON:
        rows = json_records(stream, given)
    elif kind is FileKind.TSV:
        rows = tab_rows(stream)
    else:
        rows = comma_rows(stream)
    yield from drafts(rows, kind, given)


def drafts(rows: Iterator[TableRow | ParseProblem], kind: FileKind, given: Columns) -> Iterator[Parsed]:
    """Yield the columns that are taken, then a draft or a problem for each row.

    Columns that `given` leaves open are guessed from the first records. Raises UnreadableError if there are no records,
    a given column is in none of them, or no column can be the text.
    """
    ahead = list(_beginning(rows))
    sample = [row.record for row in ahead if isinstance(row, TableRow)]
    if not ahead:
        raise UnreadableError("it has no records")
    if not sample:
        yield from (row for row in chain(ahead, rows) if isinstance(row, ParseProblem))
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
    records = _Records(columns)
    for row in chain(ahead, rows):
        yield records.draft(row) if isinstance(row, TableRow) else row
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

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.contradictions = Contradictions(columns)
        self._named: set[int] = set()
        # The name of a row that has none of its own; another row's id may be a number, its address cannot.
        self._unnamed = "row {}" if columns.id else "{}"
        self._reserved = re.compile(self._unnamed.format(r"\d+"))

    def draft(self, row: TableRow) -> Draft | ParseProblem:
        """Return the draft of a record, named by its id, else URL, else row."""
        record, columns = row.record, self._columns
        try:
            title, source, url, author, language, text = (
                _text(record, column)
                for column in (
                    columns.title, columns.source, columns.url, columns.author, columns.language, columns.text
                )
            )  # fmt: skip
            if not text.strip():
                raise UnreadableError("it has no text")
        except UnreadableError as error:  # also of HTML in a cell
            return bad_row(row.number, error)
        published = record.get(columns.published) if columns.published else None
        day = day_of_cell(published, month_first=columns.month_first)
        self.contradictions.count(published, url, text)
        metadata = Metadata(title, source, url, author, day, language_code(language))
        return Draft(text, metadata, record=self._name(row))

    def _name(self, row: TableRow) -> str:
        for column in (self._columns.id, self._columns.url):
            value = clean_line(_text(row.record, column))
            fit = 0 < len(value) <= _LONGEST_ID and not self._reserved.fullmatch(value)
            if fit and hash(value) not in self._named:
                self._named.add(hash(value))
                return value
        return self._unnamed.format(row.number)


def _text(record: Record, column: str | None) -> str:
    text = text_of_cell(record.get(column)) if column else ""
    if column and column.casefold().endswith(_MARKUP):
        from index.formats.markup import text_of_markup  # slow to import, and few tables need it

        return text_of_markup(text)
    return text
