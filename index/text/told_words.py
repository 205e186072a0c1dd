"""The words of sentences that tell a time, before it is known which: see `told_times`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from index.text import told_forms
from index.text.date_names import folded
from index.text.dates import day_of, days_in
from index.text.languages import LANGUAGES
from index.text.periods import is_of_act
from index.text.tenses import Tense, tense_at
from index.text.told_forms import Days

YEAR = timedelta(days=366)
"""A year, at most."""

_SURE_YEAR = 1800
_WORD_BEHIND = re.compile(r"\s[a-z]")
_FIGURES = re.compile(r"\d\d?[/.-].*")
_WORD_BEFORE = re.compile(r"\w\s$")
_NAME_BEFORE = re.compile(r"(?<!\w)[^\W\d_a-z]\w*\s$")
_NAME_BEHIND = re.compile(r"\s[^\W\d_a-z]")
_MONTHS = {
    language: {name: number for number, names in enumerate(wording.months, 1) for name in names}
    for language, wording in LANGUAGES.items()
}
_WEEKDAYS = {
    language: {name: number for number, names in enumerate(wording.weekdays) for name in names}
    for language, wording in LANGUAGES.items()
}


@dataclass(frozen=True, slots=True)
class ToldTime:
    """The days `since` to `until`, both included, that `[start, end)` of a sentence tell.

    They are `is_anchored` where they are counted from the time told before.
    """

    start: int
    end: int
    since: date
    until: date
    is_anchored: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Words that tell a time: its days, or `of_year`, which gives them, or neither."""

    start: int
    end: int
    days: Days | None = None
    has_year: bool = False
    of_year: Callable[[int], Days | None] | None = None
    weekday: int | None = None
    tense: Tense | None = None
    is_anchored: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the same in lower case without accents, of equal length."""

    text: str
    plain: str
    language: str
    published: date | None
    before: Sequence[ToldTime]


def plain(text: str) -> str:
    """Return a text in lower case without accents, of the same length."""
    if text.isascii():
        return text.casefold()
    apart = map(folded, text)
    return "".join(letter if len(letter) == 1 else " " for letter in apart)


def found_in(sentence: Sentence) -> Iterator[Found]:
    """Yield what tells a time, the surest first."""
    if sentence.language in LANGUAGES:
        yield from _dates(sentence)
    for day, start, end in days_in(sentence.plain):
        may_be_two = _may_be_two(day, sentence.plain[start:end], sentence.language)
        yield Found(start, end, None if may_be_two else (day, day), has_year=True)
    if sentence.language in LANGUAGES:
        yield from _months(sentence)
        yield from _years(sentence)
        relative = [*_relative(sentence), *_weekdays(sentence)]
        relative += _weekdays_of_times(relative, sentence)
        yield from sorted(relative, key=lambda each: each.start - each.end)


def _may_be_two(day: date, written: str, language: str) -> bool:
    """Whether a day in figures may have the month first instead."""
    may_be_first = language in LANGUAGES and LANGUAGES[language].told.month_first
    return may_be_first and _FIGURES.fullmatch(written) is not None and day.day <= 12 and day.day != day.month


def _dates(sentence: Sentence) -> Iterator[Found]:
    months, weekdays = _MONTHS[sentence.language], _WEEKDAYS[sentence.language]
    for form in told_forms.DATES[sentence.language]:
        for found in form.finditer(sentence.plain):
            parts = found.groupdict()
            if parts.get("number") and not parts["weekday"]:
                continue
            number = int(parts.get("number") or months[parts["month"]])
            days = _of_days(number, int(parts["day"]), int(parts.get("last") or parts["day"]))
            weekday = weekdays.get(parts["weekday"] or "")
            end = found.end() + ("(" in found[0] and ")" not in found[0] and sentence.plain[found.end() :][:1] == ")")
            if _is_none(found, sentence):
                yield Found(found.start(), end)
            elif parts["year"]:
                of_year = days(int(parts["year"]))
                is_wrong = of_year is not None and weekday is not None and of_year[0].weekday() != weekday
                yield Found(found.start(), end, None if is_wrong else of_year, has_year=True)
            else:
                yield Found(found.start(), end, of_year=days, weekday=weekday)


def _is_none(found: re.Match[str], sentence: Sentence) -> bool:
    """Whether a date is part of a name, or counts things behind a month."""
    plain, language, start = sentence.plain, sentence.language, found.start()
    if found["day"] != found[0][: len(found["day"])]:
        counts = not found["year"] and told_forms.OF_COUNTED[language].match(plain, found.end())
        return counts is not None and not found["weekday"]
    is_led = told_forms.BEFORE_DAYS[language].search(plain, 0, start)
    return is_led is None and _NAME_BEFORE.search(sentence.text, 0, start) is not None


def _of_days(month: int, first: int, last: int) -> Callable[[int], Days | None]:
    def days(year: int) -> Days | None:
        since, until = day_of(year, month, first), day_of(year, month, last)
        return (since, until) if since and until and since <= until else None

    return days


def _of_month(month: int) -> Callable[[int], Days | None]:
    return lambda year: (date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _months(sentence: Sentence) -> Iterator[Found]:
    months, language = _MONTHS[sentence.language], sentence.language
    for found in told_forms.MONTHS_OF_YEARS[language].finditer(sentence.plain):
        days = _of_month(months[found["month"]])(int(found["year"]))
        yield Found(found.start(), found.end(), days, has_year=True)
    for found in told_forms.BARE_MONTHS[language].finditer(sentence.plain):
        start = found.start()
        before = told_forms.BEFORE_MONTHS[language].search(sentence.plain, 0, start)
        if not sentence.text[start].isupper() or not (before or found["behind"]):
            continue
        beside = f"{found['behind']} " if found["behind"] else before[0] if before else ""
        tense = None
        if told_forms.LAST_MONTHS[language].search(beside):
            tense = Tense.PAST
        elif told_forms.NEXT_MONTHS[language].search(beside):
            tense = Tense.FUTURE
        yield Found(start, found.end(), of_year=_of_month(months[found["month"]]), tense=tense)


def _years(sentence: Sentence) -> Iterator[Found]:
    for found in told_forms.YEARS[sentence.language].finditer(sentence.plain):
        first, last = int(found["year"]), int(found["last"] or found["year"])
        if first <= last and not (_counts(found, first, sentence) or is_of_act(sentence.plain, found.start("year"))):
            yield Found(found.start("year"), found.end(), (date(first, 1, 1), date(last, 12, 31)), has_year=True)


def _counts(found: re.Match[str], number: int, sentence: Sentence) -> bool:
    """Whether a number that may be a year rather counts what is behind it."""
    plain, language, end = sentence.plain, sentence.language, found.end()
    is_sure = number >= _SURE_YEAR and number % 100 and told_forms.SURE_YEARS[language].match(found[0])
    behind = told_forms.IN_CLAUSE[language] if number >= _SURE_YEAR else _WORD_BEHIND
    goes_on = behind.match(plain, end) and not told_forms.JOINED[language].match(plain, end)
    return bool(told_forms.OF_COUNTED[language].match(plain, end) or (goes_on and not is_sure))


def _relative(sentence: Sentence) -> Iterator[Found]:
    """Yield what is told from the article's day, or from the day told before."""
    language = sentence.language
    anchor = sentence.before[-1].since if len(sentence.before) == 1 else None
    if anchor is not None and sentence.before[0].until != anchor:
        anchor = None
    counts = LANGUAGES[language].days.counts
    for found in told_forms.LATER[language].finditer(sentence.plain):
        count = (counts.get(found["count"]) or int(found["count"])) if found["count"] else 1
        day = anchor + timedelta(days=count) if anchor and _is_exact(found, sentence) else None
        yield Found(found.start(), found.end(), (day, day) if day else None, is_anchored=True)
    for form, days in told_forms.RELATIVE[language]:
        for found in form.finditer(sentence.plain):
            is_plain = sentence.published is not None and _is_exact(found, sentence)
            counted = days(found, sentence.published) if sentence.published and is_plain else None
            is_long = counted is not None and counted[1] - counted[0] > YEAR
            yield Found(found.start(), found.end(), None if is_long else counted)


