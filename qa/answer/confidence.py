"""Choose an answer by its grounds, and say how likely it is right.

Both models are lists of weights that anybody can read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_SURE = 1e-6


@dataclass(frozen=True, slots=True)
class Grounds:
    """The grounds for an answer and against it, in a question's hits.

    From the reader: `span` is the score of its words above that of no answer, and `place` counts the better answers of
    its passage.

    From retrieval: `retrieved` is the passage's fused score less the best hit's, `rank` the logarithm of its rank, and
    `lexical` one over its rank by BM25, 0 if BM25 did not find it.

    From the words: `told` is the share of the question's words, names aside, by importance and in [0, 1], that the
    quoted sentences express. `missing_anywhere` is the share of its names, years and figures that the whole article
    lacks, in whatever spelling, and `missing_in_quote` that which the quoted sentences lack. `fitting` is 1 if the
    answer is of the kind that is asked for, -1 if it is not, 0 if that cannot be told. `agreeing` is how likely the
    likeliest other passage with the same words answers, and `length` the logarithm of one more than the answer's words.
    """

    span: float
    place: float = 0.0
    retrieved: float = 0.0
    rank: float = 0.0
    lexical: float = 0.0
    told: float = 0.0
    missing_anywhere: float = 0.0
    missing_in_quote: float = 0.0
    fitting: float = 0.0
    agreeing: float = 0.0
    length: float = 0.0


Weights = Mapping[str, float]
"""What a point of each ground is worth, by its name; the others are worth nothing."""

_SPAN: Weights = MappingProxyType({"span": 1.0})


@dataclass(frozen=True, slots=True)
class Confidence:
    """The models of what an answer is worth, and how likely it is right.

    Answers below `threshold` are not given. Without any weights, the reader's score of the answer counts for both.
    """

    choosing: Weights = field(default_factory=lambda: _SPAN)
    weights: Weights = field(default_factory=lambda: _SPAN)
    bias: float = 0.0
    threshold: float = 0.5

    def worth(self, grounds: Grounds) -> float:
        """Return the worth of an answer beside others to the same question, higher is better."""
        return _sum(self.choosing, grounds)

    def __call__(self, grounds: Grounds) -> float:
        """Return how likely an answer with these grounds is right, in (0, 1)."""
        return expit(_sum(self.weights, grounds) + self.bias)


def _sum(weights: Weights, grounds: Grounds) -> float:
    return math.fsum(weight * getattr(grounds, name) for name, weight in weights.items())


def logit(probability: float) -> float:
    """Return the logarithm of the odds, bounded at one in a million."""
    kept = min(max(probability, _SURE), 1.0 - _SURE)
    return math.log(kept / (1.0 - kept))


def expit(value: float) -> float:
    """Return the probability whose logit is `value`."""
    odds = math.exp(-abs(value))
    return 1.0 / (1.0 + odds) if value >= 0 else odds / (1.0 + odds)
