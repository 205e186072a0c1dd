"""Kutip among the systems compared: hybrid search, its halves, and their equal fusion."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.peers.system import Factory, check_rows, contents
from eval.runs.corpus import entries_of
from eval.runs.systems import System as Part
from eval.runs.systems import articles_by_row, ranked
from eval.values import Document, QuestionSet
from index.importing import pipeline
from index.paths import LibraryPaths, cache_folder
from index.search import check_question
from index.storage.database import Database
from index.storage.passages import content_hash
from index.storage.store import Store
from index.storage.vectors import VectorStore
from index.text.language import LanguageIdentifier
from index.values import Encoder, Vectors
from qa.library import Library

HYBRID = "kutip"
"""The name of the whole system, with which the others are compared."""


class Kutip:
    """A library in a temporary folder, with the given vectors of one-passage documents."""

    def __init__(self, encoder: Encoder, part: Part) -> None:
        self.name = HYBRID if part is Part.HYBRID else f"{HYBRID} {part}"
        self._encoder = encoder
        self._part = part

    def build(self, documents: Sequence[Document], vectors: Vectors) -> None:
        """See `Peer.build`."""
        check_rows(documents, vectors)
        self._folder = TemporaryDirectory()
        entries = entries_of(QuestionSet("", (), tuple(documents), ""), LanguageIdentifier(cache_folder()).detect)
        paths = LibraryPaths(Path(self._folder.name))
        with contextlib.closing(Database(paths.database, create=True)) as database, pipeline.writer(paths):
            pipeline.add_articles(Store(database), [entry.article for entry in entries])
            store = VectorStore(database, self._encoder.fingerprint, self._encoder.dim)
            hashes = {content_hash(text): row for row, text in enumerate(contents(documents))}
            store.add(list(hashes), vectors[list(hashes.values())])
        self._library = Library.open(paths.root)
        self._library.add()
        self._names = {entry.article.article_id: entry.name for entry in entries}
        self._articles = articles_by_row(self._library.searcher())

    def search(self, question: str, k: int) -> tuple[tuple[str, float], ...]:
        """See `Peer.search`."""
        found: dict[str, float] = {}
        if self._part is Part.HYBRID:
            for hit in self._library.search(question, k):
                for article_id in (hit.article.article_id, *(copy.article_id for copy in hit.copies)):
                    found.setdefault(self._names[article_id], hit.score)
        else:
            rows, scores = ranked(self._library.searcher(), check_question(question), self._part)
            for row, score in zip(rows.tolist(), scores.tolist(), strict=True):
                found.setdefault(self._names[self._articles[row]], score)
        return tuple(found.items())[:k]


def kutip(encoder: Encoder) -> Mapping[str, Factory]:
    """Return factories for Kutip's search and its parts; `encoder` is the embedded model's."""
    parts = [part for part in Part if part is not Part.READER]
    names = {part: HYBRID if part is Part.HYBRID else f"{HYBRID} {part}" for part in parts}
    return {name: partial(Kutip, encoder, part) for part, name in names.items()}
