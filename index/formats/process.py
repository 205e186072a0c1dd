"""The worker process as seen from here: started when it is needed, ended when it is silent, started again."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from index.child import command_of, end_child, start_child
from index.formats import limits
from index.formats.columns import Columns
from index.formats.kinds import Format
from index.formats.parsed import Begun, Event, Fault
from index.formats.wire import Ended, Lost, Message, Ready, Request, receive, send

CRASHED = "reading it crashed the process that reads"

_COMMAND = command_of("index.formats.worker")
_QUEUED = 16
_FEW_THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "MALLOC_ARENA_MAX"), "1")
"""For the worker: the stacks of many threads would take the memory."""


class _LostError(Exception):
    """The worker is gone; the message is why, for a person."""


class Worker:
    """Reads files in another process. Use it as `events(...)` for one file after another, then `close` it."""

    def __init__(self, seconds: float = limits.SECONDS_A_DOCUMENT, command: Sequence[str] = _COMMAND) -> None:
        self._seconds = seconds
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._messages: queue.Queue[Message | None] = queue.Queue()
        self._stopped = threading.Event()

    def events(self, path: Path, form: Format, columns: Columns) -> Iterator[Event]:
        """What is in the file; where it ends the worker, a fault. Of an archive the members after that still come."""
        start = 0
        for _ in range(limits.WORKER_STARTS_A_FILE):
            begun: Begun | None = None
            finished = False
            try:
                for message in self._answer(Request(path.absolute(), form, columns, start)):
                    if isinstance(message, Begun):
                        begun = message
                    else:
                        yield message
                finished = True
                return
            except _LostError as error:
                yield Fault(str(error), begun.member if begun else "")
            finally:
                if not finished:
                    self.close()
            if begun is None:
                return
            start = begun.number + 1
        yield Fault("too many of its members cannot be read; the others were left")

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        self._stopped.set()
        if process is not None:
            end_child(process)

    def _answer(self, request: Request) -> Iterator[Event | Begun]:
        process = self._started()
        try:
            send(cast(IO[bytes], process.stdin), request)
        except OSError as error:
            raise _LostError(CRASHED) from error
        while True:
            message = self._next(self._seconds)
            if isinstance(message, Ended):
                return
            if isinstance(message, Lost):
                raise _LostError(message.reason)
            if not isinstance(message, Ready):
                yield message

    def _next(self, seconds: float) -> Message:
        try:
            message = self._messages.get(timeout=seconds)
        except queue.Empty:
            raise _LostError(f"reading it took more than {seconds:g} seconds") from None
        if message is None:
            raise _LostError(CRASHED)
        return message

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._process = process = start_child(self._command, _FEW_THREADS)
        self._messages, self._stopped = queue.Queue(_QUEUED), threading.Event()
        listening = (process.stdout, self._messages, self._stopped)
        threading.Thread(target=_listen, args=listening, daemon=True).start()
        if not isinstance(self._next(limits.SECONDS_TO_START), Ready):
            raise _LostError(CRASHED)
        return process


def _listen(stream: IO[bytes], messages: queue.Queue[Message | None], stopped: threading.Event) -> None:
    """Put what the worker says into the queue; None when it says no more, or what is no message."""
    while not stopped.is_set():
        try:
            message = receive(stream)
        except (ValueError, KeyError, TypeError, OSError):
            message = None
        while not stopped.is_set():
            with suppress(queue.Full):
                messages.put(message, timeout=0.2)
                break
        if message is None:
            return
