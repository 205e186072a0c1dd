"""Clashes of ids: with 48 bits, two articles with one id can be made."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from index.errors import BadInputError
from index.storage.article_rows import row_of
from index.values import Article

Clash = Callable[[Article, str], None]
"""Called with an article whose id another stored article has, and with its origin."""

_IDENTITY = "title, source, url, author, published, sha256"
"""The columns that an id is made of, the text by its digest."""


def is_taken(connection: sqlite3.Connection, article: Article) -> bool:
    """Return whether another stored article or version has the article's id."""
    _, title, _, _, source, url, author, published, sha256, _ = row_of(article)
    found = connection.execute(
        f"SELECT {_IDENTITY} FROM articles WHERE article_id = ?1"
        f" UNION ALL SELECT {_IDENTITY} FROM versions WHERE article_id = ?1",
        (article.article_id,),
    )
    return any(kept != (title, source, url, author, published, sha256) for kept in found)


def reason(article: Article) -> str:
    """Return what is wrong with an article whose id is taken."""
    return f"its id {article.article_id} is that of another article (`qa verify` tells whether that is damaged)"


def refuse(article: Article, _: str) -> None:
    """Raise BadInputError for an article whose id is taken, so that nothing is stored."""
    raise BadInputError(f"the article {article.title!r} is not kept: {reason(article)}", "change its title")
