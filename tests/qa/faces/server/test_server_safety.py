"""What must not be possible: a test for every way in, and for every way to wear the server out."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import logging
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from index.errors import BadInputError
from index.paths import LibraryPaths
from index.storage.articles import make_article
from qa import Library
from qa.asynchronous import WARMING, AsyncLibrary
from qa.faces.server.desk import Desk
from qa.faces.server.metrics import Metrics
from qa.faces.server.problems import RefusedError
from qa.faces.server.queueing import Rates, Turnstile
from qa.faces.server.running import is_cancellation
from qa.faces.server.settings import Access, Limits, ServerSettings, Tokens, is_loopback, read_tokens
from qa.values import Ask, Retrieved
from tests.support.servers import USUAL, running, serving

pytestmark = pytest.mark.slow

PUTIN = {"question": "what did Putin promise Belarus"}
READS, WRITES = "reading-token-0123456789", "writing-token-0123456789"


def refused(response: httpx.Response, status: int) -> str:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return str(response.json()["detail"])


def raw(address: tuple[str, int], sent: bytes, seconds: float = 20) -> bytes:
    """What comes back for bytes that no client would send, until the server closes or for so long."""
    with socket.create_connection(address, timeout=seconds) as connection:
        connection.sendall(sent)
        received = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while part := connection.recv(65_536):
                received += part
        return received


# Who may ask


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "example.org", "127.0.0.1.example.org"])
def test_other_addresses_than_this_machine_need_a_token(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(BadInputError, match="no token is set"):
        ServerSettings(host)
    assert ServerSettings(host, tokens=Tokens(((WRITES, Access.WRITE),))).host == host
    for own in ("127.0.0.1", "::1", "[::1]", "localhost", "127.9.9.9"):
        assert ServerSettings(own).host == own


def test_the_command_refuses_to_listen_to_all_without_a_token(sample_copy: Path) -> None:
    command = [sys.executable, "-m", "qa", "serve", "--library", str(sample_copy), "--host", "0.0.0.0", "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "no token is set; set KUTIP_TOKEN or give --token-file" in done.stderr


def test_tokens_are_read(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"# the newsroom\nread:{READS}\n\n{WRITES}\n")
    tokens = read_tokens(file)
    assert (tokens.access_of(READS), tokens.access_of(WRITES)) == (Access.READ, Access.WRITE)
    assert (tokens.access_of("other"), tokens.access_of(None), tokens.access_of("")) == (None, None, None)
    assert read_tokens(None, {"KUTIP_TOKEN": f"read:{READS},{WRITES}"}) == tokens
    assert Tokens().access_of(None) is Access.WRITE
    for written in ("short", "a b" * 10, "näme" * 10):
        with pytest.raises(BadInputError, match="shorter than 16"):
            read_tokens(None, {"KUTIP_TOKEN": written})
    file.write_text("# nothing\n")
    with pytest.raises(BadInputError, match="holds no token"):
        read_tokens(file)
    with pytest.raises(BadInputError, match="cannot be read"):
        read_tokens(tmp_path / "absent")


def test_a_token_is_asked_for_and_its_scope_holds(sample_copy: Path) -> None:
    tokens = Tokens(((READS, Access.READ), (WRITES, Access.WRITE)))
    article = {"articles": [{"text": "The ferry sails.", "language": "en"}]}
    with running(sample_copy, tokens=tokens) as client:
        assert client.get("/healthz").status_code == 200
        for path in ("/", "/metrics", "/openapi.json", "/v1/articles", "/static/kutip.css", "/v1/nothing"):
            refused(client.get(path), 401)
            refused(client.get(path, headers={"Authorization": "Bearer wrong"}), 401)
        assert "Bearer" in client.get("/").headers["www-authenticate"]
        reads, writes = ({"Authorization": f"Bearer {token}"} for token in (READS, WRITES))
        assert client.post("/v1/ask", json=PUTIN, headers=reads).status_code == 200
        refused(client.post("/v1/articles", json=article, headers=reads), 403)
        refused(client.delete("/v1/articles/2cbb514572d7", headers=reads), 403)
        refused(client.patch("/v1/articles/2cbb514572d7", headers=reads, json={"title": "X"}), 403)
        assert client.post("/v1/articles", json=article, headers=writes).status_code == 201
        basic = base64.b64encode(f"anyone:{READS}".encode()).decode()
        assert client.get("/", headers={"Authorization": f"Basic {basic}"}).status_code == 200
        refused(client.get("/", headers={"Authorization": "Basic !!!"}), 401)


def test_pages_of_other_sites_cannot_ask(served: Any) -> None:
    with httpx.Client(base_url=served.url, timeout=60) as client:
        for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", ""):
            refused(client.get("/v1/status", headers={"Host": host}), 403)  # a name given this machine's address
        assert client.get("/v1/status", headers={"Host": "localhost"}).status_code == 200
        for origin in ("https://evil.example", "null", f"https://{served.url.removeprefix('http://')}.evil.example"):
            refused(client.post("/v1/ask", json=PUTIN, headers={"Origin": origin}), 403)
        allowed = client.post("/v1/ask", json=PUTIN, headers={"Origin": served.url})
        assert allowed.status_code == 200
        assert "access-control-allow-origin" not in allowed.headers


def test_a_site_that_is_named_may_ask(sample_copy: Path) -> None:
    origin = "https://newsroom.example"
    with running(sample_copy, origins=(origin,)) as client:
        response = client.post("/v1/ask", json=PUTIN, headers={"Origin": origin})
        assert response.headers["access-control-allow-origin"] == origin
        refused(client.post("/v1/ask", json=PUTIN, headers={"Origin": "https://evil.example"}), 403)


OTHER_SITES = "pages of other sites may not ask"
FOLLOWED = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("mode", "destination"),
    [
        *(("no-cors", kind) for kind in ("image", "script", "style", "video", "empty")),
        *(("navigate", kind) for kind in ("iframe", "frame", "object", "embed", "fencedframe")),
        ("navigate", None),
        (None, "document"),
    ],
)
def test_other_sites_cannot_make_it_work(
    sample_copy: Path,
    monkeypatch: pytest.MonkeyPatch,
    site: str,
    mode: str | None,
    destination: str | None,
) -> None:
    asked: list[str] = []
    stream = Library.stream

    def noted(library: Library, question: str, *given: Any) -> Iterator[Any]:
        if is_a_clients(question):
            asked.append(question)
        return stream(library, question, *given)

    monkeypatch.setattr(Library, "stream", noted)
    said = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": destination}
    headers = {name: value for name, value in said.items() if value}
    with running(sample_copy) as client:
        for path in ("/?q=Putin", "/v1/search?q=Putin", "/v1/articles", "/static/kutip.css", "/healthz", "/nothing"):
            assert OTHER_SITES in refused(client.get(path, headers={**headers, "Accept": "*/*"}), 403)
    assert asked == []


def test_a_link_from_another_site_is_followed(sample_copy: Path) -> None:
    with running(sample_copy) as client:
        for site in ("cross-site", "same-site"):
            assert client.get("/?q=Putin", headers={**FOLLOWED, "Sec-Fetch-Site": site}).status_code == 200
        for changed in ({"Sec-Purpose": "prefetch;prerender"}, {"Sec-Fetch-Dest": "iframe"}):
            refused(client.get("/?q=Putin", headers={**FOLLOWED, **changed}), 403)
        refused(client.post("/v1/ask", json=PUTIN, headers=FOLLOWED), 403)
        refused(client.delete("/v1/articles/2cbb514572d7", headers=FOLLOWED), 403)
        for site in ("same-origin", "none"):  # its own page, and an address that was typed
            own = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
            assert client.get("/v1/articles", headers=own).status_code == 200
            assert client.post("/v1/ask", json=PUTIN, headers=own).status_code == 200
        assert client.get("/").headers["cross-origin-opener-policy"] == "same-origin"


def test_a_site_that_is_named_may_ask_as_browsers_do(sample_copy: Path) -> None:
    origin = "https://newsroom.example"
    said = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
    with running(sample_copy, origins=(origin,)) as client:
        assert client.get("/v1/search?q=Putin", headers={**said, "Origin": origin}).status_code == 200
        assert client.post("/v1/ask", json=PUTIN, headers={**said, "Origin": origin}).status_code == 200
        refused(client.get("/v1/search?q=Putin", headers={**said, "Origin": "https://evil.example"}), 403)
        refused(client.get("/v1/search?q=Putin", headers=said), 403)


@pytest.mark.parametrize(
    ("host", "link"),
    [
        ("evil.example", "http://127.0.0.1:{}/"),
        ("evil.example:80", "http://127.0.0.1:{}/"),
        ("127.0.0.1.evil.example", "http://127.0.0.1:{}/"),
        ("", "http://127.0.0.1:{}/"),
        ("kutip.example", "https://kutip.example/"),
        ("192.168.1.7:8764", "http://192.168.1.7:8764/"),
        ("[fd00::7]:8764", "http://[fd00::7]:8764/"),
        ("localhost:8764", "http://localhost:8764/"),
    ],
)
def test_links_have_no_name_that_a_client_made_up(sample_copy: Path, host: str, link: str) -> None:
    """Without the loopback's check of names, as behind 0.0.0.0: the test's socket listens to this machine alone."""
    origins = ("https://kutip.example",)
    with running(sample_copy, host="0.0.0.0", tokens=Tokens(((READS, Access.READ),)), origins=origins) as client:
        headers = {"Host": host, "Authorization": f"Bearer {READS}"}
        told = {"model": "kutip", "messages": [{"role": "user", "content": PUTIN["question"]}]}
        answer = client.post("/v1/chat/completions", json=told, headers=headers).json()
        urls = {each["url_citation"]["url"] for each in answer["choices"][0]["message"]["annotations"]}
        assert urls
        assert all(url.startswith(link.format(client.base_url.port)) for url in urls), urls


# Headers


def test_headers_cannot_be_smuggled_in(served: Any) -> None:
    for value in ("a%0d%0aSet-Cookie: x=1", "x" * 65, "é", "a\tb"):
        sent = f"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: {value}\r\nConnection: close\r\n\r\n"
        received = raw(served.address, sent.encode("latin-1"))
        assert b"Set-Cookie" not in received
        assert value.encode("latin-1") not in received
    crafted = raw(
        served.address,
        b"GET /v1/articles?limit=1&cursor=%0d%0aSet-Cookie:x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    assert b"\r\nSet-Cookie" not in crafted


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET  /  x\r\n\r\n",
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused(served: Any, sent: bytes) -> None:
    received = raw(served.address, sent, 5)
    assert received == b"" or received.split(b" ")[1] in (b"400", b"431", b"403", b"505"), received[:100]
    assert httpx.get(f"{served.url}/healthz").status_code == 200


# Size, rate, time


def test_a_body_of_a_gigabyte_is_not_taken_in(served: Any) -> None:
    told = raw(
        served.address,
        b"POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: 1000000000\r\n\r\n",
    )
    assert told.startswith(b"HTTP/1.1 413")
    before = psutil.Process(served.process.pid).memory_info().rss

    def endless() -> Iterator[bytes]:
        for _ in range(1000):
            yield b" " * 1_000_000

    response: httpx.Response | None = None
    with contextlib.suppress(httpx.WriteError, httpx.ReadError):
        response = httpx.post(f"{served.url}/v1/articles", content=endless(), timeout=60)
    assert response is None or response.status_code == 413
    assert psutil.Process(served.process.pid).memory_info().rss - before < 150_000_000
    assert httpx.get(f"{served.url}/healthz").status_code == 200


def test_all_bodies_together_are_bounded(sample_copy: Path) -> None:
    with running(sample_copy, replace(Limits(), body=500, held=1_000)) as client:
        big = {"articles": [{"text": "x" * 2_000}]}
        response = client.post("/v1/articles", json=big)
        assert "too much is being uploaded" in refused(response, 503)
        assert response.headers["retry-after"]
        assert client.post("/v1/ask", json=PUTIN).status_code == 200


def test_a_slow_head_and_a_slow_body_are_cut_off(sample_copy: Path) -> None:
    with running(sample_copy, replace(Limits(), head=0.5, receive=0.5)) as client:
        address = ("127.0.0.1", client.base_url.port or 0)
        for sent in (b"", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n", b"GET"):
            with socket.create_connection(address, timeout=10) as connection:
                connection.sendall(sent)
                began = time.monotonic()
                assert connection.recv(1000) == b""  # closed, with a byte every now and then or without
                assert time.monotonic() - began < 5
        told = raw(address, b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        assert told.startswith(b"HTTP/1.1 408")
        assert client.get("/healthz").status_code == 200


def test_a_dripping_head_is_cut_off(sample_copy: Path) -> None:
    def drip(connection: socket.socket) -> None:
        for _ in range(100):
            connection.sendall(b"X")
            time.sleep(0.1)

    with running(sample_copy, replace(Limits(), head=1.0)) as client:
        address = ("127.0.0.1", client.base_url.port or 0)
        with (
            socket.create_connection(address, timeout=10) as connection,
            pytest.raises((BrokenPipeError, ConnectionResetError)),
        ):
            drip(connection)
        assert client.get("/healthz").status_code == 200


def test_ten_thousand_connections_are_bounded(sample_copy: Path) -> None:
    most = 10_000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most + 1_000
    if hard < wanted:
        pytest.skip(f"this machine allows {hard} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    connections: list[socket.socket] = []
    try:
        with serving(sample_copy) as served:
            process = psutil.Process(served.process.pid)
            before = process.memory_info().rss
            connections.extend(socket.create_connection(served.address, timeout=30) for _ in range(most))
            assert process.num_fds() < most / 2  # a thousand, and those that are being closed
            assert process.memory_info().rss - before < 200_000_000
            deadline = time.monotonic() + 40  # the heads that never come are waited for only so long
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if httpx.get(f"{served.url}/healthz", timeout=5).status_code == 200:
                        break
                assert time.monotonic() < deadline
                time.sleep(0.5)
    finally:
        for connection in connections:
            connection.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_client_has_its_rate() -> None:
    now = 0.0
    rates = Rates(2.0, 3, lambda: now)
    for _ in range(3):
        rates.take("one")
    with pytest.raises(RefusedError) as refusal:
        rates.take("one")
    assert (refusal.value.status, refusal.value.headers) == (429, {"Retry-After": "1"})
    rates.take("another")
    now = 0.5
    rates.take("one")
    with pytest.raises(RefusedError):
        rates.take("one")


def test_rates_hold_over_http(sample_copy: Path) -> None:
    with running(sample_copy, replace(Limits(), rate=0.1, burst=5)) as client:
        found = [client.get("/healthz") for _ in range(8)]
        assert [response.status_code for response in found] == [200] * 5 + [429] * 3
        assert int(found[-1].headers["retry-after"]) >= 1


def test_the_queue_is_bounded() -> None:
    async def try_it() -> None:
        turnstile, go_on = Turnstile(1, 2), asyncio.Event()

        async def wait() -> None:
            async with turnstile.turn():
                await go_on.wait()

        inside = [asyncio.create_task(wait()) for _ in range(3)]
        await asyncio.sleep(0.01)
        assert (turnstile.inside, turnstile.waiting) == (1, 2)
        with pytest.raises(RefusedError) as refusal:
            await wait()
        assert (refusal.value.status, refusal.value.headers["Retry-After"]) == (503, "2")
        inside[1].cancel()
        await asyncio.sleep(0.01)
        assert turnstile.waiting == 1
        go_on.set()
        await asyncio.gather(*inside, return_exceptions=True)
        assert (turnstile.inside, turnstile.waiting) == (0, 0)

    asyncio.run(try_it())


def is_a_clients(question: str) -> bool:
    """Whether a question that is being asked is not one of the server's own."""
    return question != WARMING and not threading.current_thread().name.startswith("examples")


