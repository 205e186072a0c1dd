"""What one client may take of the server, and what becomes of the rest: for each way of taking more."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from pydantic import ValidationError
from uvicorn.server import ServerState

from index.storage.articles import make_article
from qa import AsyncLibrary, Library
from qa.asynchronous import THREADS
from qa.faces.server.asking import AskAll, AskIn
from qa.faces.server.desk import Desk
from qa.faces.server.guard import ABORT, Guard
from qa.faces.server.indexing import Indexer
from qa.faces.server.metrics import Metrics
from qa.faces.server.models import ArticleIn
from qa.faces.server.problems import ClientGoneError, RefusedError
from qa.faces.server.queueing import client_at
from qa.faces.server.running import listen, protocol
from qa.faces.server.settings import Access, Limits, ServerSettings, Tokens
from qa.values import Answer, Ask, Done, Retrieved
from tests.support import PUTIN
from tests.support.doubles import held
from tests.support.servers import USUAL, running, until


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Until it is set, no answer to `PUTIN` gets further than its passages."""
    return held(monkeypatch, PUTIN)


def address_of(client: httpx.Client) -> tuple[str, int]:
    return "127.0.0.1", client.base_url.port or 0


def at_desk(root: Path, do: Callable[[Desk], Awaitable[None]], limits: Limits = USUAL) -> None:
    async def run() -> None:
        async with AsyncLibrary(Library.open(root)) as library:
            await do(Desk(library, limits, Metrics()))

    asyncio.run(run())


# Who does not read


def test_who_takes_no_events_keeps_no_turn(sample_copy: Path) -> None:
    async def ask(desk: Desk) -> None:
        idle = [desk.stream(Ask(f"{PUTIN} {number}")) for number in range(THREADS + 2)]
        for events in idle:
            assert isinstance(await anext(events), Retrieved)
        answer = await asyncio.wait_for(desk.ask(Ask(PUTIN)), 30)
        assert answer.citations
        async with asyncio.timeout(30):  # those before it may be found a moment later
            while desk.turnstile.inside:
                await asyncio.sleep(0.01)
        assert isinstance([event async for event in idle[0]][-1], Done)  # it was all found meanwhile
        for events in idle:
            await events.aclose()

    at_desk(sample_copy, ask)


def test_a_stream_that_is_closed_is_worked_for_no_more(sample_copy: Path, slow: threading.Event) -> None:
    async def ask(desk: Desk) -> None:
        events = desk.stream(Ask(PUTIN))
        await anext(events)
        assert desk.turnstile.inside == 1
        await events.aclose()
        await asyncio.sleep(0.05)
        assert desk.turnstile.inside == 1  # a thread is still in it
        slow.set()
        while desk.turnstile.inside:
            await asyncio.sleep(0.01)

    at_desk(sample_copy, ask)


