"""What stands before every route: who may ask, how much and how fast, and what is said of it in log and metrics."""

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
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Connection

from index.errors import KutipError
from qa.faces.server import page, sites
from qa.faces.server.metrics import Metrics
from qa.faces.server.problems import ClientGoneError, RefusedError, bug, refusal_of
from qa.faces.server.queueing import Rates, client_at
from qa.faces.server.settings import Scope, ServerSettings

OPEN = "/healthz"
"""Answers without a token, and says nothing of the library."""

ABORT = "kutip.abort"
"""The ASGI extension that ends a connection at once: a function without arguments."""

ARTICLES, EMBEDDINGS, CHAT = "/v1/articles", "/v1/embeddings", "/v1/chat/completions"
LARGE = (ARTICLES, EMBEDDINGS, CHAT)
"""Where a POST may be as large as `Limits.upload`."""

STATIC = "/static/"

_BUG = 500
_GONE = 499
"""What the log says of clients that left before they were answered, as other servers have it."""
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
    """An ASGI application around another; each request that is refused here never reaches that one."""

    def __init__(self, app: ASGIApp, settings: ServerSettings, metrics: Metrics) -> None:
        self._app, self._settings, self._metrics = app, settings, metrics
        self._rates = Rates(settings.limits.rate, settings.limits.burst, time.monotonic)
        self._held: Counter[str] = Counter()

    async def __call__(self, connection: Connection, receive: Receive, send: Send) -> None:
        """Guard one request; the lifespan goes through."""
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
            asked["method"] = "GET"  # its body is left out in sending
        sent = _Sent(send, request_id, self._settings.limits.send, _lifetime(connection["path"]))
        started = time.perf_counter()
        gone = False
        try:
            with self._metrics.running.track_inprogress():
                await self._guarded(asked, headers, receive, sent, request_id)
        except BaseException as error:
            gone = sent.gone or isinstance(error, ClientGoneError)  # that is in a group where a group of tasks sent
            if not gone:
                raise
            await _cut(connection)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(asked.get("route"), "path", "none")
            status = _GONE if gone else sent.status
            self._metrics.count(method, route, status, seconds)
            said = {"request_id": request_id, "method": method, "route": route, "status": status}
            _log.info(json.dumps({**said, "ms": round(1e3 * seconds, 1), "bytes": sent.bytes}))

    async def _guarded(
        self, connection: Connection, headers: Headers, receive: Receive, sent: _Sent, request_id: str
    ) -> None:
        try:
            body = _Body(self._held, self._check(connection, headers))
            sent.on_start = body.release  # what the response needs of it has been taken from it by then
            try:
                await self._take_in(body, connection, headers, receive)
                await self._app(connection, _replayed(body.taken, receive), sent)
            finally:
                body.release()
        except RefusedError as refusal:
            await self._refuse(refusal, request_id, connection, receive, sent)
        except KutipError as error:
            _log.warning(json.dumps({"request_id": request_id, "problem": str(error)}))
            await self._refuse(refusal_of(error), request_id, connection, receive, sent)
        except Exception:
            _log.exception(json.dumps({"request_id": request_id, "problem": "a bug"}))
            if sent.status != _BUG:  # else the application has said so
                await self._refuse(bug(request_id), request_id, connection, receive, sent)

    async def _refuse(
        self, refusal: RefusedError, request_id: str, connection: Connection, receive: Receive, sent: _Sent
    ) -> None:
        if sent.status:  # what had begun can only be cut off
            await _cut(connection)
        else:
            await page.refused(connection, refusal, request_id)(connection, receive, sent)

    def _check(self, connection: Connection, headers: Headers) -> str:
        """Who asks, if it may."""
        if not connection["path"].startswith("/"):
            raise RefusedError(400, "this is no proxy: ask for a path alone")
        sites.check(self._settings, connection["method"], headers)
        token = _token(headers.get("authorization", ""))
        scope = self._settings.tokens.scope_of(token)
        known = bool(self._settings.tokens) and scope is not None  # an invented token has no rate of its own
        client = f"token {_digest(token or '')}" if known else client_at(connection.get("client"))
        self._rates.take(client)
        if connection["path"] == OPEN:
            return client
        if scope is None:
            challenge = {"WWW-Authenticate": 'Bearer realm="Kutip", Basic realm="Kutip"'}
            raise RefusedError(401, "give a token: Authorization: Bearer TOKEN", challenge)
        writes = connection["path"].startswith(ARTICLES) and connection["method"] not in _READING
        if writes and scope < Scope.WRITE:
            raise RefusedError(403, "this token may only read")
        return client

    async def _take_in(self, body: _Body, connection: Connection, headers: Headers, receive: Receive) -> None:
        """Fill `body`, within its bounds of size and time."""
        limits = self._settings.limits
        large = connection["method"] == "POST" and connection["path"] in LARGE
        most = limits.upload if large else limits.body

        def check(size: int, to_come: int) -> None:
            if size > most:
                raise RefusedError(413, f"the request is larger than {most:,} bytes", _CLOSE)
            all_hold, own = body.counted.total() + to_come, body.counted[body.client] + to_come
            if size > limits.body and (all_hold > limits.held or own > limits.held_each):
                raise RefusedError(503, "too much is being uploaded at once", {"Retry-After": "5", **_CLOSE})

        told = headers.get("content-length", "0")
        if told.isdecimal():
            check(int(told), int(told))
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
    """What has been taken in of a request; counted as its client's until it is released."""

    counted: Counter[str]
    client: str
    taken: bytearray = field(default_factory=bytearray)
    _size: int = 0

    def add(self, part: bytes) -> None:
        """Take in some more."""
        self.taken += part
        self._size += len(part)
        self.counted[self.client] += len(part)

    def release(self) -> None:
        """Count it no more."""
        self.counted[self.client] -= self._size
        self._size = 0
        if not self.counted[self.client]:
            del self.counted[self.client]


class _Sent:
    """Sends with the headers that every response has, and remembers what was sent."""

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
    """A message in parts so small that each waits until the client has read most of those before."""
    body = message.get("body", b"")
    starts = range(0, len(body), _PART) or (0,)
    for start in starts:
        more = message.get("more_body", False) or start + _PART < len(body)
        yield {**message, "body": body[start : start + _PART], "more_body": more} if len(starts) > 1 else message


async def _cut(connection: Connection) -> None:
    """End the connection at once, whatever waits to be sent: who reads nothing would be waited for without end."""
    connection.get("extensions", {}).get(ABORT, _nothing)()
    await asyncio.sleep(0)  # so that the protocol has seen it


def _nothing() -> None:
    """What there is to do where no protocol gave a way to end its connection."""


def _replayed(body: bytearray, receive: Receive) -> Receive:
    """Receives `body` at once, which is empty then, and after it whatever comes (which is that the client goes)."""
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


def _lifetime(path: str) -> str:
    """How long a response may be kept that says nothing of it itself."""
    return "no-cache" if path.startswith(STATIC) else "no-store"


def _token(authorization: str) -> str | None:
    """The token of a Bearer header, or the password of a Basic one, which is what a browser asks a person for."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            return ""
    return None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
