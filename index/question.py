"""A question as the passages see it: each of its terms, all it may be called there, and how much it tells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from index.analysis import terms
from index.lexicon import Translate, alternatives, rarity, translations

KIN_WEIGHT = 0.8
"""What a word counts that only begins like the question's: Belarus and Belarusia, Belarusian."""

_KIN_LETTERS = 6
_KIN_ENDING = 3


@dataclass(frozen=True, slots=True)
class Concept:
    """One term of the question: the forms it may take in the passages, each with its weight in (0, 1].

    `own` are the forms that it has as it stands, `importance` in [0, 1] says how much it tells.
    """

    own: tuple[str, ...]
    forms: Mapping[str, float]
    importance: float

    def weight_in(self, words: Collection[str]) -> float:
        """The weight of the best form among `words`; 0 where none is there."""
        best = max((weight for form, weight in self.forms.items() if form in words), default=0.0)
        if best < KIN_WEIGHT and any(are_kin(form, word) for form in self.own for word in words):
            return KIN_WEIGHT
        return best


def are_kin(first: str, second: str) -> bool:
    """Whether one of two long terms is the other with a short ending, as names are spelled across languages."""
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    return len(short) >= _KIN_LETTERS and len(long) - len(short) <= _KIN_ENDING and long.startswith(short)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Tells which part of a question a text covers."""

    concepts: tuple[Concept, ...]

    def weights(self, words: Collection[str]) -> tuple[float, ...]:
        """For each concept the weight of its best form among `words`, 0 where none is there."""
        return tuple(concept.weight_in(words) for concept in self.concepts)

    def share(self, weights: Sequence[float]) -> float:
        """The share of the question, by importance and in [0, 1], that `weights` stand for."""
        total = sum(concept.importance for concept in self.concepts)
        covered = sum(c.importance * w for c, w in zip(self.concepts, weights, strict=True))
        return covered / total if total else 0.0


def concepts(
    question: str, language: str, passage_language: str, translate: Translate = translations
) -> tuple[Concept, ...]:
    """The question's distinct terms, in its order, as passages in `passage_language` may hold them.

    A concept's importance is its rarity squared, as in a cosine of tf-idf vectors; in a language whose
    words' rarity is not known, every term is as important as the next.
    """
    found: dict[str, Concept] = {}
    # Both analyses cut the text into the same words and differ only in the stems, so they pair up.
    for own, there in zip(terms(question, language), terms(question, passage_language), strict=True):
        if own not in found:
            forms = {**alternatives(own, language, (passage_language,), translate), there: 1.0}
            tells = rarity(own, language)
            found[own] = Concept((own, there), forms, 1.0 if tells is None else tells**2)
    return tuple(found.values())