def test_who_reads_on_keeps_no_other_question_waiting(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps, answers = list[str](), Library.open(sample_copy).stream_all(PUTIN)
    one = next(answers)

    def endless(_: Library, question: str, *__: object) -> Iterator[Answer]:
        while True:
            steps.append(question)
            yield one

    monkeypatch.setattr(Library, "stream_all", endless)

    async def ask(desk: Desk) -> None:
        going = [desk.stream_all(AskAll(f"{PUTIN} {number}")) for number in range(THREADS - 1)]
        for events in going:
            await anext(events)
        waiting = asyncio.create_task(desk.ask(AskAll(PUTIN)))
        assert (await asyncio.wait_for(desk.ask(Ask(PUTIN)), 30)).citations
        assert PUTIN not in steps
        for events in going:
            await events.aclose()
        async with asyncio.timeout(30):
            while PUTIN not in steps:
                await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        async with asyncio.timeout(30):
            while desk.turnstile.inside:
                await asyncio.sleep(0.01)
        read = len(steps)
        await asyncio.sleep(0.05)
        assert len(steps) == read  # nobody waits, so no more is read

    at_desk(sample_copy, ask)


@pytest.mark.slow
def test_a_stream_says_when_it_took_too_long(sample_copy: Path, slow: threading.Event) -> None:
    with (
        running(sample_copy, replace(USUAL, answer=1.0)) as client,
        client.stream("POST", "/v1/ask", json={"question": PUTIN}, headers={"Accept": "text/event-stream"}) as response,
    ):
        lines = list(response.iter_lines())
        slow.set()
        failed = lines[lines.index("event: failed") :]
        told = json.loads("".join(line.removeprefix("data: ") for line in failed if line.startswith("data: ")))
        assert told == {"status": 503, "detail": "the answer took too long"}
        assert client.get("/healthz").status_code == 200


@pytest.mark.slow
def test_who_reads_nothing_is_cut_off(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article(text="The dam holds. " * 1_000_000, language="en")
    monkeypatch.setattr(Library, "article", lambda *_: article)
    with running(sample_copy, replace(USUAL, send=0.5)) as client, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.connect(address_of(client))
        connection.sendall(f"GET /v1/articles/{article.article_id} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        until(lambda: 'status="499"' in client.get("/metrics").text)
        assert "kutip_requests_running 1.0" in client.get("/metrics").text
        received = 0
        with contextlib.suppress(ConnectionResetError):
            while part := len(connection.recv(1_000_000)):
                received += part
        assert received < len(article.text)


def test_what_closes_and_never_ends_is_ended() -> None:
    class Stuck(asyncio.Transport):
        """Has what nobody reads, so that closing it has no end."""

        closing = aborted = False
        max_size = 1_000_000

        def is_closing(self) -> bool:
            return self.closing

        def close(self) -> None:
            self.closing = True

        def abort(self) -> None:
            self.aborted = True

    async def try_it() -> None:
        config = uvicorn.Config(lambda: None, log_config=None)
        config.load()
        transports = Stuck(), Stuck()
        for transport in transports:
            made = protocol(replace(USUAL, send=0.01))(config, ServerState(), {}, asyncio.get_running_loop())
            made.connection_made(transport)
        assert transports[0].max_size < 20_000  # so little of one client is taken apart before others have their turn
        transports[0].close()
        await asyncio.sleep(0.1)
        assert transports[0].aborted
        assert not transports[1].aborted
        made.connection_lost(None)

    asyncio.run(try_it())


def test_work_that_nobody_waits_for_keeps_its_turn_while_a_thread_is_in_it(sample_copy: Path) -> None:
    go_on = threading.Event()

    async def ask(desk: Desk) -> None:
        working = [asyncio.create_task(desk.do_long(go_on.wait, 20)) for _ in range(THREADS + 2)]
        await asyncio.sleep(0.05)
        assert desk.turnstile.inside == max(1, THREADS - 1)
        assert await asyncio.wait_for(desk.do(lambda: "a thread is left"), 20)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        assert desk.turnstile.inside == max(1, THREADS - 1)
        go_on.set()
        while desk.turnstile.inside:
            await asyncio.sleep(0.01)
        assert await desk.do_long(lambda: "and all are free again")

    at_desk(sample_copy, ask)


def test_who_reads_nothing_is_cut_off_where_a_group_of_tasks_sends() -> None:
    cut: list[bool] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(send({"type": "http.response.start", "status": 200, "headers": []}))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(_: Any) -> None:
        await asyncio.sleep(60)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [(b"host", b"localhost")],
        "extensions": {ABORT: lambda: cut.append(True)},
    }
    metrics = Metrics()
    asyncio.run(Guard(app, ServerSettings(limits=replace(USUAL, send=0.05)), metrics)(scope, receive, send))
    assert cut == [True]
    assert b'status="499"' in metrics.text()


def test_responses_wait_for_no_acknowledgement() -> None:
    with listen("127.0.0.1", 0) as sock:
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


# Who sends much


@pytest.mark.slow
@pytest.mark.parametrize("bound", ["held", "held_each"])
def test_uploads_that_stall_are_counted_as_they_come(sample_copy: Path, bound: str) -> None:
    part = b" " * 1_000_000
    head = b"POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    limits = replace(USUAL, body=100_000, **{bound: 5_500_000})
    with running(sample_copy, limits) as client, contextlib.ExitStack() as stack:
        stalled = [stack.enter_context(socket.create_connection(address_of(client), timeout=10)) for _ in range(10)]
        for connection in stalled:  # of unknown length, so that only what has come can be counted
            with contextlib.suppress(ConnectionError):
                connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\nf4240\r\n" + part + b"\r\n")
        refused = 0
        for connection in stalled:
            connection.settimeout(0.5)
            with contextlib.suppress(TimeoutError, ConnectionError):
                refused += connection.recv(100).startswith(b"HTTP/1.1 503")
        assert refused >= 4
        assert client.post("/v1/ask", json={"question": PUTIN}).status_code == 200  # what is small is not in their way
        for connection in stalled:
            connection.close()
        until(lambda: client.post("/v1/articles", json={"articles": ["x" * 4_000_000]}).status_code == 422)


def test_a_body_counts_until_it_is_answered() -> None:
    held: list[int] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert (await receive())["body"] == b"x" * 1_000
        held.append(guard.held.total())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        held.append(guard.held.total())

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * 1_000}

    async def send(message: Any) -> None:
        assert message["type"] == "http.response.start"

    guard = Guard(app, ServerSettings(), Metrics())
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"host", b"localhost")]}
    asyncio.run(guard(scope, receive, send))
    assert held == [1_000, 0]


