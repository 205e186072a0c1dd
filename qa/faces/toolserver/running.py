"""Runs the MCP server over stdin and stdout, or over HTTP behind the guard of the HTTP face."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator

from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.asynchronous import AsyncLibrary
from qa.faces.server.desk import Desk
from qa.faces.server.guard import Guard
from qa.faces.server.metrics import Metrics
from qa.faces.server.problems import RefusedError
from qa.faces.server.running import run_app
from qa.faces.server.settings import Limits, ServerSettings
from qa.faces.toolserver.tools import make_server
from qa.library import Library

PATH = "/mcp"
PORT = 8766


def over_stdio(library: Library) -> None:
    """Talk with the one client at the other end of stdin and stdout until it leaves."""

    async def talk() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # on Windows
                asyncio.get_running_loop().add_signal_handler(number, _end)
        shared = AsyncLibrary(library)
        async with _in_use(shared):
            await make_server(Desk(shared, Limits(), Metrics())).run_stdio_async()

    asyncio.run(talk())


def _end() -> None:
    """End at once: the SDK waits in a thread for a line of stdin, which need not come. Nothing is being written."""
    os._exit(0)


def over_http(library: Library, settings: ServerSettings, sock: socket.socket) -> None:
    """Answer clients at `/mcp` on `sock` until SIGINT or SIGTERM."""
    shared = AsyncLibrary(library)
    metrics = Metrics()
    app = make_server(Desk(shared, settings.limits, metrics)).streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,  # no call needs what an earlier one left, and sessions that nobody ends would be kept
        # The guard before it checks hosts and origins, for every route alike.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        max_request_body_size=settings.limits.body,
    )
    sessions = app.router.lifespan_context

    @contextlib.asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        async with _in_use(shared), sessions(app):
            yield

    app.router.lifespan_context = running
    run_app(Guard(_only_posts(app), settings, metrics), settings, sock)


def _only_posts(app: ASGIApp) -> ASGIApp:
    """Without sessions nothing would ever come over the stream that a GET asks for, nor is there one to DELETE."""

    async def posted(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] != "POST":
            raise RefusedError(405, "send a POST", {"Allow": "POST"})
        await app(scope, receive, send)

    return posted


@contextlib.asynccontextmanager
async def _in_use(library: AsyncLibrary) -> AsyncIterator[None]:
    """Make index and model ready beside the first requests, and close the library at the end."""
    async with library:
        warming = asyncio.create_task(library.warm())
        try:
            yield
        finally:
            warming.cancel()
            await asyncio.gather(warming, return_exceptions=True)
