"""A searcher over a few articles, with an encoder that counts words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from index.generations.generation import open_current
from index.importing import pipeline
from index.paths import LibraryPaths
from index.search import HybridSearcher
from index.storage.database import Database
from index.storage.store import Store
from index.storage.vectors import VectorStore
from index.values import Article, Encoder, TextKind, Vectors


class Counting:
    """An encoder with a dimension for each topic (the words that are about it) and one for all else."""

    fingerprint = "counting"

    def __init__(self, *topics: Collection[str], lengths: bool = False) -> None:
        self.dim = len(topics) + lengths + 1
        self.kinds: list[TextKind] = []
        self._topics = topics
        self._lengths = lengths

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Return unit rows, one a text; with `lengths`, the text's length is a dimension too."""
        self.kinds.append(kind)
        counts = np.array([self._counts(text.lower()) for text in texts], np.float32)
        unit_rows: Vectors = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return unit_rows

    def _counts(self, text: str) -> list[float]:
        length = [len(text) % 7 / 7] if self._lengths else []
        return [*(sum(map(text.count, topic)) for topic in self._topics), *length, 1]


def english(question: str, expected: Collection[str]) -> str:
    """Every question is in English."""
    return "en"


def silent(*_: object) -> None:
    """Tell nobody how far it is."""


def searcher_over(
    paths: LibraryPaths, database: Database, articles: Sequence[Article], encoder: Encoder
) -> HybridSearcher:
    """Add the articles, commit an index, and search it."""
    store = Store(database)
    pipeline.add_articles(store, articles)
    vectors = VectorStore(database, encoder.fingerprint, encoder.dim)
    pipeline.embed_missing(store, vectors, encoder, silent)
    pipeline.commit(paths, store, vectors, silent)
    return HybridSearcher(store, open_current(paths, encoder.fingerprint), encoder, english)
