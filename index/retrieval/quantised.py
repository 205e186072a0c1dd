"""Vectors in two precisions: all coarse codes are scanned, the best compared closely.

A product quantiser (Jegou et al. 2011) cuts vectors into pairs of numbers and keeps four bits of each pair. FAISS scans
such codes in the processor's registers (André et al. 2015), all of them for every question, which takes 10 ms for a
million. The `reach` best of them are told apart by vectors of six bits a number.

There is no index of cells or neighbours to find one's way in, on purpose: a question lies far from all passages, and
about as far from many, so that an inverted file (of 316,000) had to look into half of its cells, and found less.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import faiss
import numpy as np

from index.values import Mask, Rows, Scores, Vectors

TOP = 10
"""The number of nearest vectors of which the recall is measured."""

MARGIN = 50
"""How many more than wanted are compared exactly, since six bits are coarse."""

ROUNDING = 1e-5
"""The most that an inner product differs when summed in another order.

FAISS searches by range in another order than for the best, and NumPy in another than FAISS.
"""

LEAST = 16
"""The fewest vectors of which codes of four bits can be made."""

LEAST_REACH = 1_000
MOST_REACH = 10_000
FEW = 20_000
"""The most rows left by a mask that are all compared closely."""

MOST_COARSE = 0.1
"""The largest share of rows asked for by coarse codes, which FAISS sorts slowly."""

_LEAST_GAIN = 0.1
REACH_A_WANTED = 4
_TRAINED = 1 << 14
_SAMPLE = 256
_SEED = 11
PASSAGES_AT_ONCE = 1 << 15
_faiss: Any = faiss  # its stubs describe the C++ classes, not the Python ones made of them


def build(vectors: Vectors) -> Any:
    """Return an index of `vectors` (n, dim), n at least `LEAST`: equal for equal vectors."""
    count, dim = vectors.shape
    coarse = _faiss.IndexPQFastScan(dim, dim // 2 if dim % 2 == 0 else dim, 4, _faiss.METRIC_INNER_PRODUCT)
    coarse.pq.cp.seed = _SEED
    coarse.pq.cp.min_points_per_centroid = 1
    fine = _faiss.IndexScalarQuantizer(dim, _faiss.ScalarQuantizer.QT_6bit, _faiss.METRIC_INNER_PRODUCT)
    index = _faiss.IndexRefine(coarse, fine)
    index.train(np.ascontiguousarray(vectors[np.sort(np.random.default_rng(_SEED).permutation(count)[:_TRAINED])]))
    for part in parts(count):
        index.add(np.ascontiguousarray(vectors[part]))
    set_reach(index, LEAST_REACH)
    return index


def reach(index: Any) -> int:
    """Return how many of the coarse codes' best are compared closely."""
    factor: float = index.k_factor
    return round(factor * TOP)


def tune(index: Any, vectors: Vectors, wanted: float, questions: Vectors | None = None) -> float:
    """Set the reach that finds the share `wanted` of the nearest; return the share found.

    Less is found where it takes a reach of over `MOST_REACH`, or where six bits a number are too coarse: the reach is
    doubled only as long as that finds a tenth of what is missing. Measured against exact search, for a sample of
    `vectors` as questions, each without itself, and for `questions` (n, dim), which are no passages and so lie farther
    away: it takes more to answer them. Found is what is among `TOP` + `MARGIN`, of which the nearest are told with
    exact vectors; what is as near as the last of the nearest counts as one of them.
    """
    rows = np.random.default_rng(_SEED).permutation(len(vectors))[:_SAMPLE]
    asked = vectors[rows]
    if questions is not None:
        asked = np.concatenate([asked, questions])
        rows = np.concatenate([rows, np.full(len(questions), -1)])
    last = least(vectors, asked, rows)
    due = min(TOP, len(vectors) - 1)
    count = min(TOP + 1 + MARGIN, len(vectors))

    def share() -> float:
        there = np.stack([search(index, question, count, None)[0] for question in asked])
        scores = np.einsum("qd,qrd->qr", asked, vectors[there])
        near = (there != rows[:, None]) & (scores >= last[:, None] - ROUNDING)
        shares = np.minimum(near.sum(axis=1), due) / max(due, 1)
        return min(float(shares[own].mean()) for own in (rows >= 0, rows < 0) if own.any())

    found = share()
    while found < wanted and reach(index) < min(MOST_REACH, len(vectors)):
        before = reach(index)
        set_reach(index, 2 * before)
        more = share()
        if more - found < _LEAST_GAIN * (wanted - found):
            set_reach(index, before)
            break
        found = more
    return found


