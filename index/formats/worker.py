"""The process that parses what might harm: with little memory, a clock, and nothing to say but drafts.

Run as `python -m index.formats.worker`; reads requests from stdin and writes messages to stdout, as in `wire`.
"""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from index.formats import limits
from index.formats.archives import read_archive
from index.formats.kinds import ARCHIVES, Kind
from index.formats.parsed import Begun, Event, Fault, UnreadableError
from index.formats.parsing import parse
from index.formats.wire import Ended, Lost, Message, Ready, Request, receive_request, send

MEMORY = f"reading it needs more than {limits.WORKER_MEMORY // 1_000_000:,} MB of memory"

_SIZES = {Kind.PARQUET: limits.PARQUET_BYTES, Kind.ZIP: limits.ARCHIVE_BYTES, Kind.TAR: limits.ARCHIVE_BYTES}


def main() -> None:
    """Answer requests until there are no more."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # a library that prints must not break into the messages
    _confine()
    warnings.simplefilter("ignore")
    send(out, Ready())
    while request := receive_request(sys.stdin.buffer):
        if not _answer(request, out):
            os._exit(1)


def _answer(request: Request, out: IO[bytes]) -> bool:
    """Send what is in a file; whether the process is fit for another."""
    try:
        for event in _watched(events(request)):
            send(out, event)
    except MemoryError:
        send(out, Lost(MEMORY))
        return False
    send(out, Ended())
    return True


def events(request: Request) -> Iterator[Event | Begun]:
    """What is in the file; every failure that a parser has is a fault, except where memory is at its end."""
    begun = ""
    try:
        if request.form.kind in ARCHIVES:
            for event in read_archive(request.path, request.form.kind, request.columns, request.start):
                begun = event.member if isinstance(event, Begun) else begun
                yield event
        else:
            size = request.path.stat().st_size
            most = _SIZES.get(request.form.kind, limits.DOCUMENT_BYTES)
            if size > most:
                raise UnreadableError(f"it is too large ({size:,} bytes; the limit is {most:,})")
            with request.path.open("rb") as stream:
                yield from parse(stream, request.form, request.path, request.columns)
    except UnreadableError as error:
        yield Fault(str(error))
    except MemoryError:
        raise
    except RecursionError:
        yield Fault("it is nested too deeply", begun)
    except Exception as error:  # parsers of damaged files raise whatever the damage leads to
        yield Fault(f"it is damaged or no {request.form.kind} ({type(error).__name__})", begun)


def _watched(given: Iterator[Event | Begun]) -> Iterator[Message]:
    """`given`, the process ending itself where the next is very long in coming and nobody else ends it."""
    alarm = getattr(signal, "alarm", lambda _: 0)
    while True:
        alarm(int(2 * limits.SECONDS_A_DOCUMENT) + 1)
        event = next(given, None)
        alarm(0)
        if event is None:
            return
        yield event


def _confine() -> None:
    """Bound the memory where the system can, leave no core dumps, and let the parent handle interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform != "darwin":  # which has the limit and does not hold to it
            resource.setrlimit(resource.RLIMIT_AS, (limits.WORKER_MEMORY, limits.WORKER_MEMORY))


if __name__ == "__main__":
    main()
