"""Changes of articles within a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.origin import file_of
from index.storage import forgetting, settings, versions
from index.storage.article_rows import COLUMNS, PLACES, row_of
from index.storage.passages import insert_passages
from index.text.language import UNDETERMINED
from index.values import Article, Span


@dataclass(frozen=True, slots=True)
class Kept:
    """How many articles were new, and how many replaced one from the same origin.

    For a part of an import it is the change of these counts: a row that moved takes back what was counted when another
    came in its place.
    """

    added: int
    replaced: int


def insert(connection: sqlite3.Connection, article: Article, spans: Sequence[Span] | None) -> bool:
    """Store an article that is not stored yet; return whether it was new."""
    inserted = connection.execute(
        f"INSERT OR IGNORE INTO articles ({COLUMNS}) VALUES ({PLACES})", row_of(article)
    ).rowcount
    if inserted and not versions.revive(connection, article.article_id):
        insert_passages(connection, article, spans)
    return bool(inserted)


def set_language(connection: sqlite3.Connection, article: Article, spans: Sequence[Span] | None) -> bool:
    """Set the language of an article that was stored without one; return whether it was."""
    updated = connection.execute(
        "UPDATE articles SET language = ?1 WHERE article_id = ?2 AND language = ?3 AND ?1 <> ?3",
        (article.language, article.article_id, UNDETERMINED),
    ).rowcount
    if updated:
        connection.execute("DELETE FROM passages WHERE article_id = ?", (article.article_id,))
        insert_passages(connection, article, spans)
    return bool(updated)


def take_place(connection: sqlite3.Connection, article_id: str, origin: str, run: str) -> str | None:
    """Note that a stored article came from `origin` in the import `run`.

    If the article that came from there before is nowhere else, it becomes a version of this one; return its id, or
    None. An article stays as long as it is in one of its places.
    """
    found = connection.execute("SELECT article_id FROM origins WHERE origin = ?", (origin,)).fetchone()
    connection.execute("INSERT OR REPLACE INTO origins VALUES (?, ?, ?)", (origin, article_id, run))
    if found is None or found[0] == article_id:
        return None
    before = str(found[0])
    if connection.execute("SELECT 1 FROM origins WHERE article_id = ? AND seen = ?", (before, run)).fetchone():
        return None
    # Of records in the same file it is only known if this import has seen them: rows may have moved up.
    here = {None, file_of(origin)}
    others = connection.execute("SELECT origin FROM origins WHERE article_id = ?", (before,))
    if any(file_of(str(other)) not in here for (other,) in others):
        return None
    versions.replace(connection, before, origin, article_id)
    return before


def forget_origin(connection: sqlite3.Connection, origin: str) -> str | None:
    """Forget the `origin` of an article; return its id if that was the last."""
    found = connection.execute("DELETE FROM origins WHERE origin = ? RETURNING article_id", (origin,)).fetchall()
    for (article_id,) in found:
        if not connection.execute("SELECT 1 FROM origins WHERE article_id = ?", (article_id,)).fetchone():
            return str(article_id)
    return None


def remove(connection: sqlite3.Connection, article_ids: Iterable[str]) -> int:
    """Delete articles with all that belongs to them; return how many there were."""
    stored = "SELECT 1 FROM articles WHERE article_id = ?"
    there = [each for each in dict.fromkeys(article_ids) if connection.execute(stored, (each,)).fetchone()]
    if there:
        forgetting.forget(connection, there)
        connection.executemany("DELETE FROM articles WHERE article_id = ?", ((each,) for each in there))
        forget_unused_embeddings(connection)
        bump_revision(connection)
    return len(there)


def forget_unused_embeddings(connection: sqlite3.Connection) -> None:
    """Delete the embeddings that no passage uses any more."""
    connection.execute("DELETE FROM embeddings WHERE text_hash NOT IN (SELECT text_hash FROM passages)")


def bump_revision(connection: sqlite3.Connection) -> None:
    """Count a change of the articles."""
    settings.count(connection, "revision")
