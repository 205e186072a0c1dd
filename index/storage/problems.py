"""Problems: what was not read or is doubtful, remembered until it is mended or dismissed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.origin import file_of, written
from index.storage.database import Database
from index.values import Problem, ProblemKind

_IN = "path = ?1 OR path > ?1 || '!' AND path < ?1 || '\"' OR path > ?2 AND path < ?3"
"""The path `?1`, its members, and the paths in it."""


@dataclass(frozen=True, slots=True)
class KeptProblem:
    """What is told of a path, why, and since when (UTC); a member is `archive!member`."""

    path: str
    reason: str
    noticed: datetime
    kind: ProblemKind = ProblemKind.UNREAD


class Problems:
    """The problems stored in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[KeptProblem, ...]:
        """Return all problems that were not dismissed: what was not read first, then by path."""
        rows = self._database.rows(
            "SELECT path, reason, noticed, kind FROM problems WHERE NOT dismissed ORDER BY path, noticed, reason"
        )
        kept = (
            KeptProblem(path, reason, datetime.fromisoformat(at), ProblemKind(kind)) for path, reason, at, kind in rows
        )
        return tuple(sorted(kept, key=lambda each: list(ProblemKind).index(each.kind)))

    def counts(self) -> dict[ProblemKind, int]:
        """Return how many problems of each kind there are."""
        rows = self._database.rows("SELECT kind, count(*) FROM problems WHERE NOT dismissed GROUP BY kind")
        return {ProblemKind(kind): count for kind, count in rows}

    def note(
        self,
        tried: Iterable[Path | str],
        problems: Sequence[Problem],
        lasts: Callable[[Problem], bool] = lambda _: True,
    ) -> tuple[Problem, ...]:
        """Replace the problems of all that was tried; return those that nobody has dismissed.

        Of those found now, only those are kept that last.
        """
        now = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            dismissed = set(connection.execute("SELECT path, reason FROM problems WHERE dismissed"))
            found = [(each, (written(each.path), each.reason)) for each in problems]
            connection.executemany(f"DELETE FROM problems WHERE {_IN}", map(_places, map(written, tried)))
            connection.executemany("DELETE FROM problems WHERE path = ?", ((path,) for _, (path, _) in found))
            connection.executemany(
                "INSERT OR REPLACE INTO problems (path, reason, noticed, kind, dismissed) VALUES (?, ?, ?, ?, ?)",
                ((*key, now, each.kind, key in dismissed) for each, key in found if lasts(each)),
            )
        return tuple(each for each, key in found if key not in dismissed)

    def dismiss(self, what: str) -> int:
        """Tell no more of a path and what is in it, or of a kind."""
        dismiss = "UPDATE problems SET dismissed = 1 WHERE NOT dismissed AND"
        with self._database.transaction() as connection:
            if what in list(ProblemKind):
                return connection.execute(f"{dismiss} kind = ?", (what,)).rowcount
            path = what if "://" in what else written(Path(what))
            return connection.execute(f"{dismiss} ({_IN})", _places(path)).rowcount

    def forget_missing(self) -> None:
        """Delete the problems of files that no longer exist."""
        paths = [path for (path,) in self._database.rows("SELECT DISTINCT path FROM problems")]
        gone = [path for path in paths if file_of(path) is None and not os.path.lexists(path)]
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM problems WHERE path = ?", ((path,) for path in gone))


def _places(path: str) -> tuple[str, str, str]:
    """Return the values of `_IN` for a path."""
    inside = path.rstrip(os.sep)
    return path, inside + os.sep, inside + chr(ord(os.sep) + 1)
