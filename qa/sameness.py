"""Whether two answers to one question say the same: by their numbers, their dates, or their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from index.lexicon import covers, same
from index.question import Coverage, concepts, expressed
from qa.amounts import Amount, Moment, amounts, moments
from qa.expectation import Expectation

COVERED = 0.8
"""The share of the shorter answer, by importance, that the longer must express to say the same."""

_LOOKS_ALIKE = 0.8
_NAME_LETTERS = 4
_NAME_WORDS = 6
_WORD = re.compile(r"[^\W\d_]+")


class Relation(Enum):
    """How two answers stand to each other: `APART` says neither that they agree nor that they do not."""

    SAME = "same"
    DIFFERENT = "different"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one answer, and the ISO 639-1 code of the language they are in."""

    text: str
    language: str


def compare(first: Said, second: Said, expectation: Expectation) -> Relation:
    """How two answers to a question that asks for `expectation` stand to each other.

    They are DIFFERENT only where both give one value of a kind that can be held against the other: numbers without or
    of one unit, dates, names of which neither looks like the other. A longer form of an answer says the same.
    """
    if first.text.casefold().split() == second.text.casefold().split():
        return Relation.SAME
    if expectation is Expectation.TIME:
        by_value = _of_moments(moments(first.text), moments(second.text))
    elif expectation is Expectation.NUMBER:
        by_value = _of_amounts(*(amounts(said.text, said.language) for said in (first, second)))
    else:
        by_value = None
    if by_value is not None:
        return by_value
    if _says(first, second) or _says(second, first):
        return Relation.APART if _values_differ(first, second) else Relation.SAME
    if expectation in (Expectation.PERSON, Expectation.PLACE) and _are_other_names(first, second):
        return Relation.DIFFERENT
    return Relation.APART


def _of_moments(first: tuple[Moment, ...], second: tuple[Moment, ...]) -> Relation | None:
    """None where one has no date; the whole of the shorter must be in the longer to be the same."""
    few, many = sorted((first, second), key=len)
    if not few:
        return None
    verdicts = [[moment.agrees(other) for other in many] for moment in few]
    return _relation(verdicts)


def _of_amounts(first: tuple[Amount, ...], second: tuple[Amount, ...]) -> Relation | None:
    few, many = sorted((first, second), key=len)
    if not few:
        return None
    verdicts = [[amount.equals(other) if amount.is_comparable(other) else None for other in many] for amount in few]
    return _relation(verdicts)


def _relation(verdicts: list[list[bool | None]]) -> Relation:
    if all(True in row for row in verdicts):
        return Relation.SAME
    if any(True in row for row in verdicts) or all(verdict is None for row in verdicts for verdict in row):
        return Relation.APART
    return Relation.DIFFERENT


def _values_differ(first: Said, second: Said) -> bool:
    """Whether answers that share their words differ in a number or a date."""
    dates = _of_moments(moments(first.text), moments(second.text))
    numbers = _of_amounts(*(amounts(said.text, said.language) for said in (first, second)))
    return any(found not in (None, Relation.SAME) for found in (dates, numbers))


def _says(longer: Said, shorter: Said) -> bool:
    """Whether `longer` expresses nearly all of `shorter`, perhaps in another language."""
    asked = Coverage(concepts(shorter.text, shorter.language))
    told = expressed(longer.text, longer.language, shorter.language)
    return bool(asked.concepts) and asked.share(asked.weights(told)) >= COVERED


def _are_other_names(first: Said, second: Said) -> bool:
    """Whether both are short names, in languages that can be compared, without a word alike between them."""
    pair = (first.language, second.language)
    if not (same(*pair) or covers(*pair)):
        return False
    names = [_WORD.findall(said.text) for said in (first, second)]
    if any(not words or len(words) > _NAME_WORDS or not words[-1][0].isupper() for words in names):
        return False
    return not any(_alike(one.casefold(), other.casefold()) for one in names[0] for other in names[1])


def _alike(one: str, other: str) -> bool:
    """Whether two words could be one name in two spellings: Sergei and Sergey."""
    if one == other:
        return True
    if min(len(one), len(other)) < _NAME_LETTERS:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LOOKS_ALIKE
