"""What was shown last: the places behind the numbers, without any words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from index.storage import settings
from index.storage.database import Database

_NOTICED = "shown"
"""The setting with the time of what was shown."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The characters `[start, end)` of an article, shown with a number."""

    number: int
    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shown:
    """The spots of an answer or search, by number, and when it was shown (UTC)."""

    spots: tuple[Spot, ...]
    noticed: datetime | None


class LastShown:
    """The spots last shown, in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, spots: Sequence[Spot]) -> None:
        """Keep these spots in place of those kept before."""
        now = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM shown")
            connection.executemany(
                "INSERT INTO shown VALUES (?, ?, ?, ?)",
                ((spot.number, spot.article_id, spot.start, spot.end) for spot in spots),
            )
            settings.keep(connection, _NOTICED, now)

    def load(self) -> Shown:
        """Return what is kept."""
        rows = self._database.rows("SELECT number, article_id, start, end FROM shown ORDER BY number")
        noticed = settings.setting(self._database, _NOTICED)
        return Shown(tuple(Spot(*row) for row in rows), datetime.fromisoformat(noticed) if noticed else None)
