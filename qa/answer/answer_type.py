"""What kind of answer a question asks for, and whether words are of that kind.

Told from the wording of English and Indonesian questions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

from index.values import Span
from qa.answer import fitting
from qa.answer import question_wording as wording
from qa.answer.counted import THINGS, fate_in
from qa.answer.fitting import Words
from qa.answer.units import Dimension


class Kind(Enum):
    """The kinds of answer that questions ask for."""

    COUNT = "count"
    AMOUNT = "amount"
    AGE = "age"
    YEAR = "year"
    DAY = "day"
    CLOCK = "clock"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    REASON = "reason"
    MANNER = "manner"
    DEFINITION = "definition"
    QUOTATION = "quotation"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class AnswerType:
    """What a question asks for: its kind, and whether several or `one`.

    An AMOUNT is in a unit of one of `dimensions`, in any or none where that is empty; a COUNT is of `counted`, as the
    question writes it, and of those whom `fate` befell ("dead"), where these are known; perhaps its `dimensions` are
    measured instead. Where it counts what was written, `of_articles`, only a number of these fits.
    """

    kind: Kind
    several: bool = False
    one: bool = False
    dimensions: frozenset[Dimension] = frozenset()
    counted: str = ""
    fate: str | None = None
    of_articles: bool = False

    def fit(self, answer: Span, sentence: str, language: str) -> float:
        """Return 1.0 if the words fit what is asked for, -1.0 if not, else 0.0.

        `answer` are their characters in the sentence.

        0.0 says that it cannot be told, as always of words in a language other than English and Indonesian.
        """
        words = Words(answer, sentence, language)
        found = self._fit(words)
        is_known = language in fitting.KNOWN_LANGUAGES or words.is_figure
        return found if found > 0 or is_known else 0.0

    def _fit(self, words: Words) -> float:
        if self.of_articles and not _counts_articles(words):
            return -1.0
        if self.kind is Kind.COUNT:
            words_counted = self.counted.casefold().split()
            things = frozenset(THINGS[word] for word in words_counted if word in THINGS)
            return fitting.fits_count(words, things, self.fate, self.dimensions)
        if self.kind is Kind.AMOUNT:
            return fitting.fits_amount(words, self.dimensions)
        check = _CHECKS.get(self.kind)
        return check(words) if check else 0.0


def _counts_articles(words: Words) -> bool:
    """Whether one of their numbers counts articles, outlets or other writings."""
    return any(wording.ARTICLES_AFTER.match(words.sentence, each.span.end) for each in words.counts)


_CHECKS = {
    Kind.AGE: fitting.fits_age,
    Kind.YEAR: fitting.fits_year,
    Kind.DAY: fitting.fits_day,
    Kind.CLOCK: fitting.fits_clock,
    Kind.TIME: fitting.fits_time,
    Kind.PERSON: fitting.fits_person,
    Kind.PLACE: fitting.fits_place,
    Kind.ORGANISATION: fitting.fits_name,
    Kind.REASON: fitting.fits_reason,
    Kind.MANNER: fitting.fits_words,
    Kind.DEFINITION: fitting.fits_words,
    Kind.QUOTATION: fitting.fits_words,
}

_BY_WORDING = (
    (wording.CLOCK, Kind.CLOCK),
    (wording.YEAR, Kind.YEAR),
    (wording.DAY, Kind.DAY),
    (wording.TIME, Kind.TIME),
    (wording.AGE, Kind.AGE),
    (wording.REASON, Kind.REASON),
    (wording.QUOTATION, Kind.QUOTATION),
    (wording.PLACE, Kind.PLACE),
    (wording.ORGANISATION, Kind.ORGANISATION),
    (wording.PERSON, Kind.PERSON),
    (wording.HOW_MANY, Kind.COUNT),
    (wording.BERAPA, Kind.COUNT),
    *((pattern, Kind.AMOUNT) for pattern, _ in wording.AMOUNTS),
    (wording.DEFINITION, Kind.DEFINITION),
    (wording.MANNER, Kind.MANNER),
    (wording.ANYTHING, Kind.ANYTHING),
)
"""Wordings and what they ask for; the one that begins first in a question tells, of several there the first here."""


def answer_type(question: str) -> AnswerType:
    """What `question` asks for; ANYTHING where its wording does not tell, as in other languages."""
    if wording.OF_ARTICLES.search(question):
        return AnswerType(Kind.COUNT, of_articles=True)
    several = asks_for_several(question)
    found = [(match, kind) for pattern, kind in _BY_WORDING if (match := pattern.search(question))]
    if not found:
        return AnswerType(Kind.ANYTHING, several)
    match, kind = min(found, key=lambda each: each[0].start())
    if match.re is wording.BERAPA:
        return replace(_of_berapa(match, question), several=several)
    if kind is Kind.COUNT:
        noun = (match["noun"] or "").strip()
        measured = wording.measured_in(noun, last_too=True)
        if measured is None:
            return AnswerType(Kind.COUNT, several, counted=noun, fate=fate_in(question))
        return AnswerType(Kind.AMOUNT, several, dimensions=measured)
    dimensions = dict(wording.AMOUNTS).get(match.re, wording.ANY)
    one = not several and wording.WHICH_ONE.search(question) is not None
    return AnswerType(kind, several, one, dimensions)


def _of_berapa(match: re.Match[str], question: str) -> AnswerType:
    """What "berapa" asks for is told by the words after it, else by those before."""
    after = [word.casefold() for word in match["noun"].split()]
    before = question[: match.start()].casefold().split()
    for word in (*after[:3], *(before[:-3:-1] if after else before[::-1])):
        measured = wording.NOUNS.get(word.removesuffix("kah").removesuffix("nya"))
        if measured is not None:
            return AnswerType(Kind.AMOUNT, dimensions=wording.ANY if match[0].startswith("se") else measured)
    counted = [word.removesuffix("kah") for word in after if word not in wording.COUNTING]
    measured = wording.measured_in(" ".join(counted[:3]), last_too=False)
    is_count = len(counted) < len(after) or before[-1:] == ["ada"] or any(word in THINGS for word in counted[:1])
    if measured is not None or not counted or not is_count:
        return AnswerType(Kind.AMOUNT, dimensions=measured or wording.ANY)
    possible = wording.ANY if counted[0] in THINGS else wording.MASS
    return AnswerType(Kind.COUNT, counted=counted[0], fate=fate_in(question), dimensions=possible)


def asks_for_several(question: str) -> bool:
    """Whether `question` asks for a list, by English and Indonesian wording: "which countries", "siapa saja"."""
    return wording.SEVERAL.search(question) is not None
