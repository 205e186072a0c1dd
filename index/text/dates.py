"""Dates as people write them: in figures, or with the month written out."""

from __future__ import annotations

import calendar
import re
from contextlib import suppress
from datetime import date, timedelta

from index.text.languages import LANGUAGES

_MOMENT = re.compile(
    r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})"
    r"(?:[T\s]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d*)?)?\s*(?:Z|[+-]\d{1,2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)

_APART = r"(?=[^\S ]*+ )\s++"  # space, of which some is a plain one
_NAMED = re.compile(
    rf"(\d{{1,2}})(?:\s*+[-/.]\s*+|{_APART})(\d{{1,2}}|[^\W\d_]+)\.?(?:\s*+[-/.,]\s*+|{_APART})(\d{{4}})"
)

MONTHS = {f"{number:0{width}}": number for width in (1, 2) for number in range(1, 13)}
"""The number from 1 of each month, by its lower-case names and its digits."""

WEEKDAYS: dict[str, int] = {}
"""The number of each weekday, 0 for Monday, by its lower-case names."""

for _wording in LANGUAGES.values():
    MONTHS |= {name: number for number, names in enumerate(_wording.months, 1) for name in names}
    WEEKDAYS |= {name: number for number, names in enumerate(_wording.weekdays) for name in names}

MONTH_NAMES = "|".join(sorted((name for name in MONTHS if name.isalpha()), key=len, reverse=True))
"""A pattern for the name of a month, in lower case."""

_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_NAMED_MONTH = re.compile(r"([^\W\d_]+)\.?\s+(\d{4})")
_YEAR = re.compile(r"\d{4}")

FIRST_NEWS = date(1600, 1, 1)
"""The earliest day of publication: no newspaper is older."""


def parse_day(written: str) -> date | None:
    """Return the calendar day of a written date, or None if it is not one.

    It may be an ISO 8601 date or time, also with slashes, or have the day first or the month written out. It is the day
    as written, whatever the time zone.
    """
    if moment := _MOMENT.fullmatch(written):
        year, _, month, day = moment.groups()
    elif named := _NAMED.fullmatch(written):
        day, name, year = named.groups()
        month = str(MONTHS.get(name.casefold(), 0))
    else:
        return None
    with suppress(ValueError):
        return date(int(year), int(month), int(day))
    return None


def parse_period(written: str) -> tuple[date, date] | None:
    """Return the first and last day of a written day, month or year, or None."""
    text = written.strip()
    day = parse_day(text)
    if day:
        return day, day
    if _YEAR.fullmatch(text):
        first, last = (int(text), 1), (int(text), 12)
    elif dashed := _MONTH.fullmatch(text):
        first = last = int(dashed[1]), int(dashed[2])
    elif named := _NAMED_MONTH.fullmatch(text):
        first = last = int(named[2]), MONTHS.get(named[1].casefold(), 0)
    else:
        return None
    with suppress(ValueError):
        return date(*first, 1), date(*last, calendar.monthrange(*last)[1])
    return None


def can_be_of(day: date, earliest: date = FIRST_NEWS) -> bool:
    """Return whether `day`, not before `earliest` nor after tomorrow, can be one of publication."""
    return earliest <= day <= date.today() + timedelta(days=1)
