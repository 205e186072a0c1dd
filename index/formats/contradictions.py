"""Days of publication that contradict the address or the dateline of their article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from index.formats.cells import day_of_cell, text_of_cell
from index.formats.columns import Columns, Dates
from index.formats.parsed import ParseProblem
from index.text.datelines import dateline_day
from index.text.dates import day_of_address
from index.values import ProblemKind

_FAR = timedelta(days=3)  # what is published later than written, or shown again, is often a day or two apart
_NEAR = timedelta(days=1)
_MOST_SEARCHED = 2_000  # texts, for datelines
_LEAST_DATELINES = 4
_WRONG_DATELINES = 0.25  # a dateline may be of another day than the publication
_TWO_FIGURES = re.compile(r"\s*+(\d{1,2})\s*+[/.-]\s*+(\d{1,2})\s*+[/.-]\s*+\d{4}\b")


def chosen_day(dates: Dates | None, declared: date | None, url: str | None, text: str, year: int | None) -> date | None:
    """Return the declared day, else that of the dateline, unless `dates` prefers another."""
    if dates == Dates.URL and (day := day_of_address(url)):
        return day
    if declared and dates != Dates.DATELINE:
        return declared
    return dateline_day(text, year) or declared


def contradiction(declared: date | None, url: str | None) -> str | None:
    """Return what is doubtful in a declared day, as a reason, or None."""
    addressed = day_of_address(url)
    if not declared or not addressed or abs(declared - addressed) <= _FAR:
        return None
    return f"its day is {declared}, and in its address {addressed}; add it with --dates url to take the latter"


class Contradictions:
    """Counts the days of a table that contradict their rows' addresses and datelines."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._compared = self._wrong = self._swapped = self._agreeing = 0
        self._searched = self._datelines = self._wrong_datelines = 0

    def count(self, cell: object, url: str | None, text: str) -> None:
        """Count the cell of a row that holds its day."""
        day = day_of_cell(cell, month_first=self._columns.month_first)
        if day is None or self._columns.dates in (Dates.URL, Dates.DATELINE):
            return
        told = day_of_address(url)
        if told:
            self._wrong += abs(day - told) > _FAR
        elif self._searched < _MOST_SEARCHED:
            self._searched += 1
            if told := dateline_day(text):
                self._datelines += 1
                self._wrong_datelines += abs(day - told) > _FAR
        if told:
            self._compared += 1
            if _is_ambiguous(cell) and (other := day_of_cell(cell, month_first=not self._columns.month_first)):
                self._agreeing += abs(day - told) <= _NEAR
                self._swapped += abs(other - told) <= _NEAR

    def warnings(self) -> Iterator[ParseProblem]:
        """Yield the one warning that says how to mend them, if there are any."""
        wrong, mended = self._wrong + self._wrong_datelines, Dates.URL
        if self._swapped > self._agreeing:
            mended = Dates.DAY_FIRST if self._columns.month_first else Dates.MONTH_FIRST
        elif not self._wrong:
            mended = Dates.DATELINE
            if self._datelines < _LEAST_DATELINES or self._wrong_datelines < _WRONG_DATELINES * self._datelines:
                return
        if wrong:
            reason = f"{wrong:,} of {self._compared:,} days contradict the address or the dateline of their row"
            yield ParseProblem(f"{reason}; add it with --dates {mended}", kind=ProblemKind.WARNING)


def _is_ambiguous(cell: object) -> bool:
    figures = _TWO_FIGURES.match(text_of_cell(cell)[:40])
    return figures is not None and figures[1] != figures[2] and max(int(figures[1]), int(figures[2])) <= 12