def _is_exact(found: re.Match[str], sentence: Sentence) -> bool:
    """Whether no count goes on before a time, and nothing comes then."""
    plain, language, start = sentence.plain, sentence.language, found.start()
    if told_forms.COUNTED[language].match(found[0]) and told_forms.NOT_EXACT[language].search(plain, 0, start):
        return False
    then = told_forms.THEN.get(language)
    goes_on = told_forms.IN_CLAUSE[language].match(plain, found.end())
    if not (then and goes_on and found.groupdict().get("count") and then.search(found[0])):
        return True
    is_led = told_forms.BEFORE_DAYS[language].search(plain, 0, start)
    return is_led is not None or not _WORD_BEFORE.search(plain, 0, start)


def _weekdays_of_times(found: Sequence[Found], sentence: Sentence) -> Iterator[Found]:
    """Yield the weekdays right before another time, which is theirs: "Friday two weeks ago"."""
    between = told_forms.WEEKDAY_OF[sentence.language]
    for one, other in product(found, found):
        if one.weekday is None or other.weekday is not None:
            continue
        if between.fullmatch(sentence.plain, one.end, other.start):
            yield Found(one.start, other.end, _in_week(one.weekday, other.days))


def _in_week(weekday: int, days: Days | None) -> Days | None:
    """Return the weekday that is among days, if they are one week or less."""
    day = told_forms.of_week(days[0], weekday) if days else None
    is_in = days and day and days[0] <= day <= days[1] < days[0] + timedelta(days=7)
    return (day, day) if day and is_in else None


def _weekdays(sentence: Sentence) -> Iterator[Found]:
    published, language, plain = sentence.published, sentence.language, sentence.plain
    for form, is_this in ((told_forms.THIS_WEEKDAYS, True), (told_forms.BARE_WEEKDAYS, False)):
        for found in form[language].finditer(plain):
            start, end = found.span()
            day = None
            if published is not None and (is_this or _stands_alone(sentence, start, end)):
                tense = tense_at(sentence.text, plain, start, language)
                if told_forms.GOES_ON[language].match(plain, end):
                    tense = Tense.UNCLEAR
                day = _weekday(_WEEKDAYS[language][found["weekday"]], published, tense, is_this=is_this)
            number = _WEEKDAYS[language][found["weekday"]]
            yield Found(start, end, (day, day) if day else None, weekday=number)


def _stands_alone(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a weekday's name is no part of another, and means one day."""
    text, language = sentence.text, sentence.language
    if not text[start].isupper() or told_forms.NOT_WEEKDAYS[language].search(sentence.plain, 0, start):
        return False
    is_led = told_forms.BEFORE_DAYS[language].search(sentence.plain, 0, start)
    if _NAME_BEHIND.match(text, end):
        return False
    return is_led is not None or not _NAME_BEFORE.search(text, 0, start)


def _weekday(weekday: int, published: date, tense: Tense, *, is_this: bool) -> date | None:
    """Return the weekday that is meant, None if it could be another."""
    if is_this:
        day = told_forms.of_week(published, weekday)
        return day if day >= published or tense is Tense.PAST else None
    if tense is Tense.PAST:
        return told_forms.last(published, weekday)
    if tense is Tense.FUTURE and weekday != published.weekday():
        return told_forms.coming(published, weekday)
    return None
