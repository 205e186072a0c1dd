"""From hits to what is quoted of them: by the reader, or by the models of `qa.evidence` where it cannot be used."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import BadInputError, ModelError
from index.search import HybridSearcher, Query
from index.values import Hit
from qa import evidence
from qa.answering import select_read
from qa.compose import Selection
from qa.reading import PassageReader, read_hits
from qa.values import Shortfall

BUDGET_MS = 300.0
"""How many milliseconds the reader may take over one question."""

POOL = evidence.POOL
"""How many hits are read at most."""

_LEAST_BUDGET_MS = 1.0


@dataclass(frozen=True, slots=True)
class Judged:
    """The hits in their final order, what is quoted of them, and the reader's fingerprint if one read them."""

    hits: tuple[Hit, ...]
    selection: Selection
    reader: str | None


def check_budget(budget_ms: float) -> None:
    """Raise BadInputError where `budget_ms` is no time to read in."""
    if not budget_ms >= _LEAST_BUDGET_MS:
        raise BadInputError(f"the budget is {budget_ms:g} ms", "give a number of milliseconds from 1 on")


class Answerer:
    """Judges hits with the reader that ships with Kutip, loaded at the first question."""

    def __init__(self) -> None:
        self.problem: str | None = None

    def judge(
        self, query: Query, hits: Sequence[Hit], searcher: HybridSearcher, budget_ms: float, empty: Shortfall
    ) -> Judged:
        """What `hits`, the nearest first, come to for `query`; with none of them nothing is found, for `empty`."""
        if not hits:
            return Judged((), Selection((), 0.0, empty), None)
        reader = self._reader()
        if reader is not None:
            try:
                read = read_hits(query.text, hits[:POOL], reader, budget_ms)
            except ModelError as error:
                self.problem = _without(error)
            else:
                ranked = (*(each.hit for each in read), *hits[POOL:])
                return Judged(ranked, select_read(query, read, searcher, reader), reader.fingerprint)
        return Judged(tuple(hits), evidence.select(query, hits[:POOL], searcher), None)

    def _reader(self) -> PassageReader | None:
        """The reader, or None once it has failed."""
        if self.problem is not None:
            return None
        loaded = load_reader()
        if isinstance(loaded, ModelError):
            self.problem = _without(loaded)
            return None
        return loaded


def _without(error: ModelError) -> str:
    hint = f"; {error.hint}" if error.hint else ""
    return f"{error.message[:1].lower()}{error.message[1:]}; questions are answered without it{hint}"


@functools.cache
def load_reader() -> PassageReader | ModelError | None:
    """The installed reader, one for all questions of this process; what is wrong with it; None where there is none."""
    from qa.reader.reader import FOLDER, Reader  # here, so that finding without answering does not load it

    if not FOLDER.is_dir():
        return None
    try:
        return Reader.load()
    except ModelError as error:
        return error
