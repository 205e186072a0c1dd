"""What could not be read, remembered until it can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.database import Database
from index.readers import Problem
from index.readers.files import file_of, written


@dataclass(frozen=True, slots=True)
class KeptProblem:
    """A path that was not taken, why, and when (UTC) that was last seen; a member of an archive is `archive!member`."""

    path: str
    reason: str
    noticed: datetime


class Problems:
    """The problems that are kept in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[KeptProblem, ...]:
        """All of them, by path."""
        rows = self._database.rows("SELECT path, reason, noticed FROM problems ORDER BY path, noticed, reason")
        return tuple(KeptProblem(str(p), str(reason), datetime.fromisoformat(str(at))) for p, reason, at in rows)

    def count(self) -> int:
        """How many there are."""
        ((count,),) = self._database.rows("SELECT count(*) FROM problems")
        return int(str(count))

    def note(self, tried: Iterable[Path | str], problems: Sequence[Problem]) -> None:
        """Forget what was known of the files that were tried, and keep what is wrong now."""
        files = [written(path) for path in tried]
        now = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.executemany(
                "DELETE FROM problems WHERE path = ?1 OR substr(path, 1, length(?1) + 1) = ?1 || '!'",
                ((file,) for file in files),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO problems VALUES (?, ?, ?)",
                ((written(problem.path), problem.reason, now) for problem in problems),
            )

    def forget_missing(self) -> None:
        """Forget what is known of files that are not there any more."""
        gone = {kept.path for kept in self.list() if file_of(kept.path) is None and not Path(kept.path).is_dir()}
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM problems WHERE path = ?", ((path,) for path in gone))
