"""What people would otherwise search with, set up as each project's documentation says, over Kutip's own vectors."""

from __future__ import annotations

from collections.abc import Mapping

from eval.peers.llama_index_hybrid import LlamaIndexHybrid
from eval.peers.plain import Bm25s, RankBm25
from eval.peers.system import Factory, System, contents
from eval.peers.txtai_hybrid import TxtaiHybrid
from index.values import Encoder

__all__ = ["Bm25s", "Factory", "LlamaIndexHybrid", "RankBm25", "System", "TxtaiHybrid", "contents", "peers"]


def peers(encoder: Encoder) -> Mapping[str, Factory]:
    """How to make each peer, by name; `encoder` turns the questions into vectors.

    Nothing is imported, and a missing package not missed, before something is built.
    """
    return {
        TxtaiHybrid.name: lambda: TxtaiHybrid(encoder),
        LlamaIndexHybrid.name: lambda: LlamaIndexHybrid(encoder),
        RankBm25.name: RankBm25,
        Bm25s.name: Bm25s,
    }
