"""Translations of quotes by language models, kept so that none is asked for twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.storage.database import Database


@dataclass(frozen=True, slots=True)
class Service:
    """Who translates into `language` (ISO 639-1): a language model at a host."""

    model: str
    host: str
    language: str


class Translations:
    """The translations stored in a database, by the digest of their quote."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, quotes: Iterable[str], by: Service) -> dict[str, str]:
        """Return the translations of those quotes that have one, by quote."""
        digests = {_digest(quote): quote for quote in quotes}
        rows = self._database.rows_by_id(
            "SELECT quote, text FROM translations WHERE model = ? AND host = ? AND language = ? AND quote IN ({ids})",
            [*digests],
            (by.model, by.host, by.language),
        )
        return {digests[digest]: text for digest, text in rows}

    def keep(self, texts: Mapping[str, str], articles: Mapping[str, str], by: Service) -> None:
        """Keep translations by their quotes, of articles (ids by quote) that are still there."""
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO translations (quote, model, host, language, text, article_id)"
                " SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM articles WHERE article_id = ?6"
                " UNION SELECT 1 FROM versions WHERE article_id = ?6)",
                (
                    (_digest(quote), by.model, by.host, by.language, text, articles[quote])
                    for quote, text in texts.items()
                ),
            )


def _digest(quote: str) -> str:
    return hashlib.sha256(quote.encode("utf-8", "replace")).hexdigest()
