"""Inverted files of byte-wide vectors, for libraries in which a search cannot look at every vector (Jegou et al. 2011).

Vectors are put into the cell whose centre is nearest (k-means), and kept as their difference from it, a byte a
dimension. A search looks into the cells whose centres are nearest to the question.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.values import Vectors

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

TOP = 10
"""Of how many of the nearest the recall is measured."""

MARGIN = 50
"""How many more than are wanted are looked at exactly: a byte a dimension is too coarse for what is very near."""

ROUNDING = 1e-5
"""How far an inner product may be from itself, summed up in another order: FAISS looks for all above one otherwise than
for the best, and NumPy otherwise than FAISS."""

_CELLS = 4.0
_TRAINED_A_CELL = 64
_SAMPLE = 256
_SEED = 11
_SLACK = 0.002
_FINELY = 8
_AT_ONCE = 1 << 15
_faiss: Any = faiss  # its stubs describe the C++ classes, not the Python ones made of them


def build(vectors: Vectors) -> Any:
    """An inverted file of `vectors` (n, dim): cells of about sqrt(n) / 4 vectors, the same for the same vectors."""
    count, dim = vectors.shape
    cells = max(1, min(count, round(_CELLS * math.sqrt(count))))
    quantiser = _faiss.IndexFlatIP(dim)
    index = _faiss.IndexIVFScalarQuantizer(
        quantiser, dim, cells, _faiss.ScalarQuantizer.QT_8bit, _faiss.METRIC_INNER_PRODUCT, True
    )
    quantiser.this.disown()
    index.own_fields = True
    index.cp.seed = _SEED
    index.cp.min_points_per_centroid = 1
    index.cp.max_points_per_centroid = _TRAINED_A_CELL
    chosen = np.random.default_rng(_SEED).permutation(count)[: cells * _TRAINED_A_CELL]
    index.train(np.ascontiguousarray(vectors[np.sort(chosen)]))
    index.add(vectors)
    open_rows(index)
    return index


def write(index: Any, path: Path) -> None:
    """Write the index without the map of its rows, which is made anew when it is opened."""
    index.make_direct_map(False)
    faiss.write_index(index, str(path))
    open_rows(index)


def open_rows(index: Any) -> None:
    """Let vectors be had by their row."""
    index.make_direct_map()


def tune(index: Any, vectors: Vectors, wanted: float, questions: Vectors | None = None) -> float:
    """Have searches look into just as many cells as find, of the `TOP` nearest, the share `wanted`; the share found.

    Measured against exact search, for a sample of `vectors` as questions, each without itself, and for `questions`
    (n, dim), which are no passages and so lie farther from the cells: it takes more of those to answer them. Found is
    what is among `TOP` + `MARGIN`, of which the nearest are told with exact vectors; what is as near as the last of
    the nearest counts as one of them.
    """
    rows = np.random.default_rng(_SEED).permutation(len(vectors))[:_SAMPLE]
    asked = vectors[rows]
    if questions is not None:
        asked = np.concatenate([asked, questions])
        rows = np.concatenate([rows, np.full(len(questions), -1)])
    last = least(vectors, asked, rows)
    due = min(TOP, len(vectors) - 1)

    def recall(probes: int) -> float:
        index.nprobe = probes
        _, there = index.search(asked, TOP + 1 + MARGIN)
        scores = np.einsum("qd,qrd->qr", asked, vectors[np.maximum(there, 0)])
        near = (there >= 0) & (there != rows[:, None]) & (scores >= last[:, None] - ROUNDING)
        found = np.minimum(near.sum(axis=1), due) / max(due, 1)
        return min(float(found[own].mean()) for own in (rows >= 0, rows < 0) if own.any())

    # A byte a dimension cannot tell apart what is very near: no number of cells finds more than all of them do.
    enough = min(wanted, recall(index.nlist) - _SLACK)
    too_few, probes = 0, 1
    while probes < index.nlist and recall(probes) < enough:
        too_few, probes = probes, min(2 * probes, index.nlist)
    while probes - too_few > max(1, too_few // _FINELY):
        middle = (too_few + probes) // 2
        if recall(middle) < enough:
            too_few = middle
        else:
            probes = middle
    return recall(probes)


def search(index: Any, query: Vectors, wanted: int, mask: Mask | None) -> tuple[Rows, npt.NDArray[np.float64]]:
    """Rows and inner products of about the `wanted` nearest to `query` (dim,), unordered; all there are if fewer."""
    probes = index.nprobe
    if mask is not None:  # what is nearest among fewer is farther away
        probes = min(index.nlist, math.ceil(probes * len(mask) / max(1, int(mask.sum()))))
    while True:
        params = _faiss.SearchParametersIVF(nprobe=probes, sel=None if mask is None else selector(mask))
        scores, rows = (found[0] for found in index.search(query.reshape(1, -1), wanted, params=params))
        there = rows >= 0
        if there.all() or probes >= index.nlist:
            return rows[there], scores[there].astype(np.float64)
        probes = min(2 * probes, index.nlist)


def selector(mask: Mask) -> Any:
    """What has FAISS look only at the rows where `mask` is true."""
    return _faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))


def least(vectors: Vectors, questions: Vectors, rows: Rows) -> npt.NDArray[np.float32]:
    """The inner product (q,) of each of `questions` (q, dim) with the last of the `TOP` nearest of `vectors` (n, dim).

    `rows` (q,) are the questions' own rows, which are left out; -1 for those that have none. -inf where there are
    fewer than `TOP`.
    """
    best = np.full((len(questions), TOP), -np.inf, np.float32)
    for part in parts(len(vectors)):
        scores = questions @ vectors[part].T
        here = np.flatnonzero((rows >= part.start) & (rows < part.stop))
        scores[here, rows[here] - part.start] = -np.inf
        best = np.sort(np.concatenate([best, scores], axis=1), axis=1)[:, -TOP:]
    return best[:, 0]


def parts(count: int) -> Iterator[slice]:
    """Runs of `count` rows, so that no second copy of all vectors is made."""
    return (slice(start, start + _AT_ONCE) for start in range(0, count, _AT_ONCE))
