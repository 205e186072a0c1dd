"""The one lexical formula, BM25+ (Lv and Zhai, "Lower-Bounding Term Frequency Normalization", CIKM 2011).

A passage d scores, for a query q of weighted terms t that occur in it,

    sum of weight(t) * ln((N + 1) / df(t)) * (delta + tf * (k1 + 1) / (tf + k1 * (1 - b + b * |d| / avg|d|)))

with N passages, df(t) of them holding t, tf occurrences of t in d, and lengths in terms. The sum runs over the terms
that d holds, so a passage with none of them scores exactly zero. `rank_bm25` and `bm25s` both give delta * idf to the
other passages as well; the engines here leave that out.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

from index.errors import BadInputError


@dataclass(frozen=True, slots=True)
class Formula:
    """The constants of the formula, under the names used in the stored index.

    `k1`, above 0, says how slowly repetition saturates; `b`, from 0 to 1, how much of the length normalisation is
    applied; `delta`, from 0, what holding a term at all is worth, however long the passage. With a delta of 0 this is
    plain BM25. Raises BadInputError for values out of these ranges.
    """

    k1: float
    b: float
    delta: float

    def __post_init__(self) -> None:
        if not (0 < self.k1 < math.inf and 0 <= self.b <= 1 and 0 <= self.delta < math.inf):
            raise BadInputError(f"{self} is not a valid formula", "k1 is above 0, b from 0 to 1, delta at least 0")

    def constants(self) -> dict[str, float]:
        """Return the constants by name."""
        return asdict(self)


SHIPPED = Formula(k1=1.5, b=0.75, delta=1.0)
"""The formula with which libraries are indexed."""

ONCE = SHIPPED.delta + 1.0
"""The score, in its idf, of a term that occurs once in an average passage."""


def idf(passages: int, frequency: int) -> float:
    """Return ln((N + 1) / df); a df of 0 counts as one half."""
    return math.log((passages + 1) / max(frequency, 0.5))
