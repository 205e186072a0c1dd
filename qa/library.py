"""A library: articles added and questions answered, in one directory."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from index.formats import Columns, Dates, Show, show_nothing
from index.generations.generation import current_name, open_current
from index.importing.importer import model_of, query_encoder
from index.importing.pipeline import Tell
from index.importing.report import ImportReport
from index.paths import LibraryPaths
from index.search import EVERYTHING, HybridSearcher, check_k, check_question
from index.storage.database import Database
from index.storage.store import Kept
from index.values import Article, Filters, Hit
from qa import given
from qa.answer.answerer import MOST_READ, Answerer, start_loading
from qa.answer.asked import Asked, Pool
from qa.answer.compose import compose
from qa.corrections import silent
from qa.given import OneOrMany, PathGiven
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
    Shortfall,
    Timings,
)
from qa.writing import WithWriter


def _notebook_form(answer: Answer) -> str:
    from qa.output import as_html  # here, since most programs run in no notebook

    return as_html.answer(answer)


Answer._repr_html_ = _notebook_form


class Library(WithWriter):
    """One library, open. Use it as a context manager, or `close` it.

    Errors are of `index.errors.KutipError`: each has a `message` and a `hint` of what to do.

    >>> with Library.open(path) as library:
    ...     print(library.status().articles)
    25
    """

    def __init__(self, paths: LibraryPaths, database: Database) -> None:
        super().__init__(paths, database)
        self._searcher: HybridSearcher | None = None
        self._answerer = Answerer()
        self._opening = threading.Lock()

    def ask(
        self,
        question: str,
        k: int = NEAREST,
        filters: Filters = EVERYTHING,
        budget_ms: float = BUDGET_MS,
        write: bool = False,
        translate: bool = False,
    ) -> Answer:
        """Answer `question` with verified quotes, or say that nothing was found.

        `k` hits come with it either way. Only articles that `filters` leave are searched. Once a passage answers, the
        reader takes about `budget_ms` milliseconds in all (`math.inf` reads everything); if it cannot be used, nothing
        is found, and `warnings` say why. With `write`, `writer` puts the quotes into words (`Answer.written`); with
        `translate` it translates those that are in other languages (`Answer.translated`).

        >>> answer = library.ask("How many tactical nuclear munitions does the US have in Europe?")
        >>> answer.status
        <AnswerStatus.ANSWERED: 'answered'>
        >>> article = library.article(answer.citations[0].article_id)
        >>> article.text[answer.citations[0].start : answer.citations[0].end] == answer.citations[0].quote
        True
        """
        *_, done = self.stream(question, k, filters, budget_ms, write, translate)
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
    ) -> Iterator[Event]:
        """Yield the steps of `ask` as events.

        They are `Retrieved`, `Read`, a `Quoted` for each quote, with `write` a `Wrote` for each sentence, and `Done`
        with the answer. The work for each is done when it is requested; a caller that stops iterating cancels the rest.

        >>> [type(event).__name__ for event in library.stream("Apa itu Iskander-M?")][:3]
        ['Retrieved', 'Read', 'Quoted']
        """
        return self._events(Ask(question, k, filters, budget_ms, write, translate))

    def _events(self, ask: Ask) -> Iterator[Event]:
        writer = self.writer if ask.needs_model else None
        started = time.perf_counter()
        start_loading()
        searcher = self.searcher()
        query = searcher.analyse(ask.question)
        pool = Pool.of(query, searcher, max(ask.k, MOST_READ), ask.filters)
        retrieval = time.perf_counter() - started
        yield Retrieved(pool.hits[: ask.k])
        started = time.perf_counter()  # anew, as the caller may have taken its time
        if_empty = Shortfall.NOTHING_IN_SCOPE if ask.filters and self._store.counts()[1] else Shortfall.EMPTY_LIBRARY
        read = self._answerer.read_pool(Asked.of(query), pool, ask.budget_ms, if_empty)
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
        )
        yield from map(Quoted, answer.citations)
        yield Done((yield from self._with_words(answer, ask, writer)))

    def search(self, query: str, k: int = 10, filters: Filters = EVERYTHING) -> tuple[Hit, ...]:
        """Return the best `k` passages for `query`, with the rank and score of each retriever.

        Only articles that `filters` leave are searched.

        >>> library.search("tanggapan cermin", 1)[0].article.source
        'Intisari-Online'
        """
        check_k(k)
        return self.searcher().search(query, k, filters)

    def searcher(self) -> HybridSearcher:
        """Return the searcher over the live generation, opened anew after each commit.

        >>> library.searcher().generation.manifest.languages
        ('en', 'id')
        """
        with self._opening:  # one thread opens it while the others wait
            searcher = self._searcher
            if searcher is None or current_name(self._paths) != searcher.generation.name:
                encoder = query_encoder(model_of(self._store))
                generation = open_current(self._paths, encoder.fingerprint)
                searcher = HybridSearcher(self._store, generation, encoder, self._identifier.detect_question)
                self._searcher = searcher
            return searcher

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

    def add(
        self,
        paths: OneOrMany[PathGiven] = (),
        *,
        model: str | None = None,
        columns: Columns | None = None,
        dates: Dates | None = None,
        tell: Tell = silent,
        show: Show = show_nothing,
        sync: bool = False,
    ) -> ImportReport:
        """Import files and folders and commit the index.

        Without any path, finish what was interrupted.

        `model` names another embedding model for the whole library from now on ("embedded" for the one that ships with
        Kutip). `columns` names the columns of tables; those it leaves open are guessed, and `show` is called with those
        that were taken. `dates` is how tables write days in figures, or which days come before those that are given.
        With `sync` the paths are folders, and articles are removed whose files in them are gone.
        Problems with single files are in the report; the rest is imported.

        >>> library.add().added  # nothing was left to do
        0
        """
        read = replace(columns or Columns(), dates=dates) if dates else columns
        return self._importer.add(given.paths(paths), model, read, tell, show, sync)

    def fetch(self, urls: OneOrMany[str], *, tell: Tell = silent) -> ImportReport:
        """Fetch pages, PDFs, feeds and sitemaps at URLs, and commit the index.

        Robots.txt is respected, only public addresses are contacted, and time and size are bounded (`index.fetching`).
        Problems with single URLs are in the report; the rest is imported.

        >>> library.fetch("http://127.0.0.1/").problems[0].path
        'http://127.0.0.1/'
        """
        return self._importer.fetch(given.many(urls, str), tell)

    def add_articles(
        self, articles: OneOrMany[Article], origins: OneOrMany[str] | None = None, *, tell: Tell = silent
    ) -> ImportReport:
        """Keep articles that a program made, one or many (`index.storage.articles.make_article`), and commit the index.

        `origins` names, for each of them, where it came from: an article takes the place of what came from
        there before. Without them, and for an empty one, every article stays beside the others. The language
        of one that is `und` is identified from its text. Raises BadInputError, and keeps none, for one that
        `make_article` cannot have made, and for one with the id of another.

        >>> bridge = make_article(text="The bridge opened in 1951.")
        >>> library.add_articles(bridge).added
        1
        >>> library.article(bridge.article_id).language
        'en'
        """
        return self._importer.add_articles(*given.with_origins(articles, origins), tell)

    def keep_articles(self, articles: OneOrMany[Article], origins: OneOrMany[str] | None = None) -> Kept:
        """Keep articles as `add_articles` does, without an index of them.

        The next `add` makes that: nothing is lost meanwhile, but they do not answer yet. A running import does not
        block it.

        >>> library.keep_articles([make_article(text="The ferry sails at noon.", language="en")]).added
        1
        >>> library.is_up_to_date()
        False
        """
        return self._importer.keep(*given.with_origins(articles, origins))

    def forget_articles(self, article_ids: OneOrMany[str]) -> int:
        """Forget articles by their whole ids; return how many there were.

        They answer nothing from now on, though only the next `add` makes an index without them.

        >>> library.forget_articles([library.articles(limit=1)[0].article_id])
        1
        """
        return self._store.remove(given.many(article_ids, str))

    def remove(self, article_ids: OneOrMany[str], *, tell: Tell = silent) -> tuple[Article, ...]:
        """Forget articles and commit an index without them.

        Raises UnknownArticleError, and removes nothing, for an unknown id.

        >>> library.remove("2cbb")[0].source
        'Intisari-Online'
        """
        return self._importer.remove(given.many(article_ids, str), self.article, tell)

    def verify(self, *, repair: bool = False, tell: Tell = silent) -> tuple[str, ...]:
        """Check everything that is stored; return what is wrong, a line each.

        With `repair`, mend what can be and return what is still wrong. Repairing makes passages, embeddings and the
        index again; the articles themselves are never changed, and a database that SQLite cannot read is not touched.

        >>> library.verify()
        ()
        """
        return self._importer.verify(repair=repair, tell=tell)
