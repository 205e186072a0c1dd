"""What is drawn can be read: in every theme at least 4.5 to 1, and without colours each state still differs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from rich.color import Color as RichColor
from rich.style import Style
from textual.filter import dim_color
from textual.pilot import Pilot
from textual.selection import SELECT_ALL

from qa.faces.tui.app import ChatApp
from qa.faces.tui.article import BAR
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.registry import COMMANDS
from qa.faces.tui.settings import ChatSettings
from qa.faces.tui.themes import KUTIP_THEMES, THEMES
from qa.library import Library
from qa.values import Answer
from tests.qa.faces.tui.test_chat_snapshots import (
    ANSWER,
    BRIDGE,
    COURIER,
    DISAGREEMENT,
    GAZETTE,
    HARIAN,
    IN_INDONESIAN,
    NOT_FOUND,
    answering,
)
from tests.support.terminal import NARROW, WIDE, send

pytestmark = pytest.mark.slow

LEAST = 4.5
DECORATION = set(" ─│╭╮╰╯┃━┌┐└┘╸╺") | {chr(code) for code in range(0x2580, 0x25A0)}
"""What is drawn but not read."""


@pytest.fixture
def library(library: Library) -> Library:
    library.add_articles([COURIER, GAZETTE, HARIAN])
    return library


def drawn(app: ChatApp) -> Iterator[tuple[str, Style]]:
    """Yield what is on the screen, piece by piece, with its style."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if segment.style is not None and set(segment.text) - DECORATION:
                yield segment.text, segment.style


def contrast(style: Style) -> float:
    """Return the ratio of a style's colours, by WCAG 2.1."""
    assert style.color is not None
    assert style.bgcolor is not None
    ink, paper = style.color, style.bgcolor
    if style.dim:
        ink = dim_color(paper, ink)
    low, high = sorted((luminance(ink), luminance(paper)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: RichColor) -> float:
    parts = [part / 255 for part in color.get_truecolor()]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


Seen = dict[str, list[tuple[str, Style]]]


async def states(app: ChatApp, pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Return what is drawn in each state."""
    found: Seen = {}

    async def see(name: str) -> None:
        await pilot.pause(0.1)
        found[name] = list(drawn(app))

    async def ask(name: str, given: Answer | Exception) -> None:
        answering(monkeypatch, given)
        await send(app, pilot, BRIDGE)
        await see(name)

    await see("greeting")
    await ask("answered", ANSWER)
    await pilot.press("f3")
    await see("quote marked")
    await ask("contradiction", DISAGREEMENT)
    await ask("other language", IN_INDONESIAN)
    await send(app, pilot, "/since 2022")
    await ask("not found", NOT_FOUND)
    await ask("error", RuntimeError("it broke"))
    await send(app, pilot, "/nothing")
    await see("note")
    await send(app, pilot, "/settings")
    await see("list")
    for name, keys in {"help": "f1", "palette": "ctrl+p", "jump": "f5"}.items():
        await pilot.press(keys)
        await see(name)
        await pilot.press("escape")
    for name, typed in {"menu": "/s", "themes": "/theme"}.items():
        app.query_one(Prompt).value = typed
        await pilot.press(*(["enter"] if name == "themes" else ["h"]))
        await see(name)
        await pilot.press("escape")
        app.query_one(Prompt).text = ""
    return found


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("theme", [theme.name for theme in KUTIP_THEMES])
def test_every_pair_of_colours_has_a_contrast_that_can_be_read(
    library: Library, monkeypatch: pytest.MonkeyPatch, theme: str, size: tuple[int, int]
) -> None:
    async def run() -> None:
        app = ChatApp(library, ChatSettings(theme))
        async with app.run_test(size=size) as pilot:
            seen = await states(app, pilot, monkeypatch)
        weak = {
            (state, text.strip(), round(contrast(style), 1))
            for state, pieces in seen.items()
            for text, style in pieces
            if contrast(style) < LEAST
        }
        assert sorted(weak) == []

    asyncio.run(run())


def test_without_colours_each_state_differs_by_word_or_shape(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        app = ChatApp(library, ChatSettings())
        async with app.run_test(size=WIDE) as pilot:
            seen = await states(app, pilot, monkeypatch)
            conversation = app.query_one(ConversationPane)
            inks = {style.color.get_truecolor() for _, style in seen["answered"] if style.color}
            assert all(red == green == blue for red, green, blue in inks)
            said = {state: "".join(text for text, _ in pieces) for state, pieces in seen.items()}
            assert "[1]" in said["answered"]
            assert "✗ NOT FOUND in " in said["not found"]
            assert "≠ The sources disagree" in said["contradiction"]
            assert "! " in said["error"]
            assert any(BAR.strip() in strip.text for strip in app.screen._compositor.render_strips())
            assert any(style.reverse for text, style in seen["quote marked"] if "harbour bridge" in text)
            assert not any(style.reverse for text, style in seen["quote marked"] if text.startswith("> "))
            view = conversation.query(".question").last()
            app.screen.selections = {view: SELECT_ALL}
            await pilot.pause()
            assert any(style.reverse for text, style in drawn(app) if BRIDGE in text)
            assert any(style.reverse and style.bold for text, style in seen["jump"] if text == "a")
            assert {bool(style.underline) for text, style in seen["themes"] if text.strip() in THEMES} == {True, False}
            lined = {text.strip() for text, style in seen["menu"] if style.underline}
            assert COMMANDS["help"].does in lined
            assert COMMANDS["settings"].does not in lined

    asyncio.run(run())
