"""All answers: what a library gives that reads on until answers stop coming."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Unpack

from index.paths import LibraryPaths
from index.storage.database import Database
from index.storage.listing import count_undated, counted
from index.values import EVERYTHING, Filters
from qa.answer.answerer import Answerer, start_loading
from qa.answer.dated import seek, widen
from qa.answer.gathering import Gatherer
from qa.defaults import SECONDS
from qa.extent import Stop
from qa.given import Within, within
from qa.timeline import Timeline
from qa.values import Answer, Ask, Shortfall, check_seconds
from qa.writing import WithWriter


def gathered(answers: Iterable[Answer], go_on: Callable[[Answer], bool]) -> Answer:
    """Return all answers, or those found when `go_on` says no or Ctrl+C is pressed.

    `answers` are those of `Library.stream_all`; `go_on` is called with each.
    """
    answer = None
    try:
        for answer in answers:
            if not go_on(answer):
                break
    except KeyboardInterrupt:
        if answer is None or answer.extent is None:
            raise
    assert answer is not None
    if answer.extent is None or answer.extent.stopped is not None:
        return answer
    return replace(answer, extent=replace(answer.extent, stopped=Stop.INTERRUPTED))


class ReadingOn(WithWriter):
    """A library that is asked for all answers."""

    def __init__(self, paths: LibraryPaths, database: Database) -> None:
        super().__init__(paths, database)
        self._answerer = Answerer()

    def _why_empty(self, ask: Ask) -> Shortfall:
        """Return why a question finds nothing to read, if it does not."""
        return Shortfall.NOTHING_IN_SCOPE if ask.filters and self._store.counts()[1] else Shortfall.EMPTY_LIBRARY

    def _scoped(self, answer: Answer, ask: Ask) -> Answer:
        """Return an answer with how many articles days left out, or were asked in vain."""
        if ask.filters.since or ask.filters.until or (answer.days and not answer.days.everything):
            answer = replace(answer, undated=self.undated(ask.filters))
        if answer.citations or answer.extent is None:
            return answer
        return replace(answer, extent=replace(answer.extent, in_scope=counted(self._database, ask.filters)))

    def undated(self, filters: Filters = EVERYTHING, **words: Unpack[Within]) -> int:
        """Return how many articles have no day, of those that all but the days leave.

        A filter by days leaves them out; `articles(undated=True)` lists them.

        >>> library.undated(since="2022")
        0
        """
        return count_undated(self._database, within(filters, words))

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

    def timeline(
        self,
        question: str,
        filters: Filters = EVERYTHING,
        seconds: float = SECONDS,
        any_time: bool = False,
        **words: Unpack[Within],
    ) -> Timeline:
        """Return what the articles say about `question` by date, oldest first.

        These are the quotes of `ask_all`, and the sentences near the question that tell a time ("last Monday" is
        counted from the article's day) or lead their article, which are of the article's day. The arguments are those
        of `ask_all`, as are the errors.

        >>> found = library.timeline("nuclear weapons in Belarus").entries[-1]
        >>> found.when, found.told
        ('2023-03-25', '25 March 2023')
        """
        from qa.answer.chronicle import MOST_NEAR, Topic, timeline_of  # here, as most questions draw no timeline

        ask = Ask(question, filters=within(filters, words), any_time=any_time)
        answer = self.ask_all(question, ask.filters, seconds, any_time)
        searcher = self.searcher()
        query = searcher.analyse(ask.question)
        sought = seek(ask, query, searcher, self.today())
        if answer.days is not None and answer.days.everything:
            sought = widen(ask, query, searcher, sought)
        _, near = searcher.nearest(sought.asked.query, sought.filters, MOST_NEAR, MOST_NEAR)
        topic = Topic(sought.asked.query.text, query.language, next(near, ()), searcher.spread())
        return timeline_of(answer, topic, searcher.generation.stories, self._intact_article)

    def _all_events(self, ask: Ask, seconds: float) -> Iterator[Answer]:
        start_loading()  # nothing is begun before the first step is asked for
        gather = Gatherer(self.searcher(), self._answerer, self._intact_article, self._why_empty(ask))
        yield from (self._scoped(answer, ask) for answer in gather(ask, seconds, self.today()))
