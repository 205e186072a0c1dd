"""The patterns by which `told_times` finds times in lower-case sentences, by language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from index.text.languages import LANGUAGES, Wording
from index.text.periods import forms_of, of_unit

Days = tuple[date, date]
Counted = Callable[[re.Match[str], date], Days | None]
"""What gives the days of words, counted from an article's day."""

_BOUND = r"(?<![\w'’/-])(?:{})(?![\w'’/-])"
_YEAR = r"(?:1\d|20)\d\d"
_THEN_YEAR = rf"(?:\.?,?\s(?P<year>{_YEAR}))?"
_NO_FIGURES = r"(?![\w/:%-]|[.,]\d)"
_TH = "(?:st|nd|rd|th)?"
_LEAST_OF_NAME = 4
"""The least letters of a weekday's name that is no abbreviation, and may stand alone."""


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


def _month(wording: Wording, *, whole: bool = False) -> str:
    names = (name for names in wording.months for name in (names[:1] if whole else names))
    return rf"(?P<month>{_any(names)})"


def _weekday(wording: Wording, *, whole: bool = False) -> str:
    names = (name for names in wording.weekdays for name in names if len(name) >= _LEAST_OF_NAME or not whole)
    return rf"(?P<weekday>{_any(names)})"


def _figures(wording: Wording) -> str:
    weekday = rf"(?:{_weekday(wording)},?\s*)?"
    return rf"(?<![\w'’-]){weekday}\(\s?(?P<day>\d\d?)[/.-](?P<number>\d\d?)(?:[/.-](?P<year>{_YEAR}))?\s?\)"


def _day_first(wording: Wording) -> str:
    return rf"{_lead(wording)}{_days(wording)}\s(?:of )?{_month(wording)}{_THEN_YEAR}{_NO_FIGURES}"


def _month_first(wording: Wording) -> str:
    return rf"{_lead(wording)}{_month(wording)}\.?\s{_days(wording)}{_THEN_YEAR}{_NO_FIGURES}"


def _lead(wording: Wording) -> str:
    return rf"(?<![\w'’/.-])(?:{_weekday(wording)}\.?,?\s?(?:tanggal |the )?\(?)?"


def _days(wording: Wording) -> str:
    return rf"(?P<day>\d\d?){_TH}(?:(?:\s?[-–]\s?|\s(?:{wording.told.joined})\s)(?P<last>\d\d?){_TH})?"


def _month_of_year(wording: Wording) -> str:
    return rf"(?<![\w'’/-]){_month(wording)}\.?,?\s(?P<year>{_YEAR}){_NO_FIGURES}"


def _bare_month(wording: Wording) -> str:
    no_year = rf"(?!\s(?:{wording.last_year}|{wording.next_year}))"
    behind = rf"(?:{no_year}\s(?P<behind>{wording.told.last_month}|{wording.told.next_month})(?!\w))?"
    return rf"(?<![\w'’/-]){_month(wording, whole=True)}{behind}(?![\w'’/-]|\s\d)"


def _years(wording: Wording) -> str:
    before = f"{wording.days.before_year}|{wording.days.until}"
    return rf"(?<![\w'’/-])(?:{before})\s(?P<year>{_YEAR})(?:\s?[-–]\s?(?P<last>{_YEAR}))?{_NO_FIGURES}(?!['’])"


def _counted(wording: Wording) -> str:
    """Return a pattern of what is counted, right behind a number."""
    named = " ".join((*wording.numbers.things.values(), "mdpl")).split()
    units = "|".join(wording.numbers.units.values()).replace("*", "").split("|")
    return rf"(?:\s(?:{wording.told.joined})\s\d[\d.,]*)?\s(?:{_any({*named, *units})})s?(?!\w)"


def _weekday_form(form: str, wording: Wording) -> str:
    return _BOUND.format(form.format(weekday=_weekday(wording, whole=True)))


def _later(wording: Wording) -> str:
    count = rf"(?P<count>\d\d?|{'|'.join(wording.days.counts)})"
    return _BOUND.format(f"{wording.told.next_day}|{wording.told.days_later.format(count=count)}")


def _not_exact(wording: Wording) -> str:
    """Return a pattern of what makes the count behind it another."""
    numbers, units = wording.numbers, "|".join(wording.days.units.values())
    words = "|".join((*numbers.values, *numbers.thousands, *numbers.hundreds, *numbers.one_of))
    joined = rf"(?:,|\s(?:{numbers.ranges}))?"
    return rf"(?:(?<![\w'’-])(?:{wording.told.hedged}|{words}|{units}){joined}\s|\d(?:[.,/–-]|{joined}\s))$"


def _ending(words: str) -> str:
    return rf"(?<![\w'’-])(?:{words})\s$"


_EACH = tuple(LANGUAGES.items())

DATES = {
    name: (re.compile(_figures(each)), re.compile(_day_first(each)), re.compile(_month_first(each)))
    for name, each in _EACH
}
"""Days with their month; groups `day`, `month` or `number`, and perhaps `last`, `year` and `weekday`."""

