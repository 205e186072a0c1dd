"""The one lexical formula, BM25+ (Lv and Zhai, "Lower-Bounding Term Frequency Normalization", CIKM 2011).

A passage d scores, for a query q of weighted terms t that occur in it,

    sum of weight(t) * ln((N + 1) / df(t)) * (DELTA + tf * (K1 + 1) / (tf + K1 * (1 - B + B * |d| / avg|d|)))

with N passages, df(t) of them holding t, tf occurrences of t in d, and lengths in terms.
The sum runs over the terms that d holds, so a passage with none of them scores exactly
zero. `rank_bm25` and `bm25s` both give DELTA * idf to the other passages as well; the
engines here leave that out.
"""

from __future__ import annotations

import math

K1 = 1.5
"""How slowly repetition saturates."""

B = 0.75
"""How much of the length normalisation is applied, from 0 to 1."""

DELTA = 1.0
"""What holding a term at all is worth, however long the passage."""

CONSTANTS = {"k1": K1, "b": B, "delta": DELTA}
"""The constants as the engines and the stored index name them."""

ONCE = DELTA + 1.0
"""What a term that occurs once in a passage of average length scores there, in units of its idf."""


def idf(passages: int, frequency: int) -> float:
    """The ln((N + 1) / df) of the formula; a term that no passage has counts as one that half a passage has."""
    return math.log((passages + 1) / max(frequency, 0.5))
