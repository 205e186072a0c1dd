"""Drivers for the command line and for the chat in the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from textual.pilot import Pilot

from index.text.cleaning import clean_line
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.faces.tui.app import ChatApp
from qa.faces.tui.base import Opening
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.settings import ChatSettings
from qa.library import Library

WIDE, NARROW = (140, 45), (80, 24)
Captured = pytest.CaptureFixture[str]
_SAID: WeakKeyDictionary[ChatApp, list[str]] = WeakKeyDictionary()
Talk = Callable[[ChatApp, Pilot[None]], Awaitable[None]]


def qa(capsys: Captured, *arguments: str | Path, code: Exit = Exit.OK) -> tuple[str, str]:
    """Return what `qa` prints on stdout and stderr, ending with `code`."""
    capsys.readouterr()
    assert run([str(argument) for argument in arguments]) == code
    said = capsys.readouterr()
    return said.out, said.err


def chat(
    library: Library | Opening,
    talk: Talk,
    size: tuple[int, int] = WIDE,
    settings: ChatSettings | None = None,
    **given: str,
) -> None:
    """Run the chat and `talk` to it."""

    async def run() -> None:
        app = noted(ChatApp(library, settings or ChatSettings(), **given))
        async with app.run_test(size=size) as pilot:
            await talk(app, pilot)

    asyncio.run(run())


def noted(app: ChatApp) -> ChatApp:
    """Keep what the chat says in its row of notes, for `notices`."""
    said, notify = _SAID.setdefault(app, []), app.notify

    def keeping(message: str, **given: Any) -> None:
        said.append(clean_line(message))
        notify(message, **given)

    app.notify = keeping  # type: ignore[method-assign]
    return app


async def wait_until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the chat go on until something holds, for 12 seconds at most."""
    for _ in range(600):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not come to hold")


async def send(app: ChatApp, pilot: Pilot[None], line: str) -> None:
    """Type a line, send it, and wait for what it brings."""
    app.query_one(Prompt).value = line
    await pilot.press("enter")
    pane = app.query_one(ConversationPane)
    await wait_until(pilot, lambda: not pane.is_busy)
    await pilot.pause()


def notices(app: ChatApp) -> list[str]:
    """Return what the chat has said in its row of notes."""
    return _SAID[app]
