"""An httpx transport that connects only to addresses that were checked, and ends in time."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from index.errors import FetchError
from index.fetching.addresses import Address, PublicOnly

MOST_ADDRESSES = 4

Resolve = Callable[[str, float], Sequence[str]]
"""From a host and a limit in seconds to its addresses as text; OSError if it has none or takes longer."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on `clock`, in seconds, by which a document must be here."""

    clock: Callable[[], float]
    at: float

    def within(self, seconds: float | None = None) -> float:
        """Return the time left, at most `seconds`; raise FetchError if there is none."""
        left = self.at - self.clock()
        if left <= 0:
            raise FetchError("it took too long")
        return left if seconds is None else min(seconds, left)


def system_resolve(host: str, seconds: float) -> Sequence[str]:
    """Return what the system's resolver answers; TimeoutError, its thread left behind, if it is late."""
    answer: Future[Sequence[str]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answer.set_exception(error)
        else:
            answer.set_result(list(dict.fromkeys(str(each[4][0]) for each in found)))

    threading.Thread(target=ask, daemon=True).start()
    return answer.result(seconds)


class Guard:
    """The checked addresses of each host, looked up only once a run."""

    def __init__(self, policy: PublicOnly, resolve: Resolve) -> None:
        self._policy = policy
        self._resolve = resolve
        self._known: dict[str, tuple[Address, ...] | str] = {}

    def addresses(self, host: str, port: int, seconds: float) -> tuple[Address, ...]:
        """Return where a connection may go, looked up within `seconds`; raise FetchError if nowhere.

        One address that is not permitted is enough to refuse the host: an honest host has none.
        """
        if not self._policy.permits_port(port):
            raise FetchError(f"port {port} is not a web port")
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
            addresses: tuple[Address, ...] = (ipaddress.ip_address(host),)
        except ValueError:
            try:
                addresses = tuple(ipaddress.ip_address(text) for text in self._resolve(host, seconds))
            except (OSError, ValueError) as error:
                raise FetchError(f"no address is found for {host}") from error
        if not addresses:
            raise FetchError(f"no address is found for {host}")
        for address in addresses:
            if not self._policy.permits(host, address):
                raise FetchError(f"{host} is at {address}, which is not an address of the public internet")
        return addresses[:MOST_ADDRESSES]


class GuardedTransport(httpx.HTTPTransport):
    """A transport for one document: HTTP/1.1, no proxies, connections by `GuardedBackend` alone."""

    def __init__(self, guard: Guard, deadline: Deadline, tls: ssl.SSLContext) -> None:
        super().__init__(verify=tls, trust_env=False)
        # httpx has no option for a network backend; httpcore, which it stands on, does.
        self._pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=GuardedBackend(guard, deadline))


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to the very addresses that `guard` permits, until `deadline`."""

    def __init__(self, guard: Guard, deadline: Deadline) -> None:
        self._guard = guard
        self._deadline = deadline
        self._system = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers; raise httpcore's errors if none does."""
        failure: Exception | None = None
        for address in self._guard.addresses(host, port, self._deadline.within(timeout)):
            seconds = self._deadline.within(timeout)
            try:
                stream = self._system.connect_tcp(str(address), port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure or FetchError("it has no address")


class _TimedStream(httpcore.NetworkStream):
    """A stream that ends at the deadline, even if each byte beats the timeout."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
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
    ) -> httpcore.NetworkStream:
        try:
            seconds = self._deadline.within(timeout)
        except FetchError:
            self.close()  # httpcore has no stream yet that it could close
            raise
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
