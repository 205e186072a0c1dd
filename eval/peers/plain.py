"""BM25 as two Python packages implement it by default, without the vectors.

Both fill up with documents that have none of the question's words; those (score 0) are left out here, as any of them
that answers would be found by chance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from eval.peers.system import check_rows, contents, hushed
from eval.values import Document
from index.optional import require
from index.values import Vectors

_WORD = re.compile(r"\w+")


class RankBm25:
    """The package rank-bm25: `BM25Okapi` (k1 1.5, b 0.75) over lower-cased words.

    The package prepares no text: its README splits at spaces and leaves the rest to the caller. Lower-casing and
    leaving out punctuation is the least that callers add.
    """

    name = "rank-bm25"

    def __init__(self) -> None:
        self._engine: Any = None
        self._ids: tuple[str, ...] = ()

    def build(self, documents: Sequence[Document], vectors: Vectors) -> None:
        """Index `documents`: see `Peer.build`."""
        check_rows(documents, vectors)
        self._engine = require("rank_bm25", "peers").BM25Okapi([_words(text) for text in contents(documents)])
        self._ids = tuple(document.document_id for document in documents)

    def search(self, question: str, k: int) -> tuple[tuple[str, float], ...]:
        """Up to `k` documents of a score above zero: see `Peer.search`; ties by row."""
        scores = self._engine.get_scores(_words(question))
        rows = np.argsort(-scores, kind="stable")[:k]
        return tuple((self._ids[row], float(scores[row])) for row in rows if scores[row] > 0)


class Bm25s:
    """The package bm25s: Lucene's formula (k1 1.5, b 0.75) without English stop words.

    `bm25s.tokenize` takes words of two characters or more and stems nothing (Lù 2024).
    """

    name = "bm25s"

    def __init__(self) -> None:
        self._package: Any = None
        self._engine: Any = None
        self._ids: tuple[str, ...] = ()

    def build(self, documents: Sequence[Document], vectors: Vectors) -> None:
        """Index `documents`: see `Peer.build`."""
        check_rows(documents, vectors)
        with hushed():
            self._package = require("bm25s", "peers")
            self._engine = self._package.BM25()
            tokens = self._package.tokenize(contents(documents), show_progress=False)
            self._engine.index(tokens, show_progress=False)
        self._ids = tuple(document.document_id for document in documents)

    def search(self, question: str, k: int) -> tuple[tuple[str, float], ...]:
        """Return up to `k` documents of a score above zero: see `Peer.search`."""
        tokens = self._package.tokenize(question, show_progress=False)
        rows, scores = self._engine.retrieve(tokens, k=min(k, len(self._ids)), show_progress=False)
        found = zip(rows[0], scores[0], strict=True)
        return tuple((self._ids[row], float(score)) for row, score in found if score > 0)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
