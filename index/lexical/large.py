"""The engine for large libraries: `bm25s` weighs every term in every passage once, when it is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.lexical import files
from index.lexical.formula import SHIPPED, Formula
from index.lexical.interface import Scores, WeightedTerm
from index.lexical.rows import TermRows, encode, number

_WEIGHTS = "weights.npy"
_PASSAGES = "passages.npy"
_OFFSETS = "offsets.npy"


@dataclass(frozen=True, slots=True)
class Postings:
    """Term `t` weighs `weights[i]` in passage `passages[i]` for `i` in `[offsets[t], offsets[t + 1])`.

    `weights` is what BM25+ gives the term there; a passage comes at most once per term.
    """

    weights: npt.NDArray[np.float64]
    passages: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]


class LargeIndex:
    """A `LexicalIndex` over weights mapped from disk; a query takes time in the matches of its terms."""

    def __init__(self, vocabulary: tuple[str, ...], postings: Postings, size: int, formula: Formula = SHIPPED) -> None:
        self._vocabulary = vocabulary
        self._numbers = number(vocabulary)
        self._postings = postings
        self._size = size
        self._formula = formula

    @classmethod
    def from_documents(cls, documents: Sequence[Sequence[str]], formula: Formula = SHIPPED) -> LargeIndex:
        """Build from one sequence of terms for each passage."""
        rows = encode(documents)
        return cls(rows.vocabulary, _weigh(rows, formula), rows.size, formula)

    @classmethod
    def load(cls, directory: Path) -> LargeIndex:
        """Map what `save` wrote; raises `IndexDamagedError` where a file is not what it should be."""
        _, size = files.read_description(directory)
        vocabulary = files.read_vocabulary(directory)
        weights = files.read_array(directory / _WEIGHTS, np.float64, mapped=True)
        passages = files.read_array(directory / _PASSAGES, np.int32, mapped=True)
        if len(passages) != len(weights):
            raise files.damaged(directory / _PASSAGES, f"has no passage for each of {len(weights)} weights")
        postings = Postings(
            weights.astype(np.float64, copy=False),
            passages.astype(np.int32, copy=False),
            files.read_offsets(directory / _OFFSETS, len(vocabulary), len(weights)),
        )
        files.check_range(directory / _PASSAGES, postings.passages, size)
        return cls(vocabulary, postings, size)

    @property
    def size(self) -> int:
        """The number of passages."""
        return self._size

    def document_frequency(self, term: str) -> int:
        """The number of passages that hold `term`."""
        start, end = self._run(term)
        return end - start

    def scores(self, query: Sequence[WeightedTerm]) -> Scores:
        """Score every passage: see `LexicalIndex.scores`."""
        total = np.zeros(self._size, dtype=np.float64)
        for item in query:
            start, end = self._run(item.term)
            matched = self._postings.passages[start:end]
            total[matched] += item.weight * self._postings.weights[start:end]
        return total

    def save(self, directory: Path) -> None:
        """Write the vocabulary and the postings into `directory`."""
        files.write_description(directory, files.Engine.LARGE, self._size, self._formula)
        files.write_vocabulary(directory, self._vocabulary)
        files.write_array(directory / _WEIGHTS, self._postings.weights)
        files.write_array(directory / _PASSAGES, self._postings.passages)
        files.write_array(directory / _OFFSETS, self._postings.offsets)

    def _run(self, term: str) -> tuple[int, int]:
        wanted = self._numbers.get(term)
        if wanted is None:
            return 0, 0
        return int(self._postings.offsets[wanted]), int(self._postings.offsets[wanted + 1])


def _weigh(rows: TermRows, formula: Formula) -> Postings:
    if not rows.vocabulary:
        # Without a term there is no average length to divide by.
        return Postings(np.zeros(0), np.zeros(0, dtype=np.int32), np.zeros(1, dtype=np.int64))
    # Only here, because it imports SciPy: a stored index is opened and asked without it.
    import bm25s

    engine = bm25s.BM25(method="bm25+", dtype="float64", **formula.constants())
    corpus = (rows.lists(), number(rows.vocabulary))
    engine.index(corpus, create_empty_token=False, show_progress=False)
    offsets = np.asarray(engine.scores["indptr"], dtype=np.int64)
    # bm25s keeps apart what it would give a passage without the term: here it is part of the match.
    floor = np.repeat(engine.nonoccurrence_array, np.diff(offsets))
    return Postings(engine.scores["data"] + floor, np.asarray(engine.scores["indices"], dtype=np.int32), offsets)
