"""txtai's hybrid search: its own BM25 and FAISS index, half of the score each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from eval.peers.system import check_rows, contents, hushed
from eval.values import Document
from index.optional import require
from index.values import Encoder, TextKind, Vectors


class TxtaiHybrid:
    """The class `txtai.Embeddings(hybrid=True)` without content storage, with given vectors.

    The rest has its defaults: BM25 (k1 1.2, b 0.75) over words told apart by Unicode's rules, scaled to at most 1, and
    the cosine, each by a half; ten times as many candidates as asked for come from either side.
    """

    name = "txtai-hybrid"

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._embeddings: Any = None

    def build(self, documents: Sequence[Document], vectors: Vectors) -> None:
        """Index `documents`: see `Peer.build`."""
        check_rows(documents, vectors)
        texts = contents(documents)
        known = dict(zip(texts, vectors, strict=True))
        with hushed():
            embeddings = require("txtai.embeddings", "peers").Embeddings(
                method="external", transform=_transform(self._encoder, known), hybrid=True, content=False
            )
            embeddings.index((d.document_id, text, None) for d, text in zip(documents, texts, strict=True))
        known.clear()
        self._embeddings = embeddings

    def search(self, question: str, k: int) -> tuple[tuple[str, float], ...]:
        """Up to `k` documents: see `Peer.search`."""
        return tuple((str(document_id), float(score)) for document_id, score in self._embeddings.search(question, k))


def _transform(encoder: Encoder, known: dict[str, Vectors]) -> Callable[[list[str]], Vectors]:
    """Return the function that gives txtai vectors of passages and questions.

    txtai does not tell it which: while an index is built all texts are passages, and `known`; afterwards, with `known`
    emptied, all are questions.
    """

    # txtai takes a plain function as it is, but calls anything else to get one. It scales the rows in place.
    def vectors_of(texts: list[str]) -> Vectors:
        if known:
            return np.stack([known[text] for text in texts])
        return encoder.encode(texts, TextKind.QUERY).copy()

    return vectors_of
