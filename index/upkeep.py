"""Looking after a library: is everything that is stored what was written?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from index.database import Database
from index.errors import GenerationError
from index.generation import open_current
from index.paths import LibraryPaths
from index.store import Store, content_hash, passage_content
from index.values import Article
from index.vectors import VectorStore


def findings(paths: LibraryPaths, database: Database, vectors: VectorStore) -> Iterator[str]:
    """One line for each thing that is wrong: database, article digests, passage offsets, vectors, index."""
    complaint = database.check()
    if complaint is not None:
        yield f"the database is damaged: {complaint}"
        return
    store = Store(database)
    for article in store.all_articles():
        yield from _article_findings(store, article)
    missing = len(vectors.missing())
    if missing:
        yield f"{missing} passages have no embedding yet"
    unusable = len(vectors.unusable())
    if unusable:
        yield f"{unusable} embeddings are damaged"
    yield from _index_findings(paths, store, vectors.model)


def _article_findings(store: Store, article: Article) -> Iterator[str]:
    if hashlib.sha256(article.text.encode()).hexdigest() != article.sha256:
        yield f"article {article.article_id} is not the text that was added"
    for passage in store.passages_of(article.article_id):
        inside = 0 <= passage.start < passage.end <= len(article.text)
        content = passage_content(article.title, article.text[passage.start : passage.end])
        if not inside or content_hash(content) != store.text_hash(passage.passage_id):
            yield f"passage {passage.ordinal} of article {article.article_id} is not where it was"


def _index_findings(paths: LibraryPaths, store: Store, model: str) -> Iterator[str]:
    try:
        live = open_current(paths, model)
    except GenerationError as error:
        yield error.message
        return
    if live.manifest.revision != store.revision():
        yield "the index is older than the articles"
