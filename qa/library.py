"""A library: articles added, questions answered, in one directory. The programmatic face of Kutip's core."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from index.errors import BadInputError, GenerationError, NoLibraryError, StoreError, UnknownArticleError
from index.formats import Columns, Show, show_nobody
from index.generations.generation import current_manifest, current_name, open_current
from index.importing.importer import EMBEDDED, Importer, model_of, query_encoder
from index.importing.pipeline import Tell
from index.importing.report import ImportReport
from index.importing.upkeep import is_as_added
from index.paths import LibraryPaths, cache_folder, default_library
from index.private import make_folder
from index.search import EVERYTHING, HybridSearcher, check_k, check_question
from index.storage.database import Database
from index.storage.problems import KeptProblem
from index.storage.store import ArticleSummary, Kept, Place, Source, Store
from index.storage.versions import Version, Versions
from index.text.language import LanguageIdentifier
from index.values import Article, Filters, Hit
from qa import given
from qa.answer.answerer import POOL, Answerer, start_loading
from qa.answer.asked import Asked, Pool
from qa.answer.compose import check, compose
from qa.conversations import Conversations
from qa.given import OneOrMany, PathGiven
from qa.values import (
    BUDGET_MS,
    NEAREST,
    Answer,
    Ask,
    Done,
    Event,
    LibraryStatus,
    Quoted,
    Read,
    Retrieved,
    Shortfall,
    Step,
    Timings,
    Verdict,
)

_ID = re.compile("[0-9a-f]{4,}")


def _silent(*_: object) -> None:
    """Tell nobody."""


class Library:
    """One library, open. Use it as a context manager, or `close` it.

    Errors are of `index.errors.KutipError`: each has a `message` and a `hint` of what to do.

    >>> with Library.open(path) as library:
    ...     print(library.status().articles)
    25
    """

    def __init__(self, paths: LibraryPaths, database: Database) -> None:
        self._paths = paths
        self._database = database
        self._store = Store(database)
        self._versions = Versions(database)
        self._searcher: HybridSearcher | None = None
        self._answerer = Answerer()
        self._opening = threading.Lock()

    @classmethod
    def open(cls, path: Path | str | None = None) -> Self:
        """Open the library at `path` (else `KUTIP_LIBRARY`, else the user's data folder); NoLibraryError if none.

        >>> with Library.open(path) as library:
        ...     print(library.is_empty)
        False
        """
        paths = _paths(path)
        if not _is_there(paths):
            raise NoLibraryError(f"there is no library at {paths.root}", "make one with `qa add PATH`")
        return cls(paths, Database(paths.database))

    @classmethod
    def create(cls, path: Path | str | None = None) -> Self:
        """Open the library at `path`, made empty where there is none.

        >>> with Library.create(path.with_name("another")) as library:
        ...     print(library.is_empty)
        True
        """
        paths = _paths(path)
        try:
            make_folder(paths.root)
        except OSError as error:
            raise StoreError(
                f"the library {paths.root} cannot be made", "check the path and its permissions"
            ) from error
        _is_there(paths)
        return cls(paths, Database(paths.database, create=True))

    def close(self) -> None:
        """Close the database; the library cannot be used after.

        >>> library = Library.open(path)
        >>> library.close()
        """
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    # -- asking ---------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        k: int = NEAREST,
        filters: Filters = EVERYTHING,
        budget_ms: float = BUDGET_MS,
        *,
        tell: Callable[[Step], None] = _silent,
    ) -> Answer:
        """Answer `question` with verified quotes, or say that it is not found; `k` hits come with it either way.

        Only articles that `filters` leave are asked. The reader takes about `budget_ms` milliseconds over the
        passages found (`math.inf` reads them all); where it cannot be used, nothing is found, and `warnings` say why.
        `tell` is told each step before it is taken; what it raises ends the question.

        >>> answer = library.ask("How many tactical nuclear munitions does the US have in Europe?")
        >>> answer.status
        <AnswerStatus.ANSWERED: 'answered'>
        >>> article = library.article(answer.citations[0].article_id)
        >>> article.text[answer.citations[0].start : answer.citations[0].end] == answer.citations[0].quote
        True
        """
        tell(Step.RETRIEVING)
        answer: Answer | None = None
        for event in self.stream(question, k, filters, budget_ms):
            if isinstance(event, Done):
                answer = event.answer
            elif isinstance(event, Retrieved):
                tell(Step.READING)
            elif isinstance(event, Read):
                tell(Step.QUOTING)
        assert answer is not None
        return answer

    def stream(
        self,
        question: str,
        k: int = NEAREST,
        filters: Filters = EVERYTHING,
        budget_ms: float = BUDGET_MS,
    ) -> Iterator[Event]:
        """What `ask` does, as it is done: `Retrieved`, `Read`, a `Quoted` for each quote, and `Done` with the answer.

        Work is done when the next event is asked for; to leave off is to cancel.

        >>> [type(event).__name__ for event in library.stream("Apa itu Iskander-M?")][:3]
        ['Retrieved', 'Read', 'Quoted']
        """
        return self.events(Ask(question, k, filters, budget_ms))

    def events(self, ask: Ask) -> Iterator[Event]:
        """Yield the events of answering `ask`; each is worked for when it is asked for.

        >>> [type(event).__name__ for event in library.events(Ask("Apa itu Iskander-M?"))][-1]
        'Done'
        """
        started = time.perf_counter()
        start_loading()
        searcher = self.searcher()
        query = searcher.analyse(ask.question)
        pool = Pool.of(query, searcher, max(ask.k, POOL), ask.filters)
        found = time.perf_counter()
        yield Retrieved(pool.hits[: ask.k])
        begun = time.perf_counter()
        empty = Shortfall.NOTHING_IN_SCOPE if ask.filters and self._store.counts()[1] else Shortfall.EMPTY_LIBRARY
        judged = self._answerer.judge(Asked.of(query), pool, ask.budget_ms, empty)
        retrieval, reading = found - started, time.perf_counter() - begun
        yield Read(judged.hits[: ask.k])
        answer = compose(
            query.text,
            judged.hits[: ask.k],
            judged.selection,
            self._as_added,
            language=query.language,
            generation=searcher.generation.name,
            timings=Timings(1e3 * retrieval, 1e3 * reading, 1e3 * (retrieval + reading)),
            reader=judged.reader,
        )
        yield from map(Quoted, answer.citations)
        yield Done(answer)

    def warnings(self) -> tuple[str, ...]:
        """Why answers are less than they could be, and what to do, a line each; of the reader, once it was needed.

        >>> library.warnings()
        ()
        """
        behind = "the index is older than the articles; run `qa add` to bring it up to date"
        problem = self._answerer.problem
        return (*(() if self.is_up_to_date() else (behind,)), *((problem,) if problem else ()))

    @property
    def root(self) -> Path:
        """The library's directory.

        >>> library.root == path
        True
        """
        return self._paths.root

    @property
    def conversations(self) -> Conversations:
        """The chat conversations that are kept in this library.

        >>> library.conversations.list()
        ()
        """
        return Conversations(self._database)

    def _as_added(self, article_id: str) -> Article | None:
        """The article if its text is, by its digest, the one that was added."""
        article = self._store.article(article_id)
        return article if article is not None and is_as_added(article) else None

    def prepare(self) -> None:
        """Load index and models before the first question; the reader goes on loading in a thread of its own.

        >>> library.prepare()
        """
        start_loading()
        self.searcher().analyse("Kutip")

    def language_of(self, question: str) -> str:
        """The language of a question as it will be searched: an ISO 639-1 code, or `und`.

        >>> library.language_of("apa janji Putin kepada Belarus?")
        'id'
        """
        return self.searcher().language(check_question(question))

    def language_of_text(self, text: str) -> str:
        """The language of an article's text: an ISO 639-1 code, or `und`.

        >>> library.language_of_text("Menara itu dibangun pada tahun 1951 oleh para insinyur dari Bandung.")
        'id'
        """
        return self._identifier.detect(text)

    def state(self) -> tuple[str | None, int]:
        """The live generation and the revision of the articles: while both stay, so do answers.

        >>> library.state() == library.state()
        True
        """
        return current_name(self._paths), self._store.revision()

    def search(self, query: str, k: int = 10, filters: Filters = EVERYTHING) -> tuple[Hit, ...]:
        """The best `k` passages for `query` of the articles that `filters` leave, with what each retriever said.

        >>> library.search("tanggapan cermin", 1)[0].article.source
        'Intisari-Online'
        """
        check_k(k)
        return self.searcher().search(query, k, filters)

    def searcher(self) -> HybridSearcher:
        """The searcher over the live generation: opened at the first question, and anew when another is committed.

        >>> library.searcher().generation.manifest.languages
        ('en', 'id')
        """
        with self._opening:  # one thread opens it, and the others wait for that
            found = self._searcher
            if found is None or current_name(self._paths) != found.generation.name:
                encoder = query_encoder(model_of(self._store))
                generation = open_current(self._paths, encoder.fingerprint)
                found = HybridSearcher(self._store, generation, encoder, self._identifier.detect_question)
                self._searcher = found
            return found

    @functools.cached_property  # made twice where two threads come first, which does no harm
    def _identifier(self) -> LanguageIdentifier:
        return LanguageIdentifier(cache_folder())

    @property
    def _importer(self) -> Importer:
        return Importer(self._paths, self._database, self._identifier.detect)

    # -- articles -------------------------------------------------------------------------------

    def articles(self, after: Place | None = None, limit: int | None = None) -> tuple[ArticleSummary, ...]:
        """Articles without their texts, newest first, undated last; `limit` of those after a place (day, id).

        >>> first = library.articles(limit=2)
        >>> library.articles((first[-1].published, first[-1].article_id), 2) == library.articles()[2:4]
        True
        """
        return self._store.summaries(after, limit)

    def sources(self) -> tuple[Source, ...]:
        """The outlets, with how many articles there are of each and from when, those with most first.

        >>> [(source.articles, str(source.first)) for source in library.sources() if source.name == "Intisari-Online"]
        [(1, '2022-06-25')]
        """
        return self._store.sources()

    def counts(self) -> tuple[int, int]:
        """How many articles and passages there are.

        >>> library.counts()[0]
        25
        """
        return self._store.counts()

    @property
    def model(self) -> str:
        """The name of the embedding model; `embedded` is the one that ships with Kutip.

        >>> library.model
        'embedded'
        """
        return model_of(self._store) or EMBEDDED

    def languages(self) -> tuple[tuple[str, int], ...]:
        """The articles' languages, each with how many there are, most first.

        >>> library.languages()
        (('id', 13), ('en', 12))
        """
        return self._store.languages()

    @property
    def is_empty(self) -> bool:
        """Whether there is no article.

        >>> library.is_empty
        False
        """
        return not self.counts()[0]

    def article(self, article_id: str) -> Article:
        """The article with this id, or with the only id that begins so; UnknownArticleError where there is none.

        A version that another has replaced is found too.

        >>> library.article("2cbb").published
        datetime.date(2022, 6, 25)
        """
        matching = self._store.matching(article_id) if _ID.fullmatch(article_id) else ()
        if len(matching) > 1:
            raise BadInputError(
                f"{len(matching)} articles have ids that begin with {article_id}", "give more of the id"
            )
        article = self._store.article(matching[0]) if matching else None
        if article is None:
            raise UnknownArticleError(f"there is no article {article_id}", "`qa list` shows the ids")
        return article

    def check_quote(self, article_id: str, quote: str, start: int | None = None) -> Verdict:
        """Whether `quote` stands in an article, or a version, to the letter; with `start`, at that character.

        >>> article = library.article("2cbb")
        >>> library.check_quote("2cbb", article.text[100:150]).start
        100
        >>> library.check_quote("2cbb", "Nobody said this.").problem
        'the quote does not stand in the article'
        """
        try:
            article = self.article(article_id)
        except UnknownArticleError as unknown:
            return Verdict(article_id, False, None, None, unknown.message, None)
        return check(article, quote, start)

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """What the article with this id, now or before, said before: the newest first.

        >>> library.versions("2cbb")
        ()
        """
        return self._versions.of(article_id)

    # -- writing --------------------------------------------------------------------------------

    def add(
        self,
        paths: OneOrMany[PathGiven] = (),
        *,
        model: str | None = None,
        columns: Columns | None = None,
        tell: Tell = _silent,
        show: Show = show_nobody,
        sync: bool = False,
    ) -> ImportReport:
        """Import files and folders, one path or many, and commit the index; without any, finish what was left.

        `model` names another embedding model for the whole library from now on ("embedded" for the
        one that ships with Kutip). `columns` names the columns of tables; those it leaves open are guessed,
        and `show` is told which were taken. With `sync` the paths are folders, and articles that came from files in
        them that are gone are removed. Problems with single files are in the report; the rest is imported.

        >>> library.add().added  # nothing was left to do
        0
        """
        return self._importer.add(given.paths(paths), model, columns, tell, show, sync)

    def fetch(self, urls: OneOrMany[str], *, tell: Tell = _silent) -> ImportReport:
        """Fetch pages, PDFs and what feeds and sitemaps list at one URL or many, and commit the index.

        Robots.txt is respected, only public addresses are asked, and time and size are bounded (`index.fetching`).
        Problems with single URLs are in the report; the rest is imported.

        >>> library.fetch("http://127.0.0.1/").problems[0].path
        'http://127.0.0.1/'
        """
        return self._importer.fetch(given.many(urls, str), tell)

    def add_articles(
        self, articles: OneOrMany[Article], origins: OneOrMany[str] | None = None, *, tell: Tell = _silent
    ) -> ImportReport:
        """Keep articles that a program made, one or many (`index.storage.articles.make_article`), and commit the index.

        `origins` names, for each of them, where it came from: an article takes the place of what came from
        there before. Without them, and for an empty one, every article stays beside the others. The language
        of one that is `und` is told from its text. Raises BadInputError, and keeps none, for one that
        `make_article` cannot have made, and for one with the id of another.

        >>> bridge = make_article(text="The bridge opened in 1951.")
        >>> library.add_articles(bridge).added
        1
        >>> library.article(bridge.article_id).language
        'en'
        """
        return self._importer.add_articles(*_with_origins(articles, origins), tell)

    def keep_articles(self, articles: OneOrMany[Article], origins: OneOrMany[str] | None = None) -> Kept:
        """Keep articles as `add_articles` does, and leave the index to the next `add`: nothing is lost meanwhile, but
        they do not answer yet. It waits for no import that is going on.

        >>> library.keep_articles([make_article(text="The ferry sails at noon.", language="en")]).added
        1
        >>> library.is_up_to_date()
        False
        """
        return self._importer.keep(*_with_origins(articles, origins))

    def forget_articles(self, article_ids: OneOrMany[str]) -> int:
        """Forget articles by their whole ids, and leave the index to the next `add`; how many there were.

        They answer nothing from now on.

        >>> library.forget_articles([library.articles(limit=1)[0].article_id])
        1
        """
        return self._store.remove(given.many(article_ids, str))

    def remove(self, article_ids: OneOrMany[str], *, tell: Tell = _silent) -> tuple[Article, ...]:
        """Forget articles and commit an index without them; UnknownArticleError, and nothing removed, for a bad id.

        >>> library.remove("2cbb")[0].source
        'Intisari-Online'
        """
        return self._importer.remove(given.many(article_ids, str), self.article, tell)

    # -- state ----------------------------------------------------------------------------------

    def status(self) -> LibraryStatus:
        """Counts, model, and whether the live index holds all articles; damage is `verify`'s to find.

        >>> library.status().languages
        (('id', 13), ('en', 12))
        """
        articles, passages = self._store.counts()
        name = current_name(self._paths)
        return LibraryStatus(
            root=self._paths.root,
            articles=articles,
            passages=passages,
            languages=self.languages(),
            model=self.model,
            generation=name,
            up_to_date=self.is_up_to_date(),
            bytes_on_disk=_size(self._paths.root),
            problems=self._store.problems.count(),
        )

    def problems(self) -> tuple[KeptProblem, ...]:
        """What could not be read when it was last tried, and why.

        >>> library.problems()
        ()
        """
        return self._store.problems.list()

    def is_up_to_date(self) -> bool:
        """Whether the live index holds every article, by the library's model.

        >>> library.is_up_to_date()
        True
        """
        try:
            manifest = current_manifest(self._paths)
        except GenerationError:
            return False
        return (manifest.revision, manifest.model) == (
            self._store.revision(),
            query_encoder(model_of(self._store)).fingerprint,
        )

    def verify(self, *, repair: bool = False, tell: Tell = _silent) -> tuple[str, ...]:
        """Check everything that is stored and say what is wrong, a line each; with `repair`, what still is.

        Repairing makes passages, embeddings and the index again; the articles themselves are never changed,
        and a database that SQLite cannot read is not touched.

        >>> library.verify()
        ()
        """
        return self._importer.verify(repair=repair, tell=tell)


def _with_origins(
    articles: OneOrMany[Article], origins: OneOrMany[str] | None
) -> tuple[tuple[Article, ...], tuple[str, ...] | None]:
    return given.many(articles, Article), None if origins is None else given.many(origins, str)


def _paths(named: Path | str | None) -> LibraryPaths:
    """The paths of a library; BadInputError where its own is no UTF-8, which FAISS takes none of."""
    root = Path(named).expanduser() if named is not None else default_library()
    try:
        str(root).encode()
    except UnicodeEncodeError as error:
        raise BadInputError("the path of the library is not UTF-8", "name another library") from error
    return LibraryPaths(root)


def _is_there(paths: LibraryPaths) -> bool:
    """Whether there is a database; StoreError where that cannot be told, and where it was emptied: it had an index."""
    try:
        found = paths.database.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError as error:
        raise StoreError(
            f"the library {paths.root} cannot be read ({error.strerror or error})", "check the path and its permissions"
        ) from error
    if not found.st_size and paths.current.exists():
        raise StoreError(
            f"the database {paths.database} is damaged (it is empty)",
            "restore it from a copy, or add the articles to a new library",
        )
    return stat.S_ISREG(found.st_mode)


def _size(folder: Path) -> int:
    """The bytes of all files in `folder`; what a writer sweeps away meanwhile, folders too, counts as nothing."""
    size = 0
    for within, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                size += Path(within, name).lstat().st_size
    return size
