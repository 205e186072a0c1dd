"""Connections that go to the very address that was checked, and that end in time."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpcore2

from index.errors import FetchError
from index.fetching.addresses import Address, Policy
from index.fetching.urls import WebAddress

MOST_ADDRESSES = 4

Resolve = Callable[[str, float], Sequence[str]]
"""From a host and the seconds it may take to its addresses in text; OSError where it has none or takes longer."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on `clock`, in seconds, by which a document must be here."""

    clock: Callable[[], float]
    at: float

    def within(self, seconds: float | None = None) -> float:
        """What is left, `seconds` at most; FetchError where nothing is."""
        left = self.at - self.clock()
        if left <= 0:
            raise FetchError("it took too long")
        return left if seconds is None else min(seconds, left)


def system_resolve(host: str, seconds: float) -> Sequence[str]:
    """Ask the system's resolver, which knows no time limit itself: it is left behind in its thread when time is up."""
    found: list[str] = []
    failed: list[OSError] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            failed.append(error if isinstance(error, OSError) else OSError(str(error)))
        else:
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError("the look-up took too long")
    if failed:
        raise failed[0]
    return found


class Pins:
    """The checked addresses of each host, looked up once a run: a name that changes its mind is not asked again."""

    def __init__(self, policy: Policy, resolve: Resolve) -> None:
        self._policy = policy
        self._resolve = resolve
        self._known: dict[str, tuple[Address, ...] | str] = {}

    def of(self, address: WebAddress, seconds: float) -> tuple[Address, ...]:
        """Where a connection for `address` may go to; FetchError where that is nowhere or one is not permitted.

        One address that is not permitted is enough to refuse the host: an
        honest one has none, and which is tried is not its owner's to choose.
        The look-up may take `seconds`.
        """
        if not self._policy.permits_port(address.port):
            raise FetchError(f"port {address.port} is not one of the web's")
        host = address.host
        if host not in self._known:
            try:
                self._known[host] = self._checked(host, seconds)
            except FetchError as error:
                self._known[host] = error.message
        known = self._known[host]
        if isinstance(known, str):
            raise FetchError(known)
        return known

    def _checked(self, host: str, seconds: float) -> tuple[Address, ...]:
        try:
            written = [host] if _is_address(host) else self._resolve(host, seconds)
            addresses = tuple(ipaddress.ip_address(text) for text in written)
        except (OSError, ValueError) as error:
            raise FetchError(f"no address is found for {host}") from error
        if not addresses:
            raise FetchError(f"no address is found for {host}")
        for address in addresses:
            if not self._policy.permits(host, address):
                raise FetchError(f"{host} is at {address}, which is not an address of the public internet")
        return addresses[:MOST_ADDRESSES]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class PinnedBackend(httpcore2.NetworkBackend):
    """Connects one document's request to `addresses`, whatever host it is asked for, until `deadline`."""

    def __init__(self, addresses: Sequence[Address], deadline: Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._system = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers; httpcore2's errors where none does."""
        failure: Exception = FetchError("it has no address")
        for address in self._addresses:
            seconds = self._deadline.within(timeout)
            try:
                stream = self._system.connect_tcp(str(address), port, seconds, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure


class _TimedStream(httpcore2.NetworkStream):
    """A stream whose every wait ends at the deadline: a server that drips bytes meets each timeout but not this."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        try:
            seconds = self._deadline.within(timeout)
        except FetchError:
            self.close()  # httpcore2 knows of no stream yet that it could close
            raise
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
