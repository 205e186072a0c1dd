"""Requests at a polite pace, through redirects, and only where robots.txt allows them."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from protego import Protego

from index.errors import FetchError
from index.fetching.exchange import AGENT, Exchange, Intake, Reply, described
from index.fetching.fetched import Limits
from index.fetching.transport import Deadline
from index.fetching.urls import join, masked

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SUCCESS = range(200, 300)
_UNAVAILABLE = range(400, 500)


class Visitor:
    """Requests documents: each hop is checked and paced, and all hops share one document's time."""

    def __init__(
        self, exchange: Exchange, limits: Limits, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        """`clock` and `sleep` are in seconds."""
        self._exchange = exchange
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._gaps: dict[bytes, float] = {}
        self._last: dict[bytes, float] = {}

    def visit(
        self, start: httpx.URL, intake: Intake, may: Callable[[httpx.URL], None] | None = None
    ) -> tuple[httpx.URL, Reply]:
        """Return where `start` leads at last, and the reply.

        `may` is called with each hop, and raises FetchError if it is forbidden. Raises FetchError as `Exchange.get`
        does, for too many redirects, a circle, and a redirect from https to http, which would give up what the
        certificate proves.
        """
        address = start
        passed = {start}
        left = self._limits.total
        while True:
            try:
                self._exchange.check(address)
                if may is not None:
                    may(address)
                self._wait(address.raw_host)
                started = self._clock()
                reply = self._exchange.get(address, Deadline(self._clock, started + left), intake)
                left -= self._clock() - started
                if reply.status not in _REDIRECTS:
                    return address, reply
                target = _target(address, reply)
            except FetchError as error:
                if address == start:
                    raise
                raise FetchError(f"it redirects to {address}: {error.message}", error.hint) from error
            if target in passed:
                raise FetchError("it redirects in a circle")
            if len(passed) > self._limits.redirects:
                raise FetchError(f"it redirects more than {self._limits.redirects} times")
            passed.add(target)
            address = target

    def slow_down(self, host: bytes, seconds: float) -> None:
        """Leave `seconds` between requests to `host`: at most the longest pace, never less than before."""
        self._gaps[host] = max(self._gap(host), min(seconds, self._limits.longest_pace))

    def _wait(self, host: bytes) -> None:
        if host in self._last:
            left = self._last[host] + self._gap(host) - self._clock()
            if left > 0:
                self._sleep(left)
        self._last[host] = self._clock()

    def _gap(self, host: bytes) -> float:
        return self._gaps.get(host, self._limits.pace)


def _target(address: httpx.URL, reply: Reply) -> httpx.URL:
    location = reply.headers.get("location", "")
    if not location:
        raise FetchError("it redirects without saying where")
    try:
        target = join(address, location)
    except FetchError as error:
        raise FetchError(f"it redirects to {masked(location)}: {error.message}") from error
    if address.scheme == "https" and target.scheme == "http":
        raise FetchError("it redirects from https to http")
    return target


class Robots:
    """What each site's robots.txt allows (RFC 9309), requested once a run."""

    def __init__(self, visitor: Visitor, size: int) -> None:
        """`size` is how many bytes of a robots.txt are read."""
        self._visitor = visitor
        self._intake = Intake(size, cut=True)
        self._known: dict[httpx.URL, Protego | str] = {}

    def check(self, address: httpx.URL) -> None:
        """Raise FetchError if `address` is not allowed; else apply the site's Crawl-delay."""
        place = join(address, "/robots.txt")
        if place not in self._known:
            self._known[place] = self._read(place)
        rules = self._known[place]
        if isinstance(rules, str):
            raise FetchError(f"the site's robots.txt cannot be read, so nothing is fetched from there: {rules}")
        if not rules.can_fetch(str(address), AGENT):
            raise FetchError("the site's robots.txt does not allow it")
        self._visitor.slow_down(address.raw_host, rules.crawl_delay(AGENT) or 0.0)

    def _read(self, place: httpx.URL) -> Protego | str:
        """Return the rules, or why there are none (RFC 9309, section 2.3.1).

        A status of 400 to 499 allows everything; if nothing can be read, or redirects do not end, nothing is allowed.
        """
        try:
            _, reply = self._visitor.visit(place, self._intake)
        except FetchError as error:
            return error.message
        if reply.status in _UNAVAILABLE:
            return Protego.parse("")
        if reply.status not in _SUCCESS:
            return described(reply.status)
        return Protego.parse(reply.content.decode("utf-8", "replace").lstrip("\ufeff"))
