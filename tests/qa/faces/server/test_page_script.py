"""What the pages do in a real browser, and other sites' with them; skipped, and said so, where there is no Chromium."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from qa import Library
from qa.faces.server.templating import citation_text
from tests.support import PUTIN
from tests.support.browsers import CHROMIUM, Scenario, Tab, browsing
from tests.support.servers import web_site

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium to try the page's script with"),
]

AXE = os.environ.get("AXE_CORE", "")
"""Where axe-core's `axe.min.js` is, which is no part of the tests."""

ISKANDER = "Apa itu Iskander-M?"
CUP = "Who won the cup of Ruritania?"
NARROW = 320


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


def test_chosen_tags_are_asked_with(served: Any, browse: Callable[[Scenario], None]) -> None:
    async def scenario(tab: Tab) -> None:
        await tab.open(f"{served.url}/?tag=gone")
        await tab.js("window.said = null; const real = fetch; window.fetch = (...a) => (said = a[1].body, real(...a))")
        await tab.hold()
        await tab.ask(PUTIN)
        await tab.until_held(1)
        assert json.loads(await tab.js("said"))["tags"] == ["gone"]

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
            found = f"/articles/{kept}?start=0&end=60&q={word}"
            for url in (ask, f"{ask}&source=Intisari-Online", f"/?q=zebra&source={word}", found, "/articles"):
                await tab.open(f"{served.url}{url}")
                await tab.js("document.querySelectorAll('details').forEach((each) => (each.open = true))")
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
        await tab.until("step.textContent === 'Copied citation [1]'")
        assert await tab.js("navigator.clipboard.readText()") == citation_text(sample.ask(PUTIN).citations[0])

    browse(scenario)


# By keyboard alone


async def walk(tab: Tab, there: str, back: bool = False) -> list[str]:
    """What the Tab key stops at until `there` is true of `at`: each stop is seen, and its focus is."""
    stops: list[str] = []
    while not stops or not await tab.js(f"((at) => Boolean({there}))(document.activeElement)"):
        await tab.key("Tab", shift=back)
        stop, ring, seen = await tab.js(_STOP)
        assert ring, f"the focus is not seen: {stop}"
        assert seen, f"not in the window: {stop}"
        stops.append(stop)
        assert len(stops) < 60, stops
    return stops


async def arrive(tab: Tab, there: str) -> None:
    """Press Enter and wait until the page that it leads to is there whole."""
    await tab.key("Enter")
    await tab.until(f"document.readyState === 'complete' && {there}")


_STOP = """(() => {
  const at = document.activeElement;
  const {top, bottom, left, right} = at.getBoundingClientRect();
  const over = document.elementFromPoint((left + Math.min(right, innerWidth)) / 2, (top + bottom) / 2);
  return [at.outerHTML.slice(0, 120), getComputedStyle(at).outlineStyle === "solid",
    top >= -1 && bottom <= innerHeight + 1 && (at === over || at.contains(over) || Boolean(over?.contains(at)))];
})()"""


@pytest.mark.parametrize("width", [360, 1200])
def test_everything_is_done_by_keyboard_alone(
    served: Any, sample: Library, browse: Callable[[Scenario], None], width: int
) -> None:
    async def scenario(tab: Tab) -> None:
        await tab.send("Emulation.setFocusEmulationEnabled", enabled=True)
        await tab.size(width, 700)
        await tab.open(f"{served.url}/")
        await tab.until("document.activeElement === form.q")
        await tab.type(PUTIN)
        await arrive(tab, "document.getElementById('answer')")
        await walk(tab, "at.className === 'skip'")
        await arrive(tab, "document.activeElement.id === 'answer'")
        stops = await walk(tab, "at.textContent === '[1] in the article'")
        assert not [stop for stop in stops if "<input" in stop]
        await arrive(tab, "document.activeElement.id === 'quote'")
        top, bottom = await tab.js("(({top, bottom}) => [top, bottom])(quote.getBoundingClientRect())")
        assert 0 <= top < bottom <= 700
        await walk(tab, "at.textContent === '← Back to the answer'", back=True)
        await arrive(tab, "document.getElementById('answer')")
        await tab.key("/")
        await walk(tab, "at.localName === 'summary'")
        await tab.key("Enter")
        await walk(tab, "at.value === 'Intisari-Online'")
        await tab.key(" ")
        await walk(tab, "at.localName === 'button' && at.textContent === 'Ask'", back=True)
        await arrive(tab, "document.querySelector('summary').textContent === 'Filters: Intisari-Online'")
        assert await tab.js("new URL(location).searchParams.getAll('source')") == ["Intisari-Online"]
        await walk(tab, "at.textContent === 'Articles'")
        await arrive(tab, "document.getElementById('list')")
        await walk(tab, "at.className === 'skip'")
        await tab.key("Enter")
        await walk(tab, "at.textContent !== ''")
        assert await tab.js("document.activeElement.textContent") == sample.articles(limit=1)[0].title

    browse(scenario)


