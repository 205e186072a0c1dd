"""The guard before every route: tokens, sites, rates, sizes and times; logs and counts requests.

Starlette's own middleware would weaken it: `TrustedHostMiddleware` knows no loopback addresses and no origins, and
`RequestBodyLimitMiddleware` bounds one body, not the bodies of a client or of all clients, nor their time.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import json
import logging
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import KutipError
from qa.faces.server import page, sites
from qa.faces.server.metrics import Metrics
from qa.faces.server.problems import ClientGoneError, RefusedError, bug, refusal_of
from qa.faces.server.queueing import Rates, client_at
from qa.faces.server.settings import Access, ServerSettings

OPEN = "/healthz"
"""The path that needs no token and tells nothing about the library."""

ABORT = "kutip.abort"
"""The ASGI extension that ends a connection at once: a function without arguments."""

_ARTICLES = "/v1/articles"
_CHANGED = (_ARTICLES, "/v1/followed", "/v1/news")
"""What a token that may only read cannot change."""

_LARGE = (_ARTICLES, "/v1/embeddings", "/v1/chat/completions", "/v1/responses")
"""Where a POST may be as large as `Limits.upload`."""

_BUG = 500
_GONE = 499
"""The status in the log for clients that left before they were answered, as in nginx."""
_PART = 65_536
_CLOSE = {"Connection": "close"}
_READING = ("GET", "HEAD", "OPTIONS")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
_log = logging.getLogger("kutip.server")


class Guard:
    """An ASGI middleware; a request that it refuses never reaches the application."""

    def __init__(self, app: ASGIApp, settings: ServerSettings, metrics: Metrics) -> None:
        self._app, self._settings, self._metrics = app, settings, metrics
        self._rates = Rates(settings.limits.rate, settings.limits.burst, time.monotonic)
        self.held: Counter[str] = Counter()

    async def __call__(self, connection: Scope, receive: Receive, send: Send) -> None:
        """Guard one request; pass the lifespan on."""
        if connection["type"] != "http":
            if connection["type"] == "lifespan":
                await self._app(connection, receive, send)
            return
        headers = Headers(scope=connection)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        connection.setdefault("state", {})["request_id"] = request_id
        method = connection["method"]
        asked = sites.addressed(self._settings, connection, headers)
        if method == "HEAD":
            asked["method"] = "GET"  # uvicorn leaves the body out
        lifetime = "no-cache" if connection["path"].startswith("/static/") else "no-store"
        sent = _Sent(send, request_id, self._settings.limits.send, lifetime)
        started = time.perf_counter()
        gone = False
        try:
            with self._metrics.running.track_inprogress():
                await self._handle(asked, headers, receive, sent, request_id)
        except BaseException as error:
            gone = sent.gone or isinstance(error, ClientGoneError)  # the first if it is within an ExceptionGroup
            if not gone:
                raise
            await _cut(connection)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(asked.get("route"), "path", "none")
            status = _GONE if gone else sent.status
            self._metrics.count(method, route, status, seconds)
            line = {"request_id": request_id, "method": method, "route": route, "status": status}
            _log.info(json.dumps({**line, "ms": round(1e3 * seconds, 1), "bytes": sent.bytes}))

    async def _handle(
        self, connection: Scope, headers: Headers, receive: Receive, sent: _Sent, request_id: str
    ) -> None:
        try:
            body = _Body(self.held, self._check(connection, headers))
            sent.on_start = body.release  # by then the application has read it
            try:
                await self._read_body(body, connection, headers, receive)
                await self._app(connection, _replayed(body.taken, receive), sent)
            finally:
                body.release()
        except (RefusedError, KutipError) as error:
            if isinstance(error, KutipError):
                _log.warning(json.dumps({"request_id": request_id, "problem": str(error)}))
            await self._refuse(refusal_of(error), request_id, connection, receive, sent)
        except Exception:
            _log.exception(json.dumps({"request_id": request_id, "problem": "a bug"}))
            if sent.status != _BUG:  # else the application has sent it
                await self._refuse(bug(request_id), request_id, connection, receive, sent)

    async def _refuse(
        self, refusal: RefusedError, request_id: str, connection: Scope, receive: Receive, sent: _Sent
    ) -> None:
        if sent.status:  # a response that has begun can only be cut off
            await _cut(connection)
        else:
            await page.refused(connection, refusal, request_id)(connection, receive, sent)

    def _check(self, connection: Scope, headers: Headers) -> str:
        """Return the name of the client; raise RefusedError if it may not ask."""
        if not connection["path"].startswith("/"):
            raise RefusedError(400, "not a proxy: ask for a path alone")
        sites.check(self._settings, connection["method"], headers)
        token = _token(headers.get("authorization", ""))
        access = self._settings.tokens.access_of(token)
        known = bool(self._settings.tokens) and access is not None  # an invented token has no rate of its own
        client = client_at(connection.get("client"))
        if known:
            client = f"token {hashlib.sha256((token or '').encode('utf-8', 'replace')).hexdigest()}"
        self._rates.take(client)
        if connection["path"] == OPEN:
            return client
        if access is None:
            challenge = {"WWW-Authenticate": 'Bearer realm="Kutip", Basic realm="Kutip"'}
            raise RefusedError(401, "give a token: Authorization: Bearer TOKEN", challenge)
        connection["state"]["access"] = access
        writes = connection["path"].startswith(_CHANGED) and connection["method"] not in _READING
        if writes and access < Access.WRITE:
            raise RefusedError(403, "this token may only read")
        return client

    async def _read_body(self, body: _Body, connection: Scope, headers: Headers, receive: Receive) -> None:
        """Read `body` within its limits of size and time."""
        limits = self._settings.limits
        large = connection["method"] == "POST" and connection["path"] in _LARGE
        most = limits.upload if large else limits.body

        def check(size: int, to_come: int) -> None:
            if size > most:
                raise RefusedError(413, f"the request is larger than {most:,} bytes", _CLOSE)
            all_hold, own = body.counted.total() + to_come, body.counted[body.client] + to_come
            if size > limits.body and (all_hold > limits.held or own > limits.held_each):
                raise RefusedError(503, "too much is being uploaded at once", {"Retry-After": "5", **_CLOSE})

        length = headers.get("content-length", "0")
        if length.isdecimal():
            check(int(length), int(length))
        try:
            async with asyncio.timeout(limits.receive):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ClientGoneError("the client has gone")
                    body.add(message.get("body", b""))
                    check(len(body.taken), 0)
                    if not message.get("more_body", False):
                        return
        except TimeoutError as error:
            raise RefusedError(408, "the request came too slowly", _CLOSE) from error


@dataclass(slots=True)
class _Body:
    """The body read so far; it counts for its client until it is released."""

    counted: Counter[str]
    client: str
    taken: bytearray = field(default_factory=bytearray)
    _size: int = 0

    def add(self, part: bytes) -> None:
        """Append a part."""
        self.taken += part
        self._size += len(part)
        self.counted[self.client] += len(part)

    def release(self) -> None:
        """Stop counting it."""
        self.counted[self.client] -= self._size
        self._size = 0
        if not self.counted[self.client]:
            del self.counted[self.client]


class _Sent:
    """Sends with the headers that every response has, and records status and size."""

    def __init__(self, send: Send, request_id: str, seconds: float, lifetime: str) -> None:
        self._send, self._request_id, self._seconds, self._lifetime = send, request_id, seconds, lifetime
        self.status = 0
        self.bytes = 0
        self.gone = False
        self.on_start: Callable[[], object] = _nothing

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.on_start()
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._request_id
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", self._lifetime)
        for part in _parts(message):
            try:
                async with asyncio.timeout(self._seconds):
                    await self._send(part)
            except TimeoutError as error:
                self.gone = True
                raise ClientGoneError("the client does not read its answer") from error
            self.bytes += len(part.get("body", b""))


def _parts(message: Message) -> Iterator[Message]:
    """Yield a message in parts, each of which waits until most before are read."""
    body = message.get("body", b"")
    starts = range(0, len(body), _PART) or (0,)
    for start in starts:
        more = message.get("more_body", False) or start + _PART < len(body)
        yield {**message, "body": body[start : start + _PART], "more_body": more} if len(starts) > 1 else message


async def _cut(connection: Scope) -> None:
    """Abort the connection, with all that waits to be sent."""
    connection.get("extensions", {}).get(ABORT, _nothing)()
    await asyncio.sleep(0)  # let the protocol notice


def _nothing() -> None:
    """Do nothing: the default where no protocol gave a way to abort its connection."""


def _replayed(body: bytearray, receive: Receive) -> Receive:
    """Return a `receive` that gives `body` whole, emptying it, and then the disconnect."""
    pending = True

    async def replay() -> Message:
        nonlocal pending
        if pending:
            pending = False
            whole = bytes(body)
            body.clear()
            return {"type": "http.request", "body": whole, "more_body": False}
        return await receive()

    return replay


def _token(authorization: str) -> str | None:
    """Return the token of a Bearer header, or a browser's password (Basic)."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            return ""
    return None
