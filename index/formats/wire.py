"""What the worker process says, as bytes: JSON after its length, and nothing that could run when it is read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from index.child import read_frame, write_frame
from index.formats import limits
from index.formats.columns import Columns
from index.formats.kinds import Format, Kind
from index.formats.metadata import Metadata
from index.formats.parsed import Begun, Draft, Fault, Taken


@dataclass(frozen=True, slots=True)
class Request:
    """Read the file `path`; of an archive only the members from number `start` on."""

    path: Path
    form: Format
    columns: Columns
    start: int = 0


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has started."""


@dataclass(frozen=True, slots=True)
class Ended:
    """All of the file was read."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The worker cannot go on after this, and why."""

    reason: str


Message = Draft | Fault | Taken | Begun | Ready | Ended | Lost
_KINDS: dict[str, type[Message]] = {each.__name__: each for each in (Draft, Fault, Taken, Begun, Ready, Ended, Lost)}


def send(stream: IO[bytes], message: Message | Request) -> None:
    """Write one message."""
    values = asdict(message)
    write_frame(stream, json.dumps({"kind": type(message).__name__, "values": values}, default=_plain).encode())


def receive(stream: IO[bytes]) -> Message | None:
    """The next message; None where the stream ends, also amid one. ValueError for what is no message."""
    values = _values(stream)
    if values is None:
        return None
    kind = _KINDS[str(values["kind"])]
    given = values["values"]
    if kind is Draft:
        published = given["metadata"].pop("published")
        metadata = Metadata(**given.pop("metadata"), published=date.fromisoformat(published) if published else None)
        return Draft(**{**given, "pages": tuple(given["pages"])}, metadata=metadata)
    if kind is Taken:
        return Taken(given["kind"], Columns(**given["columns"]), tuple(given["unused"]), given["member"])
    return kind(**given)


def receive_request(stream: IO[bytes]) -> Request | None:
    """The next request; None where the stream ends."""
    values = _values(stream)
    if values is None:
        return None
    given = values["values"]
    form = Format(Kind(given["form"]["kind"]), given["form"]["gzipped"])
    return Request(Path(given["path"]), form, Columns(**given["columns"]), given["start"])


def _values(stream: IO[bytes]) -> dict[str, Any] | None:
    raw = read_frame(stream, limits.MESSAGE_BYTES)
    values: dict[str, Any] | None = None if raw is None else json.loads(raw)
    return values


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