def search(index: Any, query: Vectors, wanted: int, mask: Mask | None) -> tuple[Rows, Scores]:
    """Return rows and inner products of about the `wanted` nearest to `query` (dim,).

    They come best first, and are fewer if there are fewer. `mask` (n,) leaves out the rows where it is false.
    """
    count = index.ntotal
    there = count if mask is None else int(mask.sum())
    wanted = min(wanted, there)
    looked_at = max(reach(index), REACH_A_WANTED * wanted)
    if mask is None:
        params = _faiss.IndexRefineSearchParameters(k_factor=(min(count, looked_at) + 0.5) / wanted)
        scores, rows = index.search(query.reshape(1, -1), wanted, params=params)
        if rows[0, -1] >= 0:
            return rows[0], scores[0].astype(np.float64)
    else:
        mask = _promising(index, query, looked_at, mask, there)
    # All that is left is looked at closely; the coarse codes of a question that is nothing but zeros find nothing.
    scores, rows = _faiss.downcast_index(index.refine_index).search(query.reshape(1, -1), wanted, params=only(mask))
    return rows[0], scores[0].astype(np.float64)


def _promising(index: Any, query: Vectors, looked_at: int, mask: Mask, there: int) -> Mask:
    """Return the `looked_at` best of the `there` rows in `mask` by the coarse codes.

    It is `mask` itself if narrowing is not worth it. FAISS cannot leave out rows by these codes, so that it is asked
    for so many that enough should be in the mask.
    """
    asked = 2 * looked_at * len(mask) // max(there, 1)
    if there <= max(FEW, looked_at) or asked > MOST_COARSE * len(mask):
        return mask
    best = _faiss.downcast_index(index.base_index).search(query.reshape(1, -1), asked)[1][0]
    best = best[best >= 0]
    best = best[mask[best]][:looked_at]
    if len(best) < looked_at:
        return mask
    promising = np.zeros(len(mask), np.bool_)
    promising[best] = True
    return promising


def only(mask: Mask | None) -> Any:
    """Return FAISS's parameters for the rows where `mask` is true, or None for all rows."""
    if mask is None:
        return None
    return _faiss.SearchParameters(sel=_faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little")))


def least(vectors: Vectors, questions: Vectors, rows: Rows) -> Vectors:
    """Return the inner product (q,) of each question with the last of its `TOP` nearest.

    `questions` are (q, dim), `vectors` (n, dim), and `rows` (q,) the questions' own rows, which are left out, or -1. It
    is -inf if there are fewer than `TOP`.
    """
    best = np.full((len(questions), TOP), -np.inf, np.float32)
    for part in parts(len(vectors)):
        scores = questions @ vectors[part].T
        here = np.flatnonzero((rows >= part.start) & (rows < part.stop))
        scores[here, rows[here] - part.start] = -np.inf
        best = np.sort(np.concatenate([best, scores], axis=1), axis=1)[:, -TOP:]
    return best[:, 0]


def parts(count: int) -> Iterator[slice]:
    """Return runs of `count` rows, so that no second copy of all vectors is made."""
    return (slice(start, start + PASSAGES_AT_ONCE) for start in range(0, count, PASSAGES_AT_ONCE))


def set_reach(index: Any, reach: int) -> None:
    """Set the reach as FAISS stores it: as a factor of `TOP`."""
    index.k_factor = min(reach, MOST_REACH, index.ntotal) / TOP
