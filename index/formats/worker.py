"""The process that parses formats that may do harm, with little memory and time.

Run as `python -m index.formats.worker`; it reads requests from stdin and writes messages to stdout, as in `process`.
"""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress

from index.formats import limits
from index.formats.archives import read_archive
from index.formats.kinds import ARCHIVES, SERIES
from index.formats.parsed import MemberStarted, Parsed, ParseProblem, UnreadableError
from index.formats.parsing import parse, read_series
from index.formats.process import Idle, Lost, Request, receive_request, send
from index.formats.streams import unzipped

MEMORY = f"reading it needs more than {limits.WORKER_MEMORY // 1_000_000:,} MB of memory"


def main() -> None:
    """Answer requests until there are no more, or memory runs out."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # a library that prints must not break into the messages
    _confine()
    warnings.simplefilter("ignore")
    send(out, Idle())
    while request := receive_request(sys.stdin.buffer):
        try:
            for found in _timed(parsed(request)):
                send(out, found)
        except MemoryError:
            send(out, Lost(MEMORY))
            os._exit(1)
        send(out, Idle())


def parsed(request: Request) -> Iterator[Parsed | MemberStarted]:
    """Parse the file; every failure of a parser except MemoryError is a problem."""
    begun = ""
    try:
        for found in _found(request):
            begun = found.member if isinstance(found, MemberStarted) else begun
            yield found
    except UnreadableError as error:
        yield ParseProblem(str(error))
    except MemoryError:
        raise
    except RecursionError:
        yield ParseProblem("it is nested too deeply", begun)
    except Exception as error:  # parsers of damaged files raise anything
        yield ParseProblem(f"it is damaged or not {request.form.kind} ({type(error).__name__})", begun)


def _found(request: Request) -> Iterator[Parsed | MemberStarted]:
    kind = request.form.kind
    if kind in ARCHIVES:
        yield from read_archive(request.path, kind, request.columns, request.start)
        return
    with request.path.open("rb") as stream:
        if kind in SERIES:
            yield from read_series(unzipped(stream) if request.form.gzipped else stream, kind, request.start)
        else:
            yield from parse(stream, request.form, request.path, request.columns)


def _timed(given: Iterator[Parsed | MemberStarted]) -> Iterator[Parsed | MemberStarted]:
    """Yield from `given`; end the process if the next value takes very long."""
    alarm = getattr(signal, "alarm", lambda _: 0)
    while True:
        alarm(int((limits.PATIENCE + 1) * limits.SECONDS_A_DOCUMENT))
        found = next(given, None)
        alarm(0)
        if found is None:
            return
        yield found


def _confine() -> None:
    """Limit memory where possible, write no core dumps, leave interrupts to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform != "darwin":  # which has the limit but does not enforce it
            resource.setrlimit(resource.RLIMIT_AS, (limits.WORKER_MEMORY, limits.WORKER_MEMORY))


if __name__ == "__main__":
    main()
