"""The engine for large libraries: `bm25s` weighs every term in every passage once."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.retrieval.lexical import files
from index.retrieval.lexical.counts import Occurrences, Offsets, PassageRows, TermCounts, count_terms
from index.retrieval.lexical.formula import SHIPPED, Formula
from index.retrieval.lexical.interface import WeightedTerm
from index.values import Rows, Scores

_WEIGHED_AT_ONCE = 1 << 22
_COMMON = 4
_COLUMNS = 32


@dataclass(frozen=True, slots=True)
class Postings:
    """The weight of each term in each passage; fields name their files.

    Term `t` weighs `weights[i]` in passage `passages[i]` for `i` in `[offsets[t], offsets[t + 1])`: what BM25+ gives it
    there, in single precision (a rounding error of 6e-8); a passage comes at most once per term. The bit `i` of
    `repeated`, lowest first in each byte, is set if the term occurs there more than once; `repeats` has the counts of
    those.
    """

    weights: npt.NDArray[np.float32]
    passages: PassageRows
    offsets: Offsets
    repeated: npt.NDArray[np.uint8]
    repeats: Occurrences


class LargeIndex:
    """A `LexicalIndex` over weights mapped from disk; a query takes time for its matches."""

    def __init__(self, vocabulary: tuple[str, ...], postings: Postings, size: int, formula: Formula = SHIPPED) -> None:
        self._vocabulary = vocabulary
        self._numbers = files.number(vocabulary)
        self._postings = postings
        self._size = size
        self._formula = formula
        self._column = functools.lru_cache(_COLUMNS)(self._made_column)

    @classmethod
    def from_documents(cls, documents: Iterable[Sequence[str]], formula: Formula = SHIPPED) -> LargeIndex:
        """Build from one sequence of terms for each passage."""
        return cls.from_counts(count_terms(documents), formula)

    @classmethod
    def from_counts(cls, counts: TermCounts, formula: Formula = SHIPPED) -> LargeIndex:
        """Build from how often each passage holds each term."""
        return cls(counts.vocabulary, _weigh(counts, formula), counts.size, formula)

    @classmethod
    def load(cls, directory: Path) -> LargeIndex:
        """Map a saved index; raise IndexDamagedError if a file is invalid."""
        _, size = files.read_description(directory)
        vocabulary = files.read_vocabulary(directory)
        path = {field.name: _path(directory, field.name) for field in fields(Postings)}
        weights = files.read_array(path["weights"], np.float32, mapped=True)
        passages = files.read_array(path["passages"], np.int32, mapped=True)
        repeated = files.read_array(path["repeated"], np.uint8, mapped=True)
        repeats = files.read_array(path["repeats"], np.uint8, mapped=True)
        if len(passages) != len(weights):
            raise files.damaged(path["passages"], f"has no passage for each of {len(weights)} weights")
        if len(repeated) != -(-len(weights) // 8):
            raise files.damaged(path["repeated"], f"has no bit for each of {len(weights)} weights")
        if int(np.bitwise_count(repeated).sum(dtype=np.int64)) != len(repeats):
            raise files.damaged(path["repeats"], "has no number for each bit that is set")
        offsets = files.read_offsets(path["offsets"], len(vocabulary), len(weights))
        files.check_range(path["passages"], passages, size)
        return cls(vocabulary, Postings(weights, passages, offsets, repeated, repeats), size)

    @property
    def size(self) -> int:
        """The number of passages."""
        return self._size

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The terms that any passage holds, sorted."""
        return self._vocabulary

    def document_frequency(self, term: str) -> int:
        """Return the number of passages that hold `term`."""
        start, end = self._run(term)
        return end - start

    def holders(self, term: str) -> Rows:
        """Return the rows of the passages that hold `term`, ascending."""
        start, end = self._run(term)
        return self._postings.passages[start:end].astype(np.int64)

    def scores(self, query: Sequence[WeightedTerm]) -> Scores:
        """Score every passage: see `LexicalIndex.scores`."""
        total = np.zeros(self._size, np.float32)
        for item in query:
            start, end = self._run(item.term)
            weight = np.float32(item.weight)
            if (end - start) * _COMMON >= self._size and end > start:
                total += weight * self._column(item.term)
            else:  # with equal types this takes half the time of `total[...] += ...`
                np.add.at(total, self._postings.passages[start:end], weight * self._postings.weights[start:end])
        return total.astype(np.float64)

    def _made_column(self, term: str) -> npt.NDArray[np.float32]:
        """Return the weight of a common `term` in every passage, which is faster to add."""
        start, end = self._run(term)
        column = np.zeros(self._size, np.float32)
        column[self._postings.passages[start:end]] = self._postings.weights[start:end]
        return column

    def counts(self) -> TermCounts:
        """Return how often each passage holds each term, from which the index was built."""
        counts = np.ones(len(self._postings.passages), np.uint8)
        repeated = np.unpackbits(self._postings.repeated, count=len(counts), bitorder="little").view(np.bool_)
        counts[repeated] = self._postings.repeats
        return TermCounts(self._vocabulary, self._postings.passages, counts, self._postings.offsets, self._size)

    def save(self, directory: Path) -> None:
        """Write the vocabulary and the postings into `directory`."""
        files.write_description(directory, files.Engine.LARGE, self._size, self._formula)
        files.write_vocabulary(directory, self._vocabulary)
        for field in fields(Postings):
            np.save(_path(directory, field.name), getattr(self._postings, field.name), allow_pickle=False)

    def _run(self, term: str) -> tuple[int, int]:
        wanted = self._numbers.get(term)
        if wanted is None:
            return 0, 0
        return int(self._postings.offsets[wanted]), int(self._postings.offsets[wanted + 1])


def _path(directory: Path, name: str) -> Path:
    return directory / f"{name}.npy"


def _weigh(counts: TermCounts, formula: Formula) -> Postings:
    """Weigh each term in each passage by the functions of `bm25s`, without its loops."""
    # Only here, because it imports SciPy: a stored index is opened and asked without it.
    from bm25s import scoring

    weights = np.empty(len(counts.passages), np.float32)
    if len(weights):  # without a term there is no average length to divide by
        lengths = np.bincount(counts.passages, counts.counts, counts.size)
        held = np.diff(counts.offsets)
        idf = scoring._select_idf_scorer("bm25+")
        rarity = np.array([idf(df, N=counts.size) for df in held.tolist()])
        of_term = np.repeat(np.arange(len(held), dtype=np.int32), held)
        saturation = scoring._select_tfc_scorer("bm25+")
        for start in range(0, len(weights), _WEIGHED_AT_ONCE):
            part = slice(start, start + _WEIGHED_AT_ONCE)
            weights[part] = rarity[of_term[part]] * saturation(
                counts.counts[part].astype(np.float64),
                l_d=lengths[counts.passages[part]],
                l_avg=float(lengths.mean()),
                **formula.constants(),
            )
    repeated = counts.counts > 1
    return Postings(
        weights,
        counts.passages,
        counts.offsets,
        np.packbits(repeated, bitorder="little"),
        counts.counts[repeated],
    )
