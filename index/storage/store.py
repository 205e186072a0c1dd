"""The source of truth: articles and their passages."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.storage import origins, versions
from index.storage.article_rows import COLUMNS, PLACES, article_of, day_of, row_of, text_of
from index.storage.clashes import Clash, is_taken, refuse
from index.storage.database import Database
from index.storage.problems import Problems
from index.storage.vectors import VectorStore
from index.text.chunking import chunk
from index.text.cleaning import first_words
from index.text.language import UNDETERMINED
from index.values import Article, Passage, Span

INDEXED_TITLE = 150
"""How many characters of a title are indexed with a passage at most."""


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article without its text, as a list shows it.

    >>> library.articles(limit=1)[0].passages > 0
    True
    """

    article_id: str
    title: str
    language: str
    source: str | None
    published: date | None
    passages: int


Place = tuple[date | None, str]
"""Where an article stands in the order of `Store.summaries`: its day and its id."""


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet: how many articles are kept of it, and the days of the first and the last that has one.

    >>> max(library.sources(), key=lambda source: source.articles).articles > 1
    True
    """

    name: str
    articles: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Kept:
    """How many articles were new, and how many took the place of what came from the same origin before.

    Of a part of an import it is what that part changes in the count: a row that moved takes back what was counted when
    another came in its place.
    """

    added: int
    replaced: int


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage's row with what indexing needs: `content` is the text that is embedded and analysed."""

    passage_id: int
    language: str
    content: str
    source: str | None = None
    published: date | None = None


def passage_content(title: str, text: str, most: int = INDEXED_TITLE) -> str:
    """What is indexed of a passage: the article's title, which names what the text may only point at, then the text.

    A title that is only the text's first words is not said twice; of one with more than `most` characters only as many
    count, since it is embedded with each passage.
    """
    beginning = title.removesuffix("…")
    repeated = text.startswith(beginning) and not text[len(beginning) : len(beginning) + 1].isalnum()
    if repeated or not title:
        return text
    return f"{title if len(title) <= most else first_words(title, most)}\n{text}"


def content_hash(content: str) -> bytes:
    """The key under which the embedding of `content` is kept: 16 bytes of SHA-256."""
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()[:16]


