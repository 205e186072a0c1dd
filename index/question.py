"""A question as the passages see it: each of its terms, all it may be called there, and how much it tells."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from index.analysis import terms
from index.lexicon import Translate, alternatives, translations

_UNSEEN = 0.5
"""The document frequency of a term that no passage holds: rarer than the rarest."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One term of the question: every form it may take in the passages, with its weight in (0, 1], and its idf."""

    forms: Mapping[str, float]
    idf: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """Tells which part of a question a text covers."""

    concepts: tuple[Concept, ...]

    def weights(self, words: Collection[str]) -> tuple[float, ...]:
        """For each concept the weight of its best form among `words`, 0 where none is there."""
        return tuple(max((w for form, w in c.forms.items() if form in words), default=0.0) for c in self.concepts)

    def share(self, weights: tuple[float, ...]) -> float:
        """The idf-weighted share of the question, in [0, 1], that `weights` stand for."""
        total = sum(concept.idf for concept in self.concepts)
        if total == 0:
            return 0.0
        return sum(c.idf * w for c, w in zip(self.concepts, weights, strict=True)) / total

    def largest_gap(self, weights: tuple[float, ...]) -> float:
        """The largest idf-weighted share of a single concept that `weights` leave uncovered, in [0, 1]."""
        total = sum(concept.idf for concept in self.concepts)
        gaps = (c.idf * (1.0 - w) for c, w in zip(self.concepts, weights, strict=True))
        return max(gaps, default=0.0) / total if total else 0.0


def concepts(
    question: str,
    language: str,
    passage_language: str,
    frequency: Callable[[str], int],
    size: int,
    translate: Translate = translations,
) -> Coverage:
    """The question's distinct terms as passages in `passage_language` may hold them.

    `frequency` gives the number of passages, of `size` in all, that hold a term; a concept's idf is
    that of its likeliest form that occurs at all, ln((size + 1) / frequency).
    """
    found: dict[str, Concept] = {}
    # Both analyses cut the text into the same words and differ only in the stems, so they pair up.
    for own, there in zip(terms(question, language), terms(question, passage_language), strict=True):
        if own in found:
            continue
        forms = dict(alternatives(own, language, (passage_language,), translate))
        forms[there] = 1.0
        likeliest = max(sorted(forms), key=lambda form: (frequency(form) > 0, forms[form]))
        found[own] = Concept(forms, math.log((size + 1) / max(frequency(likeliest), _UNSEEN)))
    return Coverage(tuple(found.values()))
