"""Changes of a library: imports, removals and repairs, each with a new index."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from index.encoders import BulkEncoder, make_encoder
from index.errors import UnknownArticleError
from index.formats import Columns, Show
from index.formats.columns import Record
from index.generations.generation import discard
from index.importing import pipeline
from index.importing.pipeline import Tell
from index.importing.report import ImportReport
from index.importing.upkeep import findings, repair_passages
from index.paths import LibraryPaths
from index.storage.changes import Kept
from index.storage.checking import check_article
from index.storage.database import Database
from index.storage.forgetting import wipe
from index.storage.store import Store
from index.storage.vectors import VectorStore
from index.storage.versions import Versions
from index.text.language import IdentifyLanguage
from index.values import Article, Encoder

EMBEDDED = "embedded"
"""The name of the model that ships with Kutip."""

_MODEL = "model"
_CALLS_AT_ONCE = 3
"""How many batches of passages are embedded at a time, so that no core is idle at the end of one."""


class Importer:
    """One import into a library, or another change of it.

    All methods but `keep` hold the writer lock, and raise LibraryBusyError if another process holds it.
    """

    def __init__(self, paths: LibraryPaths, database: Database, identify: IdentifyLanguage) -> None:
        self._paths = paths
        self._database = database
        self._identify = identify
        self._store = Store(database)

    def add(
        self, paths: Sequence[Path], model: str | None, columns: Columns | None, tell: Tell, show: Show, sync: bool
    ) -> ImportReport:
        """Import files and folders, and commit the index."""
        with pipeline.writer(self._paths):
            self._use(model)
            report = pipeline.read_articles(self._store, paths, self._identify, tell, columns, show, sync=sync)
            return self._finish(report, tell)

    def add_records(
        self, records: Iterable[Record], origin: str, model: str | None, columns: Columns | None, tell: Tell, show: Show
    ) -> ImportReport:
        """Import a program's own records, and commit the index."""
        with pipeline.writer(self._paths):
            self._use(model)
            report = pipeline.read_records(self._store, records, origin, self._identify, columns, show)
            return self._finish(report, tell)

    def _use(self, model: str | None) -> None:
        """Set the library's embedding model; one that cannot be loaded is not set."""
        if model is not None:
            query_encoder(_hub_name(model))
            self._store.set_setting(_MODEL, str(Path(model).resolve()) if Path(model).is_dir() else model)

    def fetch(self, urls: Sequence[str], tell: Tell) -> ImportReport:
        """Fetch what is at URLs, and commit the index."""
        with pipeline.writer(self._paths):
            within = self._paths.generations
            return self._finish(pipeline.read_fetched(self._store, urls, self._identify, tell, within), tell)

    def add_articles(self, articles: Sequence[Article], origins: Sequence[str] | None, tell: Tell) -> ImportReport:
        """Keep articles, and commit the index."""
        with pipeline.writer(self._paths):
            kept = self.keep(articles, origins)
            unchanged = len({article.article_id for article in articles}) - kept.added - kept.replaced
            return self._finish(ImportReport(kept.added, kept.replaced, unchanged), tell)

    def keep(self, articles: Sequence[Article], origins: Sequence[str] | None) -> Kept:
        """Keep articles, durably and without an index: all, or none with BadInputError."""
        checked = [check_article(article, self._identify) for article in articles]
        return pipeline.add_articles(self._store, checked, origins)

    def remove(self, article_ids: Iterable[str], find: Callable[[str], Article], tell: Tell) -> tuple[Article, ...]:
        """Forget articles, and commit an index without them."""
        with pipeline.writer(self._paths):
            articles = self._found(article_ids, find, tell)
            ids = [article.article_id for article in articles]
            self._check_current(ids)
            self._vectors()  # without its model no index could be committed, so nothing would be removed
            self._store.remove(ids)
            self._finish(ImportReport(), tell)
        return articles

    def _found(self, article_ids: Iterable[str], find: Callable[[str], Article], tell: Tell) -> tuple[Article, ...]:
        """Return the articles; where one is gone, first finish what may have been stopped."""
        try:
            return tuple(dict.fromkeys(find(article_id) for article_id in article_ids))
        except UnknownArticleError:
            if not self._vectors().missing():
                self._finish(ImportReport(), tell)
            raise

    def edit(self, article_id: str, changes: Mapping[str, object] | None, tell: Tell) -> Article:
        """Edit an article, or without `changes` undo its edits, and commit an index."""
        with pipeline.writer(self._paths):
            self._vectors()
            edited = self.keep_edit(article_id, changes)
            self._finish(ImportReport(), tell)
        return edited

    def keep_edit(self, article_id: str, changes: Mapping[str, object] | None) -> Article:
        """Edit an article as `edit` does, durably and without an index."""
        self._check_current([article_id])
        edits = self._store.edits
        now = edits.undo(article_id) if changes is None else edits.edit(article_id, changes, self._identify)
        return self._store.articles([now.article_id])[now.article_id]

    def _check_current(self, article_ids: Sequence[str]) -> None:
        known = self._store.known(article_ids)
        for article_id in article_ids:
            if article_id not in known:
                now = [version.now for version in Versions(self._database).of(article_id)[:1]]
                raise UnknownArticleError(
                    f"{article_id} is an old version, which goes with the article that took its place",
                    f"its id is now {now[0]}" if now else "`qa list` shows the ids of articles",
                )

    def verify(self, *, repair: bool, tell: Tell) -> tuple[str, ...]:
        """Check everything that is stored, and repair it if asked to."""
        vectors = self._vectors()
        wrong = tuple(findings(self._paths, self._database, vectors))
        if not (wrong and repair) or self._database.check() is not None:
            return wrong
        with pipeline.writer(self._paths):
            repair_passages(self._store)
            vectors.forget(vectors.unusable())
            if pipeline.live_index(self._paths, vectors.model) is None:
                discard(self._paths)
            self._finish(ImportReport(), tell)
        return tuple(findings(self._paths, self._database, vectors))

    def _finish(self, report: ImportReport, tell: Tell) -> ImportReport:
        """Embed what is not embedded, commit an index of everything, and complete the report.

        The lock is held. What `keep` adds meanwhile is in this index too, or in the next.
        """
        vectors = self._vectors()
        embedded = 0
        warnings: list[str] = []
        while True:
            missing = len(vectors.missing())
            if missing:
                embedded += self._embed(vectors, missing, tell, warnings)
            with self._database.snapshot():
                if vectors.missing():
                    continue
                name = pipeline.commit(self._paths, self._store, vectors, tell)
                revision = self._store.revision()
            self._store.forget_replaced(revision)
            wipe(self._database)
            return replace(report, embedded=embedded, generation=name, warnings=tuple(warnings))

    def _embed(self, vectors: VectorStore, missing: int, tell: Tell, warnings: list[str]) -> int:
        """Embed the missing passages on the engine for so many, and close it."""
        model = model_of(self._store)
        if model is not None:
            encoder = query_encoder(model)
        else:
            encoder = make_encoder(None, passages=missing, warn=warnings.append)
        try:
            return pipeline.embed_missing(self._store, vectors, encoder, tell, _CALLS_AT_ONCE)
        finally:
            if isinstance(encoder, BulkEncoder):
                encoder.close()

    def _vectors(self) -> VectorStore:
        encoder = query_encoder(model_of(self._store))
        return self._store.vectors(encoder.fingerprint, encoder.dim)


def model_of(store: Store) -> str | None:
    """Return the sentence-transformers name of a library's model, or None for the embedded one."""
    return _hub_name(store.setting(_MODEL))


@functools.cache
def query_encoder(model: str | None) -> Encoder:
    """Return this process's only encoder of a model for questions."""
    return make_encoder(model, passages=0)


def _hub_name(model: str | None) -> str | None:
    return None if model in (None, EMBEDDED) else model
