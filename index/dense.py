"""Dense retrieval: exact inner products with FAISS, after taking out what a language has in common.

A multilingual encoder puts texts of one language close together whatever they say, so a question
finds the passages in its own language first. Subtracting each language's mean vector (Libovický et
al. 2020) undoes that and leaves the ranking within a language as it was: the score of a passage is
then its cosine with the question above the average of its language.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.errors import IndexDamagedError
from index.values import Vectors

SHRINKAGE = 10
"""How many passages at the mean of all languages a language's own mean is weighed against: few say little."""


def language_means(vectors: Vectors, codes: npt.NDArray[np.int16], languages: int) -> Vectors:
    """The mean of `vectors` (n, dim) in each language as float32 (languages, dim), shrunk towards the mean of all.

    `codes[i]` is the language of row i, in [0, languages).
    """
    means = np.empty((languages, vectors.shape[1]), np.float32)
    overall = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)
    for code in range(languages):
        own = vectors[codes == code]
        means[code] = (own.sum(axis=0) + SHRINKAGE * overall) / (len(own) + SHRINKAGE)
    return means


class DenseIndex:
    """A flat FAISS index: row i holds the vector of passage row i."""

    def __init__(self, vectors: Vectors) -> None:
        self._index: faiss.Index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors, np.float32))

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Read what `save` wrote; IndexDamagedError where FAISS cannot."""
        loaded = cls.__new__(cls)
        try:
            loaded._index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexDamagedError(f"{path.name} cannot be read", "run `qa verify --repair`") from error
        return loaded

    def save(self, path: Path) -> None:
        """Write the index in FAISS's own format."""
        faiss.write_index(self._index, str(path))

    @property
    def size(self) -> int:
        """How many vectors there are."""
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    def search(
        self, query: Vectors, k: int, mask: npt.NDArray[np.bool_] | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Rows and inner products of the `k` nearest passages to `query` (dim,): best first, ties by row.

        `mask` (size,) leaves out the rows where it is false, before any is counted.
        """
        there = self.size if mask is None else int(mask.sum())
        wanted = min(k, there)
        if wanted == 0:
            return np.empty(0, np.int64), np.empty(0)
        one, params = query.reshape(1, -1), _parameters(mask)
        scores, rows = (found[0] for found in self._index.search(one, min(wanted + 1, there), params=params))
        if len(scores) > wanted and scores[wanted] == scores[wanted - 1]:  # FAISS takes any of those that tie
            least = float(np.nextafter(scores[wanted], np.float32(-np.inf)))
            _, scores, rows = self._index.range_search(one, least, params=params)
        order = np.lexsort((rows, -scores))[:wanted]
        return rows[order], scores[order].astype(np.float64)

    def vectors(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> Vectors:
        """The vectors in `rows`, in their order: float32 (len(rows), dim)."""
        return np.asarray(self._index.reconstruct_batch(np.asarray(rows, np.int64)), np.float32)

    def scores(self, query: Vectors, rows: Sequence[int] | npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Inner products of `query` (dim,) with the passages in `rows`, in their order."""
        # Unlike `@`, this gives the same vector the same score in any row.
        return np.asarray((self.vectors(rows) * query).sum(axis=1, dtype=np.float64))


def _parameters(mask: npt.NDArray[np.bool_] | None) -> faiss.SearchParameters | None:
    """What tells FAISS to look only at the rows where `mask` is true."""
    if mask is None:
        return None
    untyped: Any = faiss  # its stubs describe the C++ classes, not the Python ones made of them
    selected: faiss.SearchParameters = untyped.SearchParameters(
        sel=untyped.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
    )
    return selected
