"""`qa chat --web`: who was told the address gets the chat; other users, pages and machines get nothing."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import subprocess
import sys
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import httpx
import psutil
import pytest
from aiohttp import web

from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.faces.tui.web import LoopbackServer

pytestmark = pytest.mark.slow

PATHS = ("/", "/static/js/textual.js", "/static/", "/download/key", "/ws?width=120&height=40", "/nothing", "//x")


@dataclass
class Chat:
    """A server whose addresses are kept as they are told; its command only says a word."""

    server: LoopbackServer
    told: list[str]

    @property
    def url(self) -> str:
        return self.server.public_url

    @property
    def cookie(self) -> str:
        return f"kutip_{self.server.port}"


class Serving(LoopbackServer):
    """Runs in the event loop of a test."""

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        runner = web.AppRunner(await self._make_app())
        await runner.setup()
        await web.TCPSite(runner, self.host, self.port).start()
        try:
            yield
        finally:
            await runner.cleanup()


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def play(tmp_path: Path, port: int) -> Callable[[Callable[[Chat, httpx.AsyncClient], Awaitable[None]]], None]:
    """Plays a scenario against a chat, with a client that keeps cookies and follows nothing."""

    def run_scenario(scenario: Callable[[Chat, httpx.AsyncClient], Awaitable[None]]) -> None:
        async def playing() -> None:
            told: list[str] = []
            server = Serving(tmp_path, port, lambda line: told.append(line.partition("open ")[2].split()[0]))
            server.command = "printf spawned > spawned"
            async with server.running(), httpx.AsyncClient(base_url=server.public_url) as client:
                await scenario(Chat(server, told), client)

        with contextlib.chdir(tmp_path), warnings.catch_warnings():
            # textual-serve leaves the process that it started to be collected.
            warnings.simplefilter("ignore", ResourceWarning)
            asyncio.run(playing())
            gc.collect()

    return run_scenario


async def upgraded(url: str, headers: Mapping[str, str]) -> int:
    """The status that a WebSocket's handshake gets."""
    async with aiohttp.ClientSession() as session:
        try:
            async with session.ws_connect(f"{url}/ws?width=120&height=40", headers=headers):
                return 101
        except aiohttp.WSServerHandshakeError as error:
            return error.status


def test_the_address_is_traded_for_a_cookie(play: Callable[..., None]) -> None:
    async def scenario(chat: Chat, client: httpx.AsyncClient) -> None:
        (address,) = chat.told
        token = address.partition("?token=")[2]
        assert len(token) >= 43  # 256 bits
        traded = await client.get(f"{address}&fontsize=20")
        assert (traded.status_code, traded.headers["location"]) == (303, f"{chat.url}/?fontsize=20")
        named, *attributes = traded.headers["set-cookie"].split("; ")
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} == set(attributes)
        name, _, value = named.partition("=")
        assert name == chat.cookie
        assert len(value) >= 43
        assert value != token
        page = await client.get(traded.headers["location"])
        assert page.status_code == 200
        assert "Kutip" in page.text
        assert 'data-font-size="20"' in page.text
        assert token not in page.text
        assert value not in page.text
        assert (await client.get("/static/js/textual.js")).status_code == 200
        assert (await client.get("/download/key")).status_code == 404
        assert await upgraded(chat.url, {"Origin": chat.url, "Cookie": named}) == 101

    play(scenario)


def test_an_address_works_once_and_the_next_is_told(play: Callable[..., None]) -> None:
    async def scenario(chat: Chat, client: httpx.AsyncClient) -> None:
        first = chat.told[0]
        assert (await client.get(first)).status_code == 303
        assert len(set(chat.told)) == len(chat.told) == 2
        again = await client.get(first)  # by who has the cookie
        assert (again.status_code, again.headers["location"]) == (303, f"{chat.url}/")
        assert "set-cookie" not in again.headers
        assert len(chat.told) == 2
        async with httpx.AsyncClient() as another:
            assert (await another.get(first)).status_code == 403
            assert (await another.get(chat.told[1])).status_code == 303
            assert (await another.get(f"{chat.url}/")).status_code == 200

    play(scenario)


@pytest.mark.parametrize("wrong", ["", "wrong", "\u00e9", "%ff", "x" * 1000])
def test_who_was_not_told_gets_nothing(play: Callable[..., None], wrong: str) -> None:
    """Another user of the machine, or a container on its network: its headers are whatever it likes."""

    async def scenario(chat: Chat, client: httpx.AsyncClient) -> None:
        for path in PATHS:
            for given in ("", f"{'&' if '?' in path else '?'}token={wrong}"):
                cookies = {} if not wrong.isascii() else {"Cookie": f"{chat.cookie}={wrong}; kutip={wrong}"}
                for headers in ({}, {"Origin": chat.url}, {"Sec-Fetch-Site": "same-origin", **cookies}):
                    refused = await client.get(f"{chat.url}{path}{given}", headers=headers)
                    assert refused.status_code == 403
                    assert "set-cookie" not in refused.headers
                    assert chat.server.address.partition("=")[2] not in refused.text
        for method in ("POST", "HEAD", "PUT", "OPTIONS"):
            assert (await client.request(method, chat.told[0])).status_code == 403
        assert await upgraded(chat.url, {"Origin": chat.url}) == 403
        assert await upgraded(chat.url, {"Origin": chat.url, "Cookie": f"{chat.cookie}=wrong"}) == 403
        assert not Path("spawned").exists()
        assert len(chat.told) == 1

    play(scenario)


