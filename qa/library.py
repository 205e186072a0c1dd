"""A library: articles added and questions answered, in one directory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Unpack

from index.errors import UnknownArticleError
from index.search import check_k, check_question
from index.values import EVERYTHING, Filters, Hit
from qa.addresses import Located, located, place_in
from qa.answer.answerer import MOST_READ, start_loading
from qa.answer.compose import aged, compose
from qa.answer.dated import seek, widen
from qa.checking import Checking
from qa.exact import By, Counts
from qa.found import counted, search
from qa.given import Within, within
from qa.people import People, people_of
from qa.talking import Talk
from qa.values import (
    BUDGET_MS,
    NEAREST,
    Answer,
    Ask,
    Done,
    Event,
    Quoted,
    Read,
    Retrieved,
    Timings,
)


class Library(Checking):
    """One library, open. Use it as a context manager, or `close` it.

    Errors are of `index.errors.KutipError`: each has a `message` and a `hint` of what to do.

    >>> with Library.open(path) as library:
    ...     print(library.status().articles)
    25
    """

    def ask(
        self,
        question: str,
        k: int = NEAREST,
        filters: Filters = EVERYTHING,
        budget_ms: float = BUDGET_MS,
        write: bool = False,
        translate: bool = False,
        any_time: bool = False,
        **words: Unpack[Within],
    ) -> Answer:
        """Answer `question` with verified quotes, or say that nothing was found.

        `k` hits come with it either way. Only articles that `filters` leave are searched; `since` and `until` (days, or
        as "2022-06"), `sources`, `languages`, `tags` (one or many) say the same in words. Once a passage answers, the
        reader takes about `budget_ms` milliseconds in all (`math.inf` reads everything); if it cannot be used, nothing
        is found, and `warnings` say why. With `write`, `writer` puts the quotes into words (`Answer.written`); with
        `translate` it translates those that are in other languages (`Answer.translated`).
        If the question says days ("last week"), articles of these are asked first, unless `filters` have days or with
        `any_time` (`Answer.days`); relative ones count from `today()`. If it asks for the present or the latest ("now",
        "terbaru"), or of a time up to a day ("as of October 2019"), what newer articles answer comes first.

        >>> answer = library.ask("How many tactical nuclear munitions does the US have in Europe?")
        >>> answer.status
        <AnswerStatus.ANSWERED: 'answered'>
        >>> article = library.article(answer.citations[0].article_id)
        >>> article.text[answer.citations[0].start : answer.citations[0].end] == answer.citations[0].quote
        True
        """
        *_, done = self.stream(question, k, filters, budget_ms, write, translate, any_time, **words)
        assert isinstance(done, Done)
        return done.answer

    def stream(
        self,
        question: str,
        k: int = NEAREST,
        filters: Filters = EVERYTHING,
        budget_ms: float = BUDGET_MS,
        write: bool = False,
        translate: bool = False,
        any_time: bool = False,
        **words: Unpack[Within],
    ) -> Iterator[Event]:
        """Yield the steps of `ask` as events.

        They are `Retrieved`, `Read`, a `Quoted` for each quote, with `write` a `Wrote` for each sentence, and `Done`
        with the answer. The work for each is done when it is requested; a caller that stops iterating cancels the rest.

        >>> [type(event).__name__ for event in library.stream("Apa itu Iskander-M?")][:3]
        ['Retrieved', 'Read', 'Quoted']
        """
        return self._events(Ask(question, k, within(filters, words), budget_ms, write, translate, any_time))

    def _events(self, ask: Ask) -> Iterator[Event]:
        writer = self.writer if ask.needs_model else None
        started = time.perf_counter()
        start_loading()
        searcher = self.searcher()
        query = searcher.analyse(ask.question)
        sought = seek(ask, query, searcher, self.today())
        retrieval = time.perf_counter() - started
        yield Retrieved(sought.pool.hits[: ask.k])
        started = time.perf_counter()  # anew, as the caller may have taken its time
        if_empty = self._why_empty(ask)
        read = self._answerer.read_pool(sought.asked, sought.pool, ask.budget_ms, if_empty)
        if not sought.is_answered_by(read):
            sought = widen(ask, query, searcher, sought)
            read = self._answerer.read_pool(sought.asked, sought.pool, ask.budget_ms, if_empty)
        reading = time.perf_counter() - started
        yield Read(read.hits[: ask.k])
        answer = compose(
            query.text,
            read.hits[: ask.k],
            read.selection,
            self._intact_article,
            language=query.language,
            generation=searcher.generation.name,
            timings=Timings(1e3 * retrieval, 1e3 * reading, 1e3 * (retrieval + reading)),
            reader=read.reader,
            days=sought.days,
        )
        if sought.of_present:
            answer = aged(answer, self.today())
        yield from map(Quoted, answer.citations)
        yield Done((yield from self._with_words(self._scoped(answer, ask), ask, writer)))

    def people(
        self,
        question: str,
        k: int = MOST_READ,
        filters: Filters = EVERYTHING,
        any_time: bool = False,
        **words: Unpack[Within],
    ) -> People:
        """Return who says what about `question`, by speaker.

        These are quotes of the answer and of the best `k` passages, of which the article is plain about who says them.
        The other arguments are those of `ask`, as are the errors.

        >>> library.people("What did Putin promise Belarus?").voices[0].name
        'Presiden Rusia Vladimir Putin'
        """
        return people_of(self.ask(question, k, filters, any_time=any_time, **words), self._intact_article)

    def conversation(self, conversation_id: str | None = None, *, keep: bool = False) -> Talk:
        """Return a new conversation, or continue a kept one: see `Talk`.

        With `keep` it is kept in the library from its first answer on. Raises BadInputError for an unknown id.

        >>> talk = library.conversation()
        >>> talk.ask("what did Putin promise Belarus").status.value
        'answered'
        >>> talk.ask("and NATO?").question
        'what did Putin promise NATO'
        """
        return Talk(self, conversation_id, keep=keep)

    def search(
        self, query: str, k: int = 10, filters: Filters = EVERYTHING, **words: Unpack[Within]
    ) -> tuple[Hit, ...]:
        """Return the best `k` passages for `query`, with the rank and score of each retriever.

        Only articles that `filters`, or `since`, `until`, `sources` and `languages` leave are searched. Words in
        quotation marks stand in each passage's article, whatever their case and spaces; `-word`, `title:word` and
        `source:outlet` leave out and narrow. Without other words than these, the newest articles come first.

        >>> library.search("tanggapan cermin", 1, since="2022")[0].article.source
        'Intisari-Online'
        >>> [hit.passage.article_id[:4] for hit in library.search('"Tanggapan  Cermin" -NATO')]
        []
        """
        check_k(k)
        return search(self.searcher(), query, k, within(filters, words), every=True)

    def count(
        self, query: str, by: By | str = By.OUTLET, filters: Filters = EVERYTHING, **words: Unpack[Within]
    ) -> Counts:
        """Count all articles that fit an exact `query`, by outlet or month.

        It is a query as of `search` without words that only put in order. Raises BadQuestionError for one that has any.

        >>> library.count("source:Intisari", "month").counts
        (Counted(name='2022-06', articles=1, stories=1),)
        """
        return counted(self.searcher(), query, By(by), within(filters, words))

    def locate(self, address: str) -> Located:
        """Return what stands at the address of a quote, as `Citation.address` gives it.

        `ID@1890` is the sentence at a character. Raises UnknownArticleError for an article that is gone, BadInputError
        for what is no address or lies beyond the article.

        >>> library.locate("2cbb@0-9").quote == library.article("2cbb").text[:9]
        True
        """
        named = address.partition("@")[0]
        try:
            article = self.article(named)
        except UnknownArticleError:
            raise UnknownArticleError(
                f"there is no article {named} any more", "it was removed, or another library has it"
            ) from None
        return located(article, place_in(article, address), self.versions(article.article_id), self.article)

    def prepare(self) -> None:
        """Load index and models before the first question; the reader follows in a thread.

        >>> library.prepare()
        """
        start_loading()
        self.searcher().analyse("Kutip")

    def language_of(self, question: str) -> str:
        """Return the language in which a question is searched.

        It is an ISO 639-1 code, or `und`.

        >>> library.language_of("apa janji Putin kepada Belarus?")
        'id'
        """
        return self.searcher().language(check_question(question))

    def warnings(self) -> tuple[str, ...]:
        """Return why answers may be worse than they could be, a line each.

        Each says what to do. A problem of the reader is known only after the first question.

        >>> library.warnings()
        ()
        """
        behind = "the index is not up to date; run `qa add`"
        problem = self._answerer.problem
        return (*(() if self.is_up_to_date() else (behind,)), *((problem,) if problem else ()))
