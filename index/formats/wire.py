"""Messages to and from the worker: JSON, which cannot run as code."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from index.child import read_frame, write_frame
from index.formats import limits
from index.formats.columns import Columns
from index.formats.kinds import FileKind, Format
from index.formats.parsed import Draft, MemberStarted, Metadata, ParseProblem, TakenColumns


@dataclass(frozen=True, slots=True)
class Request:
    """Parse the file `path`; of an archive only the members from number `start` on."""

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


WorkerMessage = Draft | ParseProblem | TakenColumns | MemberStarted | Idle | Lost
_TYPES: dict[str, type[WorkerMessage]] = {
    each.__name__: each for each in (Draft, ParseProblem, TakenColumns, MemberStarted, Idle, Lost)
}


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
        return Draft(**{**given, "pages": tuple(given["pages"])}, metadata=metadata)
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
