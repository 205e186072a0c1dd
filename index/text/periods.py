"""The days that a question asks of: "last week", "pada Maret 2022"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import dropwhile

from index.text.date_names import folded
from index.text.dates import MONTH_NAMES, MONTHS, WEEKDAYS, day_of, days_in
from index.text.languages import LANGUAGES, Wording, alternatives
from index.values import Span

_BOUND = r"(?<![\w'’-])(?:{})(?![\w'’-])"
LONGEST = 2_000
"""Longer texts are no questions."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `since` to `until`, both included; None leaves an end open.

    `said` are the words that say so, and `rest` is the text without them. `is_relative` tells words such as "last
    week", which only mean days from today's.
    """

    since: date | None
    until: date | None
    said: str
    rest: str
    is_relative: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """A time in a text, at `[start, end)`."""

    start: int
    end: int
    since: date
    until: date
    is_relative: bool = False
    is_range: bool = False


_Days = tuple[date, date]


def period_in(text: str, today: date) -> Period | None:
    """Return the days that a question says, None without any before today.

    Several times are one, from the first day to the last. Relative ones count from `today`. Words such as "as of"
    before the first give all days up to it; both ends are open if it is not over.
    """
    plain = folded(text)
    if len(text) > LONGEST or len(plain) != len(text):
        return None
    found = sorted(_without_overlaps([*_absolute(plain), *_relative(plain, today)]), key=lambda each: each.start)
    up_to = _up_to(text, plain, found[0]) if found else None
    if up_to is not None:
        return up_to if up_to.until and up_to.until < today else replace(up_to, until=None)
    kept = list(dropwhile(lambda each: any(form.search(plain, 0, each.start) for form in _UP_TO), found))
    if not kept:
        return None
    since, until = min(each.since for each in kept), max(each.until for each in kept)
    first = _start(plain, kept[0])
    is_open = len(kept) == 1 and not kept[0].is_range and bool(_OPENS.search(plain, 0, kept[0].start))
    if since > today:
        return None
    said, rest = text[first : kept[-1].end], without(text, [Span(first, kept[-1].end)])
    return Period(since, None if is_open else until, said, rest, all(each.is_relative for each in kept))


def without(text: str, left_out: Iterable[Span]) -> str:
    """Return a sentence without some words, and the spaces and commas they leave."""
    for span in sorted(left_out, key=lambda each: -each.start):
        text = text[: span.start] + text[span.end :]
    return _SPACE_BEFORE.sub(r"\1", " ".join(text.split()).replace(", ,", ",")).strip(" ,")


def _up_to(text: str, plain: str, said: _Said) -> Period | None:
    """Return the days up to a time, None without words before it that say so.

    A noun behind the time is what they are of: "before the 2019 election".
    """
    if not _CLOSED.match(plain, said.end):
        return None
    for form, until in ((_AS_OF, said.until), (_EARLIER, said.since - timedelta(days=1))):
        before = form.search(plain, 0, said.start)
        if before and not _BEGUN.search(plain, 0, before.start()):
            span = Span(before.start(), said.end)
            return Period(None, until, span.of(text), without(text, [span]), said.is_relative)
    return None


def _start(text: str, said: _Said) -> int:
    """Return where a time begins, with the words before it that belong to it."""
    before = _BEFORE.search(text, 0, said.start)
    return before.start() if before else said.start


def _absolute(text: str) -> Iterator[_Said]:
    for found in _RANGE.finditer(text):
        year, month = int(found["year"]), MONTHS[found["month"]]
        first, last = day_of(year, month, found["first"]), day_of(year, month, found["last"])
        if first and last and first <= last:
            yield _Said(found.start(), found.end(), first, last, is_range=True)
    for day, start, end in days_in(text):
        yield _Said(start, end, day, day)
    for found in (*_DAY_FIRST.finditer(text), *_DAY_LAST.finditer(text)):
        _, last = _month(int(found["year"]), MONTHS[found["month"]])
        yield _Said(found.start(), found.end(), last, last)
    for found in _MONTH.finditer(text):
        month = MONTHS[found["month"]]
        yield _Said(found.start(), found.end(), *_month(int(found["year"]), month))
    for found in _YEAR.finditer(text):
        if is_of_act(text, found.end() - 4):
            continue
        year = int(found["year"] or found["last"])
        yield _Said(found.end() - 4, found.end(), date(year, 1, 1), date(year, 12, 31))


def is_of_act(text: str, year: int) -> bool:
    """Whether the year at a character is of an act: UU Nomor 30 Tahun 2002."""
    return _ACT.search(text, 0, year) is not None


def _relative(text: str, today: date) -> Iterator[_Said]:
    for form, days in _RELATIVE:
        for found in form.finditer(text):
            since, until = days(found, today)
            yield _Said(found.start(), found.end(), since, until, is_relative=True)


def _without_overlaps(found: list[_Said]) -> Iterator[_Said]:
    """Yield what overlaps nothing that was found before it."""
    taken: list[_Said] = []
    for each in found:
        if not any(each.start < other.end and other.start < each.end for other in taken):
            taken.append(each)
            yield each


def of_unit(unit: str, back: int, today: date) -> _Days:
    """Return the day, week from Monday, month or year `back` before today's."""
    if unit == "day":
        day = today - timedelta(days=back)
        return day, day
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    if unit == "month":
        months = max(12 * today.year + today.month - 1 - back, 12)
        return _month(months // 12, months % 12 + 1)
    year = max(today.year - back, 1)
    return date(year, 1, 1), date(year, 12, 31)


def _month(year: int, month: int) -> _Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _last_weekday(name: str, today: date) -> _Days:
    back = (today.weekday() - WEEKDAYS[name] - 1) % 7 + 1
    return of_unit("day", back, today)


def forms_of(wording: Wording) -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str], date], _Days]]]:
    """Yield the patterns of relative times of a language, each with what gives its days."""
    days = wording.days
    count = rf"(?P<count>\d{{1,3}}|{'|'.join(days.counts)})"
    for unit, pattern in days.units.items():

        def counted(found: re.Match[str]) -> int:
            return days.counts.get(found["count"]) or int(found["count"])

        def ago(found: re.Match[str], today: date, unit: str = unit) -> _Days:
            return of_unit(unit, counted(found), today)

        def within(found: re.Match[str], today: date, unit: str = unit) -> _Days:
            return of_unit(unit, counted(found), today)[0], today

        for form, how in ((days.ago, ago), (days.within, within)):
            yield bounded(form.format(count=count, unit=f"(?:{pattern})")), how
    for pattern, unit, back in days.relative:

        def told(_: re.Match[str], today: date, unit: str = unit, back: int = back) -> _Days:
            return of_unit(unit, back, today)

        yield bounded(pattern), told
    weekday = f"(?P<weekday>{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})"

    def last(found: re.Match[str], today: date) -> _Days:
        return _last_weekday(found["weekday"], today)

    yield bounded(days.last_weekday.format(weekday=weekday)), last


