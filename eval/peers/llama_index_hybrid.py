"""LlamaIndex's hybrid search: BM25 and a vector index under reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eval.peers.system import check_rows, contents, hushed
from eval.values import Document
from index.optional import MissingExtraError, require
from index.values import Encoder, TextKind, Vectors

# The retriever's metadata asks for PyStemmer below 3, though it runs with 3: no extra can name it beside Kutip's own.
_RETRIEVER = "llama_index.retrievers.bm25"
_INSTALL = "install it with: pip install --no-deps llama-index-retrievers-bm25==0.8.0"


class LlamaIndexHybrid:
    """LlamaIndex's `QueryFusionRetriever` (mode `reciprocal_rerank`) over BM25 and vectors.

    There is one query, and the rest has its defaults: bm25s with English stop words and stemming, an in-memory vector
    store that goes through all vectors, rank fusion with equal weights and the constant 60. Documents with the same
    text count as one. All three retrievers are set to return as many as are asked for; the default is 2.
    """

    name = "llama-index-hybrid"

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._retrievers: tuple[Any, ...] = ()
        self._documents = 0

    def build(self, documents: Sequence[Document], vectors: Vectors) -> None:
        """Index `documents`: see `Peer.build`."""
        check_rows(documents, vectors)
        with hushed():
            core = require("llama_index.core", "peers")
            bm25 = _retriever()
            nodes = [
                core.schema.TextNode(id_=document.document_id, text=text, embedding=vector.tolist())
                for document, text, vector in zip(documents, contents(documents), vectors, strict=True)
            ]
            index = core.VectorStoreIndex(nodes, embed_model=_embedding(self._encoder))
            dense = index.as_retriever()
            # The index's own store of nodes has no embeddings, which would be carried along with every hit.
            lexical = bm25.BM25Retriever.from_defaults(docstore=index.docstore)
            # A language model would write more queries; with one query it has nothing to do, but is required.
            fused = require("llama_index.core.retrievers", "peers").QueryFusionRetriever(
                [dense, lexical],
                mode="reciprocal_rerank",
                num_queries=1,
                llm=require("llama_index.core.llms", "peers").MockLLM(),
            )
        self._retrievers, self._documents = (fused, dense, lexical), len(documents)

    def search(self, question: str, k: int) -> tuple[tuple[str, float], ...]:
        """Up to `k` documents: see `Peer.search`."""
        for retriever in self._retrievers:
            retriever.similarity_top_k = min(k, self._documents)
        return tuple((hit.node.node_id, float(hit.score)) for hit in self._retrievers[0].retrieve(question))


def _retriever() -> Any:
    try:
        return require(_RETRIEVER, "peers")
    except MissingExtraError as error:
        raise MissingExtraError("llama-index-retrievers-bm25 is not installed", _INSTALL) from error


def _embedding(encoder: Encoder) -> Any:
    """Return `encoder` as an embedding model of LlamaIndex."""
    base = require("llama_index.core.embeddings", "peers").BaseEmbedding

    class EncoderEmbedding(base):  # type: ignore[misc, valid-type]
        def _get_query_embedding(self, query: str) -> list[float]:
            return _row(encoder, query, TextKind.QUERY)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return _row(encoder, text, TextKind.PASSAGE)

    return EncoderEmbedding(model_name=encoder.fingerprint)


def _row(encoder: Encoder, text: str, kind: TextKind) -> list[float]:
    return [float(value) for value in encoder.encode([text], kind)[0]]
