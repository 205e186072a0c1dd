"""What the pages do in a real browser, and other sites' with them; skipped, and said so, where there is no Chromium."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import httpx
import pytest

from qa import Library
from qa.faces.server.page import citation_text
from tests.support import PUTIN
from tests.support.servers import web_site

pytestmark = pytest.mark.slow

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ISKANDER = "Apa itu Iskander-M?"
NARROW = 320

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium to try the page's script with")

_SECONDS = 20.0
_GONE = "Inspected target navigated or closed"
_KEYS = {"Escape": 27, "Tab": 9, "Enter": 13, "/": 191}


class Tab:
    """One page of a browser. `held` are the requests that wait."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._session: str | None = None
        self.held: list[str] = []
        self.errors: list[str] = []

    async def listen(self) -> None:
        """Take in what the browser says, until it ends."""
        async for message in self._socket:
            told = json.loads(message.data)
            waiting = self._waiting.pop(told.get("id", 0), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(told)
            elif told.get("method") == "Fetch.requestPaused":
                self.held.append(told["params"]["requestId"])
            elif told.get("method") == "Runtime.exceptionThrown":
                self.errors.append(json.dumps(told["params"]))

    async def attach(self) -> None:
        """Open the page that everything is done on."""
        target = (await self.send("Target.createTarget", url="about:blank"))["targetId"]
        self._session = (await self.send("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        for domain in ("Page", "Runtime"):
            await self.send(f"{domain}.enable")

    async def send(self, method: str, **values: object) -> Any:
        """A command's result; an empty one where the page was left meanwhile."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        session = {"sessionId": self._session} if self._session else {}
        await self._socket.send_json({"id": number, "method": method, "params": values, **session})
        told = await asyncio.wait_for(self._waiting[number], _SECONDS)
        if told.get("error", {}).get("message") == _GONE:
            return {"result": {}}
        assert "error" not in told, (method, told)
        return told["result"]

    async def open(self, url: str) -> None:
        """Go to `url` and wait until it is there."""
        await self.send("Page.navigate", url=url)
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def js(self, expression: str) -> Any:
        """What `expression` comes to on the page."""
        told = await self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        return told["result"].get("value")

    async def until(self, expression: str) -> None:
        """Wait until `expression` is true on the page."""
        await self.wait(lambda: self.js(f"Boolean({expression})"), expression)

    async def wait(self, true: Callable[[], Any], what: str) -> None:
        """Wait until `true` is."""
        deadline = asyncio.get_running_loop().time() + _SECONDS
        while not await true():
            assert asyncio.get_running_loop().time() < deadline, f"not in time: {what}"
            await asyncio.sleep(0.02)

    async def key(self, key: str) -> None:
        """Press and let go."""
        for kind in ("rawKeyDown", "keyUp"):
            await self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=_KEYS[key])

    async def ask(self, question: str) -> None:
        """Submit a question by the form."""
        await self.js(f"form.q.value = {json.dumps(question)}; form.requestSubmit()")

    async def hold(self, pattern: str = "*/v1/ask") -> None:
        """Let no request that is like `pattern` through from now on."""
        await self.send("Fetch.enable", patterns=[{"urlPattern": pattern}])

    async def until_held(self, number: int) -> None:
        """Wait until `number` requests have been held."""

        async def enough() -> bool:
            return len(self.held) >= number

        await self.wait(enough, f"{number} requests")

    async def step(self) -> str:
        """The status line."""
        return str(await self.js("step.textContent"))

    async def size(self, width: int, height: int = 900) -> None:
        """Make the window this large."""
        await self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )


@contextlib.asynccontextmanager
async def browsing(chromium: str, profile: Path) -> AsyncIterator[Tab]:
    """A browser with one page, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        found = None
        while not found:
            line = await asyncio.wait_for(process.stderr.readline(), _SECONDS)
            assert line, "the browser does not start"
            found = re.search(rb"DevTools listening on (ws://\S+)", line)
        drained = asyncio.create_task(process.stderr.read())
        async with aiohttp.ClientSession() as opened, opened.ws_connect(found[1].decode(), max_msg_size=0) as socket:
            tab = Tab(socket)
            listening = asyncio.create_task(tab.listen())
            await tab.attach()
            try:
                yield tab
                assert not tab.errors, tab.errors
            finally:
                with contextlib.suppress(Exception):
                    await tab.send("Browser.close")
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
        drained.cancel()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()


Scenario = Callable[[Tab], Awaitable[None]]


@pytest.fixture
def browse(tmp_path: Path) -> Callable[[Scenario], None]:
    """Runs a scenario in a browser of its own."""

    def run(scenario: Scenario) -> None:
        async def play() -> None:
            async with browsing(str(CHROMIUM), tmp_path / "profile") as tab:
                await scenario(tab)

        asyncio.run(play())

    return run


async def settle() -> None:
    """Give what should not happen the time to."""
    await asyncio.sleep(0.3)


def test_only_the_newest_question_has_a_say(served: Any, browse: Callable[[Scenario], None]) -> None:
    async def scenario(tab: Tab) -> None:
        await tab.open(f"{served.url}/")
        await tab.hold()
        await tab.ask(PUTIN)
        await tab.until_held(1)
        assert await tab.step() == "Searching … (Esc cancels)"
        await tab.ask(ISKANDER)
        await tab.until_held(2)
        await settle()
        assert await tab.step() == "Searching … (Esc cancels)"
        await tab.send("Fetch.continueRequest", requestId=tab.held[1])
        await tab.until(f"document.getElementById('asked')?.textContent === {json.dumps(ISKANDER)}")
        assert await tab.js("new URL(location).searchParams.get('q')") == ISKANDER

    browse(scenario)


def test_escape_cancels_and_keeps_the_question(served: Any, browse: Callable[[Scenario], None]) -> None:
    async def scenario(tab: Tab) -> None:
        await tab.open(f"{served.url}/")
        await tab.hold()
        await tab.js("form.q.focus()")
        await tab.key("Escape")
        assert await tab.step() == ""  # nothing was under way
        await tab.ask(PUTIN)
        await tab.until_held(1)
        await tab.key("Escape")
        await settle()
        assert await tab.step() == "Cancelled."
        assert await tab.js("[form.q.value, location.pathname + location.search]") == [PUTIN, "/"]
        await tab.ask(PUTIN)
        await tab.until_held(2)
        await tab.send("Fetch.continueRequest", requestId=tab.held[1])
        await tab.until("document.querySelector('blockquote')")

    browse(scenario)


def test_escape_cancels_the_way_to_the_answer_too(served: Any, browse: Callable[[Scenario], None]) -> None:
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))"

    async def scenario(tab: Tab) -> None:
        await tab.open(f"{served.url}/")
        await tab.hold("*q=what*")
        # While a page is on its way the browser takes no commands, so the page itself must press the key.
        await tab.js(
            f"fetch = async () => new Response(''); setTimeout(() => (before = step.textContent, {press}), 700)"
        )
        await tab.ask(PUTIN)
        await tab.until("[before, step.textContent, location.search].join() === 'Opening the answer …,Cancelled.,'")

    browse(scenario)


@pytest.mark.parametrize(
    "answer",
    [
        "new Response(endless('event: retrieved\\ndata: []\\n\\nevent: fai', 'led\\ndata: {}\\n\\n'))",
        "new Response(endless('{'), {status: 503})",
        "Promise.reject(new TypeError('the server has gone'))",
        "new Response('')",
    ],
    ids=["failed", "refused", "cut off", "nothing"],
)
def test_what_goes_wrong_leads_to_the_page_of_the_server(
    served: Any, browse: Callable[[Scenario], None], answer: str
) -> None:
    endless = "(...parts) => new ReadableStream({start: (to) => parts.forEach((p) => to.enqueue(encoder.encode(p)))})"

    async def scenario(tab: Tab) -> None:
        await tab.open(f"{served.url}/")
        await tab.js(f"const encoder = new TextEncoder(); const endless = {endless}; fetch = async () => {answer}")
        await tab.ask("?!")
        await tab.until("document.querySelector('[role=alert]')")
        assert "no letter or digit" in await tab.js("document.querySelector('[role=alert]').textContent")

    browse(scenario)


def test_nothing_stands_in_the_status_line_after_going_back(served: Any, browse: Callable[[Scenario], None]) -> None:
    async def scenario(tab: Tab) -> None:
        await tab.open(f"{served.url}/")
        await tab.ask(PUTIN)
        await tab.until("document.querySelector('blockquote')")
        await tab.js("history.back()")
        await tab.until("location.search === '' && document.readyState === 'complete'")
        await tab.until("step.textContent === ''")
        await tab.hold()
        await tab.ask(PUTIN)
        await tab.until_held(1)
        await tab.js("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
        await tab.js("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        await settle()
        assert await tab.step() == ""
        assert await tab.js("location.search") == ""

    browse(scenario)


def test_all_chosen_filters_are_asked_with(served: Any, sample: Library, browse: Callable[[Scenario], None]) -> None:
    outlets = sorted(source.name for source in sample.sources())[:2]
    query = "&".join(f"source={quote(name)}" for name in outlets)

    async def scenario(tab: Tab) -> None:
        await tab.open(f"{served.url}/?{query}")
        await tab.send("Network.enable")
        await tab.js("window.said = null; const real = fetch; window.fetch = (...a) => (said = a[1].body, real(...a))")
        await tab.hold()
        await tab.ask(PUTIN)
        await tab.until_held(1)
        assert sorted(json.loads(await tab.js("said"))["sources"]) == outlets
        await tab.send("Fetch.continueRequest", requestId=tab.held[0])
        await tab.until("document.getElementById('asked')")
        assert await tab.js("new URL(location).searchParams.getAll('source').sort()") == outlets
        assert await tab.js("new URL(location).searchParams.has('language')") is False

    browse(scenario)


def test_the_quote_is_in_sight_and_has_the_focus(
    served: Any, sample: Library, browse: Callable[[Scenario], None]
) -> None:
    article = max(sample.articles(), key=lambda each: len(sample.article(each.article_id).text))
    end = len(sample.article(article.article_id).text)

    async def scenario(tab: Tab) -> None:
        await tab.size(NARROW, 400)
        for fragment in ("#quote", ""):
            await tab.open("about:blank#")
            await tab.open(f"{served.url}/articles/{article.article_id}?start={end - 60}&end={end - 20}{fragment}")
            await tab.until("document.activeElement.id === 'quote' && scrollY > 0")
            top, bottom = await tab.js("(({top, bottom}) => [top, bottom])(quote.getBoundingClientRect())")
            assert 0 <= top < bottom <= 400

    browse(scenario)


def test_the_keyboard_gets_past_the_form_and_into_it(served: Any, browse: Callable[[Scenario], None]) -> None:
    async def scenario(tab: Tab) -> None:
        await tab.open(f"{served.url}/?q={quote(PUTIN)}")
        await tab.key("Tab")
        skip = "document.querySelector('.skip')"
        assert await tab.js(f"document.activeElement === {skip} && {skip}.getBoundingClientRect().left >= 0")
        assert await tab.js(f"getComputedStyle({skip}).outlineStyle") == "solid"
        await tab.js(f"{skip}.click()")
        await tab.until("document.activeElement.id === 'answer'")
        await tab.key("/")
        assert await tab.js("document.activeElement === form.q") is True

    browse(scenario)


def test_nothing_is_wider_than_a_narrow_window(served: Any, browse: Callable[[Scenario], None]) -> None:
    long = "The Extraordinarily-Long-Named Evening Chronicle and Advertiser of the Northern Counties " * 2
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
    given = {
        "text": f"The zebra of Zedtown is red, says the {word}.",
        "title": word,
        "source": long.strip(),
        "author": word,
        "url": f"https://example.org/{'a' * 200}",
    }
    with httpx.Client(base_url=served.url, timeout=60) as client:
        (kept,) = client.post("/v1/articles", json={"articles": [given]}, params={"wait": 50}).json()["article_ids"]

        async def scenario(tab: Tab) -> None:
            await tab.size(NARROW)
            ask = f"/?q={quote('What colour is the zebra of Zedtown?')}&source={quote(long.strip())}"
            for url in (ask, f"{ask}&source=Intisari-Online", f"/?q=zebra&source={word}", f"/articles/{kept}"):
                await tab.open(f"{served.url}{url}")
                assert await tab.js("document.querySelector('details')?.open ?? true"), url
                wide, window = await tab.js(
                    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
                )
                assert wide == window <= NARROW, url

        try:
            browse(scenario)
        finally:
            client.delete(f"/v1/articles/{kept}")


def test_the_status_line_can_be_heard_before_it_says_anything(served: Any, browse: Callable[[Scenario], None]) -> None:
    async def scenario(tab: Tab) -> None:
        await tab.open(f"{served.url}/")
        nodes = (await tab.send("Accessibility.getFullAXTree"))["nodes"]
        assert "status" in {node["role"]["value"] for node in nodes if not node["ignored"]}

    browse(scenario)


def test_a_citation_is_copied(served: Any, sample: Library, browse: Callable[[Scenario], None]) -> None:
    async def scenario(tab: Tab) -> None:
        await tab.send("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        await tab.send("Emulation.setFocusEmulationEnabled", enabled=True)
        await tab.open(f"{served.url}/?q={quote(PUTIN)}")
        await tab.js("document.querySelectorAll('.copy')[0].click()")
        await tab.until("step.textContent === 'Copied [1]'")
        assert await tab.js("navigator.clipboard.readText()") == citation_text(sample.ask(PUTIN).citations[0])

    browse(scenario)


# Other sites' pages


@pytest.fixture
def site() -> Iterator[dict[str, str]]:
    """A site on this machine whose page is what is put under `page`; `port` is where it is."""
    given: dict[str, str] = {"page": ""}

    with web_site(lambda *_: ("text/html", given["page"])) as base:
        given["port"] = base.rpartition(":")[2]
        yield given


@pytest.fixture
def chat_address(sample_copy: Path) -> Iterator[str]:
    """Where `qa chat --web` says to open it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "qa", "chat", "--library", str(sample_copy), "--web", "--port", port]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = process.stderr.readline().split()[1]
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", int(port))):
                break
            time.sleep(0.05)
        yield address
        process.terminate()


def test_the_chat_opens_and_cannot_be_framed(
    chat_address: str, site: dict[str, str], browse: Callable[[Scenario], None]
) -> None:
    url = chat_address.partition("?")[0]
    site["page"] = (
        f"<iframe src={url}></iframe><script>opened = new WebSocket('{url.replace('http', 'ws')}ws')</script>"
    )

    async def scenario(tab: Tab) -> None:
        await tab.open(chat_address)
        await tab.until("document.body.classList.contains('-first-byte')")
        assert await tab.js("location.href") == url
        assert await tab.js("document.cookie") == ""
        assert await tab.js("performance.getEntriesByType('resource').map(each => each.name).sort()") == [
            f"{url}static/css/xterm.css",
            f"{url}static/js/textual.js",
        ]
        for name in (
            "localhost",
            "127.0.0.1",
        ):  # another site, and one that the cookie is sent from
            await tab.open(f"http://{name}:{site['port']}/")
            await tab.until("opened.readyState === WebSocket.CLOSED")
        tree = (await tab.send("Page.getFrameTree"))["frameTree"]
        assert [child["frame"]["url"] for child in tree["childFrames"]] == ["chrome-error://chromewebdata/"]
        await tab.open(url)
        await tab.until("document.body.classList.contains('-first-byte')")

    browse(scenario)


def test_other_sites_get_no_answer_and_links_do(
    served: Any, site: dict[str, str], browse: Callable[[Scenario], None]
) -> None:
    asks = f"{served.url}/?q={quote(ISKANDER)}"
    site["page"] = (
        f"<a href='{asks}'>Iskander</a><img src='{asks}&from=image'><iframe src='{asks}&from=frame'></iframe>"
        f"<script src='{asks}&from=script'></script>"
    )

    async def scenario(tab: Tab) -> None:
        for name in ("localhost", "127.0.0.1"):
            before = len(served.log.read_text().splitlines())
            await tab.open(f"http://{name}:{site['port']}/")

            async def logged(before: int = before) -> list[tuple[str, int]]:
                lines = served.log.read_text().splitlines()[before:]
                told = [json.loads(line) for line in lines if '"method"' in line]
                return [(each["route"], each["status"]) for each in told] if len(told) >= 3 else []

            await tab.wait(logged, "three lines in the log")
            assert await logged() == [("none", 403)] * 3
            await tab.js("document.querySelector('a').click()")
            await tab.until("document.getElementById('answer')")
            assert await tab.js("document.querySelectorAll('blockquote').length > 0")

    browse(scenario)