def test_all_answers_are_read_for_below_the_answer_and_can_be_stopped(
    served: Any, browse: Callable[[Scenario], None]
) -> None:
    async def scenario(tab: Tab) -> None:
        await tab.open(f"{served.url}/?q={quote(CUP)}")
        await tab.hold("*/all?*")
        for number, (key, at) in enumerate([("Escape", "read-on"), ("Enter", "stop")], 1):
            await tab.js("document.getElementById('read-on').focus()")
            await tab.key("Enter")
            await tab.until_held(number)
            assert await tab.js("[reading.textContent, stop.hidden]") == ["Reading on … (Esc stops)", False]
            await tab.js(f"document.getElementById('{at}').focus()")
            await tab.key(key)
            await tab.until("reading.textContent.startsWith('Stopped: ')")
            assert await tab.js("[stop.hidden, step.textContent, location.pathname]") == [True, "", "/"]
        await tab.js("document.getElementById('read-on').click()")
        await tab.until_held(3)
        await tab.send("Fetch.continueRequest", requestId=tab.held[2])
        await tab.until("location.pathname === '/all'")
        assert await tab.js("[stop.hidden, reading.textContent]") == [True, "Done."]
        assert "Not found in the " in await tab.js("found.textContent")

    browse(scenario)


# What axe-core finds

_FOUND = """axe.run(document).then(({violations, incomplete}) => [
  ...violations, ...incomplete.filter((each) => each.id !== "color-contrast"), // where the window cuts text
].map((each) => each.id))"""


@pytest.mark.skipif(not AXE, reason="AXE_CORE does not name axe-core's axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(served: Any, sample: Library, browse: Callable[[Scenario], None], scheme: str) -> None:
    quoted = sample.ask(PUTIN).citations[0]
    article = f"/articles/{quoted.article_id}"
    kinds = {
        "greeting": "/",
        "answered": f"/?q={quote(PUTIN)}&language=id",
        "not found": f"/?q={quote(CUP)}",
        "all answers": f"/all?q={quote(PUTIN)}",
        "by speaker": f"/people?q={quote(PUTIN)}",
        "news": "/news",
        "article": f"{article}?q={quote(PUTIN)}&start={quoted.start}&end={quoted.end}#quote",
        "list": "/articles?language=id",
        "nothing listed": "/articles?since=2099-01-01",
        "error": "/?q=Putin&until=2022-06-99",
        "no page": "/articles/ffff",
    }

    async def scenario(tab: Tab) -> None:
        await tab.send("Page.setBypassCSP", enabled=True)
        await tab.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        for width, opened in itertools.product((360, 1200), (False, True)):
            await tab.size(width)
            for kind, path in kinds.items():
                await tab.open("about:blank#")
                await tab.open(f"{served.url}{path}")
                await tab.js(
                    f"document.querySelectorAll('details').forEach((each) => (each.open = {json.dumps(opened)}))"
                )
                await tab.js(Path(AXE).read_text(encoding="utf-8"))
                assert await tab.js(_FOUND) == [], (kind, width, opened)
        await tab.js("document.body.append(document.createElement('input'))")
        assert "label" in await tab.js(_FOUND)  # it does look

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
                found = [(each["route"], each["status"]) for each in told]
                asked = [each for each in found if each != ("none", 200)]  # a file of the page before, which came late
                return asked if len(asked) >= 3 else []

            await tab.wait(logged, "three lines in the log")
            assert await logged() == [("none", 403)] * 3
            await tab.js("document.querySelector('a').click()")
            await tab.until("document.getElementById('answer')")
            assert await tab.js("document.querySelectorAll('blockquote').length > 0")

    browse(scenario)
