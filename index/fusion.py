"""Fusion: one score from what BM25 and the dense retriever each say, weighed by what each can see.

Equal-weight reciprocal rank fusion is a trap across languages: where question and passage
share no words BM25 ranks noise, and half of the fused ranking is that noise. Here both
scores are brought to [0, 1] over the candidates and combined with a weight for BM25 that
depends on the pair of languages (see `Sight`).
"""

from __future__ import annotations

from enum import Enum

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]


class Sight(Enum):
    """What BM25 can see of a passage; the value is its share of the fused score, the dense retriever's is the rest.

    Set from a sweep over training questions (English ones over Indonesian passages), where the quality is
    flat between 0.2 and 0.4.
    """

    SAME_LANGUAGE = 0.4
    THROUGH_LEXICON = 0.3
    NAMES_ONLY = 0.1


def min_max(scores: Scores) -> Scores:
    """`scores` shifted and scaled to [0, 1], higher is better; all zeros where they do not differ."""
    if len(scores) == 0:
        return scores
    low, high = float(scores.min()), float(scores.max())
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


LEAST_LEVEL = 0.3
"""A language whose best passage scores under this share of the best of all has nothing to bring level."""


def level(lexical: Scores, codes: npt.NDArray[np.int16]) -> Scores:
    """BM25 scores (n,) over the best score in their passage's language, which `codes` (n,) tells: in [0, 1].

    A question shares all its words with passages in its own language and only some, at the weight of
    a translation, with others; the best of each language are brought level.
    """
    best = np.zeros(int(codes.max(initial=0)) + 1)
    np.maximum.at(best, codes, lexical)
    overall = float(best.max())
    return lexical / np.maximum(best, LEAST_LEVEL * overall)[codes] if overall > 0 else lexical


def fuse(lexical: Scores, dense: Scores, lexical_share: Scores) -> Scores:
    """The fused score in [0, 1] of each candidate: a convex combination (Bruch et al. 2023), its weights per candidate.

    `lexical` and `dense` are raw scores (n,), higher is better; `lexical_share` (n,) is in [0, 1].
    """
    return lexical_share * min_max(lexical) + (1.0 - lexical_share) * min_max(dense)
