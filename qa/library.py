"""A library: articles added, questions answered, in one directory. The programmatic face of Kutip's core."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from index import importing
from index.database import Database
from index.encoders import make_encoder
from index.errors import BadInputError, GenerationError, NoLibraryError, StoreError, UnknownArticleError
from index.generation import Generation, current_manifest, current_name, discard, open_current
from index.importing import Stage, Tell
from index.language import LanguageIdentifier
from index.paths import LibraryPaths, cache_folder, default_library
from index.search import EVERYTHING, HybridSearcher, check_k
from index.store import ArticleSummary, Store
from index.upkeep import findings, is_as_added, mend_passages
from index.values import Article, Encoder, Filters, Hit
from index.vectors import VectorStore
from index.versions import Version, Versions
from qa.asking import BUDGET_MS, POOL, Answerer, check_budget
from qa.compose import compose
from qa.conversations import Conversations
from qa.values import Answer, ImportReport, LibraryStatus, Shortfall, Step, Timings

NEAREST = 5
_MODEL = "model"
_EMBEDDED = "embedded"
_CALLS_AT_ONCE = 3
"""How many runs of passages an import has embedded at a time, so that no core waits for the last of one."""
_ID = re.compile("[0-9a-f]{4,}")


def _silent(*_: object) -> None:
    """Tell nobody."""


class Library:
    """One library, open. Use it as a context manager, or `close` it.

    Errors are of `index.errors.KutipError`: each has a `message` and a `hint` of what to do.
    """

    def __init__(self, paths: LibraryPaths, database: Database) -> None:
        self._paths = paths
        self._database = database
        self._store = Store(database)
        self._versions = Versions(database)
        self._searcher: HybridSearcher | None = None
        self._answerer = Answerer()

    @classmethod
    def open(cls, path: Path | str | None = None) -> Self:
        """Open the library at `path` (else `KUTIP_LIBRARY`, else the user's data folder); NoLibraryError if none."""
        paths = _paths(path)
        if not paths.database.is_file():
            raise NoLibraryError(f"there is no library at {paths.root}", "make one with `qa add PATH`")
        return cls(paths, Database(paths.database))

    @classmethod
    def create(cls, path: Path | str | None = None) -> Self:
        """Open the library at `path`, made empty where there is none."""
        paths = _paths(path)
        try:
            paths.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the library {paths.root} cannot be made", "check the path and its permissions"
            ) from error
        return cls(paths, Database(paths.database, create=True))

    def close(self) -> None:
        """Close the database; the library cannot be used after."""
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
        passages found (`math.inf` reads them all); where it cannot be used, `warnings` say why.
        `tell` is told each step before it is taken; what it raises ends the question.
        """
        check_k(k)
        check_budget(budget_ms)
        started = time.perf_counter()
        tell(Step.RETRIEVING)
        searcher = self.searcher()
        query = searcher.analyse(question)
        pool = searcher.retrieve(query, max(k, POOL), filters)
        found = time.perf_counter()
        tell(Step.READING)
        empty = Shortfall.NOTHING_IN_SCOPE if filters and self._store.counts()[1] else Shortfall.EMPTY_LIBRARY
        judged = self._answerer.judge(query, pool, searcher, budget_ms, empty)
        ended = time.perf_counter()
        tell(Step.QUOTING)
        return compose(
            query.text,
            judged.hits[:k],
            judged.selection,
            self._as_added,
            generation=searcher.generation.name,
            timings=Timings(1e3 * (found - started), 1e3 * (ended - found), 1e3 * (ended - started)),
            reader=judged.reader,
        )

    def warnings(self) -> tuple[str, ...]:
        """Why answers are less than they could be, and what to do, a line each; of the reader, once it was needed."""
        behind = "the index is older than the articles; run `qa add` to bring it up to date"
        problem = self._answerer.problem
        return (*(() if self.is_up_to_date() else (behind,)), *((problem,) if problem else ()))

    @property
    def root(self) -> Path:
        """The library's directory."""
        return self._paths.root

    @property
    def conversations(self) -> Conversations:
        """The chat conversations that are kept in this library."""
        return Conversations(self._database)

    def language_of(self, question: str) -> str:
        """The language of a question as it will be searched: an ISO 639-1 code, or `und`."""
        return self.searcher().analyse(question).language

    def _as_added(self, article_id: str) -> Article | None:
        """The article if its text is, by its digest, the one that was added."""
        article = self._store.article(article_id)
        return article if article is not None and is_as_added(article) else None

    def search(self, query: str, k: int = 10, filters: Filters = EVERYTHING) -> tuple[Hit, ...]:
        """The best `k` passages for `query` of the articles that `filters` leave, with what each retriever said."""
        check_k(k)
        return self.searcher().search(query, k, filters)

    def searcher(self) -> HybridSearcher:
        """The searcher over the live generation: opened at the first question, and anew when another is committed."""
        if self._searcher is None or current_name(self._paths) != self._searcher.generation.name:
            encoder = self._encoder()
            generation = open_current(self._paths, encoder.fingerprint)
            self._searcher = HybridSearcher(self._store, generation, encoder, self._identifier.detect_question)
        return self._searcher

    @functools.cached_property
    def _identifier(self) -> LanguageIdentifier:
        return LanguageIdentifier(cache_folder())

    def _encoder(self) -> Encoder:
        return _query_encoder(self._model_name())

    def _model_name(self) -> str | None:
        """The sentence-transformers name of the library's model; None for the embedded one."""
        return _named(self._store.setting(_MODEL))

    # -- articles -------------------------------------------------------------------------------

    def articles(self) -> tuple[ArticleSummary, ...]:
        """Every article without its text, newest first."""
        return self._store.summaries()

    @property
    def is_empty(self) -> bool:
        """Whether there is no article."""
        return not self._store.counts()[0]

    def article(self, article_id: str) -> Article:
        """The article with this id, or with the only id that begins so; UnknownArticleError where there is none.

        A version that another has replaced is found too.
        """
        matching = self._store.matching(article_id) if _ID.fullmatch(article_id) else ()
        if len(matching) > 1:
            raise BadInputError(
                f"{len(matching)} articles have ids that begin with {article_id}", "give more of the id"
            )
        article = (self._store.article(matching[0]) or self._versions.article(matching[0])) if matching else None
        if article is None:
            raise UnknownArticleError(f"there is no article {article_id}", "`qa list` shows the ids")
        return article

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """What the article with this id, now or before, said before: the newest first."""
        return self._versions.of(article_id)

    # -- writing --------------------------------------------------------------------------------

    def add(self, paths: Iterable[Path | str] = (), *, model: str | None = None, tell: Tell = _silent) -> ImportReport:
        """Import files and folders and commit the index; without paths, finish what an earlier import left.

        `model` names another embedding model for the whole library from now on ("embedded" for the
        one that ships with Kutip). Problems with single files are in the report; the rest is imported.
        """
        with importing.writer(self._paths):
            if model is not None:
                _query_encoder(_named(model))  # a model that cannot be loaded is not set
                self._store.set_setting(_MODEL, str(Path(model).resolve()) if Path(model).is_dir() else model)
            given = [Path(path) for path in paths]
            read = importing.read_articles(self._store, given, self._identifier.detect, tell)
            if read.replaced:
                self._store.forget_unused_embeddings()
            embedded, generation, warnings = self._commit(tell)
        return ImportReport(read.added, read.replaced, read.unchanged, embedded, read.problems, generation, warnings)

    def add_articles(
        self, articles: Iterable[Article], origins: Sequence[str] | None = None, *, tell: Tell = _silent
    ) -> ImportReport:
        """Keep articles that a program made (`index.articles.make_article`) and commit the index.

        `origins` names, for each of them, where it came from: an article takes the place of what came from
        there before. Without them, and for an empty one, every article stays beside the others.
        """
        given = tuple(articles)
        with importing.writer(self._paths):
            kept = importing.add_articles(self._store, given, origins)
            if kept.replaced:
                self._store.forget_unused_embeddings()
            embedded, generation, warnings = self._commit(tell)
        unchanged = len({article.article_id for article in given}) - kept.added - kept.replaced
        return ImportReport(kept.added, kept.replaced, unchanged, embedded, (), generation, warnings)

    def remove(self, article_ids: Iterable[str], *, tell: Tell = _silent) -> tuple[Article, ...]:
        """Forget articles and commit an index without them; UnknownArticleError, and nothing removed, for a bad id."""
        with importing.writer(self._paths):
            articles = tuple(dict.fromkeys(self.article(article_id) for article_id in article_ids))
            self._encoder()  # without its model an index could not be committed, so nothing is removed
            self._store.remove([article.article_id for article in articles])
            self._commit(tell)
        return articles

    def _commit(self, tell: Tell) -> tuple[int, str, tuple[str, ...]]:
        """Embed what is missing and commit the index: how many passages, its name, and what went wrong on the way."""
        encoder = self._encoder()
        vectors = VectorStore(self._database, encoder.fingerprint, encoder.dim)
        missing, warnings = self._embed(vectors, tell)
        return missing, self._commit_index(vectors, tell), warnings

    def _embed(self, vectors: VectorStore, tell: Tell) -> tuple[int, tuple[str, ...]]:
        """Embed what is missing; the engine and its memory are gone after."""
        missing = len(vectors.missing())
        warnings: list[str] = []
        if missing:
            embedder = self._embedder(missing, tell, warnings)
            importing.embed_missing(self._store, vectors, embedder, tell, _CALLS_AT_ONCE)
        return missing, tuple(warnings)

    def _embedder(self, passages: int, tell: Tell, warnings: list[str]) -> Encoder:
        """The library's model on the engine for so many; another model than the embedded one has but one engine."""
        if self._model_name() is not None:
            return self._encoder()
        say = functools.partial(_tell_preparing, tell)
        return make_encoder(None, passages=passages, cache=cache_folder(), say=say, warn=warnings.append)

    def _commit_index(self, vectors: VectorStore, tell: Tell) -> str:
        live = self._live(vectors.model)
        if live is not None and live.manifest.revision == self._store.revision():
            return live.name
        return importing.commit(self._paths, self._store, vectors, tell)

    def _live(self, model: str) -> Generation | None:
        """The live generation where it is sound."""
        try:
            return open_current(self._paths, model)
        except GenerationError:
            return None

    # -- state ----------------------------------------------------------------------------------

    def status(self) -> LibraryStatus:
        """Counts, model, and whether the live index holds all articles; damage is `verify`'s to find."""
        articles, passages = self._store.counts()
        name = current_name(self._paths)
        return LibraryStatus(
            root=self._paths.root,
            articles=articles,
            passages=passages,
            languages=self._store.languages(),
            model=self._store.setting(_MODEL) or _EMBEDDED,
            generation=name,
            up_to_date=self.is_up_to_date(),
            bytes_on_disk=sum(map(_size, self._paths.root.rglob("*"))),
        )

    def is_up_to_date(self) -> bool:
        """Whether the live index holds every article, by the library's model."""
        try:
            manifest = current_manifest(self._paths)
        except GenerationError:
            return False
        return (manifest.revision, manifest.model) == (self._store.revision(), self._encoder().fingerprint)

    def verify(self, *, repair: bool = False, tell: Tell = _silent) -> tuple[str, ...]:
        """Check everything that is stored and say what is wrong, a line each; with `repair`, what still is.

        Repairing makes passages, embeddings and the index again; the articles themselves are never changed,
        and a database that SQLite cannot read is not touched.
        """
        encoder = self._encoder()
        vectors = VectorStore(self._database, encoder.fingerprint, encoder.dim)
        wrong = tuple(findings(self._paths, self._database, vectors))
        if not (wrong and repair) or self._database.check() is not None:
            return wrong
        with importing.writer(self._paths):
            mend_passages(self._store)
            vectors.forget(vectors.unusable())
            if self._live(vectors.model) is None:
                discard(self._paths)
            self._commit(tell)
        return tuple(findings(self._paths, self._database, vectors))


def _tell_preparing(tell: Tell, _: str) -> None:
    tell(Stage.PREPARING, 0, 1)


def _named(model: str | None) -> str | None:
    return None if model in (None, _EMBEDDED) else model


def _paths(given: Path | str | None) -> LibraryPaths:
    return LibraryPaths(Path(given).expanduser() if given is not None else default_library())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:  # swept away by a writer meanwhile
        return 0


@functools.cache
def _query_encoder(model: str | None) -> Encoder:
    """One encoder a model for all questions of this process."""
    return make_encoder(model, passages=0, cache=cache_folder())
