"""The engine for small libraries: `rank-bm25`, rebuilt from the stored term rows when it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rank_bm25 import BM25Plus

from index.retrieval.lexical import files
from index.retrieval.lexical.formula import SHIPPED, Formula
from index.retrieval.lexical.interface import Scores, WeightedTerm
from index.retrieval.lexical.rows import TermRows, encode, number

_IDS = "ids.npy"
_OFFSETS = "offsets.npy"


class SmallIndex:
    """A `LexicalIndex` that holds every passage's term counts; a query takes time in the passages."""

    def __init__(self, rows: TermRows, formula: Formula = SHIPPED) -> None:
        self._rows = rows
        self._formula = formula
        self._numbers = number(rows.vocabulary)
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
        """Read what `save` wrote; raises `IndexDamagedError` where a file is not what it should be."""
        _, passages = files.read_description(directory)
        vocabulary = files.read_vocabulary(directory)
        ids = files.read_array(directory / _IDS, np.int32).astype(np.int32, copy=False)
        files.check_range(directory / _IDS, ids, len(vocabulary))
        offsets = files.read_offsets(directory / _OFFSETS, passages, len(ids))
        return cls(TermRows(vocabulary, ids, offsets))

    @property
    def size(self) -> int:
        """The number of passages."""
        return self._rows.size

    def document_frequency(self, term: str) -> int:
        """The number of passages that hold `term`."""
        return len(self._holders(term))

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
        files.write_array(directory / _IDS, self._rows.ids)
        files.write_array(directory / _OFFSETS, self._rows.offsets)

    def _holders(self, term: str) -> list[int]:
        return self._rows_with.get(self._numbers.get(term, -1), [])
