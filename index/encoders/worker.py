"""The process in which one engine embeds: `python -m index.encoders.worker ENGINE CACHE`.

Frames of JSON come on stdin, `{number, kind, texts}`, and go to stdout: `{}` once it has started, `{said}`, and
`{number}`, with the vectors in a frame after it, or `{number, error}` with message and hint.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO

from index.child import read_frame, write_frame
from index.encoders.choosing import Engine
from index.encoders.local import LocalEncoder
from index.encoders.process import MESSAGE_BYTES
from index.encoders.windowed import reason_of
from index.errors import ModelError
from index.values import Encoder, TextKind

_AT_ONCE = 4
"""How many requests are worked at together, so that no core waits for the last of one."""

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Answer requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent sees to it
    _end_with_parent()
    if hasattr(os, "register_at_fork"):  # not on Windows
        os.register_at_fork(before=_remember_parent, after_in_child=_end_with_fork)
    requests, answers = _own_pipes()
    desk = Desk(Engine(sys.argv[1]), Path(sys.argv[2]), answers)
    desk.send({})
    pool = ThreadPoolExecutor(_AT_ONCE)
    while (request := read_frame(requests, MESSAGE_BYTES)) is not None:
        pool.submit(desk.answer, request)
    os._exit(0)  # waiting for no thread: none may ever end


class Desk:
    """Answers requests, from as many threads as like; the engine is loaded at the first."""

    def __init__(self, engine: Engine, cache: Path, out: IO[bytes]) -> None:
        self._engine = engine
        self._cache = cache
        self._out = out
        self._encoder: Encoder | None = None
        self._load_lock = Lock()
        self._send_lock = Lock()

    def answer(self, request: bytes) -> None:
        """Answer one request with vectors, or with what is wrong."""
        given = json.loads(request)
        number = given["number"]
        try:
            vectors = self._loaded().encode(given["texts"], TextKind(given["kind"]))
        except ModelError as error:
            self.send({"number": number, "error": (error.message, error.hint)})
        except Exception as error:  # the libraries under the engines raise what they like
            self.send({"number": number, "error": (f"{self._engine} cannot be used ({reason_of(error)})", "")})
        else:
            self.send({"number": number}, vectors.tobytes())

    def send(self, message: dict[str, object], content: bytes | None = None) -> None:
        """Send a message, and `content` in a frame of its own; without anyone to read it the process ends."""
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
                self._encoder = LocalEncoder(self._engine, self._cache, lambda line: self.send({"said": line}))
            return self._encoder


def _own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """What were stdin and stdout: a library that reads or prints must not break into the messages."""
    pipes = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nothing, descriptor)
    return pipes


def _end_with_parent() -> None:
    """Have Linux kill this process when the thread that started it is gone, even where no code can run here any more.

    Elsewhere the end of the requests tells.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


_forking = 0


def _remember_parent() -> None:
    global _forking  # what the child finds in its copy of the memory
    _forking = os.getpid()


def _end_with_fork() -> None:
    """The same for a fork, which the process that forked it may not have outlived until here."""
    _end_with_parent()
    if os.getppid() != _forking:
        os._exit(0)


if __name__ == "__main__":
    main()
