"""Patterns for how answers say when, how many, who, where and why."""

from __future__ import annotations

import re
from collections.abc import Callable

from index.text.dates import MONTH_NAMES, WEEKDAYS
from index.text.languages import alternatives
from index.text.languages.wording import Answers
from qa.answer.numbers import any_of


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


def _any(field: Callable[[Answers], str]) -> str:
    return alternatives(lambda wording: field(wording.answers))


_WEEKDAY = rf"(?:{any_of(WEEKDAYS)})s?"
_DAY, _ERA, _MARKS = _any(lambda a: a.day), _any(lambda a: a.era), _any(lambda a: a.year_marks)

TIME = _words(rf"{MONTH_NAMES}|{_WEEKDAY}|{_DAY}|{_ERA}")
WEEKDAY = _words(_WEEKDAY)
TIME_CLAUSE = _words(_any(lambda a: a.time_clause))
YEAR = _words(rf"\d{{1,4}}\s?(?:{_MARKS})|(?:ad|bc) \d{{1,4}}|[5-9]\d\d|[12]\d{{3}}")
CLOCK = _words(_any(lambda a: a.clock))
THEN_ERA = re.compile(rf"\W{{0,3}}(?:{_any(lambda a: a.era_marks)})\b", re.IGNORECASE)
AFTER_TIME = re.compile(
    rf"\b(?:{_any(lambda a: a.after_time)})[ -](?:(?:the|both|its|his|middle|perang) )?\Z", re.IGNORECASE
)
"""What stands before words that say when, at its end."""

DATING = re.compile(rf"\b(?:{_any(lambda a: a.dating)})[\s-]?\Z|[(–-]\Z", re.IGNORECASE)
"""What stands before figures that are a year, at its end."""

VAGUE_NUMBER = _words(_any(lambda a: a.vague_number))
FIGURE = re.compile(r"\d|\b[IVXLC]+\b")
FRACTION = re.compile(rf"\b(?:{_any(lambda a: a.fraction)})\b|[½¼¾⅓⅔]|\d/\d", re.IGNORECASE)
PERSON = _words(_any(lambda a: a.person))
NO_PERSON_OPENING = re.compile(rf"\A\W*(?:{_any(lambda a: a.no_person_opening)})\b", re.IGNORECASE)
PLACE = _words(_any(lambda a: a.place))
CLAUSE_OPENING = re.compile(rf"\A\W*(?:{_any(lambda a: a.clause_opening)})\b", re.IGNORECASE)
SMALL_WORDS = _words(_any(lambda a: a.small_words))
"""Words that stand with a number or a date without making it anything else."""
