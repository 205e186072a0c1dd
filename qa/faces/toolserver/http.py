"""Runs the MCP server over HTTP, behind the guard of the HTTP face."""

from __future__ import annotations

import contextlib
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
from qa.faces.server.settings import ServerSettings
from qa.faces.toolserver.running import in_use
from qa.faces.toolserver.tools import make_server
from qa.library import Library

PATH = "/mcp"


def over_http(library: Library, settings: ServerSettings, sock: socket.socket) -> None:
    """Answer clients at `/mcp` on `sock` until SIGINT or SIGTERM."""
    shared = AsyncLibrary(library)
    app = make_server(Desk(shared, settings.limits)).streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,  # calls do not depend on each other, and sessions that nobody ends would be kept
        # The guard before it checks hosts and origins, for every route alike.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        max_request_body_size=settings.limits.body,
    )
    sessions = app.router.lifespan_context

    @contextlib.asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        async with in_use(shared), sessions(app):
            yield

    app.router.lifespan_context = running
    run_app(Guard(_only_posts(app), settings, Metrics()), settings, sock)


def _only_posts(app: ASGIApp) -> ASGIApp:
    """Refuse all but POST: without sessions nothing can be read or deleted."""

    async def posted(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] != "POST":
            raise RefusedError(405, "send a POST", {"Allow": "POST"})
        await app(scope, receive, send)

    return posted
