"""The worker process, restarted when it fails, and its messages in JSON, which cannot run."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, cast

from index.child import command_of, end_child, read_frame, seconds_worked, start_child, write_frame
from index.formats import limits
from index.formats.columns import Columns
from index.formats.kinds import FileKind, Format
from index.formats.parsed import Draft, MemberStarted, Metadata, Parsed, ParseProblem, TakenColumns, Working
from index.values import ProblemKind

CRASHED = "reading it crashed the process that reads"

_COMMAND = command_of("index.formats.worker")
_QUEUED = 16
# The stacks of many threads would use up the memory of the worker.
_FEW_THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "MALLOC_ARENA_MAX"), "1")


@dataclass(frozen=True, slots=True)
class Request:
    """Parse the file `path`; of an archive or series only members from `start` on."""

    path: Path
    form: Format
    columns: Columns
    start: int = 0


@dataclass(frozen=True, slots=True)
class Idle:
    """The worker waits for a request: it has just started, or finished a file."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The worker ends after this message, and why."""

    reason: str


WorkerMessage = Draft | ParseProblem | TakenColumns | Working | MemberStarted | Idle | Lost
_TYPES: dict[str, type[WorkerMessage]] = {
    each.__name__: each for each in (Draft, ParseProblem, TakenColumns, Working, MemberStarted, Idle, Lost)
}


class _LostError(Exception):
    """The worker is gone; the message is why, for a person."""


class Worker:
    """Parses files in another process: call `parse` for each file, then `close`."""

    def __init__(self, seconds: float = limits.SECONDS_A_DOCUMENT, command: Sequence[str] = _COMMAND) -> None:
        self._seconds = seconds
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._messages: queue.Queue[WorkerMessage | None] = queue.Queue()
        self._stopped = threading.Event()

    def parse(self, path: Path, form: Format, columns: Columns) -> Iterator[Parsed]:
        """Parse the file; if that ends the worker, it is a problem.

        The later members of an archive or a series are still read.
        """
        start = 0
        for _ in range(limits.WORKER_STARTS_A_FILE):
            begun: MemberStarted | None = None
            finished = False
            try:
                for found in self._answer(Request(path.absolute(), form, columns, start)):
                    if isinstance(found, MemberStarted):
                        begun = found
                    else:
                        yield found
                finished = True
                return
            except _LostError as error:
                yield ParseProblem(str(error), begun.member if begun else "")
            finally:
                if not finished:
                    self.close()
            if begun is None or begun.number < start:  # it was lost before its first member
                return
            start = begun.number + 1
        yield ParseProblem("too many of its members cannot be read; the others were left")

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        self._stopped.set()
        if process is not None:
            end_child(process)

    def _answer(self, request: Request) -> Iterator[Parsed | MemberStarted]:
        process = self._started()
        try:
            send(cast(IO[bytes], process.stdin), request)
        except OSError as error:
            raise _LostError(CRASHED) from error
        while not isinstance(message := self._next(process, self._seconds), Idle):
            if not isinstance(message, Working):
                yield message

    def _next(self, process: subprocess.Popen[bytes], seconds: float) -> Parsed | MemberStarted | Idle:
        try:
            message = _waited(process, self._messages, seconds)
        except queue.Empty:
            raise _LostError(f"reading it took more than {seconds:g} seconds") from None
        if message is None or isinstance(message, Lost):
            raise _LostError(message.reason if message else CRASHED)
        return message

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._process = process = start_child(self._command, _FEW_THREADS)
        self._messages, self._stopped = queue.Queue(_QUEUED), threading.Event()
        listening = (process.stdout, self._messages, self._stopped)
        threading.Thread(target=_listen, args=listening, daemon=True).start()
        if not isinstance(self._next(process, limits.SECONDS_TO_START), Idle):
            raise _LostError(CRASHED)
        return process


def _waited(
    process: subprocess.Popen[bytes], messages: queue.Queue[WorkerMessage | None], seconds: float
) -> WorkerMessage | None:
    """Return the worker's next message; raise queue.Empty if it takes longer.

    While others keep the machine from it, the worker is given more time.
    """
    before = seconds_worked(process)
    for _ in range(limits.PATIENCE - 1):
        with suppress(queue.Empty):
            return messages.get(timeout=seconds)
        now = seconds_worked(process)
        if before is None or now is None or now - before > seconds / 2:
            raise queue.Empty
    return messages.get(timeout=seconds)


def _listen(stream: IO[bytes], messages: queue.Queue[WorkerMessage | None], stopped: threading.Event) -> None:
    """Put the worker's messages into the queue, and None at the end."""
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


def send(stream: IO[bytes], message: WorkerMessage | Request) -> None:
    """Write one message."""
    values = asdict(message)
    write_frame(stream, json.dumps({"type": type(message).__name__, "values": values}, default=str).encode())


def receive(stream: IO[bytes]) -> WorkerMessage | None:
    """Return the next message, or None if the stream ends, also within one.

    Raises ValueError, KeyError or TypeError for anything that is not a message.
    """
    received = _received(stream)
    if received is None:
        return None
    name, given = received
    if name == "Draft":
        published = given["metadata"].pop("published")
        metadata = Metadata(**given.pop("metadata"), published=date.fromisoformat(published) if published else None)
        given |= {"pages": tuple(given["pages"]), "warnings": tuple(given["warnings"]), "files": tuple(given["files"])}
        return Draft(**given, metadata=metadata)
    if name == "ParseProblem":
        return ParseProblem(given["reason"], given["member"], ProblemKind(given["kind"]))
    if name == "TakenColumns":
        return TakenColumns(
            Path(given["path"]), given["kind"], Columns(**given["columns"]), tuple(given["unused"]), given["member"]
        )
    return _TYPES[name](**given)


def receive_request(stream: IO[bytes]) -> Request | None:
    """Return the next request, or None if the stream ends."""
    received = _received(stream)
    if received is None:
        return None
    _, given = received
    form = Format(FileKind(given["form"]["kind"]), given["form"]["gzipped"])
    return Request(Path(given["path"]), form, Columns(**given["columns"]), given["start"])


def _received(stream: IO[bytes]) -> tuple[str, dict[str, Any]] | None:
    raw = read_frame(stream, limits.MESSAGE_BYTES)
    if raw is None:
        return None
    values = json.loads(raw)
    return values["type"], values["values"]
