"""One request and its reply, within bounds of time and size."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata

import httpcore2

from index.errors import FetchError
from index.fetching.connecting import Deadline, PinnedBackend, Pins
from index.fetching.fetched import Limits
from index.fetching.urls import WebAddress

AGENT = "Kutip"
ACCEPTED = (
    "text/html, application/xhtml+xml, application/pdf, application/rss+xml, application/atom+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, text/plain;q=0.9, */*;q=0.1"
)

_OK = 200
_GZIP = 31  # zlib's name for a window of any size in gzip's format
_STEP = 65_536


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's reply: `headers` by lower-case name, and `content` decompressed, empty but for status 200."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def _anything(headers: Mapping[str, str]) -> None:  # noqa: ARG001
    return


@dataclass(frozen=True, slots=True)
class Intake:
    """What of a reply is taken: content over `size` bytes is refused, or cut there where `cut`.

    `check` is given the headers of a reply with status 200, and raises
    FetchError where its content is not worth its transfer.
    """

    size: int
    cut: bool = False
    check: Callable[[Mapping[str, str]], None] = _anything


class Wire:
    """Sends requests to pinned addresses. There are no proxies, cookies, credentials or kept connections."""

    def __init__(self, pins: Pins, limits: Limits, tls: ssl.SSLContext | None = None) -> None:
        """`tls` says which certificates are trusted: the system's, where it is not given."""
        self._pins = pins
        self._limits = limits
        self._given_tls = tls

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or httpcore2.default_ssl_context()  # made once: reading the certificates takes long

    def check(self, address: WebAddress) -> None:
        """Raise FetchError where `address` may not be connected to, without a connection."""
        self._pins.of(address, self._limits.connect)

    def get(self, address: WebAddress, deadline: Deadline, intake: Intake) -> Reply:
        """GET `address`. Raises FetchError."""
        pinned = self._pins.of(address, deadline.within(self._limits.connect))
        backend = PinnedBackend(pinned, deadline)
        url = httpcore2.URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target)
        limits = {"connect": self._limits.connect, "read": self._limits.read, "write": self._limits.read}
        try:
            with (
                httpcore2.HTTPConnection(url.origin, ssl_context=self._tls, network_backend=backend) as connection,
                connection.stream("GET", url, headers=_asked(address), extensions={"timeout": limits}) as response,
            ):
                headers = _headers(response.headers)
                content = b""
                if response.status == _OK:
                    intake.check(headers)
                    content = _content(response.iter_stream(), headers, intake)
                return Reply(response.status, headers, content)
        except httpcore2.TimeoutException as error:
            deadline.within()  # where the document's own time is up, that is what to say
            raise FetchError("the server did not answer in time") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise FetchError(f"its certificate is not trusted ({error.__cause__.verify_message})") from error
            raise FetchError(f"the connection failed ({error})" if str(error) else "the connection failed") from error


def user_agent() -> str:
    """`Kutip/<version>`."""
    return f"{AGENT}/{metadata.version('kutip')}"


def gunzip(pieces: Iterable[bytes], size: int, cut: bool = False) -> Iterator[bytes]:
    """Decompress gzip as it comes, in steps that bound memory.

    FetchError past `size` bytes, or where it is damaged or not complete; where
    `cut`, what is past `size` or was not sent is left out instead.
    """
    engine = zlib.decompressobj(_GZIP)
    done = 0
    for piece in pieces:
        rest = piece
        while rest:
            if engine.eof:  # what follows is another member, or padding
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


def _asked(address: WebAddress) -> list[tuple[str, str]]:
    return [
        ("Host", address.authority),
        ("User-Agent", user_agent()),
        ("Accept", ACCEPTED),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
    ]


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    """The first of each name: a later one is not trusted to overrule it. UTF-8 where it is that, else Latin-1."""
    headers: dict[str, str] = {}
    for name, value in raw:
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        headers.setdefault(name.decode("latin-1").lower(), text.strip())
    return headers


def _content(pieces: Iterable[bytes], headers: Mapping[str, str], intake: Intake) -> bytes:
    size, cut = intake.size, intake.cut
    told = headers.get("content-length", "")
    if not cut and told.isdecimal() and int(told) > size:
        raise FetchError(f"it is too large ({int(told):,} bytes; the limit is {size:,})")
    encoding = headers.get("content-encoding", "").lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise FetchError(f"it is compressed as {encoding}, which was not asked for")
    sent = _bounded(pieces, size, cut)
    if not encoding.endswith("gzip"):
        return b"".join(sent)
    return b"".join(gunzip(sent, size, cut))


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