class Store:
    """Articles and passages in a database; all that is added to one is one import."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._run = secrets.token_hex(8)
        self._gone: dict[str, bool] = {}  # what was replaced in this import: whether by an article that was new

    @property
    def problems(self) -> Problems:
        """What could not be read."""
        return Problems(self._database)

    def vectors(self, model: str, dim: int) -> VectorStore:
        """The embeddings that `model` made, of `dim` numbers each."""
        return VectorStore(self._database, model, dim)

    def add(self, articles: Iterable[tuple[Article, str, Sequence[Span] | None]], clash: Clash = refuse) -> Kept:
        """Keep articles, each with its origin and, unless it is to be cut here, its passages' spans, in one
        transaction; what that came to.

        An article whose id is kept already stays, with one origin more and with the language that it may have lacked.
        One that has the origin of another takes its place, and the other becomes a version of it, unless that is in
        another place still; an empty origin is nobody's. `clash` is told of an article that has the id of another one:
        it is left out, or where `clash` raises, none is kept.
        """
        added = replaced = 0
        changed = False
        with self._database.transaction() as connection:
            for article, origin, spans in articles:
                if is_taken(connection, article):
                    clash(article, origin)
                    continue
                inserted = _insert(connection, article, spans)
                changed = changed or (not inserted and _tell_language(connection, article, spans))
                before = _take_place(connection, article.article_id, origin, self._run) if origin else None
                by_new = self._gone.pop(article.article_id, None) if inserted else None
                is_new = inserted and by_new is None
                added += (is_new and before is None) + (by_new is True)
                replaced += (before is not None) - (by_new is not None)
                if before is not None:
                    self._gone[before] = is_new
                changed = changed or inserted or before is not None
            if changed:
                _bump_revision(connection)
        return Kept(added, replaced)

    def forget_replaced(self, revision: int) -> None:
        """Forget the passages of versions that the index of `revision` is without."""
        with self._database.transaction() as connection:
            versions.forget_passages(connection, revision)

    def replace_passages(self, article: Article, spans: Sequence[Span]) -> None:
        """Forget an article's passages and keep those that `spans` cut from its text."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM passages WHERE article_id = ?", (article.article_id,))
            _insert_passages(connection, article, spans)
            _bump_revision(connection)

    def known(self, article_ids: Sequence[str]) -> frozenset[str]:
        """Those of `article_ids` that are articles kept, and no versions."""
        rows = self._database.rows_by_id("SELECT article_id FROM articles WHERE article_id IN ({ids})", article_ids)
        return frozenset(str(row[0]) for row in rows)

    def remove(self, article_ids: Sequence[str]) -> int:
        """Forget articles, their passages and versions, and embeddings that no passage uses any more; how many went."""
        with self._database.transaction() as connection:
            return _remove(connection, article_ids)

    def remove_origins(self, given: Iterable[str]) -> int:
        """Forget that articles came from `given` origins, and those that came from nowhere else; how many went."""
        with self._database.transaction() as connection:
            left = (origins.forget(connection, origin) for origin in given)
            return _remove(connection, [article_id for article_id in left if article_id is not None])

    def forget_unused_embeddings(self) -> None:
        """Drop the embeddings that no passage uses any more: those of articles that were replaced."""
        with self._database.transaction() as connection:
            _forget_unused_embeddings(connection)

    def article(self, article_id: str) -> Article | None:
        """The article, or the version, with this id, or None."""
        return self.articles([article_id]).get(article_id)

    def articles(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """Articles, and versions, by id; ids that are not kept are left out."""
        found = self._articles_in("articles", article_ids)
        return found | self._articles_in("versions", [each for each in article_ids if each not in found])

    def _articles_in(self, table: str, article_ids: Sequence[str]) -> dict[str, Article]:
        rows = self._database.rows_by_id(f"SELECT {COLUMNS} FROM {table} WHERE article_id IN ({{ids}})", article_ids)
        return {article.article_id: article for article in map(article_of, rows)}

    def matching(self, prefix: str) -> tuple[str, ...]:
        """The ids of articles and versions that begin with `prefix` (letters and digits), in order."""
        rows = self._database.rows(
            "SELECT article_id FROM articles WHERE article_id GLOB ?1 "
            "UNION SELECT article_id FROM versions WHERE article_id GLOB ?1 ORDER BY 1",
            (f"{prefix}*",),
        )
        return tuple(str(row[0]) for row in rows)

    def summaries(self, after: Place | None = None, limit: int | None = None) -> tuple[ArticleSummary, ...]:
        """Articles without their texts: newest first, undated last, then by id; the first `limit` that come after
        a place in this order."""
        day, article_id = after or (None, "")
        if after is None:
            beyond = "1"
        elif day is None:
            beyond = "published IS NULL AND article_id > ?1"
        else:
            beyond = "(published IS NULL OR published < ?2 OR (published = ?2 AND article_id > ?1))"
        rows = self._database.rows(
            "SELECT article_id, title, language, source, published, "
            "(SELECT count(*) FROM passages p WHERE p.article_id = a.article_id) "
            f"FROM articles a WHERE {beyond}"
            " ORDER BY published IS NULL, published DESC, article_id LIMIT ?3",
            (article_id, day.isoformat() if day else None, -1 if limit is None else limit),
        )
        return tuple(
            ArticleSummary(str(i), str(t), str(lang), text_of(source), day_of(published), int(str(count)))
            for i, t, lang, source, published, count in rows
        )

    def sources(self) -> tuple[Source, ...]:
        """The outlets, those with most articles first; articles without one are left out."""
        rows = self._database.rows(
            "SELECT source, count(*), min(published), max(published) FROM articles WHERE source IS NOT NULL"
            " GROUP BY source ORDER BY 2 DESC, 1"
        )
        return tuple(Source(str(name), int(str(n)), day_of(first), day_of(last)) for name, n, first, last in rows)

    def names(self) -> Iterator[tuple[str, str | None, str]]:
        """Each article's id, address and origin (the path it was read from, or empty), in the order of the ids; an
        article with several origins comes as often."""
        for article_id, url, origin in self._database.stream(
            "SELECT article_id, url, coalesce(origin, '') FROM articles LEFT JOIN origins USING (article_id)"
            " ORDER BY article_id, origin"
        ):
            yield str(article_id), text_of(url), str(origin)

    def article_ids(self) -> dict[int, str]:
        """The article of every passage, by passage id."""
        rows = self._database.stream("SELECT passage_id, article_id FROM passages")
        return {int(str(passage_id)): str(article_id) for passage_id, article_id in rows}

    def all_articles(self) -> Iterator[Article]:
        """Every article, one at a time, in the order of their ids."""
        for (article_id,) in self._database.rows("SELECT article_id FROM articles ORDER BY article_id"):
            article = self.article(str(article_id))
            if article is not None:
                yield article

    def passages(self, passage_ids: Sequence[int]) -> dict[int, Passage]:
        """Passages by id, and those of versions while the index still has them; ids that are not kept are left out."""
        found = self._passages_in("passages", "articles", passage_ids)
        gone = [each for each in passage_ids if each not in found]
        return found | self._passages_in("replaced_passages", "versions", gone)

    def _passages_in(self, table: str, articles: str, passage_ids: Sequence[int]) -> dict[int, Passage]:
        rows = self._database.rows_by_id(
            "SELECT p.passage_id, p.article_id, p.ordinal, p.start, p.end, "
            "substr(a.text, p.start + 1, p.end - p.start) "
            f"FROM {table} p JOIN {articles} a USING (article_id) WHERE p.passage_id IN ({{ids}})",
            passage_ids,
        )
        found = (
            Passage(int(str(i)), str(a), int(str(o)), int(str(s)), int(str(e)), str(t)) for i, a, o, s, e, t in rows
        )
        return {passage.passage_id: passage for passage in found}

    def passages_of(self, article_id: str) -> tuple[Passage, ...]:
        """The passages of one article, in their order."""
        rows = self._database.rows(
            "SELECT passage_id FROM passages WHERE article_id = ? ORDER BY ordinal", (article_id,)
        )
        found = self.passages([int(str(row[0])) for row in rows])
        return tuple(sorted(found.values(), key=lambda passage: passage.ordinal))

    def text_hash(self, passage_id: int) -> bytes | None:
        """The hash of a passage's content as it was added."""
        rows = self._database.rows("SELECT text_hash FROM passages WHERE passage_id = ?", (passage_id,))
        found = rows[0][0] if rows else None
        return found if isinstance(found, bytes) else None

    def rows(self) -> Iterator[StoredPassage]:
        """Every passage with its indexed content, in the order of the passage ids."""
        stream = self._database.stream(
            "SELECT p.passage_id, a.language, a.title, substr(a.text, p.start + 1, p.end - p.start), "
            "a.source, a.published FROM passages p JOIN articles a USING (article_id) ORDER BY p.passage_id"
        )
        for passage_id, language, title, text, source, published in stream:
            content = passage_content(str(title), str(text))
            yield StoredPassage(int(str(passage_id)), str(language), content, text_of(source), day_of(published))

    def texts(self) -> dict[str, str]:
        """Every article's text by its id, in the order of the ids."""
        rows = self._database.stream("SELECT article_id, text FROM articles ORDER BY article_id")
        return {str(article_id): str(text) for article_id, text in rows}

    def counts(self) -> tuple[int, int]:
        """How many articles and passages are kept."""
        ((articles, passages),) = self._database.rows(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        )
        return int(str(articles)), int(str(passages))

    def contents(self, passage_ids: Sequence[int]) -> dict[int, str]:
        """The indexed content of passages by id."""
        rows = self._database.rows_by_id(
            "SELECT p.passage_id, a.title, substr(a.text, p.start + 1, p.end - p.start) "
            "FROM passages p JOIN articles a USING (article_id) WHERE p.passage_id IN ({ids})",
            passage_ids,
        )
        return {int(str(i)): passage_content(str(title), str(text)) for i, title, text in rows}

    def languages(self) -> tuple[tuple[str, int], ...]:
        """The articles' languages, each with how many there are, most first."""
        rows = self._database.rows("SELECT language, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1")
        return tuple((str(language), int(str(count))) for language, count in rows)

    def setting(self, name: str) -> str | None:
        """A stored setting, or None."""
        rows = self._database.rows("SELECT value FROM settings WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def revision(self) -> int:
        """Grows with every change of the articles; an index generation remembers the one it was built from."""
        return int(self.setting("revision") or 0)


def _insert(connection: sqlite3.Connection, article: Article, spans: Sequence[Span] | None) -> bool:
    """Keep an article, if it is not kept already; whether it was not."""
    inserted = connection.execute(
        f"INSERT OR IGNORE INTO articles ({COLUMNS}) VALUES ({PLACES})", row_of(article)
    ).rowcount
    if inserted and not versions.revive(connection, article.article_id):
        _insert_passages(connection, article, spans)
    return bool(inserted)


def _tell_language(connection: sqlite3.Connection, article: Article, spans: Sequence[Span] | None) -> bool:
    """Take over the language of an article that was kept without one; whether it was, and has one now."""
    told = connection.execute(
        "UPDATE articles SET language = ?1 WHERE article_id = ?2 AND language = ?3 AND ?1 <> ?3",
        (article.language, article.article_id, UNDETERMINED),
    ).rowcount
    if told:
        connection.execute("DELETE FROM passages WHERE article_id = ?", (article.article_id,))
        _insert_passages(connection, article, spans)
    return bool(told)


def _take_place(connection: sqlite3.Connection, article_id: str, origin: str, run: str) -> str | None:
    """Note that an article came from `origin`; that which came from there before, if it is a version now."""
    before = origins.take(connection, article_id, origin, run)
    if before is not None:
        versions.replace(connection, before, origin, article_id)
    return before


def _remove(connection: sqlite3.Connection, article_ids: Iterable[str]) -> int:
    removed = 0
    for article_id in article_ids:
        removed += connection.execute("DELETE FROM articles WHERE article_id = ?", (article_id,)).rowcount
    if removed:
        _forget_unused_embeddings(connection)
        _bump_revision(connection)
    return removed


def _insert_passages(connection: sqlite3.Connection, article: Article, spans: Sequence[Span] | None) -> None:
    """Keep an article's passages, those that `spans` cut from its text, or else the usual ones."""
    cut = chunk(article.text, article.language) if spans is None else spans
    hashes = (content_hash(passage_content(article.title, span.of(article.text))) for span in cut)
    connection.executemany(
        "INSERT INTO passages (article_id, ordinal, start, end, text_hash) VALUES (?,?,?,?,?)",
        (
            (article.article_id, ordinal, span.start, span.end, text_hash)
            for ordinal, (span, text_hash) in enumerate(zip(cut, hashes, strict=True))
        ),
    )


def _forget_unused_embeddings(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM embeddings WHERE text_hash NOT IN (SELECT text_hash FROM passages)")


def _bump_revision(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE settings SET value = CAST(value AS INTEGER) + 1 WHERE name = 'revision'")
