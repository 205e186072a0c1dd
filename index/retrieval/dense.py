"""Dense retrieval: inner products with FAISS, less what a language has in common.

A multilingual encoder puts texts of one language close together whatever they say, so a question finds the passages in
its own language first. Subtracting each language's mean vector (Libovický et al. 2020) undoes that and leaves the
ranking within a language as it was: the score of a passage is then its cosine with the question above the average of
its language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import faiss
import numpy as np

from index.errors import IndexDamagedError
from index.retrieval import quantised
from index.values import Codes, Mask, Rows, Scores, Vectors

SHRINKAGE = 10
"""The weight of the overall mean, in passages, in the mean of each language."""

EXACT_MOST = 100_000
"""The most passages for exact search, which takes about 20 ms with as many."""

WANTED_RECALL = 0.999
"""The mean share of the ten nearest passages that an approximate search should find."""


def language_means(vectors: Vectors, codes: Codes, languages: int, typical: Vectors | None = None) -> Vectors:
    """Return the mean of `vectors` (n, dim) in each language as float32 (languages, dim).

    Each is shrunk towards the mean of all. Few passages tell more of their topic than of their language, so that mean
    is moved, the more the fewer they are, by how far the language's `typical` vector (languages, dim) is from that of
    all. `codes[i]` is the language of row i, in [0, languages).
    """
    sums = np.zeros((languages, vectors.shape[1]), np.float64)
    for part in quantised.parts(len(vectors)):
        for code in range(languages):
            sums[code] += vectors[part][codes[part] == code].sum(axis=0, dtype=np.float64)
    counts = np.bincount(codes, minlength=languages)[:, None]
    towards = sums.sum(axis=0) / max(len(vectors), 1)
    if typical is not None:
        apart = typical - (counts * typical).sum(axis=0) / max(len(vectors), 1)
        towards = towards + apart * SHRINKAGE / (counts + SHRINKAGE)
    means: Vectors = ((sums + SHRINKAGE * towards) / (counts + SHRINKAGE)).astype(np.float32)
    return means


def centred(vectors: Vectors, codes: Codes, means: Vectors) -> Vectors:
    """Return `vectors` (n, dim) less the mean of their languages: float32 (n, dim)."""
    result = np.empty(vectors.shape, np.float32)
    for part in quantised.parts(len(vectors)):
        np.subtract(vectors[part], means[codes[part]], out=result[part])
    return result


class DenseIndex:
    """A FAISS index: row i holds the vector of passage row i.

    Up to `EXACT_MOST` passages it is flat and finds exactly what is nearest. Beyond, it has two coarser precisions (see
    `index.retrieval.quantised`), and a search reaches as far as it took to find `WANTED_RECALL` of what is nearest when
    the index was built, or as far as `quantised.tune` goes; `recall` is what was found then.
    """

    def __init__(self, vectors: Vectors, questions: Vectors | None = None) -> None:
        """Index `vectors` (n, dim), with typical `questions` (m, dim) to measure the recall."""
        content = np.ascontiguousarray(vectors, np.float32)
        self.recall = 1.0
        if len(content) <= max(EXACT_MOST, quantised.LEAST - 1):
            self.faiss_index: faiss.Index = faiss.IndexFlatIP(content.shape[1])
            self.faiss_index.add(content)
        else:
            self.faiss_index = quantised.build(content)
            self.recall = quantised.tune(self.faiss_index, content, WANTED_RECALL, questions)

    @classmethod
    def load(cls, path: Path, recall: float = 1.0) -> DenseIndex:
        """Map a saved index with its measured recall; raise IndexDamagedError if that fails."""
        loaded = cls.__new__(cls)
        loaded.recall = recall
        try:
            loaded.faiss_index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise IndexDamagedError(f"{path.name} cannot be read", "run `qa verify --repair`") from error
        return loaded

    def save(self, path: Path) -> None:
        """Write the index in FAISS's own format."""
        faiss.write_index(self.faiss_index, str(path))

    @property
    def is_exact(self) -> bool:
        """Whether every search compares every vector."""
        return isinstance(self.faiss_index, faiss.IndexFlat)

    @property
    def size(self) -> int:
        """The number of vectors."""
        return int(self.faiss_index.ntotal)

    @property
    def dim(self) -> int:
        """The length of a vector."""
        return int(self.faiss_index.d)

    def search(
        self,
        query: Vectors,
        k: int,
        mask: Mask | None = None,
        scored: Callable[[Rows], Scores] | None = None,
    ) -> tuple[Rows, Scores]:
        """Return rows and inner products of the `k` passages nearest to `query` (dim,).

        They come best first, ties by row. `mask` (size,) leaves out the rows where it is false, before any is counted.
        If the index is not exact, `scored` gives the exact inner products of rows, which then decide; of more rows that
        tie than it looks at, always the same are found, but not always the first.
        """
        there = self.size if mask is None else int(mask.sum())
        wanted = min(k, there)
        if wanted == 0:
            return np.empty(0, np.int64), np.empty(0)
        if not self.is_exact:
            return self._search_quantised(query, wanted, there, mask, scored)
        one, params = query.reshape(1, -1), quantised.only(mask)
        scores, rows = (found[0] for found in self.faiss_index.search(one, min(wanted + 1, there), params=params))
        if len(scores) > wanted and scores[wanted] == scores[wanted - 1]:  # FAISS takes any of those that tie
            least = float(scores[wanted]) - quantised.ROUNDING
            _, scores, rows = self.faiss_index.range_search(one, least, params=params)
        order = np.lexsort((rows, -scores))[:wanted]
        return rows[order], scores[order].astype(np.float64)

    def _search_quantised(
        self,
        query: Vectors,
        wanted: int,
        there: int,
        mask: Mask | None,
        scored: Callable[[Rows], Scores] | None,
    ) -> tuple[Rows, Scores]:
        rows, scores = quantised.search(self.faiss_index, query, min(wanted + quantised.MARGIN, there), mask)
        if scored is not None:
            order = np.lexsort((rows, -scores))[: wanted + quantised.MARGIN]
            rows = rows[order]
            scores = scored(rows)
        order = np.lexsort((rows, -scores))[:wanted]
        return rows[order], scores[order]

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        """Return the vectors in `rows`, in their order: float32 (len(rows), dim)."""
        return np.asarray(self.faiss_index.reconstruct_batch(np.asarray(rows, np.int64)), np.float32)

    def scores(self, query: Vectors, rows: Sequence[int] | Rows) -> Scores:
        """Return the inner products of `query` (dim,) with the passages in `rows`, in order."""
        # Unlike `@`, this gives the same vector the same score in any row.
        return np.asarray((self.vectors(rows) * query).sum(axis=1, dtype=np.float64))
