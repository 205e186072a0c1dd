"""The time left between two requests to one host."""

from __future__ import annotations

from collections.abc import Callable

from index.fetching.fetched import Limits


class Pace:
    """Waits before a request to a host that was asked not long ago; `clock` and `sleep` are in seconds."""

    def __init__(self, limits: Limits, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._gaps: dict[str, float] = {}
        self._last: dict[str, float] = {}

    def slow_down(self, host: str, seconds: float) -> None:
        """Leave `seconds` between requests to `host` from now on: the longest pace at most, never less than before."""
        self._gaps[host] = max(self._gap(host), min(seconds, self._limits.longest_pace))

    def wait(self, host: str) -> None:
        """Wait until `host` may be asked again, and count the request that follows."""
        if host in self._last:
            left = self._last[host] + self._gap(host) - self._clock()
            if left > 0:
                self._sleep(left)
        self._last[host] = self._clock()

    def _gap(self, host: str) -> float:
        return self._gaps.get(host, self._limits.pace)
