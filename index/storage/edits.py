"""Edits: what a person says of an article, kept against what its file says.

An edit belongs to the places that the article came from, so whatever is read there later is edited too. The edited
article is one of its own, with its own id; what it was becomes a version of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from index.errors import BadInputError
from index.storage import changes, clashes, tags, versions
from index.storage.article_rows import COLUMNS, article_of, day_of
from index.storage.articles import identities, is_day, language_code, make_article, web_address
from index.storage.database import Database
from index.text.cleaning import clean_line
from index.text.dates import parse_day
from index.text.language import IdentifyLanguage
from index.values import Article, Edit

FIELDS = ("title", "source", "url", "author", "published", "language")
"""What of an article can be edited."""

Values = Mapping[str, str | None]
"""Edited fields, as they are stored; None is a field without a value."""


class Edits:
    """The edits stored in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def edit(self, article_id: str, given: Mapping[str, object], identify: IdentifyLanguage) -> Article:
        """Edit an article and return it as it is now; empty values clear.

        Raises BadInputError for an unknown field or a value that it cannot have.
        """
        with self._database.transaction() as connection:
            before = _loaded(connection, article_id)
            values = {name: checked_value(name, value, before.text, identify) for name, value in given.items()}
            came, places = _as_it_came(connection, before), _places(connection, before)
            values = {**_values_of(connection, places), **values}
            connection.executemany(
                "INSERT OR REPLACE INTO edits VALUES (?, ?)", ((place, json.dumps(values)) for place in places)
            )
            return _put(connection, before, _edited(connection, came, values), places)

    def undo(self, article_id: str) -> Article:
        """Forget all edits of an article, and return it as it came."""
        with self._database.transaction() as connection:
            before = _loaded(connection, article_id)
            forget = "DELETE FROM edits WHERE place = ?"
            # Not the places of another article that says the same without any edit.
            places = [place for place in _places(connection, before) if connection.execute(forget, (place,)).rowcount]
            connection.execute(
                "DELETE FROM edits WHERE place IN (SELECT article_id FROM versions WHERE now = ?1"
                " UNION SELECT came FROM edited JOIN versions USING (article_id) WHERE now = ?1)",
                (article_id,),
            )
            return _put(connection, before, _as_it_came(connection, before), places)

    def of(self, articles: Sequence[Article]) -> dict[str, tuple[Edit, ...]]:
        """Return the edits of those articles and versions that have any, by id."""
        by_id = {article.article_id: article for article in articles}
        rows = self._database.rows_by_id("SELECT article_id, was FROM edited WHERE article_id IN ({ids})", [*by_id])
        return {
            article_id: tuple(
                Edit(name, before, _stored(getattr(by_id[article_id], name)))
                for name, before in json.loads(was).items()
            )
            for article_id, was in rows
        }

    def are_sound(self, article: Article) -> bool:
        """Return whether what an edited article was has the id that it came with."""
        with self._database.transaction() as connection:
            came = _as_it_came(connection, article)
        return came.article_id in identities(came)

    def count(self) -> int:
        """Return how many articles are edited."""
        ((count,),) = self._database.rows("SELECT count(*) FROM edited JOIN articles USING (article_id)")
        return int(count)


def apply(connection: sqlite3.Connection, article: Article, origin: str) -> Article:
    """Return an article from `origin` as it is to be kept: with its edits."""
    found = dict(
        connection.execute("SELECT place, changes FROM edits WHERE place IN (?, ?)", (origin, article.article_id))
    )
    if not found:
        return article
    if article.article_id not in found and "#" in origin and _is_another(connection, article, origin):
        connection.execute("DELETE FROM edits WHERE place = ?", (origin,))
        return article
    values = found.get(article.article_id) or found[origin]
    places = filter(None, (origin, article.article_id))  # the latter finds it again if its file is renamed
    connection.executemany("INSERT OR REPLACE INTO edits VALUES (?, ?)", ((place, values) for place in places))
    return _edited(connection, article, json.loads(values))


def _is_another(connection: sqlite3.Connection, article: Article, origin: str) -> bool:
    """Return whether a row has become another article, as rows may have moved."""
    found = connection.execute("SELECT article_id FROM origins WHERE origin = ?", (origin,)).fetchone()
    if found is None:
        return True
    before = _as_it_came(connection, _loaded(connection, found[0]))
    return article.title != before.title and (article.url is None or article.url != before.url)


