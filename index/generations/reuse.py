"""The terms of passages, reused from the previous index.

Analysing text is most of the work of building an index, and most commits change little. Reused terms are those that
would be made again, so the index is the same to the byte as one that was built from nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.retrieval.lexical import SMALL_LIMIT, LargeIndex, LexicalIndex, build_lexical
from index.retrieval.lexical.counts import Counting
from index.retrieval.writings import number_terms
from index.storage.passages import StoredPassage
from index.text.analysis import terms
from index.text.shingles import digest
from index.values import Rows

Keys = npt.NDArray[np.uint64]

_IDS = "passage_ids.npy"
_KEYS = "passage_keys.npy"


@dataclass(frozen=True, slots=True)
class PreviousIndex:
    """A previous index: row i of `lexical` is passage `ids[i]`, with the content of `keys[i]`."""

    ids: Rows
    keys: Keys
    lexical: LargeIndex


@dataclass(frozen=True, slots=True)
class Indexed:
    """Passages without their content, the key (n,) of each, and their lexical index."""

    passages: tuple[StoredPassage, ...]
    keys: Keys
    lexical: LexicalIndex

    def save_rows(self, folder: Path) -> None:
        """Write ids and keys into `folder`."""
        np.save(folder / _IDS, np.array([passage.passage_id for passage in self.passages], np.int64))
        np.save(folder / _KEYS, self.keys)


def read_ids(folder: Path) -> Rows:
    """Return the passage ids that `Indexed.save_rows` wrote."""
    ids: Rows = np.load(folder / _IDS, allow_pickle=False)
    return ids


def read_previous(folder: Path, lexical: LexicalIndex) -> PreviousIndex | None:
    """Return the index of an intact generation, or None if it is small."""
    if not isinstance(lexical, LargeIndex):
        return None
    return PreviousIndex(read_ids(folder), np.load(folder / _KEYS, allow_pickle=False), lexical)


def index_passages(passages: Iterable[StoredPassage], size: int, before: PreviousIndex | None) -> Indexed:
    """Index the terms of `size` passages, by ascending id; those in `before` are not analysed.

    Raises ValueError if there are more or fewer passages, or their ids do not ascend.
    """
    reading = _Reading(size, before if size > SMALL_LIMIT else None)
    for passage in passages:
        reading.add(passage)
    return reading.indexed()


class _Reading:
    """Indexes one passage after another."""

    def __init__(self, size: int, before: PreviousIndex | None) -> None:
        self._size, self._before = size, before
        self._passages: list[StoredPassage] = []
        self._keys = np.zeros(size, np.uint64)
        self._small: list[tuple[str, ...]] = []
        self._counting = Counting()
        old = () if before is None else zip(before.ids.tolist(), before.keys.tolist(), strict=True)
        self._place_of = {id_and_key: row for row, id_and_key in enumerate(old)}
        self._moved = np.full(len(self._place_of), -1, np.int32)

    def add(self, passage: StoredPassage) -> None:
        row = len(self._passages)
        if row == self._size:
            raise ValueError(f"there are more than {self._size} passages")
        if row and self._passages[-1].passage_id >= passage.passage_id:
            raise ValueError(f"passage {passage.passage_id} is out of order")
        self._passages.append(replace(passage, content=""))
        key = _key(passage)
        self._keys[row] = key
        place = self._place_of.get((passage.passage_id, key))
        if place is not None:
            self._moved[place] = row
            return
        made = (*terms(passage.content, passage.language), *number_terms(passage.content))
        if self._size > SMALL_LIMIT:
            self._counting.add(row, made)
        else:
            self._small.append(made)

    def indexed(self) -> Indexed:
        if len(self._passages) != self._size:
            raise ValueError(f"there are {len(self._passages)} passages, not {self._size}")
        return Indexed(tuple(self._passages), self._keys, self._lexical())

    def _lexical(self) -> LexicalIndex:
        if self._size <= SMALL_LIMIT:
            return build_lexical(self._small)
        counts = self._counting.counted(self._size)
        if self._before is not None:
            counts = self._before.lexical.counts().moved(self._moved, self._size).joined(counts)
        return LargeIndex.from_counts(counts)


def _key(passage: StoredPassage) -> int:
    """Return a 64-bit key of a passage's content and language."""
    return digest(f"{passage.language}\n{passage.content}")
