"""The chat in a browser on this machine: textual-serve behind a secret."""

from __future__ import annotations

import logging
import secrets
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler
from textual_serve.server import Server
from yarl import URL

HOST = "127.0.0.1"
TOKEN = "token"  # its name in the query of the address

_POLICY = (
    "default-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_TEMPLATES = Path(__file__).with_name("templates")


class LoopbackServer(Server):
    """Serves `qa chat` on the library at `root` to browsers that open an announced address.

    An address works once: its token is exchanged for a cookie, and `announce` gets a line with the next one. Reading it
    later in a list of processes, a history or a log is of no use. All else is refused, other sites' pages too.
    """

    def __init__(self, root: Path, port: int, announce: Callable[[str], None]) -> None:
        command = shlex.join([sys.executable, "-P", "-m", "qa", "chat", "--library", str(root)])
        super().__init__(command, HOST, port, "Kutip", f"http://{HOST}:{port}", templates_path=_TEMPLATES)
        self._announce = announce
        self._token = secrets.token_urlsafe()
        self._cookie = (f"kutip_{port}", secrets.token_urlsafe())  # a browser sends it to every port
        self._headers = {"Content-Security-Policy": f"connect-src 'self' ws://{HOST}:{port}; {_POLICY}", **_HEADERS}

    @property
    def address(self) -> str:
        """The address that a browser can open, once."""
        return f"{self.public_url}/?{TOKEN}={self._token}"

    def initialize_logging(self) -> None:
        """Log warnings and errors, but no addresses."""
        logging.basicConfig(level=logging.WARNING, format="%(message)s")

    async def on_startup(self, _: web.Application) -> None:
        """Announce the first address."""
        self._announce(f"open {self.address} (Ctrl+C stops)")

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guarded)
        app.on_response_prepare.append(self._with_headers)
        return app

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer only who has the address: the page, files, downloads and the WebSocket alike."""
        page = URL(f"{self.public_url}/").with_query(request.query)
        host, origin = request.headers.get("Host"), request.headers.get("Origin")
        if host == f"localhost:{self.port}":  # whose cookies are not those of the address
            raise web.HTTPSeeOther(page)
        if f"http://{host}" != self.public_url or origin not in (None, self.public_url):
            raise web.HTTPForbidden(text="open the chat itself")
        name, value = self._cookie
        known = _is(request.cookies.get(name, ""), value)
        given = request.query.get(TOKEN)
        if given is not None and request.method == "GET" and (known or _is(given, self._token)):
            traded = web.HTTPSeeOther(page.without_query_params(TOKEN))
            if not known:
                traded.set_cookie(name, value, httponly=True, samesite="Strict")
                self._token = secrets.token_urlsafe()
                self._announce(f"in another browser open {self.address}")
            raise traded
        if not known:
            raise web.HTTPForbidden(text="open the newest address that `qa chat --web` shows; each works once")
        return await handler(request)

    async def _with_headers(self, _: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(self._headers)


def _is(given: str, secret: str) -> bool:
    """Return whether both are equal, in a time that does not depend on them."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), secret.encode())
