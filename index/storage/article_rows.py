"""Articles as rows of the database, and back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date

from index.storage.database import Row
from index.values import Article

COLUMNS = "article_id, title, text, language, source, url, author, published, sha256, pages"
"""The columns of an article, in the order of `row_of` and `article_of`."""

PLACES = ",".join("?" * len(COLUMNS.split(",")))
"""A placeholder for each of `COLUMNS`."""


def row_of(article: Article) -> Row:
    """Return the values of `COLUMNS` for an article."""
    return (
        article.article_id,
        article.title,
        article.text,
        article.language,
        article.source,
        article.url,
        article.author,
        article.published.isoformat() if article.published else None,
        article.sha256,
        ",".join(map(str, article.pages)),
    )


def article_of(row: Row) -> Article:
    """Return the article of the values of `COLUMNS`.

    One that they cannot have been made from, such as one with a date that is none, has no digest: so it is nowhere
    taken for what was added.
    """
    article_id, title, text, language, source, url, author, published, sha256, pages = row
    starts = tuple(int(page) for page in pages.split(",") if page.isdecimal())
    article = Article(article_id, title, text, language, source, url, author, day_of(published), sha256, starts)
    return article if row_of(article) == row else replace(article, sha256="")


def day_of(value: object) -> date | None:
    """Return the day of a column, or None if it holds anything else."""
    with suppress(ValueError):
        return date.fromisoformat(str(value))
    return None
