"""The list of articles that filters leave, in its order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from index.storage.database import Database, Row
from index.storage.tags import fold
from index.text.date_names import folded
from index.values import Filters

_LEFT = (
    "(:since IS NULL OR published >= :since) AND (:until IS NULL OR published <= :until)"
    " AND (:sources IS NULL OR source IN (SELECT value FROM json_each(:sources)))"
    " AND (:languages IS NULL OR language IN (SELECT value FROM json_each(:languages)))"
    " AND (:tags IS NULL OR article_id IN"
    " (SELECT article_id FROM tags WHERE folded IN (SELECT value FROM json_each(:tags))))"
)

_UNDATED = " AND published IS NULL"


def listed(
    database: Database,
    after: tuple[date | None, str] | None,
    limit: int | None,
    filters: Filters,
    *,
    undated: bool = False,
) -> list[Row]:
    """Return id, title, language, outlet, day and number of passages of articles.

    They come newest first, undated last, then by id; at most `limit` follow the place (day, id) `after`, or only
    `undated` ones. Filters' names that no article has leave none.
    """
    day, article_id = after or (None, "")
    if after is None:
        beyond = "1"
    elif day is None:
        beyond = "published IS NULL AND article_id > :id"
    else:
        beyond = "(published IS NULL OR published < :day OR (published = :day AND article_id > :id))"
    return database.rows(
        "SELECT article_id, title, language, source, published, "
        "(SELECT count(*) FROM passages p WHERE p.article_id = a.article_id) "
        f"FROM articles a WHERE {beyond} AND {_LEFT}{_UNDATED if undated else ''}"
        " ORDER BY published IS NULL, published DESC, article_id LIMIT :limit",
        {
            "id": article_id,
            "day": day.isoformat() if day else None,
            "limit": -1 if limit is None else limit,
            **_values(database, filters),
        },
    )


def counted(database: Database, filters: Filters) -> int:
    """Return how many articles filters leave."""
    if not filters:
        return int(database.rows("SELECT count(*) FROM articles")[0][0])
    return int(database.rows(f"SELECT count(*) FROM articles a WHERE {_LEFT}", _values(database, filters))[0][0])


def count_undated(database: Database, filters: Filters) -> int:
    """Return how many articles without a day there are that filters leave, their days aside."""
    values = _values(database, replace(filters, since=None, until=None))
    ((count,),) = database.rows(f"SELECT count(*) FROM articles WHERE {_LEFT}{_UNDATED}", values)
    return int(count)


def _values(database: Database, filters: Filters) -> dict[str, str | None]:
    """Return the values of `_LEFT`."""
    return {
        "since": filters.since.isoformat() if filters.since else None,
        "until": filters.until.isoformat() if filters.until else None,
        "sources": _written(_spelled(database, filters.sources)) if filters.sources else None,
        "languages": _written(map(str.lower, filters.languages)) if filters.languages else None,
        "tags": _written(map(fold, filters.tags)) if filters.tags else None,
    }


def _spelled(database: Database, names: Iterable[str]) -> Iterable[str]:
    """Return the outlets with these names, whatever their capitals and accents, spelled as articles do."""
    wanted = set(map(folded, names))
    rows = database.rows("SELECT DISTINCT source FROM articles WHERE source IS NOT NULL")
    return (name for (name,) in rows if folded(name) in wanted)


def _written(names: Iterable[str]) -> str:
    return json.dumps(sorted(names))
