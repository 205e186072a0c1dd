"""Listens, answers, and ends in order. Connections are bounded in number, and so is the time that a head may take."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from index.errors import BadInputError
from qa.faces.server.app import make_app
from qa.faces.server.guard import ABORT
from qa.faces.server.queueing import client_at
from qa.faces.server.settings import Limits, ServerSettings
from qa.library import Library

_SHUTDOWN_SECONDS = 30
_LONGEST_HEAD = 32_768
_READ_AT_ONCE = 16_384
"""Bytes of one client that are taken apart before others have their turn: a byte a chunk takes a while."""

_FULL = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 2\r\nConnection: close\r\n\r\n"


def protocol(limits: Limits) -> type[H11Protocol]:
    """uvicorn's HTTP protocol, within `limits`."""

    class Bounded(H11Protocol):
        """Closes connections beyond the most there may be, and those that are slow to say what they want or to take
        what they asked for."""

        _timer: asyncio.TimerHandle | None = None
        _checking: asyncio.TimerHandle | None = None
        _was_closing = False

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.app = _abortable(self.app, transport.abort)
            self._client = client_at(self.client)
            with contextlib.suppress(AttributeError):  # of another event loop
                transport.max_size = _READ_AT_ONCE  # type: ignore[attr-defined]
            self._checking = self.loop.call_later(limits.send, self._check)
            own = sum(isinstance(other, Bounded) and other._client == self._client for other in self.connections)
            if len(self.connections) > limits.connections or own > limits.connections_each:
                transport.write(_FULL)
                transport.close()
            else:
                self._wait()

        def data_received(self, data: bytes) -> None:
            if self._timer is None and self._is_idle():
                self._wait()
            super().data_received(data)
            if not self._is_idle():
                self._waited()

        def connection_lost(self, exc: Exception | None) -> None:
            self._waited()
            if self._checking is not None:
                self._checking.cancel()
            super().connection_lost(exc)

        def _check(self) -> None:
            """End it for good where it has been closing since the last check: a client that reads nothing keeps it."""
            if self._was_closing:
                self.transport.abort()
                return
            self._was_closing = self.transport.is_closing()
            self._checking = self.loop.call_later(limits.send, self._check)

        def _is_idle(self) -> bool:
            """Whether no request has begun that is not answered yet."""
            cycle: Any = self.cycle
            return cycle is None or cycle.response_complete

        def _wait(self) -> None:
            self._timer = self.loop.call_later(limits.head, self.transport.close)

        def _waited(self) -> None:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    return Bounded


def _abortable(app: ASGIApp, abort: Callable[[], None]) -> ASGIApp:
    async def with_abort(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "extensions": {**scope.get("extensions", {}), ABORT: abort}}, receive, send)

    return with_abort


def serve(library: Library, settings: ServerSettings, sock: socket.socket) -> None:
    """Answer over `library` on `sock` until SIGINT or SIGTERM; questions that are being answered are answered first."""
    run_app(make_app(library, settings), settings, sock)


def run_app(app: ASGIApp, settings: ServerSettings, sock: socket.socket) -> None:
    """Run an application on `sock`, within `settings`, until SIGINT or SIGTERM."""
    _log_as_json()
    config = uvicorn.Config(
        app,
        http=protocol(settings.limits),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=settings.limits.keep_alive,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
        backlog=512,
    )
    for number in (signal.SIGINT, signal.SIGTERM):  # uvicorn ends in order, then hands them on, to kill the process
        signal.signal(number, lambda *_: None)
    uvicorn.Server(config).run(sockets=[sock])


def listen(host: str, port: int) -> socket.socket:
    """A socket on `host` and `port` (0 is any free one); BadInputError where that cannot be."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.create_server((address[0], address[1]), family=family, backlog=512)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else bodies wait for heads to be acknowledged
        return sock
    except OSError as error:
        raise BadInputError(f"nothing can listen on {host}:{port} ({error.strerror})", "give another --port") from error


class _AsJson(logging.Formatter):
    """A line of JSON for each record; what is JSON already is taken in."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {"time": datetime.now(UTC).isoformat(), "level": record.levelname.lower()}
        message = record.getMessage()
        try:
            known = json.loads(message)
        except ValueError:
            known = None
        said |= known if isinstance(known, dict) else {"message": message}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=True)


def _is_no_cancelling(record: logging.LogRecord) -> bool:
    """Whether a record of uvicorn's tells something else than what the end of the server cut short, with its trace."""
    raised = record.exc_info[0] if record.exc_info else None
    cancelled = asyncio.CancelledError
    told = str(record.msg).rstrip().endswith(f"{cancelled.__module__}.{cancelled.__name__}")
    return not (told or (raised is not None and issubclass(raised, cancelled)))


def _log_as_json() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_AsJson())
    logging.getLogger("uvicorn.error").addFilter(_is_no_cancelling)
    for name, level in (("kutip.server", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
