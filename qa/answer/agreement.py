"""Compare two answers to one question by their numbers, dates or words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from index.retrieval.coverage import Coverage, concepts, expressed
from index.retrieval.lexicon import covers, same
from index.values import Span
from qa.answer.answer_names import Name, could_be_one, is_one, name_in
from qa.answer.answer_type import Kind
from qa.answer.clocks import Clock, clocks
from qa.answer.quantities import Amount, Moment, amounts, amounts_in, moments

COVERED = 0.8
"""The share of the shorter answer, by importance, that the longer must express to say the same."""

NUMBERS = frozenset({Kind.COUNT, Kind.AMOUNT, Kind.AGE})
TIMES = frozenset({Kind.YEAR, Kind.DAY, Kind.TIME})
NAMES = frozenset({Kind.PERSON, Kind.PLACE, Kind.ORGANISATION})
SINGLE = NUMBERS | TIMES | NAMES | {Kind.CLOCK}
"""The kinds of answers of which one is right, unless the question asks for several."""


class Relation(Enum):
    """How two answers relate; `APART` means neither the same nor different."""

    SAME = "same"
    DIFFERENT = "different"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class AnswerText:
    """An answer's words, their language (ISO 639-1), and the rest of their sentence."""

    text: str
    language: str
    before: str = ""
    after: str = ""

    def amounts(self) -> tuple[Amount, ...]:
        """Return the numbers in the answer, with units and counted things beside it."""
        words = Span(len(self.before), len(self.before) + len(self.text))
        found = amounts_in(words, f"{self.before}{self.text}{self.after}", self.language)
        return tuple(placed.amount for placed in found)


def compare(first: AnswerText, second: AnswerText, kind: Kind) -> Relation:
    """Return how two answers to a question that asks for `kind` relate.

    They are DIFFERENT only if both give one value of a kind that can be compared: numbers of the same
    things in units that can be converted, dates, times of the day, names that do not look alike. A
    longer form of an answer says the same.
    """
    by_value = _by_value(first, second, kind)
    if by_value is not None:
        return by_value
    if first.text.casefold().split() == second.text.casefold().split():
        return Relation.SAME
    if _says(first, second) or _says(second, first):
        return Relation.APART if _values_differ(first, second) else Relation.SAME
    return _of_names(first, second, kind) if kind in NAMES else Relation.APART


def _by_value(first: AnswerText, second: AnswerText, kind: Kind) -> Relation | None:
    """Compare by numbers or dates.

    None if one has none, or another kind is asked for.
    """
    if kind in NUMBERS:
        return _of_amounts(first.amounts(), second.amounts())
    if kind is Kind.YEAR:
        return _of_moments(_years(first), _years(second))
    if kind in TIMES:
        return _of_moments(moments(first.text), moments(second.text))
    return _of_clocks(clocks(first.text), clocks(second.text)) if kind is Kind.CLOCK else None


def _years(answer: AnswerText) -> tuple[Moment, ...]:
    return tuple(Moment(moment.year, None, None) for moment in moments(answer.text) if moment.year is not None)


def _of_moments(first: Sequence[Moment], second: Sequence[Moment]) -> Relation | None:
    """Compare by dates; None if one has none.

    They are the same if the longer has the whole of the shorter.
    """
    few, many = sorted((first, second), key=len)
    return _relation([[moment.agrees(other) for other in many] for moment in few])


def _of_clocks(first: Sequence[Clock], second: Sequence[Clock]) -> Relation | None:
    few, many = sorted((first, second), key=len)
    return _relation([[clock.agrees(other) for other in many] for clock in few])


def _of_amounts(first: Sequence[Amount], second: Sequence[Amount]) -> Relation | None:
    """Compare by numbers; None if one has none.

    A number within a range neither repeats nor contradicts it.
    """
    few, many = sorted((first, second), key=len)
    if len(few) == 1 and len(many) == 2 and many[0].value < few[0].value < many[1].value:
        return Relation.APART
    return _relation([[one.equals(other) if one.is_comparable(other) else None for other in many] for one in few])


def _relation(verdicts: list[list[bool | None]]) -> Relation | None:
    if not verdicts:
        return None
    columns = zip(*verdicts, strict=True) if len(verdicts) == len(verdicts[0]) else ()
    if all(True in row for row in (*verdicts, *columns)):
        return Relation.SAME
    if any(True in row for row in verdicts) or all(verdict is None for row in verdicts for verdict in row):
        return Relation.APART
    return Relation.DIFFERENT


def _values_differ(first: AnswerText, second: AnswerText) -> bool:
    """Whether answers that share their words differ in a number or a date."""
    dates = _of_moments(moments(first.text), moments(second.text))
    numbers = _of_amounts(*(amounts(answer.text, answer.language) for answer in (first, second)))
    return any(found not in (None, Relation.SAME) for found in (dates, numbers))


def _says(longer: AnswerText, shorter: AnswerText) -> bool:
    """Whether `longer` expresses nearly all of `shorter`, perhaps in another language."""
    coverage = Coverage(concepts(shorter.text, shorter.language))
    terms = expressed(longer.text, longer.language, shorter.language)
    return bool(coverage.concepts) and coverage.share_in(terms) >= COVERED


def _of_names(first: AnswerText, second: AnswerText, kind: Kind) -> Relation:
    """Compare by names.

    Spelling makes two names of persons one; names differ if neither could be the other.
    """
    one, other = name_in(first.text), name_in(second.text)
    if kind is Kind.PERSON and is_one(one, other):
        return Relation.SAME
    pair = (first.language, second.language)
    is_known = same(*pair) or covers(*pair)
    return Relation.DIFFERENT if is_known and _are_other(one, other, kind) else Relation.APART


def _are_other(one: Name, other: Name, kind: Kind) -> bool:
    """Whether two names are short and differ; of persons, in their last words."""
    if not (one.is_short and other.is_short):
        return False
    if kind is not Kind.PERSON:
        return not any(could_be_one(mine, theirs) for mine in one.words for theirs in other.words)
    if one.is_office != other.is_office:
        return False
    lasts = [(one.words[-1], word) for word in other.words] + [(other.words[-1], word) for word in one.words]
    return not any(could_be_one(last, word) for last, word in lasts)