@pytest.mark.parametrize("shape", [ArticleIn, AskIn])
def test_a_thousand_unknown_names_are_one_error(shape: type[ArticleIn] | type[AskIn]) -> None:
    with pytest.raises(ValidationError) as error:
        shape.model_validate({"text": "x", "question": "x", **dict.fromkeys(map(str, range(1_000)))})
    assert error.value.error_count() == 1
    assert "there is no '" in str(error.value)


@pytest.mark.slow
def test_a_million_unknown_names_are_refused_in_a_line(sample_copy: Path) -> None:
    body = '{"articles": [{"text": "x",' + ",".join(f'"{number}":0' for number in range(1_000_000)) + "}]}"
    with running(sample_copy) as client:
        response = client.post("/v1/articles", content=body, headers={"Content-Type": "application/json"})
        assert response.status_code == 422
        assert len(response.json()["detail"]) < 300
        assert client.post("/v1/articles", content=body).status_code == 415


@pytest.mark.slow
def test_a_change_is_not_waited_for_without_end(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, keep = threading.Event(), Library.keep_articles

    def slow(library: Library, *given: Any) -> Any:
        go_on.wait(20)
        return keep(library, *given)

    monkeypatch.setattr(Library, "keep_articles", slow)
    with running(sample_copy, replace(USUAL, waiting=1, answer=1.0)) as client, ThreadPoolExecutor(4) as asking:

        def add(number: int) -> str:
            article = {"text": f"Dam {number} holds.", "language": "en"}
            return str(client.post("/v1/articles", json={"articles": [article]}).json().get("detail"))

        assert sorted(asking.map(add, range(4))) == [
            "the change, which may yet be made, took too long",
            "the change, which may yet be made, took too long",
            "too many requests are waiting",
            "too many requests are waiting",
        ]
        assert client.get("/v1/articles").status_code == 200
        go_on.set()  # what was begun is carried through, what waited was not begun
        until(lambda: len(client.get("/v1/articles?limit=200").json()["articles"]) == 26)
        assert add(9) == "None"


# Who asks often, and from where


@pytest.mark.slow
@pytest.mark.parametrize(
    ("known", "first"), [(Tokens(), 200), (Tokens((("a-token-that-is-known", Access.READ),)), 401)]
)
def test_an_invented_token_has_no_rate_of_its_own(sample_copy: Path, known: Tokens, first: int) -> None:
    with running(sample_copy, replace(USUAL, rate=0.1, burst=5), tokens=known) as client:
        found = [
            client.get("/v1/sources", headers={"Authorization": f"Bearer invented-token-number-{number}"}).status_code
            for number in range(8)
        ]
        assert found == [first] * 5 + [429] * 3
        own = {"Authorization": "Bearer a-token-that-is-known"}
        assert client.get("/v1/sources", headers=own).status_code == (200 if known else 429)


def test_one_network_is_one_client() -> None:
    assert client_at(("2001:db8:1:2::7", 1)) == client_at(("2001:db8:1:2:ffff::", 2)) == "2001:db8:1:2::/64"
    assert client_at(("2001:db8:1:3::7", 1)) == "2001:db8:1:3::/64"
    assert (client_at(("192.0.2.7", 1)), client_at(None), client_at(("a-socket", 0))) == (
        "192.0.2.7",
        "unknown",
        "a-socket",
    )


@pytest.mark.slow
def test_one_address_has_so_many_connections(sample_copy: Path) -> None:
    with running(sample_copy, replace(USUAL, connections_each=5)) as client, contextlib.ExitStack() as stack:
        idle = [stack.enter_context(socket.create_connection(address_of(client), timeout=5)) for _ in range(8)]
        for connection in idle[5:]:
            assert connection.recv(100).startswith(b"HTTP/1.1 503")
        assert client.get("/healthz").status_code == 503
        for connection in idle:
            connection.close()
        until(lambda: client.get("/healthz").status_code == 200)


# Who leaves, and who comes later


@pytest.mark.slow
def test_a_client_that_leaves_is_counted_and_no_fault(
    sample_copy: Path, slow: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with running(sample_copy) as client:
        ask: dict[str, Any] = {"url": client.base_url.join("/v1/ask"), "json": {"question": PUTIN}}
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(**ask, timeout=0.5)
        with httpx.stream("POST", **ask, headers={"Accept": "text/event-stream"}, timeout=30) as response:
            assert next(response.iter_lines()) == "event: retrieved"
        counted = 'kutip_requests_total{method="POST",route="/v1/ask",status="499"} 2.0'
        until(lambda: counted in client.get("/metrics").text)
        slow.set()
    logged = [json.loads(record.message) for record in caplog.records if record.name == "kutip.server"]
    assert any(entry.get("status") == 499 and entry["route"] == "/v1/ask" for entry in logged)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_who_joins_later_may_wait_as_long(sample_copy: Path, slow: threading.Event) -> None:
    async def ask(desk: Desk) -> None:
        first = asyncio.create_task(desk.ask(Ask(PUTIN)))
        await asyncio.sleep(0.1)
        desk.limits = USUAL
        second = asyncio.create_task(desk.ask(Ask(PUTIN)))
        with pytest.raises(RefusedError, match="took too long"):
            await first
        slow.set()
        assert (await second).citations

    at_desk(sample_copy, ask, replace(USUAL, answer=1.0))


def test_what_fails_once_it_has_begun_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    for error, logged in ((RuntimeError("a bug"), 1), (RefusedError(503, "too late"), 0), (ClientGoneError("gone"), 0)):
        cut: list[bool] = []

        async def app(scope: Any, receive: Any, send: Any, error: BaseException = error) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            raise error

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        async def send(message: Any) -> None:
            assert message["type"] == "http.response.start"

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "headers": [(b"host", b"localhost")],
            "extensions": {ABORT: lambda cut=cut: cut.append(True)},
        }
        caplog.clear()
        asyncio.run(Guard(app, ServerSettings(), Metrics())(scope, receive, send))
        assert cut == [True]
        assert sum(record.levelno >= logging.ERROR for record in caplog.records) == logged


@pytest.mark.slow
def test_the_indexer_outlives_what_fails(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start, failures = asyncio.create_subprocess_exec, [OSError(24, "Too many open files"), ValueError("a bug")]

    async def failing(*command: str, **options: Any) -> Any:
        if failures:
            raise failures.pop()
        return await start(*command, **options)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", failing)

    async def index(library: Library) -> None:
        indexer = Indexer(library, retry=0.05)
        running = asyncio.create_task(indexer.run())
        assert await indexer.until_indexed(60)
        running.cancel()

    with Library.open(sample_copy) as library:
        library.keep_articles([make_article(text="The lighthouse of Hook is 48 metres high.", language="en")])
        asyncio.run(index(library))
        assert failures == []
        assert library.is_up_to_date()


# What is no attack


@pytest.mark.slow
def test_head_is_get_without_a_body(sample_copy: Path) -> None:
    with running(sample_copy) as client:
        for path in ("/", "/healthz", "/v1/articles", "/static/kutip.css", "/v1/articles/2cbb514572d7"):
            whole, head = client.get(path), client.head(path)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-length"] == str(len(whole.content))
        assert client.head("/v1/ask").status_code == 405
        assert client.get("/healthz").json() == {"status": "ok"}  # the connection is still in step
        assert 'method="HEAD"' in client.get("/metrics").text


@pytest.mark.slow
def test_odd_origins_and_targets_are_refused(sample_copy: Path) -> None:
    with running(sample_copy) as client:
        host = f"127.0.0.1:{address_of(client)[1]}"
        for origin in ("http://[", "null", "", f"ftp://{host}", f"http://{host}/"):
            assert client.get("/v1/sources", headers={"Origin": origin}).status_code == 403
        for origin in (f"http://{host}", f"https://{host}"):
            assert client.get("/v1/sources", headers={"Origin": origin}).status_code == 200
        with socket.create_connection(address_of(client), timeout=10) as connection:
            connection.sendall(f"GET http://{host}/healthz HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 400")


@pytest.mark.slow
def test_other_sites_clients_may_send_headers_of_their_own(sample_copy: Path) -> None:
    origin = "https://newsroom.example"
    with running(sample_copy, origins=(origin,), tokens=Tokens((("a-token-that-is-known", Access.READ),))) as client:
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,x-stainless-os,x-stainless-retry-count",
        }
        allowed = client.options("/v1/chat/completions", headers=asked)
        assert allowed.status_code == 200
        assert "x-stainless-retry-count" in allowed.headers["access-control-allow-headers"]
        refused = client.get("/v1/articles", headers={"Origin": origin})
        assert refused.status_code == 401
        assert refused.headers["access-control-allow-origin"] == origin  # so that the page can say why
        assert "Retry-After" in refused.headers["access-control-expose-headers"]


@pytest.mark.slow
def test_what_never_changes_may_be_kept(sample_copy: Path) -> None:
    with running(sample_copy) as client:
        style = client.get("/static/kutip.css")
        assert style.headers["cache-control"] == "no-cache"
        again = client.get("/static/kutip.css", headers={"If-None-Match": style.headers["etag"]})
        assert again.status_code == 304
        assert client.get("/v1/status").headers["cache-control"] == "no-store"


@pytest.mark.slow
def test_the_schema_says_what_a_token_is_needed_for(sample_copy: Path) -> None:
    known = Tokens((("a-token-that-is-known", Access.READ),))
    with running(sample_copy, tokens=known) as client:
        made = client.get("/openapi.json", headers={"Authorization": "Bearer a-token-that-is-known"}).json()
        assert made["paths"]["/healthz"]["get"]["security"] == []
        assert {each["scheme"] for each in made["components"]["securitySchemes"].values()} == {"bearer", "basic"}
        unchanged = made["paths"]["/v1/articles/{article_id}"]["get"]["responses"]["304"]
        assert "content" not in unchanged
