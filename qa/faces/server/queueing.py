"""A queue of bounded length for work, and a bounded rate for each client."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable

from qa.faces.server.problems import RefusedError

_MOST_CLIENTS = 10_000
_IPV6, _IPV6_NETWORK = 6, 64


class Turnstile:
    """A FIFO queue: `at_once` run, `waiting` may wait, and more are refused with a 503."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._most = waiting
        self.waiting = 0
        self.inside = 0

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it for the block."""
        await self.enter()
        try:
            yield
        finally:
            self.leave()

    async def enter(self) -> None:
        """Wait for a turn and hold it until `leave`; raise RefusedError if too many wait."""
        if self._free.locked() and self.waiting >= self._most:
            raise RefusedError(503, "too many requests are waiting", {"Retry-After": "2"})
        self.waiting += 1
        try:
            await self._free.acquire()
        finally:
            self.waiting -= 1
        self.inside += 1

    def leave(self) -> None:
        """Give the turn back."""
        self.inside -= 1
        self._free.release()


class Rates:
    """A token bucket for each client, refilled with `rate` a second up to `burst`."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float]) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> None:
        """Count one request of `client`; raise RefusedError (429) if it has had too many."""
        now = self._clock()
        left, since = self._buckets.pop(client, (float(self._burst), now))
        left = min(self._burst, left + (now - since) * self._rate)
        self._buckets[client] = (left - 1 if left >= 1 else left, now)
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        if left < 1:
            wait = max(1, round((1 - left) / self._rate))
            raise RefusedError(429, "too many requests in a short time", {"Retry-After": str(wait)})


def client_at(address: tuple[str, int] | None) -> str:
    """Return the client at an address; for IPv6 the /64 network."""
    name = address[0] if address else "unknown"
    try:
        ip = ipaddress.ip_address(name)
    except ValueError:
        return name
    return str(ipaddress.ip_network((ip, _IPV6_NETWORK), strict=False)) if ip.version == _IPV6 else name
