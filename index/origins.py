"""Where articles came from: one may have come from several places, and stays as long as it is in one of them."""

from __future__ import annotations

import sqlite3

from index.readers.files import file_of


def take(connection: sqlite3.Connection, article_id: str, origin: str, run: str) -> str | None:
    """Note that an article, which is kept, came from `origin` in the import `run`.

    Gives the id of the article that came from there before and is nowhere else, whose place this one takes; or None.
    """
    found = connection.execute("SELECT article_id FROM origins WHERE origin = ?", (origin,)).fetchone()
    connection.execute("INSERT OR REPLACE INTO origins VALUES (?, ?, ?)", (origin, article_id, run))
    if found is None or found[0] == article_id:
        return None
    before = str(found[0])
    others = connection.execute("SELECT origin, seen FROM origins WHERE article_id = ?", (before,)).fetchall()
    file = file_of(origin)
    return None if any(_is_there(str(other), seen == run, file) for other, seen in others) else before


def forget(connection: sqlite3.Connection, origin: str) -> str | None:
    """Forget that an article came from `origin`; its id if it came from nowhere else, or None."""
    found = connection.execute("DELETE FROM origins WHERE origin = ? RETURNING article_id", (origin,)).fetchall()
    for (article_id,) in found:
        if not connection.execute("SELECT 1 FROM origins WHERE article_id = ?", (article_id,)).fetchone():
            return str(article_id)
    return None


def _is_there(origin: str, seen: bool, file: str | None) -> bool:
    """Whether the article is still in `origin`, which this import has `seen` or not; it reads `file`.

    Of a record in that same file that is only known if it was seen: rows may have moved up.
    """
    return seen or file_of(origin) not in (None, file)
