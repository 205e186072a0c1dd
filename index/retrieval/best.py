"""The rows of the best scores, without sorting all of them."""

from __future__ import annotations

import numpy as np

from index.values import Rows, Scores

ROWS_AT_ONCE = 256
"""The rows of which `_least_reached` takes the best."""


def best_rows(scores: Scores, k: int) -> Rows:
    """Return the rows of the `k` best scores above zero, best first, ties by row."""
    matching = np.flatnonzero(scores >= _least_reached(scores, k))
    matching = matching[scores[matching] > 0]
    if k < len(matching):
        found = scores[matching]
        matching = matching[found >= np.partition(found, len(found) - k)[len(found) - k]]
    return matching[np.lexsort((matching, -scores[matching]))][:k]


def _least_reached(scores: Scores, k: int) -> float:
    """Return a score that at least `k` rows reach, or 0.

    It is the `k`th best of the best scores of runs of rows, which takes a fraction of the time of sorting all scores.
    """
    runs = len(scores) // ROWS_AT_ONCE
    if runs <= k:
        return 0.0
    best = scores[: runs * ROWS_AT_ONCE].reshape(runs, ROWS_AT_ONCE).max(axis=1)
    return float(np.partition(best, runs - k)[runs - k])
