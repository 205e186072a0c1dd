"""Answer from hits with the reader that ships with Kutip."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass

from index.errors import ModelError
from index.values import Hit
from qa.answer.answering import select_read
from qa.answer.asked import Asked, Pool
from qa.answer.compose import Selection
from qa.answer.reranking import PassageReader, read_hits
from qa.values import Shortfall

POOL = 20
"""How many hits are read at most."""

_LOADING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Judged:
    """The hits in their final order, the chosen quotes, and the reader's fingerprint."""

    hits: tuple[Hit, ...]
    selection: Selection
    reader: str | None


class Answerer:
    """Judge hits with the reader that ships with Kutip.

    `problem` says why that failed the last time, None if it did not.
    """

    def __init__(self) -> None:
        self.problem: str | None = None

    def judge(self, asked: Asked, pool: Pool, budget_ms: float, empty: Shortfall) -> Judged:
        """Read the hits of the pool and choose what answers.

        The shortfall is `empty` where there are none, NOT_READ where the reader cannot read them.
        """
        hits = pool.hits
        if not hits:
            return Judged((), Selection((), 0.0, empty), None)
        reader = load_reader()
        if isinstance(reader, ModelError):
            return self._unread(hits, reader)
        try:
            read = read_hits(asked.query.text, hits[:POOL], reader, budget_ms)
        except ModelError as error:
            return self._unread(hits, error)
        self.problem = None
        ranked = (*(each.hit for each in read), *hits[POOL:])
        return Judged(ranked, select_read(asked, pool, read, reader), reader.fingerprint)

    def _unread(self, hits: tuple[Hit, ...], error: ModelError) -> Judged:
        hint = f"; {error.hint}" if error.hint else ""
        why = f"{error.message[:1].lower()}{error.message[1:]}"
        self.problem = f"{why}; answers need it, so only the nearest passages are shown{hint}"
        return Judged(hits, Selection((), 0.0, Shortfall.NOT_READ), None)


def load_reader() -> PassageReader | ModelError:
    """Return the reader, one for this process, or what is wrong with it."""
    with _LOADING:  # who comes while it is being loaded waits for that
        return _loaded()


def start_loading() -> None:
    """Load the reader in a thread while passages are being found."""
    if not _loaded.cache_info().currsize:
        threading.Thread(target=load_reader, name="reader-loading").start()


@functools.cache
def _loaded() -> PassageReader | ModelError:
    from qa.answer.reader.reader import Reader  # here, so that finding without answering does not load it

    try:
        return Reader.load()
    except ModelError as error:
        return error
