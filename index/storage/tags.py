"""Tags: words that a person puts on articles, to ask some of them alone."""

from __future__ import annotations

import difflib
import sqlite3
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from index.errors import BadInputError
from index.storage import settings
from index.storage.database import Database, Row
from index.text.cleaning import clean_line

LONGEST = 60
"""The most characters of a tag."""

_COUNTER = "tags"
"""The setting that counts the changes of tags."""

_NAMED = 8


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, as it was first written, and how many articles have it.

    >>> library.tag("2cbb", "Belarus")
    ('Belarus',)
    >>> library.tags()
    (Tag(name='Belarus', articles=1),)
    """

    name: str
    articles: int


class Tags:
    """The tags in a database; upper and lower case are one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, article_id: str, names: Iterable[str]) -> None:
        """Put tags on a stored article; one that is known keeps its spelling."""
        checked = {fold(name): name for name in map(checked_name, names)}
        with self._database.transaction() as connection:
            for folded, name in checked.items():
                connection.execute(
                    "INSERT OR IGNORE INTO tags SELECT ?1, ?2, coalesce((SELECT name FROM tags WHERE folded = ?1), ?3)",
                    (folded, article_id, name),
                )
            settings.count(connection, _COUNTER)

    def remove(self, article_id: str, names: Sequence[str]) -> None:
        """Take tags off an article; BadInputError, and none is taken, without one."""
        folded = [fold(checked_name(name)) for name in names]
        with self._database.transaction() as connection:
            for name, key in zip(names, folded, strict=True):
                gone = connection.execute("DELETE FROM tags WHERE folded = ? AND article_id = ?", (key, article_id))
                if not gone.rowcount:
                    raise BadInputError(f"the article has no tag {clean_line(name)!r}", "`qa tag ID` lists its tags")
            settings.count(connection, _COUNTER)

    def of(self, article_id: str) -> tuple[str, ...]:
        """Return the tags of an article, sorted."""
        rows = self._database.rows("SELECT name FROM tags WHERE article_id = ? ORDER BY folded", (article_id,))
        return tuple(name for (name,) in rows)

    def counts(self) -> tuple[Tag, ...]:
        """Return all tags, those of most articles first."""
        rows = self._database.rows("SELECT min(name), count(*) FROM tags GROUP BY folded ORDER BY 2 DESC, folded")
        return tuple(Tag(name, count) for name, count in rows)

    def article_ids(self, names: Collection[str]) -> frozenset[str]:
        """Return the articles with any of these tags; BadInputError for a tag that none has."""
        return frozenset(article_id for (article_id,) in self._rows("SELECT article_id FROM tags", names))

    def passage_ids(self, names: Collection[str]) -> list[int]:
        """Return the passages of those articles."""
        rows = self._rows("SELECT passage_id FROM passages JOIN tags USING (article_id)", names)
        return [passage_id for (passage_id,) in rows]

    def _rows(self, sql: str, names: Collection[str]) -> list[Row]:
        keys = [fold(name) for name in names]
        known = {fold(tag.name): tag.name for tag in self.counts()}
        for name, key in zip(names, keys, strict=True):
            if key not in known:
                near = difflib.get_close_matches(key, known, _NAMED) or list(known)[:_NAMED]
                there = ", ".join(known[each] for each in near)
                hint = f"among those there are: {there}" if there else "`qa tag ID TAG` puts one on an article"
                raise BadInputError(f"no article has the tag {clean_line(name)!r}", hint)
        return self._database.rows_by_id(f"{sql} WHERE folded IN ({{ids}})", keys)

    def changes(self) -> int:
        """Return how often tags were changed."""
        return int(settings.setting(self._database, _COUNTER) or 0)


def checked_name(written: str) -> str:
    """Return a tag cleaned, without `#` before it; BadInputError if it is none."""
    name = unicodedata.normalize("NFC", clean_line(written).lstrip("#").strip())
    if not any(character.isalnum() for character in name) or "," in name or len(name) > LONGEST:
        raise BadInputError(
            f"{clean_line(written)[:LONGEST]!r} is not a tag",
            f"write letters or digits, without commas, at most {LONGEST} characters",
        )
    return name


def fold(name: str) -> str:
    """Return what is the same for all spellings of a tag."""
    return unicodedata.normalize("NFC", clean_line(name).lstrip("#").strip().casefold())


def copy(connection: sqlite3.Connection, article_id: str, to: str) -> None:
    """Put the tags of one stored article on another."""
    connection.execute(
        "INSERT OR IGNORE INTO tags SELECT folded, ?, name FROM tags WHERE article_id = ?", (to, article_id)
    )
