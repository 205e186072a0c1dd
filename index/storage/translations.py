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

    def keep(self, texts: Mapping[str, str], by: Service) -> None:
        """Keep translations, each by its quote."""
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO translations VALUES (?, ?, ?, ?, ?)",
                ((_digest(quote), by.model, by.host, by.language, text) for quote, text in texts.items()),
            )


def _digest(quote: str) -> str:
    return hashlib.sha256(quote.encode("utf-8", "replace")).hexdigest()
