"""All answers: what a library gives that reads on until answers stop coming."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Unpack

from index.paths import LibraryPaths
from index.storage.database import Database
from index.values import EVERYTHING, Filters
from qa.answer.answerer import Answerer, start_loading
from qa.answer.dated import Today
from qa.answer.gathering import Gatherer
from qa.defaults import SECONDS
from qa.given import Within, within
from qa.values import Answer, Ask, Shortfall, check_seconds
from qa.writing import WithWriter


class ReadingOn(WithWriter):
    """A library that is asked for all answers."""

    def __init__(self, paths: LibraryPaths, database: Database) -> None:
        super().__init__(paths, database)
        self._answerer = Answerer()
        self.today: Today = date.today

    def _why_empty(self, ask: Ask) -> Shortfall:
        """Return why a question finds nothing to read, if it does not."""
        return Shortfall.NOTHING_IN_SCOPE if ask.filters and self._store.counts()[1] else Shortfall.EMPTY_LIBRARY

    def ask_all(
        self,
        question: str,
        filters: Filters = EVERYTHING,
        seconds: float = SECONDS,
        any_time: bool = False,
        **words: Unpack[Within],
    ) -> Answer:
        """Answer `question` with a quote of every article that answers.

        Passages are read nearest first until many in a row have no answer, or for about `seconds` (`math.inf` sets no
        limit); `Answer.extent` says how far. What says the same is one claim; copies are told once.

        >>> library.ask_all("How many people died at Kanjuruhan?").extent.stopped.value
        'all_read'
        """
        *_, answer = self.stream_all(question, filters, seconds, any_time, **words)
        return answer

    def stream_all(
        self,
        question: str,
        filters: Filters = EVERYTHING,
        seconds: float = SECONDS,
        any_time: bool = False,
        **words: Unpack[Within],
    ) -> Iterator[Answer]:
        """Yield what `ask_all` has found so far, again and again while it reads on.

        Only the last, whole one has an `Answer.extent.stopped`. Raises BadInputError for `seconds` not above 0.

        >>> *_, last = library.stream_all("Apa itu Iskander-M?")
        >>> last.extent.stopped is None
        False
        """
        check_seconds(seconds)
        return self._all_events(Ask(question, filters=within(filters, words), any_time=any_time), seconds)

    def _all_events(self, ask: Ask, seconds: float) -> Iterator[Answer]:
        start_loading()
        gather = Gatherer(self.searcher(), self._answerer, self._intact_article, self._why_empty(ask))
        return gather(ask, seconds, self.today())
