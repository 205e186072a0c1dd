"""An engine in a process of its own, which can be ended whatever it does.

`worker` is what runs there.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from concurrent.futures import Future, wait
from itertools import count
from queue import SimpleQueue
from threading import RLock, Thread
from typing import IO, Any, cast

import numpy as np

from index.child import command_of, end_child, read_frame, start_child, write_frame
from index.encoders.choosing import Engine
from index.encoders.embedded import DIM, EmbeddedModel, reason_of
from index.errors import ModelError
from index.values import TextKind, Vectors

PATIENCE_S = 300.0
"""How long the process may be silent while it has work: what it is given at a time takes a second or two."""

MESSAGE_BYTES = 1_000_000_000
"""The longest message that either process takes from the other."""

CRASHED = "the process that embeds ended by itself"

COMMAND = command_of("index.encoders.worker")
_CHECKS = 30
"""Checks for a sign of life within the patience. Checks are counted, not seconds, as a process that is suspended with
its parent is not to blame for them."""


class EngineProcess(EmbeddedModel):
    """An `Encoder` on one engine in another process.

    The process starts now, and loads the engine at the first text. `stop` ends it at any moment; so does the end of
    this process. Any number of threads may encode.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._patience_s = PATIENCE_S
        self._numbers = count()
        self._requests: SimpleQueue[bytes | None] = SimpleQueue()
        self._answers: dict[int, Future[Vectors]] = {}
        self._heard = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._failure = ""
        self._lock = RLock()  # the last reference to an encoder may be dropped, and `stop` called, at any line
        Thread(target=self._run, args=((*COMMAND, engine),), daemon=True).start()

    @property
    def has_started(self) -> bool:
        """Whether the process has been heard from."""
        return self._heard > 0

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 (len(texts), 384), unit rows; ModelError if engine or process fail."""
        number, answer = next(self._numbers), Future[Vectors]()
        request = json.dumps({"number": number, "kind": kind, "texts": list(texts)}).encode()
        with self._lock:
            if self._failure:
                raise self._unusable()
            self._answers[number] = answer
        self._requests.put(request)
        return self._awaited(answer)

    def stop(self) -> None:
        """End the process; all that wait for an answer get a ModelError."""
        self._fail("it was stopped")

    def _awaited(self, answer: Future[Vectors]) -> Vectors:
        """Wait for the vectors; ModelError if the process is silent for too long."""
        heard, silent = self._heard, 0
        while not wait([answer], self._patience_s / _CHECKS).done:
            heard, silent = self._heard, silent + 1 if heard == self._heard else 0
            if silent == _CHECKS:
                self._fail(f"it did nothing for {self._patience_s:g} seconds")
                raise self._unusable()
        return answer.result()

    def _fail(self, reason: str) -> None:
        """End the process, if there is one; all that wait are given the first `reason`."""
        with self._lock:
            self._failure = self._failure or reason
            answers, self._answers = tuple(self._answers.values()), {}
            if self._process is not None:
                self._process.kill()
        for answer in answers:
            answer.set_exception(self._unusable())

    def _run(self, command: Sequence[str]) -> None:
        """Start the process, take its messages, and wait for its end.

        All in this thread, which lives as long: Linux ends the process with the thread that started it.
        """
        try:
            process = start_child(command)
        except OSError as error:
            self._fail(f"no process can be started: {reason_of(error)}")
            return
        with self._lock:
            self._process = process
            if self._failure:
                process.kill()
        Thread(target=self._feed, args=(process.stdin,), daemon=True).start()
        try:
            self._listen(cast(IO[bytes], process.stdout))
            self._fail(CRASHED)
        except Exception as error:  # something that is not a message
            self._fail(reason_of(error))
        self._requests.put(None)
        end_child(process)

    def _feed(self, stream: IO[bytes]) -> None:
        """Write the requests, which blocks if the process does not read."""
        try:
            while (request := self._requests.get()) is not None:
                write_frame(stream, request)
        except (OSError, ValueError):  # it is gone, which the other thread notices
            return

    def _listen(self, stream: IO[bytes]) -> None:
        """Take messages until there are no more."""
        while (content := read_frame(stream, MESSAGE_BYTES)) is not None:
            message: dict[str, Any] = json.loads(content)
            self._heard += 1
            if "number" not in message:
                continue
            vectors = read_frame(stream, MESSAGE_BYTES) if "error" not in message else b""
            with self._lock:
                answer = self._answers.pop(message["number"], None)
            if answer is None or vectors is None:
                return
            if "error" in message:
                answer.set_exception(ModelError(*message["error"]))
            else:
                answer.set_result(np.frombuffer(bytearray(vectors), dtype=np.float32).reshape(-1, DIM))

    def _unusable(self) -> ModelError:
        return ModelError(f"{self.engine} cannot be used ({self._failure})", "what was embedded is kept: try again")
