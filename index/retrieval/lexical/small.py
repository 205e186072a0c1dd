"""The engine for small libraries: `rank-bm25`, rebuilt from term rows when it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Plus

from index.retrieval.lexical import files
from index.retrieval.lexical.formula import SHIPPED, Formula
from index.retrieval.lexical.interface import WeightedTerm
from index.values import Rows, Scores

_IDS = "ids.npy"
_OFFSETS = "offsets.npy"


@dataclass(frozen=True, slots=True)
class TermRows:
    """The terms of each passage, as numbers, in order.

    Passage `i` holds `vocabulary[t]` for `t` in `ids[offsets[i] : offsets[i + 1]]`. `vocabulary` is sorted and has no
    term that no passage holds; `offsets` has one entry more than there are passages.
    """

    vocabulary: tuple[str, ...]
    ids: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]

    @property
    def size(self) -> int:
        """The number of passages."""
        return len(self.offsets) - 1

    def lists(self) -> list[list[int]]:
        """Return the term numbers of each passage as plain integers, as the engine needs them."""
        ids = self.ids.tolist()
        bounds = self.offsets.tolist()
        return [ids[start:end] for start, end in pairwise(bounds)]


def encode(documents: Sequence[Sequence[str]]) -> TermRows:
    """Number the terms of `documents`, one sequence of terms for each passage."""
    vocabulary = tuple(sorted(set(chain.from_iterable(documents))))
    numbers = files.number(vocabulary)
    ids = np.fromiter((numbers[term] for term in chain.from_iterable(documents)), dtype=np.int32)
    offsets = np.fromiter(accumulate(map(len, documents), initial=0), dtype=np.int64)
    return TermRows(vocabulary, ids, offsets)


class SmallIndex:
    """A `LexicalIndex` that holds every passage's term counts; a query takes time in the passages."""

    def __init__(self, rows: TermRows, formula: Formula = SHIPPED) -> None:
        self._rows = rows
        self._formula = formula
        self._numbers = files.number(rows.vocabulary)
        # rank-bm25 divides by the number of passages, and needs no vocabulary to be built.
        self._engine: Any = BM25Plus(rows.lists(), **formula.constants()) if rows.size else None
        self._rows_with: dict[int, list[int]] = {}
        for row, counts in enumerate(self._engine.doc_freqs if self._engine else ()):
            for term in counts:
                self._rows_with.setdefault(term, []).append(row)

    @classmethod
    def from_documents(cls, documents: Sequence[Sequence[str]], formula: Formula = SHIPPED) -> SmallIndex:
        """Build from one sequence of terms for each passage."""
        return cls(encode(documents), formula)

    @classmethod
    def load(cls, directory: Path) -> SmallIndex:
        """Read a saved index; raise IndexDamagedError if a file is invalid."""
        _, passages = files.read_description(directory)
        vocabulary = files.read_vocabulary(directory)
        ids = files.read_array(directory / _IDS, np.int32)
        files.check_range(directory / _IDS, ids, len(vocabulary))
        offsets = files.read_offsets(directory / _OFFSETS, passages, len(ids))
        return cls(TermRows(vocabulary, ids, offsets))

    @property
    def size(self) -> int:
        """The number of passages."""
        return self._rows.size

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The terms that any passage holds, sorted."""
        return self._rows.vocabulary

    def document_frequency(self, term: str) -> int:
        """Return the number of passages that hold `term`."""
        return len(self._holders(term))

    def holders(self, term: str) -> Rows:
        """Return the rows of the passages that hold `term`, ascending."""
        return np.array(self._holders(term), np.int64)

    def scores(self, query: Sequence[WeightedTerm]) -> Scores:
        """Score every passage: see `LexicalIndex.scores`."""
        total = np.zeros(self.size, dtype=np.float64)
        for item in query:
            holders = self._holders(item.term)
            if holders:
                term = self._numbers[item.term]
                # Scoring only the passages with the term keeps rank-bm25 from adding to the others.
                total[holders] += item.weight * np.asarray(self._engine.get_batch_scores([term], holders))
        return total

    def save(self, directory: Path) -> None:
        """Write the term rows into `directory`."""
        files.write_description(directory, files.Engine.SMALL, self.size, self._formula)
        files.write_vocabulary(directory, self._rows.vocabulary)
        np.save(directory / _IDS, self._rows.ids, allow_pickle=False)
        np.save(directory / _OFFSETS, self._rows.offsets, allow_pickle=False)

    def _holders(self, term: str) -> list[int]:
        return self._rows_with.get(self._numbers.get(term, -1), [])
