"""Passages as rows of the database, and the content that is indexed of each."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.text.chunking import chunk
from index.text.cleaning import first_words
from index.values import Article, Span

INDEXED_TITLE = 150
"""The most characters of a title that are indexed with a passage."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it is indexed: `content` is the text that is embedded and analysed."""

    passage_id: int
    language: str
    content: str
    source: str | None = None
    published: date | None = None


def passage_content(title: str, text: str, most: int = INDEXED_TITLE) -> str:
    """Return what is indexed of a passage: the article's title, then the text.

    The title names what the text may only point at. It is left out if it is only the text's first words, and cut to
    `most` characters, since it is embedded with each passage.
    """
    beginning = title.removesuffix("…")
    repeated = text.startswith(beginning) and not text[len(beginning) : len(beginning) + 1].isalnum()
    if repeated or not title:
        return text
    return f"{title if len(title) <= most else first_words(title, most)}\n{text}"


def content_hash(content: str) -> bytes:
    """Return the key of the embedding of `content`: 16 bytes of SHA-256."""
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()[:16]


def insert_passages(connection: sqlite3.Connection, article: Article, spans: Sequence[Span] | None) -> None:
    """Store an article's passages: those of `spans`, or else those that `chunk` cuts."""
    cut = chunk(article.text, article.language) if spans is None else spans
    hashes = (content_hash(passage_content(article.title, span.of(article.text))) for span in cut)
    connection.executemany(
        "INSERT INTO passages (article_id, ordinal, start, end, text_hash) VALUES (?,?,?,?,?)",
        (
            (article.article_id, ordinal, span.start, span.end, text_hash)
            for ordinal, (span, text_hash) in enumerate(zip(cut, hashes, strict=True))
        ),
    )