MONTHS_OF_YEARS = {name: re.compile(_month_of_year(each)) for name, each in _EACH}
BARE_MONTHS = {name: re.compile(_bare_month(each)) for name, each in _EACH}
YEARS = {name: re.compile(_years(each)) for name, each in _EACH}
BARE_WEEKDAYS = {name: re.compile(_weekday_form("{weekday}", each)) for name, each in _EACH}
THIS_WEEKDAYS = {name: re.compile(_weekday_form(each.told.this_weekday, each)) for name, each in _EACH}
LATER = {name: re.compile(_later(each)) for name, each in _EACH}
"""Times counted from the one told before; group `count` if it is not one day."""

BEFORE_MONTHS = {name: re.compile(_ending(each.told.before_month)) for name, each in _EACH}
LAST_MONTHS = {name: re.compile(_ending(each.told.last_month)) for name, each in _EACH}
NEXT_MONTHS = {name: re.compile(_ending(each.told.next_month)) for name, each in _EACH}
BEFORE_DAYS = {
    name: re.compile(_ending(f"{each.days.before}|{each.days.since}|{each.days.until}")) for name, each in _EACH
}
NOT_WEEKDAYS = {name: re.compile(_ending(each.told.not_weekday)) for name, each in _EACH}
SURE_YEARS = {name: re.compile(rf"(?:{each.told.dating})\s") for name, each in _EACH}
"""What before a number makes it a year, whatever comes behind."""

NOT_EXACT = {name: re.compile(_not_exact(each)) for name, each in _EACH}
COUNTED = {
    name: re.compile(rf"\d|(?:{'|'.join((*each.days.counts, *each.days.units.values()))})(?!\w)")
    for name, each in _EACH
}
"""How times begin that a count before them would change."""

THEN = {name: re.compile(rf"(?<!yang )\b{each.told.then}$") for name, each in _EACH if each.told.then}
IN_CLAUSE = {name: re.compile(rf"\s(?!(?:{each.told.clauses}|{each.days.before})\b)[^\W\d_]") for name, each in _EACH}
"""A word right behind that goes on with the clause."""

WEEKDAY_OF = {name: re.compile(rf"\s(?:(?:{each.told.day_parts})\s)?(?:of\s)?") for name, each in _EACH}
"""What stands between a weekday and the time that it is part of."""

OF_COUNTED = {name: re.compile(_counted(each)) for name, each in _EACH}
SAYING = {name: re.compile(rf"\b(?:{_any(each.speech.telling | each.speech.told_by)})\b") for name, each in _EACH}
JOINED = {name: re.compile(rf"\s?(?:[-–]|\b(?:{each.told.joined})\b)\s?") for name, each in _EACH}
RANGING = {name: re.compile(rf"\s?(?:[-–]|\b(?:{each.told.ranging})\b)\s?") for name, each in _EACH}
GOES_ON = {name: re.compile(rf"\s?(?:[-–]|\b(?:{each.told.ranging})\b)") for name, each in _EACH}
"""What stands behind the first of several days."""


def _at(weekday: Callable[[date, int], date | None], wording: Wording) -> Counted:
    """Return what gives the day of a weekday's name."""
    numbers = {name: number for number, names in enumerate(wording.weekdays) for name in names}

    def counted(found: re.Match[str], today: date) -> Days | None:
        day = weekday(today, numbers[found["weekday"]])
        return None if day is None else (day, day)

    return counted


def of_week(today: date, weekday: int, weeks: int = 0) -> date:
    """Return the weekday (0 is Monday) of the week that is `weeks` after today's."""
    return today + timedelta(days=weekday - today.weekday() + 7 * weeks)


def coming(today: date, weekday: int) -> date:
    """Return the first weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def last(today: date, weekday: int) -> date:
    """Return the last weekday up to today."""
    return today - timedelta(days=(today.weekday() - weekday) % 7)


def _next(today: date, weekday: int) -> date | None:
    """Return the next weekday if all would take the same for it."""
    day = coming(today, weekday)
    return day if day == of_week(today, weekday, 1) else None


def _told(unit: str, back: int) -> Counted:
    return lambda _, today: of_unit(unit, back, today)


def _not_known(_found: re.Match[str], _today: date) -> None:
    """Return no days."""


def _relative(wording: Wording) -> list[tuple[str, Counted]]:
    """Return patterns of times beside those of questions."""
    told = wording.told
    named = [(told.coming_weekday, _at(coming, wording)), (told.next_weekday, _at(_next, wording))]
    return [
        (_weekday_form(told.of_others, wording).replace("?P<weekday>", "?:"), _not_known),
        *((_BOUND.format(pattern), _told(unit, back)) for pattern, unit, back in told.relative),
        *((_weekday_form(form, wording), day) for form, day in named),
    ]


RELATIVE = {
    name: (*((re.compile(form), days) for form, days in _relative(each)), *forms_of(each)) for name, each in _EACH
}
"""Patterns of times told from the article's day; of those as long as each other the first counts."""
