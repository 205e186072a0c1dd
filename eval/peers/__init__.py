"""Other search systems, set up as their documentation says, over Kutip's own vectors."""

from __future__ import annotations

from collections.abc import Mapping

from eval.peers.llama_index_hybrid import LlamaIndexHybrid
from eval.peers.plain import Bm25s, RankBm25
from eval.peers.system import Factory, Peer, contents
from eval.peers.txtai_hybrid import TxtaiHybrid
from index.values import Encoder

__all__ = ["Bm25s", "Factory", "LlamaIndexHybrid", "Peer", "RankBm25", "TxtaiHybrid", "contents", "peers"]


def peers(encoder: Encoder) -> Mapping[str, Factory]:
    """Return a factory for each peer, by name; `encoder` embeds the questions.

    Nothing is imported before something is built.
    """
    return {
        TxtaiHybrid.name: lambda: TxtaiHybrid(encoder),
        LlamaIndexHybrid.name: lambda: LlamaIndexHybrid(encoder),
        RankBm25.name: RankBm25,
        Bm25s.name: Bm25s,
    }
