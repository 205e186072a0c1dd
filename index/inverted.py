"""Inverted files of byte-wide vectors, for libraries in which a search cannot look at every vector (Jegou et al. 2011).

Vectors are put into the cell whose centre is nearest (k-means), and kept as their difference from it, a byte a
dimension. A search looks into the cells whose centres are nearest to the question.
"""

from __future__ import annotations

import math
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

_CELLS = 4.0
_TRAINED_A_CELL = 64
_SAMPLE = 256
_SEED = 11
_SLACK = 0.002
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


def tune(index: Any, vectors: Vectors, wanted: float) -> float:
    """Have searches look into just as many cells as find, of the `TOP` nearest, the share `wanted`; the share found.

    Measured against exact search, for a sample of `vectors` as questions, each without itself.
    """
    rows = np.random.default_rng(_SEED).permutation(len(vectors))[:_SAMPLE]
    questions = np.ascontiguousarray(vectors[rows])
    nearest = [_others(found, row) for found, row in zip(_exact(vectors, questions), rows, strict=True)]

    def recall(probes: int) -> float:
        index.nprobe = probes
        _, there = index.search(questions, TOP + 1)
        found = zip(there, nearest, rows, strict=True)
        return float(np.mean([np.isin(true, _others(one, row)).mean() for one, true, row in found if len(true)]))

    # A byte a dimension cannot tell apart what is very near: no number of cells finds more than all of them do.
    enough = min(wanted, recall(index.nlist) - _SLACK)
    probes = 1
    while (found := recall(probes)) < enough:
        probes = min(2 * probes, index.nlist)
    return found


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


def _exact(vectors: Vectors, questions: Vectors) -> Rows:
    """The rows of the `TOP` + 1 nearest to each question."""
    flat = _faiss.IndexFlatIP(vectors.shape[1])
    step = 100_000
    best_scores = np.full((len(questions), 0), 0, np.float32)
    best_rows = np.full((len(questions), 0), 0, np.int64)
    for start in range(0, len(vectors), step):  # so that no second copy of them all is made
        flat.reset()
        flat.add(np.ascontiguousarray(vectors[start : start + step]))
        scores, rows = flat.search(questions, min(TOP + 1, flat.ntotal))
        best_scores = np.concatenate([best_scores, scores], axis=1)
        best_rows = np.concatenate([best_rows, rows + start], axis=1)
        order = np.argsort(-best_scores, axis=1, kind="stable")[:, : TOP + 1]
        best_scores = np.take_along_axis(best_scores, order, axis=1)
        best_rows = np.take_along_axis(best_rows, order, axis=1)
    return best_rows


def _others(rows: Rows, own: int) -> Rows:
    others: Rows = rows[(rows != own) & (rows >= 0)][:TOP]
    return others
