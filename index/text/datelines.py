"""Datelines: the day that an article gives where it begins, as agencies write it.

Only a whole date counts, with a year of its own or from the page. Figures have the day first. A date with the wrong
weekday or in the future is no dateline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from index.text.date_names import WEEKDAY_NUMBERS, folded
from index.text.dates import MONTH_NAMES, MONTHS, WEEKDAYS, can_be_of, days_in
from index.text.languages import LANGUAGES

LEAD_CHARACTERS = 1_000
"""How many characters of a text are searched for a dateline."""

_WEEKDAY = rf"(?P<weekday>{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})"
_MONTH = rf"(?P<month>{MONTH_NAMES})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"\d")
_DAY = r"(?P<day>\d{1,2})"
_WHOLE_FIGURES = rf"{_DAY}[/.-](?P<number>\d{{1,2}})[/.-]{_YEAR}"
_FIGURES = rf"{_DAY}[/.-](?P<number>\d{{1,2}})(?:[/.-]{_YEAR})?"
_DAY_FIRST = rf"{_DAY}\s+{_MONTH}(?:,?\s+{_YEAR})?"
_MONTH_FIRST = rf"{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?(?:,\s*{_YEAR})?"
_ISO = rf"{_YEAR}-(?P<number>\d{{1,2}})-{_DAY}"
_PLACE = r"[^\W\d_][\w .,'’/()-]{0,60}?"
_NAME = r"(?-i:[^\W\d_a-z])[\w.'’-]{0,30}"
_NAMES = rf"{_NAME}(?:,?\ {_NAME}){{0,2}}"
_BEFORE = rf"\s*(?:{_PLACE},\s*)?(?:{_WEEKDAY},?\s*)?"
_BYLINE = rf"\s*(?:{_PLACE},\s*|{_NAMES}\s+[-–—|]\s+)?(?:{_WEEKDAY},?\s*)?"
_DASH = r"\s*(?:(?:\([^()\n]{1,40}\)|/[^/\n]{1,40}/)\s*)?[-–—:]"
_CLOCK = "|".join(word for wording in LANGUAGES.values() for word in wording.clock_words)
_TIME = (
    rf"(?:\s*[,|–-])?\s+(?:(?:{_CLOCK}) )?\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m\.?)?(?:\s*(?-i:[A-Z]{{2,4}}))?"
)
_ALONE = rf"(?:{_TIME})?\s*$"
_NOT_IN_WORD = r"(?<![\w/.-])"
_APART = r"(?:^|,)[ \t]*"


def _compiled(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form, re.IGNORECASE | re.MULTILINE) for form in forms)


# In the order of their sureness. "…, Sabtu, 25 Juni 2022" is when it was said; within a clause it is when it happened.
_IN_LEAD = _compiled(
    rf"{_APART}{_WEEKDAY},?\s*\(\s*{_FIGURES}\s*\)",
    rf"{_APART}{_WEEKDAY},?\s*\(\s*{_DAY_FIRST}\s*\)",
    rf"{_APART}{_WEEKDAY},\s*{_DAY_FIRST}",
    rf"{_NOT_IN_WORD}{_WEEKDAY},?\s*\(\s*{_FIGURES}\s*\)",
    rf"{_NOT_IN_WORD}{_WEEKDAY},?\s*\(\s*{_DAY_FIRST}\s*\)",
)
_AT_LINE_START = _compiled(
    rf"(?!.{{0,60}}{_WEEKDAY})\s*{_NAMES}\s*\(\s*{_FIGURES}\s*\)",
    rf"{_BEFORE}{_DAY_FIRST}{_DASH}",
    rf"{_BEFORE}{_MONTH_FIRST}{_DASH}",
    rf"{_BEFORE}{_ISO}(?:{_DASH}|\s*$)",
    rf"{_BYLINE}{_DAY_FIRST}{_ALONE}",
    rf"{_BYLINE}{_MONTH_FIRST}{_ALONE}",
    rf"{_BYLINE}{_WHOLE_FIGURES}{_ALONE}",
)
_FIRST_LINES = 3
_LONGEST_BEGINNING = 120
_MOST_BEFORE = 4
_BEGINNING = re.compile(r"[^\d.!?:;]*+")
_END = re.compile(r"\s*+(?:(?:\([^()\n]{1,40}\)|/[^/\n]{1,40}/)\s*+)?(?:[-–—:]|[电電讯訊]|$)")
_WORD = re.compile(r"[^\W\d_]++")
_LETTER = re.compile(r"[^\W\d_]")


def dateline_day(text: str, year: int | None = None) -> date | None:
    """Return the day of the dateline of `text`, or None; `year` completes it."""
    lead = text[:LEAD_CHARACTERS]
    if not _FIGURE.search(lead):
        return None
    has_year = year is not None or _ANY_YEAR.search(lead) is not None
    for form in _IN_LEAD if has_year else ():
        for found in form.finditer(lead):
            if day := _day(found, year):
                return day
    for line in _first_lines(lead):
        for form in _AT_LINE_START if has_year else ():
            if (match := form.match(line)) and (day := _day(match, year)):
                return day
    return next(filter(None, map(_day_in_words, _first_lines(lead))), None)


def _day_in_words(line: str) -> date | None:
    """Return the day that a line begins with, or a place and the day."""
    text = folded(line[:_LONGEST_BEGINNING])
    for day, start, end in days_in(text):
        before = _WORD.findall(text[:start])
        weekday = WEEKDAY_NUMBERS.get(before[-1], day.weekday()) if before else day.weekday()
        right = weekday == day.weekday() and can_be_of(day)
        if right and len(before) <= _MOST_BEFORE and _BEGINNING.fullmatch(text[:start]) and _END.match(text, end):
            return day if _LETTER.search(text[start:end]) else None
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
        right = weekday is None or WEEKDAYS[weekday.casefold()] == day.weekday()
        return day if right and can_be_of(day) else None
    return None