def bounded(pattern: str) -> re.Pattern[str]:
    """Return a pattern that matches whole words alone."""
    return re.compile(_BOUND.format(pattern))


def _words(field: Callable[[Wording], str], after: str = "") -> str:
    return _BOUND.format("|".join(map(field, LANGUAGES.values()))) + after


_SPACE_BEFORE = re.compile(r" ([?!.,:;])")
_RELATIVE = tuple(form for wording in LANGUAGES.values() for form in forms_of(wording))
_THE = r" (?:the |tanggal |bulan |tahun |hari |tgl )?$"
_OPENS = re.compile(_words(lambda wording: wording.days.since, _THE))
_ENDS = re.compile(_words(lambda wording: wording.days.until, _THE))
_BEFORE = re.compile(_words(lambda wording: wording.days.before, _THE))
_OF = r" (?:(?:(?:the )?end of|early|late|mid|akhir|awal|pertengahan)[ -])?(?:the |tanggal |bulan |tahun |hari |tgl )?$"
_AS_OF = re.compile(_words(lambda wording: wording.days.as_of, _OF))
_EARLIER = re.compile(_words(lambda wording: wording.days.earlier, _OF))
_BEGUN = re.compile(_words(lambda wording: wording.days.since, rf"(?: (?:{MONTH_NAMES}|\d{{1,4}})){{1,2}} $"))
"""A first day without its year: "from January until ..." is no time without a beginning."""
_UP_TO = (_ENDS, _AS_OF, _EARLIER)
_CLOSED = re.compile(rf"(?=\W*$| ?[,;:?!.)]|\W+(?:{alternatives(lambda wording: wording.days.behind)})\b)")
_MONTH = re.compile(rf"\b(?P<month>{MONTH_NAMES})\.?,? (?P<year>(?:19|20)\d\d)(?![\w/-])")
_LATE = r"(?P<day>29|30|31)(?:st|th)?"
_DAY_FIRST = re.compile(rf"\b{_LATE} (?:of )?(?P<month>{MONTH_NAMES})\.?,? (?P<year>(?:19|20)\d\d)(?![\w/-])")
_DAY_LAST = re.compile(rf"\b(?P<month>{MONTH_NAMES})\.? {_LATE},? (?P<year>(?:19|20)\d\d)(?![\w/-])")
"""Days that a month may lack, 31 September: they are its last."""
_RANGE = re.compile(
    rf"\b(?P<first>\d{{1,2}})(?: ?[-–] ?| (?:{'|'.join(wording.days.until for wording in LANGUAGES.values())}) )"
    rf"(?P<last>\d{{1,2}}) (?P<month>{MONTH_NAMES})\.?,? (?P<year>(?:19|20)\d\d)(?![\w/-])"
)
_ACT = re.compile(rf"(?<!\w)\d[\w./-]{{0,20}}+\s(?:{alternatives(lambda wording: wording.days.units['year'])})\s$")
_YEAR = re.compile(
    _words(lambda wording: wording.days.before_year, r" (?P<year>(?:19|20)\d\d)(?![\w/'’-])")
    + "|"
    + _words(
        lambda wording: f"{wording.days.until}|{wording.days.as_of}|{wording.days.earlier}",
        rf"{_OF[:-1]}(?P<last>(?:19|20)\d\d)(?![\w/'’-])",
    )
)
