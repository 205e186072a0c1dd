"""Limits for connections: their number, and the time for heads and unread answers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from qa.faces.server.guard import ABORT
from qa.faces.server.queueing import client_at
from qa.faces.server.settings import Limits

_READ_AT_ONCE = 16_384
"""Bytes of one client that are parsed before others have their turn; a byte a chunk is slow."""

_FULL = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 2\r\nConnection: close\r\n\r\n"


class Bounded(H11Protocol):
    """uvicorn's HTTP protocol, which closes surplus connections and those of slow clients.

    uvicorn's own `limit_concurrency` would keep idle connections open, counts all clients as one, and has no time limit
    for a head or for a client that does not read.
    """

    limits: ClassVar[Limits]

    _timer: asyncio.TimerHandle | None = None
    _checking: asyncio.TimerHandle | None = None
    _was_closing = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept a connection, or refuse it with a 503 if there are too many."""
        super().connection_made(transport)
        self.app = _abortable(self.app, transport.abort)
        self._client = client_at(self.client)
        with contextlib.suppress(AttributeError):  # of another event loop
            transport.max_size = _READ_AT_ONCE  # type: ignore[attr-defined]
        self._checking = self.loop.call_later(self.limits.send, self._check)
        own = sum(isinstance(other, Bounded) and other._client == self._client for other in self.connections)
        if len(self.connections) > self.limits.connections or own > self.limits.connections_each:
            transport.write(_FULL)
            transport.close()
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Parse what came; the time for a head runs until it is complete."""
        if self._timer is None and self._is_idle():
            self._wait()
        super().data_received(data)
        if not self._is_idle():
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers."""
        self._stop_waiting()
        if self._checking is not None:
            self._checking.cancel()
        super().connection_lost(exc)

    def _check(self) -> None:
        """Abort the connection if it has been closing since the last check."""
        if self._was_closing:
            self.transport.abort()
            return
        self._was_closing = self.transport.is_closing()
        self._checking = self.loop.call_later(self.limits.send, self._check)

    def _is_idle(self) -> bool:
        """Return whether every request that has begun is answered."""
        cycle: Any = self.cycle
        return cycle is None or cycle.response_complete

    def _wait(self) -> None:
        self._timer = self.loop.call_later(self.limits.head, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _abortable(app: ASGIApp, abort: Callable[[], None]) -> ASGIApp:
    async def with_abort(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "extensions": {**scope.get("extensions", {}), ABORT: abort}}, receive, send)

    return with_abort
