"""Turns texts into vectors: one embedded model under two engines, or any sentence-transformers model.

torch, transformers and sentence-transformers are not imported until one of them is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.encoders.bulk import BulkEncoder, SentenceTransformersEncoder
from index.encoders.embedded import EmbeddedEncoder
from index.values import Encoder

__all__ = ["BULK_THRESHOLD", "BulkEncoder", "EmbeddedEncoder", "SentenceTransformersEncoder", "make_encoder"]

BULK_THRESHOLD = 250
"""From how many passages on the seconds that torch takes to start are made good (two cores, 118 tokens each)."""


def make_encoder(model: str | None, *, bulk: bool, cache: Path, say: Callable[[str], None] | None = None) -> Encoder:
    """The encoder for `model`, a sentence-transformers name or folder; None is the embedded model.

    `bulk` chooses its engine: torch (from `BULK_THRESHOLD` passages on) or the C engine, whose vectors may be
    mixed. torch's copy of it is kept in `cache`; `say` is given one line where that must first be made.
    Raises ModelError where another model cannot be loaded; the embedded one is loaded at its first text.
    """
    if model is not None:
        return SentenceTransformersEncoder.named(model)
    return BulkEncoder(cache, say) if bulk else EmbeddedEncoder()