class Slow:
    """Makes an answer wait before its second event; `steps` are how many were begun."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_on, self.steps, self.ended = threading.Event(), 0, 0
        stream = Library.stream

        def slow(library: Library, question: str, *given: Any) -> Iterator[Any]:
            events = stream(library, question, *given)
            return self._events(events) if is_a_clients(question) else events

        monkeypatch.setattr(Library, "stream", slow)

    def _events(self, events: Iterator[Any]) -> Iterator[Any]:
        self.steps += 1
        for event in events:
            yield event
            if isinstance(event, Retrieved):
                self.go_on.wait(20)
        self.ended += 1


def test_past_the_queue_questions_are_sent_away(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    with running(sample_copy, replace(Limits(), waiting=0)) as client:
        url = f"{client.base_url}/v1/ask".replace("//v1", "/v1")

        def ask(number: int, found: list[int]) -> None:
            found.append(httpx.post(url, json={"question": f"who is number {number}?"}, timeout=30).status_code)

        found: list[int] = []
        asking = [threading.Thread(target=ask, args=(number, found)) for number in range(8)]
        for thread in asking:
            thread.start()
        deadline = time.monotonic() + 10
        while found.count(503) < 6 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert client.get("/healthz").status_code == 200
        slow.go_on.set()
        for thread in asking:
            thread.join()
        assert sorted(set(found)) == [200, 503]


def test_an_answer_that_takes_too_long_is_given_up(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    with running(sample_copy, replace(Limits(), answer=2.0)) as client:
        assert refused(client.post("/v1/ask", json=PUTIN), 503) == "the answer took too long"
        slow.go_on.set()
        deadline = time.monotonic() + 60  # the first answers may take as long on a busy machine
        while client.post("/v1/ask", json=PUTIN).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_the_same_question_is_answered_once_for_all(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    with running(sample_copy) as client:
        url, found = str(client.base_url.join("/v1/ask")), []
        asking = [
            threading.Thread(target=lambda: found.append(httpx.post(url, json=PUTIN, timeout=30).json()["text"]))
            for _ in range(6)
        ]
        for thread in asking:
            thread.start()
        time.sleep(0.5)
        slow.go_on.set()
        for thread in asking:
            thread.join()
        assert len(set(found)) == 1
        assert len(found) == 6
        assert slow.steps == 1


def test_a_client_that_leaves_is_worked_for_no_more(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    with running(sample_copy) as client:
        url = str(client.base_url.join("/v1/ask"))
        for headers in ({}, {"Accept": "text/event-stream"}):
            with pytest.raises(httpx.ReadTimeout):
                httpx.post(url, json=PUTIN, headers=headers, timeout=0.5)
        time.sleep(0.3)
        slow.go_on.set()
        time.sleep(0.5)
        assert slow.ended == 0
        assert "kutip_questions_waiting 0.0" in client.get("/metrics").text
        assert client.post("/v1/ask", json=PUTIN).status_code == 200


# What is said of failures


def test_a_bug_shows_no_trace_and_no_path(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"at {sample_copy}/corpus.sqlite line 7")

    with running(sample_copy) as client:
        for name in ("sources", "overview"):
            monkeypatch.setattr(Library, name, broken)
        for path in ("/v1/sources", "/"):
            response = client.get(path)
            assert "something unexpected went wrong" in refused(response, 500)
            assert str(sample_copy.parent) not in response.text
            assert "Traceback" not in response.text
            assert "RuntimeError" not in response.text


def test_a_damaged_index_shows_no_path(sample_copy: Path) -> None:
    paths = LibraryPaths(sample_copy)
    paths.current.write_text("00000009-0123456789abcdef\n")
    with running(sample_copy) as client:
        response = client.post("/v1/ask", json=PUTIN)
        assert "index of the library cannot be used" in refused(response, 503)
        assert str(sample_copy.parent) not in response.text
        assert client.get("/v1/articles").status_code == 200


# Imports


def articles(count: int, first: int = 0) -> Sequence[dict[str, str]]:
    return [
        {"text": f"Tower number {n} is {n + 7} metres high and was built by the city of Port {n}.", "language": "en"}
        for n in range(first, first + count)
    ]


def test_an_import_stops_no_question_and_a_killed_server_loses_nothing(sample_copy: Path) -> None:
    with serving(sample_copy, "--rate", "1000") as served:
        client = httpx.Client(base_url=served.url, timeout=60)
        told = client.post("/v1/articles", json={"articles": articles(400)}).json()
        assert (told["added"], told["indexed"]) == (400, False)
        for number in range(5):
            answer = client.post("/v1/ask", json={"question": f"{PUTIN['question']} {number}"})
            assert answer.status_code == 200
        more = client.post("/v1/articles", json={"articles": articles(20, 400)}).json()  # while the first are indexed
        assert more["added"] == 20
        children = psutil.Process(served.process.pid).children(recursive=True)
        assert children  # it was still being indexed
        served.process.send_signal(signal.SIGKILL)
        for child in children:
            child.kill()
        psutil.wait_procs(children, timeout=20)
        served.process.wait()
        client.close()
    with Library.open(sample_copy) as library:
        assert library.counts()[0] == 25 + 420
        library.add()
        assert library.is_up_to_date()
        assert library.verify() == ()
        assert any("Port 411" in hit.passage.text for hit in library.search("Tower number 411 of Port 411", 5))


def test_another_writer_makes_an_import_wait_and_not_fail(sample_copy: Path) -> None:
    from index.importing.pipeline import writer

    with serving(sample_copy) as served, httpx.Client(base_url=served.url, timeout=60) as client:
        with writer(LibraryPaths(sample_copy)):
            told = client.post("/v1/articles", json={"articles": articles(1)}, params={"wait": 1})
            assert (told.status_code, told.json()["indexed"]) == (201, False)
        told = client.post("/v1/articles", json={"articles": articles(1)}, params={"wait": 50})
        assert told.json()["indexed"]


def test_what_is_being_answered_is_answered_before_the_end(sample_copy: Path) -> None:
    with serving(sample_copy) as served:
        with httpx.Client(base_url=served.url, timeout=60) as client:
            body = {"question": "Which countries are members of NATO?", "budget_ms": 10_000}
            with client.stream("POST", "/v1/ask", json=body, headers={"Accept": "text/event-stream"}) as stream:
                lines = stream.iter_lines()
                assert next(lines) == "event: retrieved"
                served.process.send_signal(signal.SIGTERM)
                rest = list(lines)
            assert "event: done" in rest
            assert json.loads(rest[rest.index("event: done") + 1].removeprefix("data: "))["status"]
        assert served.process.wait(30) == 0


def test_who_does_not_wait_for_the_end_is_shown_no_trace(sample_copy: Path) -> None:
    with serving(sample_copy) as served, socket.create_connection(served.address) as slow:
        head = (
            b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
        )
        slow.sendall(head)
        time.sleep(0.5)
        served.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert served.process.poll() is None  # it waits for the rest
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(10) == 0
        assert "Traceback" not in served.log.read_text()


def test_of_what_uvicorn_logs_only_what_was_cancelled_is_left_out() -> None:
    def record(said: str, raised: BaseException | None) -> logging.LogRecord:
        info = (type(raised), raised, None) if raised else None
        return logging.LogRecord("uvicorn.error", logging.ERROR, "x.py", 1, said, (1,), info)

    assert not is_cancellation(record("Exception in ASGI application", ValueError("it broke")))
    assert not is_cancellation(record("wrongly put %s %s", None))
    assert is_cancellation(record("Exception in ASGI application", asyncio.CancelledError()))
    assert is_cancellation(record("Traceback ...\nasyncio.exceptions.CancelledError\n", None))


def test_articles_that_were_left_unindexed_are_indexed_at_the_start(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        library.keep_articles([make_article(text="The lighthouse of Hook is 48 metres high.", language="en")])
    with serving(sample_copy) as served, httpx.Client(base_url=served.url, timeout=60) as client:
        deadline = time.monotonic() + 40
        while not (told := client.get("/v1/status").json()).get("up_to_date"):
            assert "up_to_date" in told, told
            assert time.monotonic() < deadline
            time.sleep(0.2)
        hits = client.get("/v1/search", params={"q": "lighthouse of Hook", "k": 1}).json()["hits"]
        assert hits[0]["passage"]["text"].startswith("The lighthouse")


def test_who_comes_while_an_answer_is_left_off_gets_one(sample_copy: Path) -> None:
    async def ask() -> None:
        async with AsyncLibrary(Library.open(sample_copy)) as library:
            desk, question = Desk(library, USUAL, Metrics()), Ask(PUTIN["question"])
            first = asyncio.create_task(desk.ask(question))
            await asyncio.sleep(0)
            first.cancel()
            await asyncio.sleep(0)  # the first has gone, and what it asked is being cancelled
            second = await asyncio.wait_for(desk.ask(question), 30)
            assert second.citations
            assert first.cancelled()

    asyncio.run(ask())
