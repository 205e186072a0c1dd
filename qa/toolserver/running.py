"""Runs the MCP server over stdin and stdout, or over HTTP behind the guard of the HTTP face."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette

from qa.asynchronous import AsyncLibrary
from qa.library import Library
from qa.server.guard import Guard
from qa.server.metrics import Metrics
from qa.server.running import run_app
from qa.server.settings import ServerSettings
from qa.toolserver.tools import make_server

PATH = "/mcp"
PORT = 8766


def over_stdio(library: Library) -> None:
    """Talk with the one client at the other end of stdin and stdout until it leaves."""

    async def talk() -> None:
        shared = AsyncLibrary(library)
        async with _in_use(shared):
            await make_server(shared).run_stdio_async()

    asyncio.run(talk())


def over_http(library: Library, settings: ServerSettings, sock: socket.socket) -> None:
    """Answer clients at `/mcp` on `sock` until SIGINT or SIGTERM."""
    shared = AsyncLibrary(library)
    app = make_server(shared).streamable_http_app(
        streamable_http_path=PATH,
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
    run_app(Guard(app, settings, Metrics()), settings, sock)


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
