"""Tables to drafts: their columns told from the first records, then a draft a record, one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

from index.formats import limits
from index.formats.cells import day_of_cell, text_of_cell
from index.formats.columns import Columns, Record, guess, listed, missing, names_of
from index.formats.kinds import Kind
from index.formats.metadata import Metadata
from index.formats.parsed import Draft, Event, Fault, Taken, UnreadableError
from index.formats.records import BadRow, Row, json_lines, json_records, tab_rows, table_rows
from index.storage.articles import language_code
from index.text.cleaning import clean_line

_LONGEST_ID = 200
_MARKUP = (".rendered", "html")  # how the names of columns end whose values are HTML


def read_table(stream: BinaryIO, kind: Kind, given: Columns) -> Iterator[Event]:
    """The drafts of a table in a text format."""
    if kind is Kind.JSON_LINES:
        rows = json_lines(stream)
    elif kind is Kind.JSON:
        rows = json_records(stream, given)
    elif kind is Kind.TSV:
        rows = tab_rows(stream)
    else:
        rows = table_rows(stream)
    yield from drafts(rows, kind, given)


def drafts(rows: Iterator[Row | BadRow], kind: Kind, given: Columns) -> Iterator[Event]:
    """First the columns that are taken, then a draft or a fault for each row.

    Columns that `given` leaves open are told from the first records. Raises UnreadableError where there is no
    record, a given column is in none of them, or no column can be the text.
    """
    ahead = list(_beginning(rows))
    sample = [row.record for row in ahead if isinstance(row, Row)]
    if not sample:
        yield from _faults(row for row in ahead if isinstance(row, BadRow))
        if not ahead:
            raise UnreadableError("it has no records")
        rest = _faults(row for row in rows if isinstance(row, BadRow))
        yield from rest
        return
    names = names_of(sample)
    if problem := missing(given, names):
        raise UnreadableError(problem)
    columns = guess(given, sample)
    if not columns.text:
        raise UnreadableError(
            f"none of its columns can be told to be the text ({listed(names)}); name it with --columns text=COLUMN"
        )
    used = {column for _, column in columns.named()}
    yield Taken(kind, columns, tuple(name for name in names if name not in used))
    records = _Records(columns)
    for row in chain(ahead, rows):
        yield records.draft(row) if isinstance(row, Row) else _fault(row)


def _beginning(rows: Iterator[Row | BadRow]) -> Iterator[Row | BadRow]:
    """The first rows: as many as columns are told from, and no more than about one record may have."""
    size = 0
    for row in islice(rows, limits.SAMPLE_RECORDS):
        yield row
        size += sum(len(v) for v in row.record.values() if isinstance(v, str)) if isinstance(row, Row) else 0
        if size > limits.RECORD_BYTES:
            return


def _faults(rows: Iterator[BadRow]) -> Iterator[Fault]:
    yield from map(_fault, rows)


def _fault(row: BadRow) -> Fault:
    after = "; nothing after it was read" if row.last else ""
    return Fault(f"row {row.number}: {row.reason}{after}")


class _Records:
    """Makes drafts of records, each under a name of its own within the file."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._named: set[int] = set()
        # What rows are called that have no name; another's id may be a number, its address cannot.
        self._unnamed = "row {}" if columns.id else "{}"
        self._reserved = re.compile(self._unnamed.format(r"\d+"))

    def draft(self, row: Row) -> Draft | Fault:
        """The draft of one record; its name is its id, else its URL, else its row, and so is that of a repeated id."""
        try:
            return self._taken(row)
        except UnreadableError as error:  # of HTML in a cell
            return Fault(f"row {row.number}: {error}")

    def _taken(self, row: Row) -> Draft | Fault:
        record, columns = row.record, self._columns
        text = _text(record, columns.text)
        if not text.strip():
            return Fault(f"row {row.number}: it has no text")
        if len(text) > limits.MAX_BYTES:
            return Fault(f"row {row.number}: its text is too long (more than {limits.MAX_BYTES:,} characters)")
        language = language_code(_text(record, columns.language))
        published = record.get(columns.published) if columns.published else None
        metadata = Metadata(
            title=_text(record, columns.title),
            source=_text(record, columns.source) or None,
            url=_text(record, columns.url) or None,
            author=_text(record, columns.author) or None,
            published=day_of_cell(published, month_first=columns.month_first),
            language=language,
        )
        return Draft(text, metadata, record=self._name(row))

    def _name(self, row: Row) -> str:
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
        from index.formats.markup import text_of_markup  # takes long to import, and few tables have any

        return text_of_markup(text)
    return text
