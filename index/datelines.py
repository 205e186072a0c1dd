"""The day an article says of itself where it begins: its dateline, as agencies and papers write it.

Only a whole date counts: without a year there is none, unless the page gives one. Figures have the day first. A
weekday that the date is not on makes it no dateline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from index.dates import MONTH_NAMES, MONTHS

LEAD_CHARACTERS = 1_000
"""How far into the text a dateline is looked for."""

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon senin",
            "tuesday tue tues selasa",
            "wednesday wed rabu",
            "thursday thu thur thurs kamis",
            "friday fri jumat jum'at jum’at",
            "saturday sat sabtu",
            "sunday sun minggu ahad",
        )
    )
    for name in names.split()
}
_WEEKDAY = rf"(?P<weekday>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})"
_MONTH = rf"(?P<month>{MONTH_NAMES})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})"
_FIGURES = rf"{_DAY}[/.-](?P<number>\d{{1,2}})(?:[/.-]{_YEAR})?"
_DAY_FIRST = rf"{_DAY}\s+{_MONTH}(?:,?\s+{_YEAR})?"
_MONTH_FIRST = rf"{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?(?:,\s*{_YEAR})?"
_ISO = rf"{_YEAR}-(?P<number>\d{{1,2}})-{_DAY}"
_PLACE = r"[^\W\d_][\w .,'’/()-]{0,60}?"
_DASH = r"\s*(?:\([^()\n]{1,40}\)\s*)?[-–—:]"
_NOT_IN_WORD = r"(?<![\w/.-])"

# In the order of their sureness. Only the first three may stand anywhere in the lead.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_NOT_IN_WORD}{_WEEKDAY},?\s*\(\s*{_FIGURES}\s*\)",
        rf"{_NOT_IN_WORD}{_WEEKDAY},?\s*\(\s*{_DAY_FIRST}\s*\)",
        rf"{_NOT_IN_WORD}{_WEEKDAY},\s*{_DAY_FIRST}",
        rf"\A(?!.{{0,60}}{_WEEKDAY})\s*{_PLACE}\(\s*{_FIGURES}\s*\)",
        rf"\A\s*(?:{_PLACE},\s*)?(?:{_WEEKDAY},?\s*)?{_DAY_FIRST}{_DASH}",
        rf"\A\s*(?:{_PLACE},\s*)?(?:{_WEEKDAY},?\s*)?{_MONTH_FIRST}{_DASH}",
        rf"\A\s*(?:{_PLACE},\s*)?{_ISO}(?:{_DASH}|\s*$)",
        rf"\A\s*(?:{_PLACE},\s*)?{_DAY_FIRST}\s*$",
        rf"\A\s*(?:{_PLACE},\s*)?{_MONTH_FIRST}\s*$",
    )
)
_ANYWHERE = 3
_FIRST_LINES = 3


def dateline_day(text: str, year: int | None = None) -> date | None:
    """The day that the beginning of `text` is dated; `year` is what the page gives, for a date without one."""
    lead = text[:LEAD_CHARACTERS]
    for form in _FORMS[:_ANYWHERE]:
        for found in form.finditer(lead):
            if day := _day(found, year):
                return day
    for line in _first_lines(lead):
        for form in _FORMS[_ANYWHERE:]:
            if (match := form.match(line)) and (day := _day(match, year)):
                return day
    return None


def _first_lines(lead: str) -> Iterator[str]:
    lines = (line for line in lead.split("\n") if line.strip())
    for _, line in zip(range(_FIRST_LINES), lines, strict=False):
        yield line


def _day(found: re.Match[str], year: int | None) -> date | None:
    parts = found.groupdict()
    given = parts.get("year") or year
    number = parts.get("number") or MONTHS.get((parts.get("month") or "").casefold(), 0)
    if not given:
        return None
    with suppress(ValueError):
        day = date(int(given), int(number), int(parts["day"]))
        weekday = parts.get("weekday")
        return day if weekday is None or _WEEKDAYS[weekday.casefold()] == day.weekday() else None
    return None
