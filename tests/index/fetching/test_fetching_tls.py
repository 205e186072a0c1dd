"""Certificates are checked, and nobody can lead from https to http or make a handshake last."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.errors import FetchError
from index.fetching import FetchProblem, Limits, fetch
from index.fetching.exchange import Exchange, Intake
from index.fetching.transport import Deadline, Guard
from index.fetching.urls import parse
from index.fetching.visiting import Visitor
from tests.support.doubles import Anywhere

pytestmark = pytest.mark.slow

ALL = Intake(100)
LIMITS = Limits(pace=0, connect=2, read=2, total=4)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nOK"
DOWN = b"HTTP/1.1 302 Found\r\nLocation: http://news.test/\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for news.test, with its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    making = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    making += ["-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=news.test"]
    making += ["-addext", "subjectAltName=DNS:news.test"]
    made = subprocess.run(making, cwd=folder, capture_output=True, check=False)
    if made.returncode:
        pytest.skip("this openssl cannot make a certificate")
    (folder / "both.pem").write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return folder / "both.pem"


@contextlib.contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """The port of a server that gives each connection to `answer`, one after another."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                connection, _ = server.accept()
                with connection, contextlib.suppress(OSError):
                    if connection.recv(1, socket.MSG_PEEK) == b"q":
                        return
                    answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        port = int(server.getsockname()[1])
        try:
            yield port
        finally:
            with socket.create_connection(("127.0.0.1", port)) as last:
                last.sendall(b"q")
            thread.join()


def over_tls(certificate: Path, reply: bytes) -> Callable[[socket.socket], None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def answer(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65_536)
            secure.sendall(reply)

    return answer


def exchange(certificate: Path) -> Exchange:
    """One that trusts `certificate`."""
    guard = Guard(Anywhere(), lambda host, seconds: ["127.0.0.1"])
    return Exchange(guard, LIMITS, ssl.create_default_context(cafile=certificate))


def soon() -> Deadline:
    return Deadline(time.monotonic, time.monotonic() + 4)


def test_a_certificate_that_is_not_trusted_is_refused(certificate: Path) -> None:
    with serving(over_tls(certificate, OK)) as port:
        urls = [f"https://news.test:{port}/"]
        (found,) = fetch(urls, limits=LIMITS, policy=Anywhere(), resolve=lambda host, seconds: ["127.0.0.1"])
    assert isinstance(found, FetchProblem)
    assert "its certificate is not trusted (self" in found.reason


def test_a_certificate_is_for_the_host_that_was_asked_for(certificate: Path) -> None:
    with serving(over_tls(certificate, OK)) as port:
        assert exchange(certificate).get(parse(f"https://news.test:{port}/"), soon(), ALL).content == b"OK"
        for host in ("other.test", "127.0.0.1"):
            with pytest.raises(FetchError, match=r"its certificate is not trusted \(.*mismatch.*news|is not valid for"):
                exchange(certificate).get(parse(f"https://{host}:{port}/"), soon(), ALL)


def test_a_redirect_from_https_to_http_is_refused(certificate: Path) -> None:
    visitor = Visitor(exchange(certificate), LIMITS, time.monotonic, time.sleep)
    with (
        serving(over_tls(certificate, DOWN)) as port,
        pytest.raises(FetchError, match="it redirects from https to http"),
    ):
        visitor.visit(parse(f"https://news.test:{port}/"), ALL)


def test_plain_http_where_tls_is_due_is_told(certificate: Path) -> None:
    with (
        serving(lambda connection: connection.sendall(OK)) as port,
        pytest.raises(FetchError, match="the connection failed"),
    ):
        exchange(certificate).get(parse(f"https://news.test:{port}/"), soon(), ALL)


def test_a_handshake_that_drips_ends(certificate: Path) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"\x16\x03\x03\x3f\x00")  # the head of a long record, whose bytes then never end
        for _ in range(300):
            connection.sendall(b"\x02")
            time.sleep(0.02)

    with serving(drip) as port:
        started = time.monotonic()
        with pytest.raises(FetchError, match="it took too long"):
            exchange(certificate).get(parse(f"https://news.test:{port}/"), Deadline(time.monotonic, started + 0.3), ALL)
        assert time.monotonic() - started < 2
