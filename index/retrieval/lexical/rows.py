"""Documents as rows of term numbers: what both engines are built from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

import numpy as np
import numpy.typing as npt

TermIds = npt.NDArray[np.int32]
Offsets = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TermRows:
    """Passage `i` holds the terms `vocabulary[t]` for `t` in `ids[offsets[i] : offsets[i + 1]]`, in order.

    `vocabulary` is sorted and has no term that no passage holds; `offsets` has one
    entry more than there are passages.
    """

    vocabulary: tuple[str, ...]
    ids: TermIds
    offsets: Offsets

    @property
    def size(self) -> int:
        """The number of passages."""
        return len(self.offsets) - 1

    def lists(self) -> list[list[int]]:
        """The term numbers of each passage as plain integers, which the engines want."""
        ids = self.ids.tolist()
        bounds = self.offsets.tolist()
        return [ids[start:end] for start, end in pairwise(bounds)]


def encode(documents: Sequence[Sequence[str]]) -> TermRows:
    """Number the terms of `documents`, one sequence of terms for each passage."""
    vocabulary = tuple(sorted(set(chain.from_iterable(documents))))
    numbers = number(vocabulary)
    ids = np.fromiter((numbers[term] for term in chain.from_iterable(documents)), dtype=np.int32)
    offsets = np.fromiter(accumulate(map(len, documents), initial=0), dtype=np.int64)
    return TermRows(vocabulary, ids, offsets)


def number(vocabulary: Iterable[str]) -> dict[str, int]:
    """The place of each term in `vocabulary`."""
    return {term: place for place, term in enumerate(vocabulary)}
