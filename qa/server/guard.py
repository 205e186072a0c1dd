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
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Connection

from index.errors import KutipError
from qa.server.metrics import Metrics
from qa.server.problems import RefusedError, bug, problem, refusal_of
from qa.server.queueing import Rates
from qa.server.settings import Scope, ServerSettings, is_loopback

OPEN = "/healthz"
"""Answers without a token, and says nothing of the library."""

UPLOADS = "/v1/articles"

_BUG = 500
_READING = ("GET", "HEAD", "OPTIONS")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
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
        self._held = 0

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
        sent = _Sent(send, request_id, self._settings.limits.send)
        started = time.perf_counter()
        with self._metrics.running.track_inprogress():
            await self._guarded(connection, headers, receive, sent, request_id)
        seconds = time.perf_counter() - started
        route = getattr(connection.get("route"), "path", "none")
        self._metrics.count(connection["method"], route, sent.status, seconds)
        said = {"request_id": request_id, "method": connection["method"], "route": route, "status": sent.status}
        _log.info(json.dumps({**said, "ms": round(1e3 * seconds, 1), "bytes": sent.bytes}))

    async def _guarded(
        self, connection: Connection, headers: Headers, receive: Receive, sent: _Sent, request_id: str
    ) -> None:
        held = 0
        try:
            self._check(connection, headers)
            body = await self._body(connection, headers, receive)
            held = len(body)
            self._held += held
            await self._app(connection, _replayed(body, receive), sent)
        except RefusedError as refusal:
            await self._refuse(refusal, request_id, connection, receive, sent)
        except KutipError as error:
            _log.warning(json.dumps({"request_id": request_id, "problem": str(error)}))
            await self._refuse(refusal_of(error), request_id, connection, receive, sent)
        except (OSError, asyncio.CancelledError):
            raise  # the client has gone, or the server ends
        except Exception:
            _log.exception(json.dumps({"request_id": request_id, "problem": "a bug"}))
            if sent.status != _BUG:  # else the application has said so
                await self._refuse(bug(request_id), request_id, connection, receive, sent)
        finally:
            self._held -= held

    async def _refuse(
        self, refusal: RefusedError, request_id: str, connection: Connection, receive: Receive, sent: _Sent
    ) -> None:
        if sent.status:  # a stream that had begun can only be cut off
            raise ConnectionError("the answer was cut off")
        await problem(refusal, request_id)(connection, receive, sent)

    def _check(self, connection: Connection, headers: Headers) -> None:
        self._check_host(headers)
        token = _token(headers.get("authorization", ""))
        client = (
            f"token {hashlib.sha256(token.encode('utf-8', 'replace')).hexdigest()}" if token else _address(connection)
        )
        self._rates.take(client)
        if connection["path"] == OPEN:
            return
        scope = self._settings.tokens.scope_of(token)
        if scope is None:
            challenge = {"WWW-Authenticate": 'Bearer realm="Kutip", Basic realm="Kutip"'}
            raise RefusedError(401, "give a token: Authorization: Bearer TOKEN", challenge)
        writes = connection["path"].startswith(UPLOADS) and connection["method"] not in _READING
        if writes and scope < Scope.WRITE:
            raise RefusedError(403, "this token may only read")

    def _check_host(self, headers: Headers) -> None:
        """Refuse other sites' pages, also those that have given their own name this machine's address."""
        host = headers.get("host", "")
        if is_loopback(self._settings.host) and not is_loopback(_name(host)):
            raise RefusedError(403, "this server answers to this machine alone")
        origin = headers.get("origin")
        if origin is not None and origin not in self._settings.origins and urlsplit(origin).netloc != host:
            raise RefusedError(403, "pages of other sites may not ask")

    async def _body(self, connection: Connection, headers: Headers, receive: Receive) -> bytes:
        """The whole body, within its bounds of size and time."""
        limits = self._settings.limits
        uploads = connection["path"] == UPLOADS and connection["method"] == "POST"
        most = min(limits.upload if uploads else limits.body, max(0, limits.held - self._held))
        told = headers.get("content-length", "0")
        if told.isdecimal() and int(told) > most:
            raise self._too_large(most, uploads)
        body = bytearray()
        try:
            async with asyncio.timeout(limits.receive):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ConnectionResetError("the client has gone")
                    body += message.get("body", b"")
                    if len(body) > most:
                        raise self._too_large(most, uploads)
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError as error:
            raise RefusedError(408, "the request came too slowly", {"Connection": "close"}) from error

    def _too_large(self, most: int, uploads: bool) -> RefusedError:
        limits = self._settings.limits
        if most < (limits.upload if uploads else limits.body):
            return RefusedError(503, "too much is being uploaded at once", {"Retry-After": "5", "Connection": "close"})
        return RefusedError(413, f"the request is larger than {most:,} bytes", {"Connection": "close"})


class _Sent:
    """Sends with the headers that every response has, and remembers what was sent."""

    def __init__(self, send: Send, request_id: str, seconds: float) -> None:
        self._send, self._request_id, self._seconds = send, request_id, seconds
        self.status = 0
        self.bytes = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._request_id
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        self.bytes += len(message.get("body", b""))
        try:
            async with asyncio.timeout(self._seconds):
                await self._send(message)
        except TimeoutError as error:
            raise ConnectionError("the client does not read its answer") from error


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Receives `body` at once, then whatever comes (which is that the client goes)."""
    pending = True

    async def replay() -> Message:
        nonlocal pending
        if pending:
            pending = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replay


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


def _address(connection: Connection) -> str:
    return str((connection.get("client") or ("unknown",))[0])


def _name(host: str) -> str:
    """The host's name without its port."""
    if host.startswith("["):
        return host.partition("]")[0].lstrip("[")
    return host.partition(":")[0]
