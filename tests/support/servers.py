"""Servers for tests to talk to: `qa serve` in a process, the same in a thread, and a web site."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from qa.faces.server.app import make_app
from qa.faces.server.running import listen, protocol
from qa.faces.server.settings import Limits, ServerSettings
from qa.library import Library
from tests.support.doubles import KUTIP

USUAL = Limits()


def until(true: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something is true, and fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@dataclass(frozen=True)
class Served:
    """A server in a process of its own: `root` is its library, `log` the file it says things to."""

    url: str
    process: subprocess.Popen[bytes]
    root: Path
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        host, _, port = self.url.removeprefix("http://").rpartition(":")
        return host, int(port)


@contextlib.contextmanager
def serving(root: Path, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    """`qa serve` over the library at `root` on a free port, until the block ends."""
    log = root.with_name(f"{root.name}-server.log")
    command = [*KUTIP, "serve", "--library", str(root), "--port", "0", *options]
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=said, env={**os.environ, **(environment or {})}
        )
    try:
        deadline = time.monotonic() + 60
        while not (found := re.search(rb"open (http://\S+)", log.read_bytes())):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.05)
        url = found[1].decode()
        while httpx.get(f"{url}/healthz").status_code != 200:
            time.sleep(0.05)
        yield Served(url, process, root, log)
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def running(root: Path, limits: Limits = USUAL, **settings: Any) -> Iterator[httpx.Client]:
    """A server in a thread of this process, so that what it does can be looked at."""
    library = Library.open(root)
    with listen("127.0.0.1", 0) as sock:
        given = ServerSettings(limits=limits, **settings)
        config = uvicorn.Config(
            make_app(library, given), http=protocol(limits), ws="none", log_config=None, access_log=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([sock],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{sock.getsockname()[1]}", timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


Page = tuple[str, str]
"""A page's media type and its text."""


@contextlib.contextmanager
def web_site(page: Callable[[str, str], Page | None]) -> Iterator[str]:
    """A web site on this machine, by its address: `page` gives what is at (address, path), None if nothing is."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = page(base, self.path)
            kind, text = found or ("text/html", "")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        base = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield base
        server.shutdown()
