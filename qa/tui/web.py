"""The chat in a browser of this machine: textual-serve, which calls no other host and hears no other page."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler
from textual_serve.server import Server

HOST = "127.0.0.1"


class LoopbackServer(Server):
    """Serves `qa chat` over the library at `root`; requests that another site's page makes are refused."""

    def __init__(self, root: Path, port: int) -> None:
        command = shlex.join([sys.executable, "-P", "-m", "qa", "chat", "--library", str(root)])
        super().__init__(command, host=HOST, port=port, title="Kutip")
        self._origins = frozenset(f"http://{name}:{port}" for name in (HOST, "localhost"))
        self._policy = f"default-src 'self' 'unsafe-inline' data: blob: http://{HOST}:{port}; connect-src 'self' ws://{HOST}:{port}"

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._same_origin)
        app.on_response_prepare.append(self._own_files_only)
        return app

    @web.middleware
    async def _same_origin(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        origin, host = request.headers.get("Origin"), request.headers.get("Host", "")
        if (origin is not None and origin not in self._origins) or f"http://{host}" not in self._origins:
            raise web.HTTPForbidden(text="open the chat itself")
        return await handler(request)

    async def _own_files_only(self, _: web.Request, response: web.StreamResponse) -> None:
        response.headers["Content-Security-Policy"] = self._policy
