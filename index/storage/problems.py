"""Problems: what could not be read, remembered until it can be."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.origin import file_of, written
from index.storage.database import Database
from index.values import Problem


@dataclass(frozen=True, slots=True)
class KeptProblem:
    """A path that was not imported, why, and when (UTC); a member is `archive!member`."""

    path: str
    reason: str
    noticed: datetime


class Problems:
    """The problems stored in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[KeptProblem, ...]:
        """Return all problems, by path."""
        rows = self._database.rows("SELECT path, reason, noticed FROM problems ORDER BY path, noticed, reason")
        return tuple(KeptProblem(path, reason, datetime.fromisoformat(at)) for path, reason, at in rows)

    def count(self) -> int:
        """Return how many problems there are."""
        ((count,),) = self._database.rows("SELECT count(*) FROM problems")
        return int(count)

    def note(self, tried: Iterable[Path | str], problems: Sequence[Problem]) -> None:
        """Replace the stored problems of the files that were tried by those found now."""
        files = [written(path) for path in tried]
        now = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.executemany(
                "DELETE FROM problems WHERE path = ?1 OR (path > ?1 || '!' AND path < ?1 || '\"')",
                ((file,) for file in files),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO problems VALUES (?, ?, ?)",
                ((written(problem.path), problem.reason, now) for problem in problems),
            )

    def forget_missing(self) -> None:
        """Delete the problems of files that no longer exist."""
        paths = [path for (path,) in self._database.rows("SELECT DISTINCT path FROM problems")]
        gone = [path for path in paths if file_of(path) is None and not os.path.isdir(path)]  # noqa: PTH112 - it does not raise
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM problems WHERE path = ?", ((path,) for path in gone))
