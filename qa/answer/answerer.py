"""Answer from hits with the reader that ships with Kutip."""

from __future__ import annotations

import functools
import math
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from index.errors import ModelError
from index.values import Hit
from qa.answer.answering import select_quotes
from qa.answer.asked import Asked, Pool
from qa.answer.compose import Selection
from qa.answer.reranking import PassageReader, ReadHit, read_hits
from qa.answer.said_questions import asked_speech
from qa.answer.voices import by_speaker
from qa.values import Shortfall

MOST_READ = 20
"""How many hits are read at most."""

_LOADING = threading.Lock()


@dataclass(frozen=True, slots=True)
class ReadPool:
    """The hits in their final order, the chosen quotes, and the reader's fingerprint."""

    hits: tuple[Hit, ...]
    selection: Selection
    reader: str | None


class Answerer:
    """Reads hits with the reader that ships with Kutip.

    `problem` says why that failed the last time; it is None if it did not.
    """

    def __init__(self) -> None:
        self.problem: str | None = None

    def read_pool(self, asked: Asked, pool: Pool, budget_ms: float, if_empty: Shortfall) -> ReadPool:
        """Read the hits of the pool and choose the quotes that answer.

        The shortfall is `if_empty` if there are none, NOT_READ if the reader cannot read them. For the newest answer
        all are read, whatever the budget.
        """
        hits = pool.hits
        if not hits:
            return ReadPool((), Selection((), 0.0, if_empty), None)
        reader = self.reader()
        budget_ms = math.inf if asked.newest else budget_ms
        read = None if reader is None else self.read(asked.query.text, hits[:MOST_READ], reader, budget_ms)
        if reader is None or read is None:
            return ReadPool(hits, Selection((), 0.0, Shortfall.NOT_READ), None)
        ranked = (*(each.hit for each in read), *hits[MOST_READ:])
        selection = select_quotes(asked, pool, read, reader)
        speech = asked_speech(asked.query.text)
        if speech is not None:
            selection = by_speaker(speech, ranked[:MOST_READ], selection, asked.query.language)
        return ReadPool(ranked, selection, reader.fingerprint)

    def reader(self) -> PassageReader | None:
        """Return the reader, None if it cannot be used: `problem` then says why."""
        reader = load_reader()
        if isinstance(reader, ModelError):
            self._note(reader)
            return None
        return reader

    def read(
        self, question: str, hits: Sequence[Hit], reader: PassageReader, budget_ms: float
    ) -> tuple[ReadHit, ...] | None:
        """Return the hits as they were read, as `read_hits` does; None if that failed."""
        try:
            read = read_hits(question, hits, reader, budget_ms)
        except ModelError as error:
            self._note(error)
            return None
        self.problem = None
        return read

    def _note(self, error: ModelError) -> None:
        hint = f"; {error.hint}" if error.hint else ""
        why = f"{error.message[:1].lower()}{error.message[1:]}"
        self.problem = f"{why}; answers need it, so only the nearest passages are shown{hint}"


def load_reader() -> PassageReader | ModelError:
    """Return the reader, one for this process, or what is wrong with it."""
    with _LOADING:  # a thread that comes while it is being loaded waits
        return load_once()


def start_loading() -> None:
    """Load the reader in a thread while passages are being found."""
    if not load_once.cache_info().currsize:
        threading.Thread(target=_load_beside, name="reader-loading").start()


def _load_beside() -> None:
    with suppress(RuntimeError):  # the program ends; else whoever needs the reader gets the error
        load_reader()


@functools.cache
def load_once() -> PassageReader | ModelError:
    """Load the reader, and remember it or its error."""
    from qa.answer.reader.reader import Reader  # here, so that a search without an answer does not load it

    try:
        return Reader.load()
    except ModelError as error:
        return error
