"""Runs the MCP server over stdin and stdout, or over HTTP behind the guard of the HTTP face."""

from __future__ import annotations

import asyncio
import socket

from mcp.server.transport_security import TransportSecuritySettings

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
        async with AsyncLibrary(library) as shared:
            warming = asyncio.create_task(shared.warm())
            await make_server(shared).run_stdio_async()
            warming.cancel()

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
    run_app(Guard(app, settings, Metrics()), settings, sock)
