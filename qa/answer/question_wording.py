"""Patterns for what questions ask for, in any of the languages whose wording is known."""

from __future__ import annotations

import re
from collections.abc import Callable

from index.text.languages import LANGUAGES, alternatives, words_of
from index.text.languages.wording import Questions
from qa.answer.units import UNITS, Dimension

ANY: frozenset[Dimension] = frozenset()
MASS = frozenset({Dimension.WEIGHT, Dimension.VOLUME, Dimension.AREA, Dimension.LENGTH})
"""What units of stuff measure: of dust, oil, land, rain."""

_ALL = tuple(wording.questions for wording in LANGUAGES.values())


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


def _asking(field: Callable[[Questions], str]) -> re.Pattern[str]:
    return _words(alternatives(lambda wording: field(wording.questions)))


def _measured(dimensions: str) -> frozenset[Dimension]:
    return frozenset(map(Dimension, dimensions.split()))


CLOCK = _asking(lambda questions: questions.clock)
YEAR = _asking(lambda questions: questions.year)
DAY = _asking(lambda questions: questions.day)
TIME = _asking(lambda questions: questions.time)
AGE = _asking(lambda questions: questions.age)
REASON = _asking(lambda questions: questions.reason)
MANNER = _asking(lambda questions: questions.manner)
QUOTATION = _asking(lambda questions: questions.quotation)
DEFINITION = _asking(lambda questions: questions.definition)
PLACE = _asking(lambda questions: questions.place)
PERSON = _asking(lambda questions: questions.person)
ORGANISATION = _asking(lambda questions: questions.organisation)
ANYTHING = _asking(lambda questions: questions.anything)
OF_ARTICLES = _asking(lambda questions: questions.of_articles)
_ARTICLES = alternatives(lambda wording: wording.questions.articles)
ARTICLES_AFTER = re.compile(rf"\s?(?:[^\W\d_]{{1,20}}+ ){{0,2}}(?:{_ARTICLES})\b", re.IGNORECASE)
"""What stands after a number of articles, outlets or other writings."""

WHICH_ONE = _asking(lambda questions: questions.which_one)
SEVERAL = re.compile(alternatives(lambda wording: wording.questions.several), re.IGNORECASE)

_EACH = tuple((re.compile(pattern, re.IGNORECASE), one) for wording in _ALL for pattern, one in wording.each)

HOW_MANY = _words(LANGUAGES["en"].questions.how_many)
BERAPA = _words(LANGUAGES["id"].questions.how_many)
"""Two patterns, since what the words before and after "berapa" tell is Indonesian grammar."""

AMOUNTS = tuple((_words(pattern), _measured(dimensions)) for each in _ALL for dimensions, pattern in each.amounts)
"""Wordings that ask for a number in a unit, and what its units may measure; the first that fits tells."""

NOUNS = {
    noun: _measured(dimensions) for each in _ALL for dimensions, nouns in each.nouns.items() for noun in nouns.split()
}
"""Nouns that say what a number measures, and what its units do."""

COUNTING = words_of(lambda wording: wording.questions.counting)
"""Words between "berapa" and what is counted."""

_MULTIPLIERS = re.compile(r"^(?:(?:hundred|thousand|million|billion|ribu|juta|miliar)s?(?: of)? )+", re.IGNORECASE)


def about_one(question: str) -> str:
    """Return a question about each of several things as one about one of them.

    An article seldom has them all: it answers for one.

    >>> about_one("How much rice did each district harvest?")
    'How much rice did the district harvest?'
    """
    for pattern, one in _EACH:
        question = pattern.sub(one, question)
    return question


def measured_in(noun: str, *, last_too: bool) -> frozenset[Dimension] | None:
    """Return what a counted unit measures: square miles; None if not a unit.

    Indonesian units begin the phrase, English ones may end it too.
    """
    words = _MULTIPLIERS.sub("", noun.casefold()).split()
    for size in range(min(3, len(words)), 0, -1):
        for phrase in (" ".join(words[:size]), *([" ".join(words[-size:])] if last_too else [])):
            if phrase in UNITS:
                return frozenset({UNITS[phrase].dimension})
    return None
