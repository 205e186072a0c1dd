"""Checks of a library: whether everything stored is still what was written."""

from __future__ import annotations

from collections.abc import Iterator

from index.errors import GenerationError
from index.generations.generation import open_current
from index.paths import LibraryPaths
from index.storage.articles import identities, sha256
from index.storage.database import Database
from index.storage.passages import content_hash, passage_content
from index.storage.store import Store
from index.storage.vectors import VectorStore
from index.storage.versions import Versions
from index.text.chunking import chunk
from index.values import Article, Passage


def findings(paths: LibraryPaths, database: Database, vectors: VectorStore) -> Iterator[str]:
    """Yield a line for each thing wrong in the database, articles, passages, vectors and index."""
    complaint = database.check()
    if complaint is not None:
        yield f"the database is damaged: {complaint}"
        return
    store = Store(database)
    for article in store.all_articles():
        yield from _article_findings(store, article)
    for version in Versions(database).all_articles():
        damage = _damage(version)
        if damage is not None:
            yield f"version {version.article_id} {damage}"
    missing = len(vectors.missing())
    if missing:
        yield f"{missing} passages have no embedding yet"
    unusable = len(vectors.unusable())
    if unusable:
        yield f"{unusable} embeddings are damaged"
    try:
        live = open_current(paths, vectors.model)
    except GenerationError as error:
        yield error.message
        return
    if live.manifest.revision != store.revision():
        yield "the index is older than the articles"


def repair_passages(store: Store) -> None:
    """Cut articles that are as added into passages again, if some are missing or shifted."""
    for article in store.all_articles():
        passages = store.passages_of(article.article_id)
        whole = passages and all(_is_in_place(store, article, passage) for passage in passages)
        if not whole and _damage(article) is None:
            store.replace_passages(article, chunk(article.text, article.language))


def is_intact(article: Article) -> bool:
    """Return whether an article's text has the digest it was added with."""
    return sha256(article.text) == article.sha256


def _article_findings(store: Store, article: Article) -> Iterator[str]:
    damage = _damage(article)
    if damage is not None:
        yield f"article {article.article_id} {damage}"
    if article.edits and not store.edits.are_sound(article):
        yield f"article {article.article_id} was edited, but not from what it says that it was"
    passages = store.passages_of(article.article_id)
    if not passages:
        yield f"article {article.article_id} has lost its passages"
    for passage in passages:
        if not _is_in_place(store, article, passage):
            yield f"passage {passage.ordinal} of article {article.article_id} is not where it was"


def _damage(article: Article) -> str | None:
    """Return what changed in an article since it was added, or None."""
    if not article.sha256:
        return "has a date or pages that cannot be read"
    if not is_intact(article):
        return "is not the text that was added"
    # The id was made of all that was given, so it vouches for neither pages nor a language told from the text.
    if article.article_id not in identities(article):
        return "has another title, outlet, author, address, date or language than it was added with"
    return None


def _is_in_place(store: Store, article: Article, passage: Passage) -> bool:
    """Return whether a passage has the hash of its content."""
    # Earlier versions made it with the whole of a long title.
    text = article.text[passage.start : passage.end]
    contents = passage_content(article.title, text), passage_content(article.title, text, len(article.title))
    inside = 0 <= passage.start < passage.end <= len(article.text)
    return inside and store.text_hash(passage.passage_id) in [content_hash(content) for content in contents]
