"""The engine for large libraries: `bm25s` weighs every term in every passage once, when it is built."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.retrieval.lexical import files
from index.retrieval.lexical.counts import Occurrences, Offsets, Rows, TermCounts, count_terms
from index.retrieval.lexical.formula import SHIPPED, Formula
from index.retrieval.lexical.interface import Scores, WeightedTerm
from index.retrieval.lexical.rows import number

_WEIGHTS = "weights.npy"
_PASSAGES = "passages.npy"
_OFFSETS = "offsets.npy"
_REPEATED = "repeated.npy"
_REPEATS = "repeats.npy"
_WEIGHED_AT_ONCE = 1 << 22
_COMMON = 4
_COLUMNS = 32


@dataclass(frozen=True, slots=True)
class Postings:
    """Term `t` weighs `weights[i]` in passage `passages[i]` for `i` in `[offsets[t], offsets[t + 1])`.

    `weights` is what BM25+ gives the term there, in single precision, which is a rounding error of 6e-8 of it; a
    passage comes at most once per term. The bit `i` of `repeated`, lowest first in each byte, tells whether the term
    occurs there more than once; `repeats` has how often, for those where it does.
    """

    weights: npt.NDArray[np.float32]
    passages: Rows
    offsets: Offsets
    repeated: npt.NDArray[np.uint8]
    repeats: Occurrences


class LargeIndex:
    """A `LexicalIndex` over weights mapped from disk; a query takes time in the matches of its terms."""

    def __init__(self, vocabulary: tuple[str, ...], postings: Postings, size: int, formula: Formula = SHIPPED) -> None:
        self._vocabulary = vocabulary
        self._numbers = number(vocabulary)
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
        """Map what `save` wrote; raises `IndexDamagedError` where a file is not what it should be."""
        _, size = files.read_description(directory)
        vocabulary = files.read_vocabulary(directory)
        weights = files.read_array(directory / _WEIGHTS, np.float32, mapped=True)
        passages = files.read_array(directory / _PASSAGES, np.int32, mapped=True)
        repeated = files.read_array(directory / _REPEATED, np.uint8, mapped=True)
        repeats = files.read_array(directory / _REPEATS, np.uint8, mapped=True)
        if len(passages) != len(weights):
            raise files.damaged(directory / _PASSAGES, f"has no passage for each of {len(weights)} weights")
        if len(repeated) != -(-len(weights) // 8):
            raise files.damaged(directory / _REPEATED, f"has no bit for each of {len(weights)} weights")
        if int(np.bitwise_count(repeated).sum(dtype=np.int64)) != len(repeats):
            raise files.damaged(directory / _REPEATS, "has no number for each bit that is set")
        postings = Postings(
            weights.astype(np.float32, copy=False),
            passages.astype(np.int32, copy=False),
            files.read_offsets(directory / _OFFSETS, len(vocabulary), len(weights)),
            repeated.astype(np.uint8, copy=False),
            repeats.astype(np.uint8, copy=False),
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
        """The weight of `term` in every passage: common words come in most questions, and so they add up sooner."""
        start, end = self._run(term)
        column = np.zeros(self._size, np.float32)
        column[self._postings.passages[start:end]] = self._postings.weights[start:end]
        return column

    def counts(self) -> TermCounts:
        """How often each passage holds each term: what the index was built from."""
        counts = np.ones(len(self._postings.passages), np.uint8)
        repeated = np.unpackbits(self._postings.repeated, count=len(counts), bitorder="little").view(np.bool_)
        counts[repeated] = self._postings.repeats
        return TermCounts(self._vocabulary, self._postings.passages, counts, self._postings.offsets, self._size)

    def save(self, directory: Path) -> None:
        """Write the vocabulary and the postings into `directory`."""
        files.write_description(directory, files.Engine.LARGE, self._size, self._formula)
        files.write_vocabulary(directory, self._vocabulary)
        files.write_array(directory / _WEIGHTS, self._postings.weights)
        files.write_array(directory / _PASSAGES, self._postings.passages)
        files.write_array(directory / _OFFSETS, self._postings.offsets)
        files.write_array(directory / _REPEATED, self._postings.repeated)
        files.write_array(directory / _REPEATS, self._postings.repeats)

    def _run(self, term: str) -> tuple[int, int]:
        wanted = self._numbers.get(term)
        if wanted is None:
            return 0, 0
        return int(self._postings.offsets[wanted]), int(self._postings.offsets[wanted + 1])


def _weigh(counts: TermCounts, formula: Formula) -> Postings:
    """What `bm25s` gives each term in each passage, by its own functions but without its loops over the passages."""
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
