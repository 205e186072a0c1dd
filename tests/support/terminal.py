"""Drivers for the command line and for the chat in the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.faces.tui.app import ChatApp
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.settings import ChatSettings
from qa.library import Library

WIDE, NARROW = (140, 45), (80, 24)
Captured = pytest.CaptureFixture[str]
Talk = Callable[[ChatApp, Pilot[None]], Awaitable[None]]


def qa(capsys: Captured, *arguments: str | Path, code: Exit = Exit.OK) -> tuple[str, str]:
    """Return what `qa` prints on stdout and stderr, ending with `code`."""
    capsys.readouterr()
    assert run([str(argument) for argument in arguments]) == code
    said = capsys.readouterr()
    return said.out, said.err


def chat(
    library: Library, talk: Talk, size: tuple[int, int] = WIDE, settings: ChatSettings | None = None, **given: str
) -> None:
    """Run the chat and `talk` to it."""

    async def run() -> None:
        app = ChatApp(library, settings or ChatSettings(), **given)
        async with app.run_test(size=size, notifications=True) as pilot:
            await talk(app, pilot)

    asyncio.run(run())


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
    """Return the messages that the chat shows in its corner."""
    return [notification.message for notification in app._notifications]
