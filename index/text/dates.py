"""Dates as people write them: in figures, or with the month written out."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

from index.text.date_names import MONTH_NUMBERS, WEEKDAY_NUMBERS, folded
from index.text.languages import LANGUAGES

_MOMENT = re.compile(
    r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})"
    r"(?:[T\s]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d*)?)?\s*(?:Z|[+-]\d{1,2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)

_APART = r"(?=[^\S ]*+ )\s++"  # space, of which some is a plain one
_FIGURES = re.compile(rf"(\d{{1,2}})(?:\s*+[-/.]\s*+|{_APART})(\d{{1,2}})\.?(?:\s*+[-/.,]\s*+|{_APART})(\d{{4}})")

# Days with words, in folded text.
_DAY, _MONTH_NAME, _YEAR_NAMED = (
    r"(?P<day>\d{1,2})",
    r"(?P<month>[^\W\d_]++(?:[ ](?:الثاني|الاول))?)",
    r"(?P<year>\d{4})",
)
_NUMBER = r"(?P<month>\d{1,2})"
_OF = r"(?:(?:de|del|di|da|of)[ ])?"
_BY = r"[ ./,-]{1,2}"
_YEARS = r"(?:[ ]?(?:года|г|року|р|r)\b\.?)?"
_WORDED = (
    rf"{_DAY}(?:[ ]?(?:st|nd|rd|th|er|o|a|°|-?го))?{_BY}{_OF}{_MONTH_NAME}{_BY}{_OF}{_YEAR_NAMED}{_YEARS}",
    rf"{_MONTH_NAME}{_BY}{_DAY}(?:st|nd|rd|th)?{_BY}{_YEAR_NAMED}",
    rf"{_MONTH_NAME}[ ]{_DAY}[ ]\d\d:\d\d:\d\d[ ](?:[a-z]{{2,5}}(?:[+-]\d\d:?\d\d)?[ ])?{_YEAR_NAMED}",
    rf"{_YEAR_NAMED}{_BY}{_MONTH_NAME}{_BY}{_DAY}",
    rf"{_YEAR_NAMED}[ ]?年[ ]?{_NUMBER}[ ]?月[ ]?{_DAY}[ ]?日",
    rf"{_YEAR_NAMED}[ ]?년[ ]?{_NUMBER}[ ]?월[ ]?{_DAY}[ ]?일",
    rf"{_YEAR_NAMED}\.[ ]?{_NUMBER}\.[ ]?{_DAY}\.?",
    rf"{_DAY}[ ]thang[ ]{_NUMBER}(?:[ ]nam|,)?[ ]{_YEAR_NAMED}",
)
_WORDED_DAYS = tuple(re.compile(form) for form in _WORDED)
_WEEKDAY = r"([^\W\d_]++(?:[-'][^\W\d_]++)?)"
# Days within a line, which `parse_day` then reads.
_ANYWHERE = re.compile(
    r"(?<![\w/.:-])(?:"
    r"(?:19|20)\d\d-\d\d-\d\d|(?:19|20)\d\d/\d\d?/\d\d?|\d\d?([/.-])[ ]?\d\d?\1[ ]?(?:19|20)\d\d|\d\d?[.]\d\d?[.]\d\d|"
    + "|".join(re.sub(r"\?P<\w+>", "?:", form) for form in _WORDED)
    + r")(?![\w/-]|[.]\d)|(?<!\d)(?:19|20)\d\d[ ]?年[ ]?\d\d?[ ]?月[ ]?\d\d?[ ]?日"
)
_SHORT_YEAR = re.compile(r"^(\d\d?[.]\d\d?[.])(\d\d)$")
_MONTH_FIRST = re.compile(r"^(\d\d?)/(\d\d?)/")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)(?:[/-](\d\d?)[/-](\d\d?)|(\d\d)(\d\d))(?=[/_.-]|$)")
_ARTICLE = r"(?:le|el|il|am|den|der|on|the|tanggal|ngay|dia)[ ]"
_BEFORE = re.compile(
    rf"(?:(?:thu (?:hai|ba|tu|nam|sau|bay)|chu nhat|(?!{_ARTICLE}){_WEEKDAY})[.,]?[ ])?(?:{_ARTICLE})?"
)
_CLOCK_WORD = r"(?:(?:as|at|a|um|om|kl|klo|o|alle|las|ore|jam|pukul|pk|saat|в|о|luc)[ .]{1,2})"
_CLOCK = r"\d{1,2}[ ]?(?:[:.h時点시][ ]?(?:\d{1,2}[ ]?[分분]?)?(?::\d{2})?|uhr)"
_ZONE = r"(?:[ ]?(?:[ap]\.?m\.?|uhr|h|(?:[a-z]{2,5})?(?:[+-]\d{2}:?\d{2})?)(?:[ ]\([^()]{1,40}\))?)?"
_AFTER = re.compile(
    rf"(?:[ ]?\(?(?:[月火水木金土日](?:曜日?)?|星期.|.요일|{_WEEKDAY})\.?\)?)??"
    rf"(?:[ ,;|(–—-]{{1,4}}{_CLOCK_WORD}{{0,2}}{_CLOCK}{_ZONE}\)?)?"
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

_LONGEST = 80
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_NAMED_MONTH = re.compile(r"([^\W\d_]+)\.?\s+(\d{4})")
_YEAR = re.compile(r"\d{4}")

FIRST_NEWS = date(1600, 1, 1)
"""The earliest day of publication: no newspaper is older."""


def parse_day(written: str) -> date | None:
    """Return the calendar day of a written date, or None if it is not one.

    It may be an ISO 8601 date or time, also with slashes, or have the day first, or the month written out in any of the
    languages of `date_names`. It is the day as written, whatever the time zone.
    """
    if moment := _MOMENT.fullmatch(written):
        year, _, month, day = moment.groups()
    elif figures := _FIGURES.fullmatch(written):
        day, month, year = figures.groups()
    else:
        return _worded_day(folded(written)) if len(written) <= _LONGEST else None
    return day_of(year, month, day)


def day_of(year: str | int, month: str | int, day: str | int) -> date | None:
    """Return the day of three numbers, or None if there is none."""
    with suppress(ValueError):
        return date(int(year), int(month), int(day))
    return None


def _worded_day(text: str) -> date | None:
    """Return the day of folded text, perhaps with a weekday and a time."""
    before = _BEFORE.match(text)
    starts = (before.end(), 0) if before and _is_weekday(before[1]) else (0,)
    for at in dict.fromkeys(starts):  # "Mar" is a Tuesday and March
        for form in _WORDED_DAYS:
            if (found := form.match(text, at)) and (after := _AFTER.fullmatch(text, found.end())):
                return _named_day(found) if _is_weekday(after[1]) else None
    return None


def _is_weekday(name: str | None) -> bool:
    return name is None or name in WEEKDAY_NUMBERS


def days_in(line: str) -> Iterator[tuple[date, int, int]]:
    """Yield the days in a short line, with their offsets in `folded(line)`.

    Figures have the day first where they can; a year of two figures, after full stops, is one of this century.
    """
    for found in _ANYWHERE.finditer(folded(line)):
        written = _SHORT_YEAR.sub(r"\g<1>20\2", found[0])
        if day := parse_day(written) or parse_day(_MONTH_FIRST.sub(r"\2/\1/", written)):
            yield day, found.start(), found.end()


def day_of_address(url: str | None) -> date | None:
    """Return the day in the path of an address: `/2019/09/10/` or `/20190910/`, or None."""
    for found in _IN_ADDRESS.finditer(url or ""):
        year, month, day = filter(None, found.groups())
        if (written := day_of(year, month, day)) and can_be_of(written):
            return written
    return None


def _named_day(found: re.Match[str]) -> date | None:
    """Return the day of the groups year, month (a name or number) and day."""
    year, month, day = found.group("year", "month", "day")
    return day_of(year, month if month.isdecimal() else MONTH_NUMBERS.get(month, 0), day)


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
