"""Whether what a sentence says stands in quotes: its numbers, dates, times, names and negations.

The sentence and the quotes may be in different languages; numbers are compared by value, dates by their parts, names
across spellings, known forms and translations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qa.answer.clocks import clocks
from qa.answer.naming import Kind, Named
from qa.answer.quantities import Amount, Moment, amounts, moments
from qa.answer.question_terms import QuestionTerms
from qa.answer.writing.negation import is_denied_otherwise


class Flaw(StrEnum):
    """Why a sentence is not proved."""

    UNCITED = "uncited"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
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


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw, and the words of the sentence that have it."""

    flaw: Flaw
    words: str = ""


def findings(sentence: str, language: str, evidence: Sequence[Evidence]) -> Iterator[Finding]:
    """Yield what of a sentence in `language` does not stand in the evidence."""
    texts = [(each, f"{each.beside}\n{each.text}") for each in evidence]
    yield from _wrong_names(sentence, language, texts)
    yield from _wrong_amounts(sentence, language, texts)
    yield from _wrong_moments(sentence, texts)
    if is_denied_otherwise(sentence, language, [(each.text, each.language) for each in evidence]):
        yield Finding(Flaw.NEGATION)


def _wrong_names(sentence: str, language: str, texts: Sequence[tuple[Evidence, str]]) -> Iterator[Finding]:
    said = QuestionTerms(sentence, language)
    missing: list[Named] | None = None
    for each, text in texts:
        here = said.missing_in(text, each.language, each.published)
        missing = [named for named in (here if missing is None else missing) if named in here]
    for named in missing or ():
        if named.kind in (Kind.NAME, Kind.TITLE):
            yield Finding(Flaw.NAME, named.written)


def _wrong_amounts(sentence: str, language: str, texts: Sequence[tuple[Evidence, str]]) -> Iterator[Finding]:
    there = [amount for each, text in texts for amount in amounts(text, each.language)]
    for mine in amounts(sentence, language):
        if not any(mine.is_comparable(other) and mine.equals(other) for other in there):
            yield Finding(Flaw.NUMBER, f"{mine.value:g} {mine.unit or mine.thing or ''}".strip())


def _wrong_moments(sentence: str, texts: Sequence[tuple[Evidence, str]]) -> Iterator[Finding]:
    there = [moment for _, text in texts for moment in moments(text)]
    days = [Moment(day.year, day.month, day.day) for each, _ in texts if (day := each.published)]
    for mine in moments(sentence):
        if not any(_stands(mine, other, days) for other in there) and not any(_stands(mine, day, ()) for day in days):
            yield Finding(Flaw.DATE, "-".join(str(part) for part in (mine.year, mine.month, mine.day) if part))


def _stands(mine: Moment, other: Moment, days: Sequence[Moment]) -> bool:
    """Whether every part of `mine` is in `other`, a year perhaps in the day of publication."""
    parts = ((mine.year, other.year), (mine.month, other.month), (mine.day, other.day))
    missing = [one for one, two in parts if one is not None and two is None]
    if mine.agrees(other) is False:
        return False
    return not missing or (missing == [mine.year] and any(mine.year == day.year for day in days))