def _edited(connection: sqlite3.Connection, came: Article, values: Values) -> Article:
    """Return an article with the edited values, and remember what it was."""
    given = {name: getattr(came, name) for name in FIELDS if name != "language"} | dict(values)
    published = given.pop("published")
    made = make_article(
        text=came.text,
        **{name: value or "" for name, value in given.items()},
        published=published if is_day(published) else day_of(published),
        identify=lambda _: came.language,
    )
    was = {name: _stored(getattr(came, name)) for name in FIELDS if getattr(came, name) != getattr(made, name)}
    if not was:  # the file says it itself by now
        connection.execute("DELETE FROM edited WHERE article_id = ?", (came.article_id,))
        return came
    connection.execute(
        "INSERT OR REPLACE INTO edited VALUES (?, ?, ?)", (made.article_id, came.article_id, json.dumps(was))
    )
    return replace(made, pages=came.pages)


def _put(connection: sqlite3.Connection, before: Article, after: Article, places: Sequence[str]) -> Article:
    """Put an article in places of another, which becomes its version without any other."""
    if after.article_id != before.article_id:
        if clashes.is_taken(connection, after):
            clashes.refuse(after, "")
        changes.insert(connection, after, None)
        tags.copy(connection, before.article_id, after.article_id)
        origins = [place for place in places if _move(connection, place, before, after)]
        if connection.execute("SELECT 1 FROM origins WHERE article_id = ?", (before.article_id,)).fetchone():
            connection.execute("DELETE FROM edited WHERE article_id = ?", (before.article_id,))
        else:
            versions.replace(connection, before.article_id, min(origins, default=""), after.article_id)
        changes.forget_unused_embeddings(connection)
        changes.bump_revision(connection)
    return after


def _move(connection: sqlite3.Connection, origin: str, before: Article, after: Article) -> bool:
    """Put an article in the place of another; return whether that was there."""
    moved = "UPDATE origins SET article_id = ? WHERE origin = ? AND article_id = ?"
    return bool(connection.execute(moved, (after.article_id, origin, before.article_id)).rowcount)


def _loaded(connection: sqlite3.Connection, article_id: str) -> Article:
    return article_of(
        connection.execute(f"SELECT {COLUMNS} FROM articles WHERE article_id = ?", (article_id,)).fetchone()
    )


def _as_it_came(connection: sqlite3.Connection, article: Article) -> Article:
    """Return the article that this one was before it was edited, or itself."""
    found = connection.execute("SELECT came, was FROM edited WHERE article_id = ?", (article.article_id,)).fetchone()
    if found is None:
        return article
    was = json.loads(found[1])
    if "published" in was:
        was["published"] = day_of(was["published"])
    return replace(article, article_id=found[0], edits=(), **was)


def _places(connection: sqlite3.Connection, article: Article) -> list[str]:
    """Return where an article came from: its origins, and the id that it came with."""
    origins = connection.execute("SELECT origin FROM origins WHERE article_id = ?", (article.article_id,))
    return [*(origin for (origin,) in origins), _as_it_came(connection, article).article_id]


def _values_of(connection: sqlite3.Connection, places: Sequence[str]) -> Values:
    """Return what is edited of what comes from these places."""
    found = (connection.execute("SELECT changes FROM edits WHERE place = ?", (place,)).fetchone() for place in places)
    return {name: value for row in found if row for name, value in json.loads(row[0]).items()}


def checked_value(name: str, given: object, text: str, identify: IdentifyLanguage) -> str | None:
    """Return a field's new value as it is stored; raise BadInputError for a bad one."""
    if name not in FIELDS:
        raise BadInputError(f"an article has no {name} to edit", f"give one of {', '.join(FIELDS)}")
    value = clean_line(str(given or ""))
    if not value:
        return identify(text) if name == "language" else None
    wrong = {
        "url": (web_address, "a web address", "give one that begins with http or https"),
        "language": (language_code, "a language code", "give an ISO 639-1 code such as id or en"),
        "published": (_day, "a date", "write 2022-06-25 or 25 June 2022"),
    }
    if name not in wrong:
        return value
    read, what, hint = wrong[name]
    known = read(value)
    if known is None:
        raise BadInputError(f"{value!r} is not {what}", hint)
    return known


def _day(written: str) -> str | None:
    day = parse_day(written)
    return day.isoformat() if day else None


def _stored(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