def test_a_token_is_no_cookie_and_a_cookie_no_token(play: Callable[..., None]) -> None:
    async def scenario(chat: Chat, client: httpx.AsyncClient) -> None:
        token = chat.told[0].partition("=")[2]
        assert (await client.get("/", headers={"Cookie": f"{chat.cookie}={token}"})).status_code == 403
        assert await upgraded(chat.url, {"Cookie": f"{chat.cookie}={token}"}) == 403
        value = (await client.get(chat.told[0])).cookies[chat.cookie]
        client.cookies.clear()
        assert (await client.get(f"/?token={value}")).status_code == 403

    play(scenario)


def test_other_pages_get_nothing_with_the_cookie_either(play: Callable[..., None]) -> None:
    async def scenario(chat: Chat, client: httpx.AsyncClient) -> None:
        cookie = f"{chat.cookie}={(await client.get(chat.told[0])).cookies[chat.cookie]}"
        for headers in (
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:1"},  # same site, as sites go: their cookies are one
            {"Host": "evil.example"},
            {"Host": f"127.0.0.1.evil.example:{chat.server.port}"},
            {"Host": ""},
        ):
            assert (await client.get("/", headers=headers)).status_code == 403
            assert await upgraded(chat.url, {**headers, "Cookie": cookie}) == 403
        assert not Path("spawned").exists()

    play(scenario)


def test_no_page_may_frame_it_and_it_asks_no_other_host(play: Callable[..., None]) -> None:
    async def scenario(chat: Chat, client: httpx.AsyncClient) -> None:
        answers = [await client.get("/"), await client.get(chat.told[0])]
        answers += [await client.get(path) for path in ("/", "/static/js/textual.js", "/nothing")]
        assert [answer.status_code for answer in answers] == [403, 303, 200, 200, 404]
        for answer in answers:
            policy = answer.headers["content-security-policy"].split("; ")
            assert "frame-ancestors 'none'" in policy
            assert f"connect-src 'self' ws://127.0.0.1:{chat.server.port}" in policy
            assert "'unsafe-inline'" not in next(rule for rule in policy if rule.startswith("default-src"))
            assert not any(rule.startswith("script-src") for rule in policy)
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["referrer-policy"] == "no-referrer"
        page = answers[2].text
        assert page.count("http://") == page.count(f"{chat.url}/static/") == 2
        assert "https://" not in page
        assert page.count("<script") == page.count("<script src=") == 1

    play(scenario)


def test_the_usual_name_leads_to_the_address(play: Callable[..., None]) -> None:
    async def scenario(chat: Chat, client: httpx.AsyncClient) -> None:
        token = chat.told[0].partition("/?")[2]
        for path, location in ((f"/?{token}", f"/?{token}"), ("/", "/"), ("//evil.example/?a=b", "/?a=b")):
            sent = await client.get(f"{chat.url}{path}", headers={"Host": f"localhost:{chat.server.port}"})
            assert (sent.status_code, sent.headers["location"]) == (303, f"{chat.url}{location}")
            assert "set-cookie" not in sent.headers
        await client.get(chat.told[0])
        for target in ("//evil.example/?token=x", "http://evil.example/?token=x"):
            reader, writer = await asyncio.open_connection("127.0.0.1", chat.server.port)
            cookie = f"{chat.cookie}={client.cookies[chat.cookie]}"
            for host in ("127.0.0.1", "localhost"):
                head = f"GET {target} HTTP/1.1\r\nHost: {host}:{chat.server.port}\r\nCookie: {cookie}\r\n\r\n"
                writer.write(head.encode())
                answer = await reader.readuntil(b"\r\n\r\n")
                assert f"\r\nLocation: {chat.url}/".encode() in answer or b" 40" in answer.partition(b"\r\n")[0]
                await reader.read(int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]))
            writer.close()

    play(scenario)


# The command


@pytest.fixture
def chatting(sample_copy: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "qa", "chat", "--library", str(sample_copy), "--web", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.terminate()


def test_the_command_tells_the_address_to_its_terminal_alone(chatting: subprocess.Popen[str], port: int) -> None:
    assert chatting.stderr is not None
    assert chatting.stdout is not None
    said, address, _ = chatting.stderr.readline().split(" ", 2)
    assert said == "open"
    url, _, token = address.partition("/?token=")
    assert url == f"http://127.0.0.1:{port}"

    async def scenario() -> bytes:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            for wait in range(100):
                with contextlib.suppress(aiohttp.ClientConnectorError):
                    page = await session.get(address)
                    break
                await asyncio.sleep(0.05 + wait / 1000)
            assert page.status == 200
            assert str(page.url) == f"{url}/"
            async with session.ws_connect(f"{url}/ws?width=120&height=40", origin=url) as socket:
                first = await socket.receive_bytes(timeout=60)
                process = psutil.Process(chatting.pid)
                for each in (process, *process.children(recursive=True)):
                    assert token not in " ".join([*each.cmdline(), *each.environ().values()])
                return first

    assert asyncio.run(scenario())
    chatting.terminate()
    out, err = chatting.communicate(timeout=20)
    assert out == ""
    assert err.startswith(f"in another browser open {url}/?token=")
    assert token not in err  # no log of requests has it


def test_a_port_that_is_taken_is_said(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["chat", "--library", str(sample_copy), "--web", "--port", port]) == Exit.USAGE
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err


def test_without_textual_serve_one_line_says_what_to_install(
    sample_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("textual_serve", "textual_serve.server"):
        monkeypatch.setitem(sys.modules, name, None)
    assert run(["chat", "--web", "--library", str(sample_copy)]) == Exit.MISSING_EXTRA
    line = 'error: textual_serve is not installed; install it with: pip install "kutip[serve]"\n'
    assert capsys.readouterr() == ("", line)
