"""The source of truth: articles and their passages."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.database import Database, Row
from index.values import Article, Passage, Span

_ARTICLE_COLUMNS = "article_id, title, text, language, source, url, author, published, sha256"


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article without its text, as a list shows it."""

    article_id: str
    title: str
    language: str
    source: str | None
    published: date | None
    passages: int


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage's row with what indexing needs: `content` is the text that is embedded and analysed."""

    passage_id: int
    language: str
    content: str
    source: str | None = None
    published: date | None = None


def passage_content(title: str, text: str) -> str:
    """What is indexed of a passage: the article's title, which names what the text may only point at, then the text.

    A title that is only the text's first words is not said twice.
    """
    beginning = title.removesuffix("…")
    repeated = text.startswith(beginning) and not text[len(beginning) : len(beginning) + 1].isalnum()
    return text if repeated or not title else f"{title}\n{text}"


def content_hash(content: str) -> bytes:
    """The key under which the embedding of `content` is kept: 16 bytes of SHA-256."""
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()[:16]


class Store:
    """Articles and passages in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, articles: Iterable[tuple[Article, str, Sequence[Span]]]) -> int:
        """Keep articles (each with its origin and passage spans) in one transaction; how many were new.

        An article whose id is kept already is left as it is.
        """
        added = 0
        with self._database.transaction() as connection:
            for article, origin, spans in articles:
                added += _insert(connection, article, origin, spans)
            if added:
                _bump_revision(connection)
        return added

    def replace_passages(self, article: Article, spans: Sequence[Span]) -> None:
        """Forget an article's passages and keep those that `spans` cut from its text."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM passages WHERE article_id = ?", (article.article_id,))
            _insert_passages(connection, article, spans)
            _bump_revision(connection)

    def known(self, article_ids: Sequence[str]) -> frozenset[str]:
        """Those of `article_ids` that are kept."""
        rows = self._database.rows_by_id("SELECT article_id FROM articles WHERE article_id IN ({ids})", article_ids)
        return frozenset(str(row[0]) for row in rows)

    def remove(self, article_ids: Sequence[str]) -> int:
        """Forget articles, their passages, and embeddings that no passage uses any more; how many articles went."""
        with self._database.transaction() as connection:
            removed = 0
            for article_id in article_ids:
                removed += connection.execute("DELETE FROM articles WHERE article_id = ?", (article_id,)).rowcount
            if removed:
                connection.execute("DELETE FROM embeddings WHERE text_hash NOT IN (SELECT text_hash FROM passages)")
                _bump_revision(connection)
        return removed

    def article(self, article_id: str) -> Article | None:
        """The article with this id, or None."""
        return self.articles([article_id]).get(article_id)

    def articles(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """Articles by id; ids that are not kept are left out."""
        rows = self._database.rows_by_id(
            f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE article_id IN ({{ids}})", article_ids
        )
        return {article.article_id: article for article in map(_article, rows)}

    def matching(self, prefix: str) -> tuple[str, ...]:
        """The ids that begin with `prefix`, in order."""
        rows = self._database.rows(
            "SELECT article_id FROM articles WHERE substr(article_id, 1, ?) = ? ORDER BY article_id",
            (len(prefix), prefix),
        )
        return tuple(str(row[0]) for row in rows)

    def summaries(self) -> tuple[ArticleSummary, ...]:
        """Every article without its text: newest first, undated last, then by id."""
        rows = self._database.rows(
            "SELECT article_id, title, language, source, published, "
            "(SELECT count(*) FROM passages p WHERE p.article_id = a.article_id) "
            "FROM articles a ORDER BY published IS NULL, published DESC, article_id"
        )
        return tuple(
            ArticleSummary(str(i), str(t), str(lang), _text(source), _date(published), int(str(count)))
            for i, t, lang, source, published, count in rows
        )

    def names(self) -> Iterator[tuple[str, str | None, str]]:
        """Each article's id, address and origin (the path it was read from), in the order of the ids."""
        for article_id, url, origin in self._database.stream(
            "SELECT article_id, url, origin FROM articles ORDER BY article_id"
        ):
            yield str(article_id), _text(url), str(origin)

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
        """Passages by id; ids that are not kept are left out."""
        rows = self._database.rows_by_id(
            "SELECT p.passage_id, p.article_id, p.ordinal, p.start, p.end, "
            "substr(a.text, p.start + 1, p.end - p.start) "
            "FROM passages p JOIN articles a USING (article_id) WHERE p.passage_id IN ({ids})",
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
            yield StoredPassage(int(str(passage_id)), str(language), content, _text(source), _date(published))

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


def _insert(connection: sqlite3.Connection, article: Article, origin: str, spans: Sequence[Span]) -> int:
    published = article.published.isoformat() if article.published else None
    inserted = connection.execute(
        f"INSERT OR IGNORE INTO articles ({_ARTICLE_COLUMNS}, origin) VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            article.article_id,
            article.title,
            article.text,
            article.language,
            article.source,
            article.url,
            article.author,
            published,
            article.sha256,
            origin,
        ),
    ).rowcount
    if inserted:
        _insert_passages(connection, article, spans)
    return inserted


def _insert_passages(connection: sqlite3.Connection, article: Article, spans: Sequence[Span]) -> None:
    hashes = (content_hash(passage_content(article.title, span.of(article.text))) for span in spans)
    connection.executemany(
        "INSERT INTO passages (article_id, ordinal, start, end, text_hash) VALUES (?,?,?,?,?)",
        (
            (article.article_id, ordinal, span.start, span.end, text_hash)
            for ordinal, (span, text_hash) in enumerate(zip(spans, hashes, strict=True))
        ),
    )


def _bump_revision(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE settings SET value = CAST(value AS INTEGER) + 1 WHERE name = 'revision'")


def _article(row: Row) -> Article:
    article_id, title, text, language, source, url, author, published, sha256 = row
    return Article(
        article_id=str(article_id),
        title=str(title),
        text=str(text),
        language=str(language),
        source=_text(source),
        url=_text(url),
        author=_text(author),
        published=_date(published),
        sha256=str(sha256),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _date(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))
