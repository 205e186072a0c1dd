"""Versions: articles that were replaced, kept so that old quotes can be looked up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from index.storage import tags
from index.storage.article_rows import COLUMNS, article_of
from index.storage.database import Database
from index.values import Article

_PASSAGE = "passage_id, article_id, ordinal, start, end, text_hash"


@dataclass(frozen=True, slots=True)
class Version:
    """An article replaced at `replaced` (UTC), for which `now` (an id) stands.

    It is no longer searched.

    >>> library.versions("2cbb")  # it was never replaced
    ()
    """

    article: Article
    replaced: datetime
    now: str


class Versions:
    """The replaced versions in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, article_id: str) -> tuple[Version, ...]:
        """Return the versions of an article, by its id or a version's, newest first."""
        rows = self._database.rows(
            f"SELECT {COLUMNS}, replaced, now FROM versions WHERE now = coalesce("
            "(SELECT now FROM versions WHERE article_id = ?1), ?1) ORDER BY replaced DESC, rowid DESC",
            (article_id,),
        )
        return tuple(Version(article_of(row[:-2]), datetime.fromisoformat(row[-2]), row[-1]) for row in rows)

    def all_articles(self) -> Iterable[Article]:
        """Yield every version, in the order of the ids."""
        for row in self._database.stream(f"SELECT {COLUMNS} FROM versions ORDER BY article_id"):
            yield article_of(row)


def replace(connection: sqlite3.Connection, article_id: str, origin: str, by: str) -> None:
    """Make the article `article_id`, from `origin`, a version of `by`, which is stored already.

    Its passages go on to answer until an index without them is committed.
    """
    connection.execute("UPDATE versions SET now = ? WHERE now = ?", (by, article_id))
    connection.execute(
        f"INSERT OR REPLACE INTO versions ({COLUMNS}, origin, replaced, by, now)"
        f" SELECT {COLUMNS}, ?1, ?2, ?3, ?3 FROM articles WHERE article_id = ?4",
        (origin, datetime.now(UTC).isoformat(), by, article_id),
    )
    connection.execute(
        f"INSERT INTO replaced_passages ({_PASSAGE}, revision) SELECT {_PASSAGE}, CAST(value AS INTEGER)"
        " FROM passages, settings WHERE article_id = ? AND name = 'revision'",
        (article_id,),
    )
    tags.copy(connection, article_id, by)
    connection.execute("DELETE FROM articles WHERE article_id = ?", (article_id,))


def revive(connection: sqlite3.Connection, article_id: str) -> bool:
    """Delete the version that is an article again; return whether its passages were restored.

    Its own versions are its versions again, wherever they were moved meanwhile.
    """
    found = connection.execute(
        f"INSERT INTO passages ({_PASSAGE}) SELECT {_PASSAGE} FROM replaced_passages WHERE article_id = ?",
        (article_id,),
    )
    connection.execute("DELETE FROM versions WHERE article_id = ?", (article_id,))
    connection.execute(
        "WITH RECURSIVE earlier (id) AS"
        " (SELECT article_id FROM versions WHERE by = ?1"
        " UNION SELECT article_id FROM versions, earlier WHERE by = id)"
        " UPDATE versions SET now = ?1 WHERE article_id IN (SELECT id FROM earlier)",
        (article_id,),
    )
    return found.rowcount > 0


def forget_passages(connection: sqlite3.Connection, revision: int) -> None:
    """Delete the passages that were replaced before `revision`, of which there is an index."""
    connection.execute("DELETE FROM replaced_passages WHERE revision < ?", (revision,))
