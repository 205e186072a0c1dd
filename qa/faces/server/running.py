"""Listens, answers, and shuts down in order."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import socket
import sys
from datetime import UTC, datetime

import uvicorn
from starlette.types import ASGIApp

from index.errors import BadInputError
from qa.faces.server.app import make_app
from qa.faces.server.connections import Bounded
from qa.faces.server.settings import Limits, ServerSettings
from qa.library import Library

_SHUTDOWN_SECONDS = 30
_LONGEST_HEAD = 32_768


def serve(library: Library, settings: ServerSettings, sock: socket.socket) -> None:
    """Answer over `library` on `sock` until SIGINT or SIGTERM, after which open requests are answered."""
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
    for number in (signal.SIGINT, signal.SIGTERM):  # uvicorn shuts down, then raises them again, to kill the process
        signal.signal(number, lambda *_: None)
    uvicorn.Server(config).run(sockets=[sock])


def protocol(limits: Limits) -> type[Bounded]:
    """Return the HTTP protocol for uvicorn, within `limits`."""
    return type("Limited", (Bounded,), {"limits": limits})


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket (port 0 is any free one), or raise BadInputError."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.create_server((address[0], address[1]), family=family, backlog=512)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else bodies wait for heads to be acknowledged
        return sock
    except OSError as error:
        raise BadInputError(f"cannot listen on {host}:{port} ({error.strerror})", "give another --port") from error


class _AsJson(logging.Formatter):
    """Writes each record as a line of JSON, merging messages that are JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {"time": datetime.now(UTC).isoformat(), "level": record.levelname.lower()}
        message = record.getMessage()
        try:
            known = json.loads(message)
        except ValueError:
            known = None
        line |= known if isinstance(known, dict) else {"message": message}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


def is_cancellation(record: logging.LogRecord) -> bool:
    """Return whether a record is the trace of a request that the shutdown cancelled."""
    raised = record.exc_info[0] if record.exc_info else None
    cancelled = asyncio.CancelledError
    traced = str(record.msg).rstrip().endswith(f"{cancelled.__module__}.{cancelled.__name__}")
    return traced or (raised is not None and issubclass(raised, cancelled))


def _log_as_json() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_AsJson())
    logging.getLogger("uvicorn.error").addFilter(lambda record: not is_cancellation(record))
    for name, level in (("kutip.server", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
