"""Origins of articles: one stays as long as it is in any place."""

from __future__ import annotations

import sqlite3

from index.origin import file_of


def take(connection: sqlite3.Connection, article_id: str, origin: str, run: str) -> str | None:
    """Note that a stored article came from `origin` in the import `run`.

    Return the id of the article that came from there before and is nowhere else, whose place this one takes, or None.
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
    return before if all(file_of(str(other)) in here for (other,) in others) else None


def forget(connection: sqlite3.Connection, origin: str) -> str | None:
    """Forget the `origin` of an article; return its id if that was the last."""
    found = connection.execute("DELETE FROM origins WHERE origin = ? RETURNING article_id", (origin,)).fetchall()
    for (article_id,) in found:
        if not connection.execute("SELECT 1 FROM origins WHERE article_id = ?", (article_id,)).fetchone():
            return str(article_id)
    return None
