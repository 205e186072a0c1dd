"""The interface of a lexical index: weighted terms in, scores out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.errors import BadInputError
from index.values import Rows, Scores


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A query term; `weight` is 1.0 for the question's own, less for translations.

    Raises BadInputError if the weight is not a finite number above zero.
    """

    term: str
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.weight) and self.weight > 0):
            raise BadInputError(f"the weight of the term {self.term!r} is {self.weight}, not above zero")


class LexicalIndex(Protocol):
    """Scores passages by the terms they share with a query (see `index.retrieval.lexical.formula`)."""

    @property
    def size(self) -> int:
        """The number of passages."""

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The terms that any passage holds, sorted."""

    def document_frequency(self, term: str) -> int:
        """Return the number of passages that hold `term`."""

    def holders(self, term: str) -> Rows:
        """Return the rows of the passages that hold `term`, ascending."""

    def scores(self, query: Sequence[WeightedTerm]) -> Scores:
        """Return the score of every passage: (size,), rows in build order, higher is better.

        A term given twice counts twice. A passage with none of the terms scores exactly 0.0, any other more than that.
        """

    def save(self, directory: Path) -> None:
        """Write the index into `directory`, new or not; equal documents give equal bytes."""
