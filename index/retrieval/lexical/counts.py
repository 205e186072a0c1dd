"""Term counts: how often each passage holds each term, to weigh a large index."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.retrieval.lexical.files import number

PassageRows = npt.NDArray[np.int32]
Occurrences = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]

MOST = int(np.iinfo(np.uint8).max)
"""The greatest count of a term in a passage; more occurrences count as this many."""


@dataclass(frozen=True, slots=True, eq=False)
class TermCounts:
    """How often each of `size` passages holds each term, term by term.

    Term `t` occurs `counts[i]` times in passage `passages[i]` for `i` in `[offsets[t], offsets[t + 1])`. `vocabulary`
    is sorted and has no term that no passage holds; the passages of a term ascend, in [0, size).
    """

    vocabulary: tuple[str, ...]
    passages: PassageRows
    counts: Occurrences
    offsets: Offsets
    size: int

    def moved(self, rows: PassageRows, size: int) -> TermCounts:
        """Return the counts with passage `i` in row `rows[i]`, or gone if -1.

        The rows that stay keep their order.
        """
        passages = rows[self.passages]
        stays = passages >= 0
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(stays, dtype=np.int64)])[self.offsets]
        held = np.diff(offsets) > 0
        vocabulary = tuple(term for term, is_held in zip(self.vocabulary, held.tolist(), strict=True) if is_held)
        bounds = np.concatenate([offsets[:1], offsets[1:][held]])
        return TermCounts(vocabulary, passages[stays], self.counts[stays], bounds, size)

    def joined(self, other: TermCounts) -> TermCounts:
        """Return both together; they have as many rows, none of which has terms in both."""
        if not len(other.passages):
            return self
        vocabulary = tuple(sorted({*self.vocabulary, *other.vocabulary}))
        numbers = number(vocabulary)
        both: Any = _matrix(self, numbers) + _matrix(other, numbers)
        return TermCounts(
            vocabulary,
            both.indices.astype(np.int32, copy=False),
            both.data.astype(np.uint8, copy=False),
            both.indptr.astype(np.int64),
            self.size,
        )


class Counting:
    """Counts the terms of one passage after another."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ids, self._counts = array("i"), array("B")
        self._rows, self._distinct = array("i"), array("i")

    def add(self, row: int, terms: Sequence[str]) -> None:
        """Count the terms of the passage in `row`, which comes after those counted before."""
        counted = Counter(terms)
        numbers = self._numbers
        self._ids.extend([numbers.setdefault(term, len(numbers)) for term in counted])
        self._counts.extend([min(count, MOST) for count in counted.values()])
        self._rows.append(row)
        self._distinct.append(len(counted))

    def counted(self, size: int) -> TermCounts:
        """Return the counts of all passages so far, as those of `size` rows."""
        # Only here, because it takes long to load: a stored index is opened and asked without it.
        from scipy.sparse import csr_array

        vocabulary = tuple(sorted(self._numbers))
        places = number(vocabulary)
        place_of = np.fromiter((places[term] for term in self._numbers), np.int32, len(places))
        distinct = np.zeros(size, np.int64)
        distinct[np.array(self._rows, np.int64)] = self._distinct
        bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(distinct)])
        ids, counts = place_of[np.asarray(self._ids)], np.asarray(self._counts)
        by_term: Any = csr_array((counts, ids, bounds), shape=(size, len(vocabulary))).tocsc()
        passages = by_term.indices.astype(np.int32, copy=False)
        return TermCounts(vocabulary, passages, by_term.data, by_term.indptr.astype(np.int64), size)


def count_terms(documents: Iterable[Sequence[str]]) -> TermCounts:
    """Count the terms of `documents`, one sequence of terms for each passage."""
    counting, size = Counting(), 0
    for row, document in enumerate(documents):
        counting.add(row, document)
        size = row + 1
    return counting.counted(size)


def _matrix(counts: TermCounts, numbers: dict[str, int]) -> Any:
    """Return `counts` as a matrix (passages, terms) by columns, the terms numbered by `numbers`."""
    from scipy.sparse import csc_array

    held = np.zeros(len(numbers), np.int64)
    held[np.fromiter((numbers[term] for term in counts.vocabulary), np.int64, len(counts.vocabulary))] = np.diff(
        counts.offsets
    )
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(held)])
    return csc_array((counts.counts, counts.passages, bounds), shape=(counts.size, len(numbers)))
