"""A browser for tests to drive: Chromium by its DevTools protocol."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
"""The browser that is installed, None if none is."""

_SECONDS = 20.0
_GONE = "Inspected target navigated or closed"
_KEYS = {"Escape": 27, "Tab": 9, "Enter": 13, "/": 191, " ": 32}
_TEXTS = {"Enter": "\r", " ": " "}


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

    async def key(self, key: str, shift: bool = False) -> None:
        """Press and let go."""
        named = {"key": key, "code": key, "windowsVirtualKeyCode": _KEYS[key], "modifiers": 8 if shift else 0}
        text = {"text": _TEXTS[key]} if key in _TEXTS else {}
        await self.send("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **named, **text)
        await self.send("Input.dispatchKeyEvent", type="keyUp", **named)

    async def type(self, text: str) -> None:
        """Put text in where the focus is."""
        await self.send("Input.insertText", text=text)

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
"""What is done in a browser."""
