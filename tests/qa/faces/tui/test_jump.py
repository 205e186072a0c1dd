"""Jump keys: every target in view has one label, and F5 and a letter open it."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from index.storage.articles import make_article
from qa.faces.tui.app import ChatApp
from qa.faces.tui.article import ArticleText
from qa.faces.tui.jump import JumpScreen, targets
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.source import SourcePane
from qa.library import Library
from tests.support.terminal import NARROW, WIDE, chat, send, wait_until

pytestmark = pytest.mark.slow

HARBOUR = "The harbour of Oslo was opened by Anna Berg on 3 March 2021."
QUESTION = "when was the harbour of Oslo opened by Anna Berg?"


@pytest.fixture
def library(library: Library) -> Library:
    library.add_articles([make_article(text=HARBOUR, title="Harbour", language="en", source="Sample Post")])
    return library


def labels(app: ChatApp) -> dict[str, str]:
    """Return what is labelled by its label."""
    assert isinstance(app.screen, JumpScreen)
    return {label: target.action for label, target in app.screen._found.items()}


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_target_in_view_has_one_label_and_two_keys_open_it(library: Library, size: tuple[int, int]) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, "/since 2019")
        await send(app, pilot, "/everything")
        await send(app, pilot, "/source Sample Post")
        await send(app, pilot, QUESTION)
        await send(app, pilot, "= quantum chromodynamics of gluons")
        await pilot.pause()
        before = [strip.text for strip in app.screen._compositor.render_strips()]
        await pilot.press("f5")
        await wait_until(pilot, lambda: isinstance(app.screen, JumpScreen))
        await pilot.pause()
        found = labels(app)
        assert len(set(found.values())) == len(found)
        assert any(action.startswith("app.unscope") for action in found.values())
        assert any(action.startswith("app.near(1,1)") for action in found.values())
        drawn = [strip.text for strip in app.screen._compositor.render_strips()]
        shown = [str(each.content) for each in app.screen.query(".label").results(Static)]
        assert sorted(shown) == sorted(found)
        changed = sum(
            a != b for one, other in zip(before[:-1], drawn[:-1], strict=True) for a, b in zip(one, other, strict=True)
        )
        assert changed <= len(found), "labels are laid over, and nothing moves"
        (label,) = (label for label, action in found.items() if action.startswith("app.near(1,1)"))
        await pilot.press(label)
        await wait_until(pilot, lambda: app.query_one(SourcePane).quoted == HARBOUR)
        assert len(app.screen_stack) == 1

    chat(library, talk, size)


def test_escape_gives_the_focus_back_and_other_keys_do_nothing(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await pilot.press("escape")
        await send(app, pilot, QUESTION)
        await wait_until(pilot, lambda: app.query_one(SourcePane).quoted == HARBOUR)
        text = app.query_one(ArticleText)
        text.focus()
        for key in ("escape", "f12"):
            await pilot.press("f5")
            await wait_until(pilot, lambda: isinstance(app.screen, JumpScreen))
            await pilot.press(key)
            await wait_until(pilot, lambda: len(app.screen_stack) == 1)
            await pilot.pause()
            assert app.focused is text

    chat(library, talk)


def test_in_the_source_brackets_go_back_and_on_and_in_the_prompt_they_are_typed(library: Library) -> None:
    other = make_article(
        text="The bridge of Bergen was opened by Per Dahl on 5 May 2022.", title="Bridge", language="en"
    )

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        library.add_articles([other])
        pane = app.query_one(SourcePane)
        await send(app, pilot, QUESTION)
        await wait_until(pilot, lambda: "Oslo" in pane.quoted)
        await send(app, pilot, "when was the bridge of Bergen opened by Per Dahl?")
        await wait_until(pilot, lambda: "Bergen" in pane.quoted)
        app.query_one(ArticleText).focus()
        await pilot.press("left_square_bracket")
        await wait_until(pilot, lambda: "Oslo" in pane.quoted)
        assert app.focused is app.query_one(ArticleText)
        await pilot.press("right_square_bracket")
        await wait_until(pilot, lambda: "Bergen" in pane.quoted)
        prompt = app.query_one(Prompt)
        prompt.focus()
        await pilot.press("left_square_bracket")
        await pilot.pause()
        assert prompt.text == "["
        assert "Bergen" in pane.quoted
        await pilot.press("alt+left")
        await wait_until(pilot, lambda: "Oslo" in pane.quoted)
        assert targets(app.screen)

    chat(library, talk)
