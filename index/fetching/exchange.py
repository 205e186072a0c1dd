"""One request and its reply, within limits of time and size."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from importlib import metadata

import httpcore
import httpx

from index.errors import FetchError
from index.fetching.fetched import Limits
from index.fetching.transport import Deadline, Guard, GuardedTransport
from index.fetching.urls import host_and_port

AGENT = "Kutip"
ACCEPTED = (
    "text/html, application/xhtml+xml, application/pdf, application/rss+xml, application/atom+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, text/plain;q=0.9, */*;q=0.1"
)

_GZIP = 31  # zlib's name for a window of any size in gzip's format
_STEP = 65_536


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: headers by lower-case name, content decompressed, empty unless the status is 200."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Intake:
    """What to take of a reply: at most `size` bytes of content.

    Longer content is refused, or cut if `cut`. `check` gets the headers of a reply with status 200, and raises
    FetchError if its content is not to be transferred.
    """

    size: int
    cut: bool = False
    check: Callable[[Mapping[str, str]], None] | None = None


class Exchange:
    """Sends requests to permitted addresses, without proxies, cookies, credentials or kept connections."""

    def __init__(self, guard: Guard, limits: Limits, tls: ssl.SSLContext | None = None) -> None:
        """`tls` says which certificates are trusted; by default the system's."""
        self._guard = guard
        self._limits = limits
        self._given_tls = tls

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or httpcore.default_ssl_context()  # made once: reading the certificates takes long

    def check(self, address: httpx.URL) -> None:
        """Raise FetchError if `address` may not be connected to; nothing is connected."""
        self._guard.addresses(*host_and_port(address), self._limits.connect)

    def get(self, address: httpx.URL, deadline: Deadline, intake: Intake) -> Reply:
        """GET `address`, without following redirects; raise FetchError if it fails."""
        timeout = httpx.Timeout(self._limits.read, connect=self._limits.connect).as_dict()
        request = httpx.Request("GET", address, headers=_headers(), extensions={"timeout": timeout})
        # No httpx.Client: it would follow, decompress and remember more than is wanted here.
        try:
            with (
                GuardedTransport(self._guard, deadline, self._tls) as transport,
                closing(transport.handle_request(request)) as response,
            ):
                # The first of each name: a later one is not trusted to overrule it.
                headers = {name: response.headers.get_list(name)[0].strip() for name in response.headers}
                content = b""
                if response.status_code == HTTPStatus.OK:
                    if intake.check is not None:
                        intake.check(headers)
                    content = b"".join(_content(response.iter_raw(), headers, intake))
                return Reply(response.status_code, headers, content)
        except httpx.TimeoutException as error:
            deadline.within()  # raises if the document's own time is over, which is the better reason
            raise FetchError("the server did not answer in time") from error
        except (httpx.TransportError, OSError) as error:
            raise FetchError(_failure(error)) from error


def user_agent() -> str:
    """Return `Kutip/<version>`."""
    return f"{AGENT}/{metadata.version('kutip')}"


def described(status: int) -> str:
    """Return a status other than 200 in words, with its name if it has one."""
    try:
        return f"the server answered {status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return f"the server answered {status}"


def gunzip(pieces: Iterable[bytes], size: int, cut: bool = False) -> Iterator[bytes]:
    """Decompress gzip as it comes, in steps that bound memory.

    Raises FetchError past `size` bytes, or if the data is damaged or incomplete; with `cut`, the output just ends.
    """
    engine = zlib.decompressobj(_GZIP)
    done = 0
    for piece in pieces:
        rest = piece
        while rest:
            if engine.eof:  # another member or padding follows
                rest = rest.lstrip(b"\0")
                if not rest:
                    break
                engine = zlib.decompressobj(_GZIP)
            try:
                step = engine.decompress(rest, min(_STEP, size + 1 - done))
            except zlib.error as error:
                raise FetchError("its compression is damaged") from error
            done += len(step)
            if done > size:
                if cut:
                    yield step[: size - done]
                    return
                raise FetchError(f"it is too large when decompressed (the limit is {size:,} bytes)")
            yield step
            rest = engine.unused_data if engine.eof else engine.unconsumed_tail
    if not engine.eof and not cut:
        raise FetchError("its compression is damaged")


def _headers() -> list[tuple[str, str]]:
    return [("User-Agent", user_agent()), ("Accept", ACCEPTED), ("Accept-Encoding", "gzip"), ("Connection", "close")]


def _failure(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({cause.verify_message})"
        cause = cause.__cause__ or cause.__context__  # httpcore's pool drops causes
    return f"the connection failed ({error})" if str(error) else "the connection failed"


def _content(pieces: Iterable[bytes], headers: Mapping[str, str], intake: Intake) -> Iterator[bytes]:
    size, cut = intake.size, intake.cut
    length = headers.get("content-length", "")
    if not cut and length.isdecimal() and int(length) > size:
        raise FetchError(f"it is too large ({int(length):,} bytes; the limit is {size:,})")
    encoding = headers.get("content-encoding", "").lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise FetchError(f"it is compressed as {encoding}, which was not asked for")
    sent = _bounded(pieces, size, cut)
    return gunzip(sent, size, cut) if encoding.endswith("gzip") else sent


def _bounded(pieces: Iterable[bytes], size: int, cut: bool) -> Iterator[bytes]:
    left = size
    for piece in pieces:
        if len(piece) > left:
            if not cut:
                raise FetchError(f"it is too large (the limit is {size:,} bytes)")
            yield piece[:left]
            return
        left -= len(piece)
        yield piece
