"""Whether the numbers, dates, times and names of a sentence stand in quotes.

The sentence and the quotes may be in different languages; numbers are compared by value, dates by their parts, names
across spellings, known forms and translations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from index.text.analysis import split_words
from index.text.dates import MONTHS, WEEKDAYS
from qa.answer.clocks import clocks, placed_clocks
from qa.answer.naming import Kind
from qa.answer.quantities import Amount, Moment, amounts, moments, placed_amounts, placed_moments
from qa.answer.question_terms import QuestionTerms

_CAPITALISED = re.compile(r"(?<=[\w,] )[^\W\d_a-z][^\W\d_]{2,}")
"""A capitalised word within a sentence."""

_WEEKDAY = re.compile(r"\b(?!^Minggu)[^\W\d_a-z][^\W\d_]{3,}")
"""A word that may be a day of the week: "Minggu" may begin a sentence as a week, too."""

_FIGURE = re.compile(r"(?<![\d.,])\d+(?!\d|[.,]\d)")
"""A whole figure, perhaps with letters: 20 in "the 20th century"."""

_TOGETHER = re.compile(
    r"\b(?:ke|ber)(dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)(?:nya)?\b", re.IGNORECASE
)
"""Indonesian for all of so many: "ketiga negara" is "the three countries"."""

_ROMAN = re.compile(r"\b[IVX]{1,5}\b")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMANS = [ten + one for ten in ("", "X", "XX") for one in _ONES]

_OF_A_PLACE = frozenset(("s", "n", "ns", "an", "ans", "ian", "ians", "i", "is", "ite", "ites", "ese"))
"""What a name has behind it for its people: Israelites. Many too, as CPUs."""

_DAYS = MONTHS.keys() | WEEKDAYS.keys()


class Flaw(StrEnum):
    """Why a sentence is not proved."""

    UNCITED = "uncited"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote in `language` (ISO 639-1), what is known beside it, and its article's day.

    `beside` is what the article itself says of the quote: the sentence before it, its title and outlet.
    """

    text: str
    language: str
    beside: str = ""
    published: date | None = None

    @property
    def context(self) -> str:
        """The quote after what is known beside it."""
        return f"{self.beside}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw, and the words of the sentence that have it."""

    flaw: Flaw
    words: str = ""


def findings(sentence: str, language: str, evidence: Sequence[Evidence]) -> Iterator[Finding]:
    """Yield what of a sentence in `language` does not stand in the evidence."""
    yield from _wrong_names(sentence, language, evidence)
    yield from _wrong_amounts(sentence, language, evidence)
    yield from _wrong_moments(sentence, evidence)
    yield from _wrong_times(sentence, evidence)


def _wrong_names(sentence: str, language: str, evidence: Sequence[Evidence]) -> Iterator[Finding]:
    """Yield the names that no quote has whole."""
    said = QuestionTerms(sentence, language)
    missing = [set(said.missing_in(each.context, each.language, whole=True)) for each in evidence]
    capitals = {found[0] for found in _CAPITALISED.finditer(sentence)}
    there = {word.casefold() for each in evidence for word in split_words(each.context)}
    for named in said.named:
        is_name = named.kind is Kind.NAME or (named.kind is Kind.TITLE and capitals.issuperset(named.words))
        is_day = all(word.casefold() in _DAYS for word in named.words)
        if (
            is_name
            and not is_day
            and not named.written.islower()
            and all(named in lacking for lacking in missing)
            and not any(f"{named.written.casefold()}{ending}" in there for ending in _OF_A_PLACE)
        ):
            yield Finding(Flaw.NAME, named.written)


def _wrong_amounts(sentence: str, language: str, evidence: Sequence[Evidence]) -> Iterator[Finding]:
    there = [amount for each in evidence for amount in amounts(_TOGETHER.sub(r"\1", each.context), each.language)]
    figures = {figure for each in evidence for figure in _FIGURE.findall(each.context)}
    romans = {roman for each in evidence for roman in _ROMAN.findall(each.context)}
    figures |= {str(number) for number, roman in enumerate(_ROMANS) if roman in romans}
    for placed in placed_amounts(sentence, language):
        words, mine = placed.span.of(sentence), placed.amount
        is_article = mine.value == 1 and not any(sign.isdigit() for sign in words)  # as "one of them", "sebuah"
        if (
            not is_article
            and words not in figures
            and not any(mine.is_comparable(other) and _says(other, mine) for other in there)
        ):
            yield Finding(Flaw.NUMBER, words)


def _says(quoted: Amount, mine: Amount) -> bool:
    """Whether an amount is a quoted one, perhaps in another unit or rounded further."""
    if quoted.unit == mine.unit and len(f"{mine.value:.15g}".rstrip("0")) > len(f"{quoted.value:.15g}".rstrip("0")):
        return False
    return mine.equals(quoted)


def _wrong_times(sentence: str, evidence: Sequence[Evidence]) -> Iterator[Finding]:
    """Yield days of the week and times of the day that no quote has."""
    days = {day for each in evidence for day, _ in _weekdays(each.context)}
    days |= {each.published.weekday() for each in evidence if each.published}
    times = [clock for each in evidence for clock in clocks(each.context)]
    for day, words in _weekdays(sentence):
        if day not in days:
            yield Finding(Flaw.DATE, words)
    for placed in placed_clocks(sentence):
        if not any(placed.clock.agrees(other) is not False for other in times):
            yield Finding(Flaw.DATE, placed.span.of(sentence))


def _weekdays(text: str) -> Iterator[tuple[int, str]]:
    for found in _WEEKDAY.finditer(text):
        if (day := WEEKDAYS.get(found[0].casefold())) is not None:
            yield day, found[0]


def _wrong_moments(sentence: str, evidence: Sequence[Evidence]) -> Iterator[Finding]:
    there = [moment for each in evidence for moment in moments(each.context)]
    days = [Moment(day.year, day.month, day.day) for each in evidence if (day := each.published)]
    figures = {word for each in evidence for word in split_words(each.context)}
    for placed in placed_moments(sentence):
        mine, words = placed.moment, placed.span.of(sentence)
        if mine.month is None and words in figures:
            continue  # a year of a range, or glued to something
        if not any(_stands(mine, other, days) for other in there) and not any(_stands(mine, day, ()) for day in days):
            yield Finding(Flaw.DATE, words)


def _stands(mine: Moment, other: Moment, days: Sequence[Moment]) -> bool:
    """Whether every part of `mine` is in `other`, or its year in `days`."""
    parts = ((mine.year, other.year), (mine.month, other.month), (mine.day, other.day))
    missing = [one for one, two in parts if one is not None and two is None]
    if mine.agrees(other) is False:
        return False
    return not missing or (missing == [mine.year] and any(mine.year == day.year for day in days))
