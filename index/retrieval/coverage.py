"""Coverage: the terms of a question, and how much of it a text expresses."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.retrieval.lexicon import meanings, rarity, same
from index.text.analysis import terms
from index.text.long_numbers import are_one, is_long, ungrouped

KIN_WEIGHT = 0.8
"""The weight of a word that only begins like the question's: Belarus, Belarusian."""

_KIN_LETTERS = 6
_KIN_ENDING = 3
_WORD = re.compile(r"\w+")
_UNSTEMMED = "und"

Expressed = Mapping[str, float]
"""Terms in the question's language that a text expresses, with weights in (0, 1]."""

Meanings = Callable[[str, str, str], Mapping[str, float]]

_remembered: Meanings = functools.lru_cache(maxsize=1 << 16)(meanings)


@dataclass(frozen=True, slots=True)
class Concept:
    """One term of the question, its importance in [0, 1], and whether it is capitalised."""

    term: str
    importance: float
    is_name: bool = False

    def weight_in(self, expressed: Expressed) -> float:
        """Return how much of it a text expresses, in [0, 1]."""
        if is_long(self.term):
            return float(any(is_long(other) and are_one(self.term, other) for other in expressed))
        weight = expressed.get(self.term, 0.0)
        if weight >= KIN_WEIGHT or len(self.term) < _KIN_LETTERS:
            return weight
        begins = self.term[:_KIN_LETTERS]
        alike = (other for other in expressed if other.startswith(begins) and other != self.term)
        return KIN_WEIGHT if any(are_kin(self.term, other) for other in alike) else weight


def are_kin(first: str, second: str) -> bool:
    """Return whether one of two long terms is the other with a short ending."""
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    return len(short) >= _KIN_LETTERS and len(long) - len(short) <= _KIN_ENDING and long.startswith(short)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Measures which part of a question a text covers."""

    concepts: tuple[Concept, ...]

    def weights(self, expressed: Expressed) -> tuple[float, ...]:
        """Return how much of each concept a text expresses."""
        return tuple(concept.weight_in(expressed) for concept in self.concepts)

    def share_in(self, expressed: Expressed) -> float:
        """Return the share of the question, in [0, 1], that a text expresses."""
        return self.share(self.weights(expressed))

    def share(self, weights: Sequence[float]) -> float:
        """Return the share of the question, by importance and in [0, 1], that `weights` cover."""
        total = sum(concept.importance for concept in self.concepts)
        covered = sum(c.importance * w for c, w in zip(self.concepts, weights, strict=True))
        return covered / total if total else 0.0


def importance(term: str, language: str) -> float:
    """Return the importance of a term in [0, 1]: its rarity squared, as in tf-idf.

    It is 1 for every term of a language without a lexicon.
    """
    tells = rarity(term, language)
    return 1.0 if tells is None else tells**2


def concepts(question: str, language: str) -> tuple[Concept, ...]:
    """Return the distinct terms of a question in `language`, in order."""
    capitals = " ".join(word for word in _WORD.findall(question)[1:] if word[0].isupper())
    names = frozenset(terms(capitals, language))
    distinct = dict.fromkeys(terms(ungrouped(question), language))
    return tuple(Concept(term, importance(term, language), term in names) for term in distinct)


@functools.lru_cache(maxsize=512)
def expressed(text: str, language: str, question_language: str, meaning: Meanings = _remembered) -> Expressed:
    """Return the terms in `question_language` that a text in `language` expresses.

    In another language these are words spelled the same, names above all, and meanings from the lexicon.
    """
    found = dict.fromkeys(terms(ungrouped(text), question_language), 1.0)
    if not same(language, question_language):
        for word in frozenset(terms(text, _UNSTEMMED)):
            for term, weight in meaning(word, language, question_language).items():
                found[term] = max(found.get(term, 0.0), weight)
    return found
