"""What changes a library: articles kept and forgotten, embeddings made, an index committed, damage mended."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.encoders import BulkEncoder, make_encoder
from index.errors import GenerationError, UnknownArticleError
from index.formats import Columns, Show
from index.generations.generation import Generation, discard, open_current
from index.importing import pipeline
from index.importing.pipeline import Identify, ReadReport, Stage, Tell
from index.importing.report import ImportReport
from index.importing.upkeep import findings, mend_passages
from index.paths import LibraryPaths, cache_folder
from index.storage.checking import checked
from index.storage.database import Database
from index.storage.store import Kept, Store
from index.storage.vectors import VectorStore
from index.values import Article, Encoder

EMBEDDED = "embedded"
"""What the model that ships with Kutip is called."""

_MODEL = "model"
_CALLS_AT_ONCE = 3
"""How many runs of passages an import has embedded at a time, so that no core waits for the last of one."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes to one library. All but `keep` hold its writer lock: LibraryBusyError where another process does."""

    paths: LibraryPaths
    database: Database
    identify: Identify

    def add(
        self, given: Sequence[Path], model: str | None, columns: Columns | None, tell: Tell, show: Show, sync: bool
    ) -> ImportReport:
        """See `Library.add`."""
        store = Store(self.database)
        with pipeline.writer(self.paths):
            if model is not None:
                query_encoder(_named(model))  # a model that cannot be loaded is not set
                store.set_setting(_MODEL, str(Path(model).resolve()) if Path(model).is_dir() else model)
            read = pipeline.read_articles(store, given, self.identify, tell, columns, show, sync=sync)
            return self._finished(store, read, tell)

    def fetch(self, urls: Sequence[str], tell: Tell) -> ImportReport:
        """See `Library.fetch`."""
        store = Store(self.database)
        with pipeline.writer(self.paths):
            return self._finished(store, pipeline.read_fetched(store, urls, self.identify, tell), tell)

    def add_articles(self, given: Sequence[Article], origins: Sequence[str] | None, tell: Tell) -> ImportReport:
        """See `Library.add_articles`."""
        with pipeline.writer(self.paths):
            kept = self.keep(given, origins)
            embedded, generation, warnings = self._commit(tell)
        unchanged = len({article.article_id for article in given}) - kept.added - kept.replaced
        return ImportReport(kept.added, kept.replaced, unchanged, embedded, (), generation, warnings=warnings)

    def keep(self, given: Sequence[Article], origins: Sequence[str] | None) -> Kept:
        """Keep articles, durably, without an index of them: all, or with BadInputError none."""
        store = Store(self.database)
        kept = pipeline.add_articles(store, [checked(article, self.identify) for article in given], origins)
        if kept.replaced:
            store.forget_unused_embeddings()
        return kept

    def remove(self, article_ids: Iterable[str], find: Callable[[str], Article], tell: Tell) -> tuple[Article, ...]:
        """See `Library.remove`."""
        store = Store(self.database)
        with pipeline.writer(self.paths):
            articles = tuple(dict.fromkeys(find(article_id) for article_id in article_ids))
            known = store.known([article.article_id for article in articles])
            for article in articles:
                if article.article_id not in known:
                    raise UnknownArticleError(
                        f"{article.article_id} is an old version, which goes with the article that took its place",
                        "`qa list` shows the ids of articles",
                    )
            query_encoder(model_of(store))  # without its model an index could not be committed, so nothing is removed
            store.remove([article.article_id for article in articles])
            self._commit(tell)
        return articles

    def verify(self, *, repair: bool, tell: Tell) -> tuple[str, ...]:
        """See `Library.verify`."""
        vectors = self._vectors()
        wrong = tuple(findings(self.paths, self.database, vectors))
        if not (wrong and repair) or self.database.check() is not None:
            return wrong
        with pipeline.writer(self.paths):
            mend_passages(Store(self.database))
            vectors.forget(vectors.unusable())
            if self._live(vectors.model) is None:
                discard(self.paths)
            self._commit(tell)
        return tuple(findings(self.paths, self.database, vectors))

    def _finished(self, store: Store, read: ReadReport, tell: Tell) -> ImportReport:
        """Commit what was read; the lock is held."""
        if read.replaced:
            store.forget_unused_embeddings()
        embedded, generation, warnings = self._commit(tell)
        return ImportReport(
            read.added, read.replaced, read.unchanged, embedded, read.problems, generation, read.removed, warnings
        )

    def _vectors(self) -> VectorStore:
        encoder = query_encoder(model_of(Store(self.database)))
        return VectorStore(self.database, encoder.fingerprint, encoder.dim)

    def _commit(self, tell: Tell) -> tuple[int, str, tuple[str, ...]]:
        """Embed what is not and index everything: how many passages, the live generation, and what failed on the way.

        What is kept while this goes on is in the index too, or in the next.
        """
        store, vectors = Store(self.database), self._vectors()
        embedded = 0
        warnings: list[str] = []
        while True:
            missing = len(vectors.missing())
            if missing:
                embedded += self._embed(store, vectors, missing, tell, warnings)
            with self.database.snapshot():
                if vectors.missing():
                    continue
                name, revision = self._commit_index(store, vectors, tell), store.revision()
            store.forget_replaced(revision)
            return embedded, name, tuple(warnings)

    def _embed(self, store: Store, vectors: VectorStore, missing: int, tell: Tell, warnings: list[str]) -> int:
        """Embed what is missing; the engine and its memory are gone after."""
        encoder = self._encoder_for(missing, tell, warnings)
        try:
            return pipeline.embed_missing(store, vectors, encoder, tell, _CALLS_AT_ONCE)
        finally:
            if isinstance(encoder, BulkEncoder):
                encoder.close()

    def _encoder_for(self, passages: int, tell: Tell, warnings: list[str]) -> Encoder:
        """The library's model on the engine for so many; another than the embedded one has but one."""
        name = model_of(Store(self.database))
        if name is not None:
            return query_encoder(name)

        def say(_: str) -> None:
            tell(Stage.PREPARING, 0, 1)

        return make_encoder(None, passages=passages, cache=cache_folder(), say=say, warn=warnings.append)

    def _commit_index(self, store: Store, vectors: VectorStore, tell: Tell) -> str:
        live = self._live(vectors.model)
        if live is not None and live.manifest.revision == store.revision():
            return live.name
        return pipeline.commit(self.paths, store, vectors, tell, live)

    def _live(self, model: str) -> Generation | None:
        """The live generation where it is sound."""
        try:
            return open_current(self.paths, model)
        except GenerationError:
            return None


def model_of(store: Store) -> str | None:
    """The sentence-transformers name of a library's model; None for the embedded one."""
    return _named(store.setting(_MODEL))


@functools.cache
def query_encoder(model: str | None) -> Encoder:
    """One encoder a model for all questions of this process."""
    return make_encoder(model, passages=0, cache=cache_folder())


def _named(model: str | None) -> str | None:
    return None if model in (None, EMBEDDED) else model
