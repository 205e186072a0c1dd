"""One document asked for in due time, through its redirects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from index.errors import FetchError
from index.fetching.connecting import Deadline
from index.fetching.exchange import Intake, Reply, Wire
from index.fetching.fetched import Limits
from index.fetching.pacing import Pace
from index.fetching.urls import WebAddress, masked

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Visitor:
    """Asks for documents: each hop is paced, and all of them together have the time that one document has."""

    wire: Wire
    pace: Pace
    limits: Limits
    clock: Callable[[], float]

    def visit(self, start: WebAddress, may: Callable[[WebAddress], None], intake: Intake) -> tuple[WebAddress, Reply]:
        """Where `start` leads to at last, and what is said there; `may` raises FetchError for a hop not to be made.

        Raises FetchError as `Wire.get` does with `intake`, and for more
        redirects than the limit, a circle, and a redirect from https to http,
        which would give up what the certificate proves.
        """
        address = start
        passed = {start}
        left = self.limits.total
        while True:
            try:
                may(address)
                self.wire.check(address)  # before the wait: there is no use in waiting for what is refused
                self.pace.wait(address.host)
                started = self.clock()
                reply = self.wire.get(address, Deadline(self.clock, started + left), intake)
                left -= self.clock() - started
                if reply.status not in _REDIRECTS:
                    return address, reply
                target = _target(address, reply)
            except FetchError as error:
                if address == start:
                    raise
                raise FetchError(f"it redirects to {address}: {error.message}", error.hint) from error
            if target in passed:
                raise FetchError("it redirects in a circle")
            if len(passed) > self.limits.redirects:
                raise FetchError(f"it redirects more than {self.limits.redirects} times")
            passed.add(target)
            address = target


def answered(status: int) -> str:
    """What a status other than 200 is to a person: the number, and its name where it has one."""
    try:
        return f"the server answered {status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return f"the server answered {status}"


def _target(address: WebAddress, reply: Reply) -> WebAddress:
    location = reply.headers.get("location", "")
    if not location:
        raise FetchError("it redirects to nowhere")
    try:
        target = address.join(location)
    except FetchError as error:
        raise FetchError(f"it redirects to {masked(location)}: {error.message}") from error
    if address.scheme == "https" and target.scheme == "http":
        raise FetchError("it redirects from https to http")
    return target
