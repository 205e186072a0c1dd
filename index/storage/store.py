"""The store of articles and passages, the source of truth."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.storage import changes, settings, versions
from index.storage.article_rows import COLUMNS, article_of, day_of
from index.storage.changes import Kept
from index.storage.clashes import Clash, is_taken, refuse
from index.storage.database import Database
from index.storage.edits import Edits, apply
from index.storage.listing import listed
from index.storage.overview import Overview, overview
from index.storage.passages import StoredPassage, insert_passages, passage_content
from index.storage.problems import Problems
from index.storage.tags import Tags
from index.storage.vectors import VectorStore
from index.values import EVERYTHING, Article, Filters, Passage, Span


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
"""The place of an article in the order of `Store.summaries`: its day and its id."""


class Store:
    """Articles and passages in a database; all that is added to one is one import."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._run = secrets.token_hex(8)
        self._gone: dict[str, bool] = {}  # what was replaced in this import: whether by an article that was new

    @property
    def problems(self) -> Problems:
        """The problems of files that could not be read."""
        return Problems(self._database)

    @property
    def edits(self) -> Edits:
        """The edits of articles."""
        return Edits(self._database)

    @property
    def tags(self) -> Tags:
        """The tags of articles."""
        return Tags(self._database)

    def vectors(self, model: str, dim: int) -> VectorStore:
        """Return the embeddings by `model`, of `dim` numbers each."""
        return VectorStore(self._database, model, dim)

    def add(self, articles: Iterable[tuple[Article, str, Sequence[Span] | None]], clash: Clash = refuse) -> Kept:
        """Store articles, each with its origin and optionally its passages' spans, in one transaction.

        What was edited stays so. An article whose id is stored already gets one more origin, and a language if it had
        none. One with the origin of another replaces that, which becomes a version of it unless it is still in another
        place; an empty origin replaces nothing. `clash` is called with an article that has the id of another one: it is
        left out, or if `clash` raises, nothing is stored.
        """
        added = replaced = 0
        changed = False
        with self._database.transaction() as connection:
            for given, origin, spans in articles:
                article = apply(connection, given, origin)
                if is_taken(connection, article):
                    clash(article, origin)
                    continue
                inserted = changes.insert(connection, article, spans)
                changed = changed or (not inserted and changes.set_language(connection, article, spans))
                before = changes.take_place(connection, article.article_id, origin, self._run) if origin else None
                by_new = self._gone.pop(article.article_id, None) if inserted else None
                is_new = inserted and by_new is None
                added += (is_new and before is None) + (by_new is True)
                replaced += (before is not None) - (by_new is not None)
                if before is not None:
                    self._gone[before] = is_new
                changed = changed or inserted or before is not None
            if changed:
                changes.bump_revision(connection)
        return Kept(added, replaced)

    def forget_replaced(self, revision: int) -> None:
        """Delete the passages of versions that the index of `revision` no longer has."""
        with self._database.transaction() as connection:
            versions.forget_passages(connection, revision)

    def replace_passages(self, article: Article, spans: Sequence[Span]) -> None:
        """Replace an article's passages by those of `spans`."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM passages WHERE article_id = ?", (article.article_id,))
            insert_passages(connection, article, spans)
            changes.bump_revision(connection)

    def known(self, article_ids: Sequence[str]) -> frozenset[str]:
        """Return those of `article_ids` that are stored articles, not versions."""
        rows = self._database.rows_by_id("SELECT article_id FROM articles WHERE article_id IN ({ids})", article_ids)
        return frozenset(article_id for (article_id,) in rows)

    def remove(self, article_ids: Sequence[str]) -> int:
        """Delete articles with all that has words of them; return how many there were."""
        with self._database.transaction() as connection:
            return changes.remove(connection, article_ids)

    def remove_origins(self, given: Iterable[str]) -> int:
        """Forget `given` origins, and delete the articles without others; return how many."""
        with self._database.transaction() as connection:
            left = (changes.forget_origin(connection, origin) for origin in given)
            return changes.remove(connection, [article_id for article_id in left if article_id is not None])

    def forget_unused_embeddings(self) -> None:
        """Delete the embeddings that no passage uses any more."""
        with self._database.transaction() as connection:
            changes.forget_unused_embeddings(connection)

    def article(self, article_id: str) -> Article | None:
        """Return the article or version with this id, or None."""
        return self.articles([article_id]).get(article_id)

    def articles(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """Return articles and versions by id, without unknown ids."""
        found = self._articles_in("articles", article_ids)
        return found | self._articles_in("versions", [each for each in article_ids if each not in found])

    def _articles_in(self, table: str, article_ids: Sequence[str]) -> dict[str, Article]:
        rows = self._database.rows_by_id(f"SELECT {COLUMNS} FROM {table} WHERE article_id IN ({{ids}})", article_ids)
        found = [article_of(row) for row in rows]
        edits = self.edits.of(found)
        return {each.article_id: replace(each, edits=edits.get(each.article_id, ())) for each in found}

    def origins_of(self, article_id: str) -> tuple[str, ...]:
        """Return the paths that an article was read from, sorted."""
        rows = self._database.rows("SELECT origin FROM origins WHERE article_id = ? ORDER BY origin", (article_id,))
        return tuple(origin for (origin,) in rows)

    def matching(self, prefix: str) -> tuple[str, ...]:
        """Return the ids of articles and versions that begin with `prefix`, sorted."""
        rows = self._database.rows(
            "SELECT article_id FROM articles WHERE article_id GLOB ?1 "
            "UNION SELECT article_id FROM versions WHERE article_id GLOB ?1 ORDER BY 1",
            (f"{prefix}*",),
        )
        return tuple(article_id for (article_id,) in rows)

    def summaries(
        self, after: Place | None = None, limit: int | None = None, filters: Filters = EVERYTHING, undated: bool = False
    ) -> tuple[ArticleSummary, ...]:
        """Return the articles of `index.storage.listing`, without their texts."""
        return tuple(
            ArticleSummary(article_id, title, language, source, day_of(published), passages)
            for article_id, title, language, source, published, passages in listed(
                self._database, after, limit, filters, undated=undated
            )
        )

    def overview(self) -> Overview:
        """Return how many articles there are, by language, outlet and year."""
        return overview(self._database)

    def ids_as_added(self) -> tuple[str, ...]:
        """Return the ids of all articles, those that were added or edited last first."""
        return tuple(each for (each,) in self._database.rows("SELECT article_id FROM articles ORDER BY rowid DESC"))

    def names(self) -> Iterator[tuple[str, str | None, str]]:
        """Yield the id, address and origin of each article, once for each origin, by id.

        The origin is the path that the article was read from, or empty.
        """
        yield from self._database.stream(
            "SELECT article_id, url, coalesce(origin, '') FROM articles LEFT JOIN origins USING (article_id)"
            " ORDER BY article_id, origin"
        )

    def described(self) -> Iterator[tuple[str, str, str | None, str | None, str | None]]:
        """Yield the id, title, outlet, day (ISO 8601) and address of each article, by id."""
        yield from self._database.stream(
            "SELECT article_id, title, source, published, url FROM articles ORDER BY article_id"
        )

    def article_ids(self) -> dict[int, str]:
        """Return the article id of every passage, by passage id."""
        return dict(self._database.stream("SELECT passage_id, article_id FROM passages"))

    def all_articles(self) -> Iterator[Article]:
        """Yield every article, in the order of the ids."""
        for (article_id,) in self._database.rows("SELECT article_id FROM articles ORDER BY article_id"):
            article = self.article(article_id)
            if article is not None:
                yield article

    def passages(self, passage_ids: Sequence[int]) -> dict[int, Passage]:
        """Return passages by id, those of versions too while the index has them."""
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
        return {row[0]: Passage(*row) for row in rows}

    def passages_of(self, article_id: str) -> tuple[Passage, ...]:
        """Return the passages of one article, in order."""
        rows = self._database.rows(
            "SELECT passage_id FROM passages WHERE article_id = ? ORDER BY ordinal", (article_id,)
        )
        found = self.passages([passage_id for (passage_id,) in rows])
        return tuple(sorted(found.values(), key=lambda passage: passage.ordinal))

    def passage_spans(self, article_ids: Sequence[str]) -> Iterator[tuple[int, str, Span]]:
        """Yield id, article and place of the passages of articles."""
        sql = "SELECT passage_id, article_id, start, end FROM passages WHERE article_id IN ({ids})"
        for passage_id, article_id, start, end in self._database.rows_by_id(sql, article_ids):
            yield passage_id, article_id, Span(start, end)

    def text_hash(self, passage_id: int) -> bytes | None:
        """Return the hash of a passage's content as it was added."""
        rows = self._database.rows("SELECT text_hash FROM passages WHERE passage_id = ?", (passage_id,))
        return rows[0][0] if rows else None

    def rows(self) -> Iterator[StoredPassage]:
        """Yield every passage with its indexed content, in the order of the passage ids."""
        stream = self._database.stream(
            "SELECT p.passage_id, a.language, a.title, substr(a.text, p.start + 1, p.end - p.start), "
            "a.source, a.published FROM passages p JOIN articles a USING (article_id) ORDER BY p.passage_id"
        )
        for passage_id, language, title, text, source, published in stream:
            yield StoredPassage(passage_id, language, passage_content(title, text), source, day_of(published))

    def texts(self) -> dict[str, str]:
        """Return every article's text by its id, in the order of the ids."""
        return dict(self._database.stream("SELECT article_id, text FROM articles ORDER BY article_id"))

    def texts_of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return the texts of articles by id, without unknown ids."""
        return dict(
            self._database.rows_by_id("SELECT article_id, text FROM articles WHERE article_id IN ({ids})", article_ids)
        )

    def borders(self) -> Iterator[tuple[str, str]]:
        """Yield the article of two passages that touch, and the two characters at their border."""
        yield from self._database.stream(
            "SELECT p.article_id, substr(a.text, p.end, 2) FROM passages p JOIN passages q"
            " ON q.article_id = p.article_id AND q.ordinal = p.ordinal + 1 AND q.start = p.end"
            " JOIN articles a ON a.article_id = p.article_id"
        )

    def counts(self) -> tuple[int, int]:
        """Return how many articles and passages there are."""
        ((articles, passages),) = self._database.rows(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        )
        return articles, passages

    def contents(self, passage_ids: Sequence[int]) -> dict[int, str]:
        """Return the indexed content of passages by id."""
        rows = self._database.rows_by_id(
            "SELECT p.passage_id, a.title, substr(a.text, p.start + 1, p.end - p.start) "
            "FROM passages p JOIN articles a USING (article_id) WHERE p.passage_id IN ({ids})",
            passage_ids,
        )
        return {passage_id: passage_content(title, text) for passage_id, title, text in rows}

    def setting(self, name: str) -> str | None:
        """Return a setting, or None."""
        return settings.setting(self._database, name)

    def set_setting(self, name: str, value: str) -> None:
        """Store a setting."""
        with self._database.transaction() as connection:
            settings.keep(connection, name, value)

    def revision(self) -> int:
        """Return the number that grows with every change of the articles."""
        return int(self.setting("revision") or 0)
