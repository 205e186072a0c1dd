"""The chat's prompt: where keys go, what sends, and what is sent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from qa.faces.tui import prompt as prompts
from qa.faces.tui.app import ChatApp
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.notes import NoteRow
from qa.faces.tui.prompt import HINT, Prompt
from qa.faces.tui.settings import BINDINGS
from qa.faces.tui.turns import TurnView
from qa.library import Library
from tests.support import PUTIN
from tests.support.doubles import held
from tests.support.terminal import NARROW, WIDE, chat, notices, send, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def library(sample_copy: Path) -> Iterator[Library]:
    with Library.open(sample_copy) as opened:
        yield opened


def cells(app: ChatApp) -> list[str]:
    """What is on the screen, a string a row."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def asked(app: ChatApp) -> list[str]:
    return [view.question for view in app.query(TurnView)]


def test_what_is_typed_elsewhere_stands_in_the_prompt(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        prompt = app.query_one(Prompt)
        assert app.focused is prompt
        app.query_one(ConversationPane).focus()
        await pilot.press("a", "b")
        assert (prompt.value, app.focused) == ("ab", prompt)
        await pilot.click(ConversationPane)
        assert app.focused is prompt
        app.query_one(ConversationPane).focus()
        await pilot.pause()
        app.post_message(events.Paste("cd\nef"))
        await wait_until(pilot, lambda: prompt.value == "abcd\nef")

    chat(library, talk)


def test_keys_of_the_chat_are_not_the_prompts_and_none_is_of_tmux(library: Library) -> None:
    keys = [key for binding in BINDINGS for key in binding.key.split(",")]
    assert "ctrl+b" not in keys
    assert len(set(keys)) == len(keys)
    assert all(binding.priority for binding in BINDINGS if binding.key.startswith(("ctrl", "f")))

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await wait_until(pilot, lambda: cells(app)[-1].strip().startswith("f1 Help esc Stop f2 History f3 Next"))
        assert " f9 Copy " in cells(app)[-1]
        app.query_one(Prompt).value = "draft"
        await pilot.press("ctrl+y")
        assert app.query_one(Prompt).value == "draft"

    chat(library, talk, NARROW)


def test_the_prompt_grows_to_eight_rows_and_ctrl_j_breaks_the_line(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        prompt = app.query_one(Prompt)
        assert prompt.size.height == 1
        assert any(HINT in row for row in cells(app))
        await pilot.press("a", "ctrl+j", "b", "shift+enter", "c", "alt+enter", "d")
        assert prompt.value == "a\nb\nc\nd"
        await wait_until(pilot, lambda: prompt.size.height == 4)
        prompt.value = "\n".join("abcdefghijkl")
        await wait_until(pilot, lambda: prompt.size.height == 8)
        prompt.value = ""
        await wait_until(pilot, lambda: prompt.size.height == 1)

    chat(library, talk, NARROW)


@pytest.mark.parametrize("is_bracketed", [True, False])
def test_a_paste_of_many_lines_is_one_question(library: Library, is_bracketed: bool) -> None:
    lines = [f"line {number} of what somebody wrote" for number in range(40)]

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        prompt = app.query_one(Prompt)
        if is_bracketed:
            app.post_message(events.Paste("\r\n".join(lines)))
        else:
            for key in "\r".join(lines):
                prompt.post_message(events.Key("enter" if key == "\r" else key, key))
        await wait_until(pilot, lambda: prompt.value == "\n".join(lines))
        await pilot.pause(0.3)
        assert asked(app) == []
        await pilot.press("enter")
        await wait_until(pilot, lambda: asked(app) == [" ".join(lines)])
        assert prompt.value == ""

    chat(library, talk)


def test_a_line_that_comes_at_once_with_its_enter_is_sent(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        for key in f"{PUTIN}\r":
            app.query_one(Prompt).post_message(events.Key("enter" if key == "\r" else key, key))
        await wait_until(pilot, lambda: asked(app) == [PUTIN])

    chat(library, talk)


def test_a_paste_without_end_is_cut_and_steers_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "_MOST", 10)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        app.post_message(events.Paste("\x1b[31mab" + "c" * 100))
        await wait_until(pilot, lambda: app.query_one(Prompt).value == "abccc")
        assert "only the first 10 characters" in notices(app)[0]

    chat(library, talk)


def test_history_is_gone_through_from_the_first_and_last_row_alone(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        prompt = app.query_one(Prompt)
        await send(app, pilot, "/everything")
        prompt.value = "w " * 60 + "end"  # two rows, wrapped
        await pilot.pause()
        await pilot.press("up")
        assert prompt.value.endswith("end")
        await pilot.press("up")
        assert prompt.value == "/everything"
        await pilot.press("down")
        assert prompt.value.endswith("end")

    chat(library, talk, NARROW)


def test_questions_wait_their_turn_and_stop_one_by_one(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = held(monkeypatch)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        prompt, pane = app.query_one(Prompt), app.query_one(ConversationPane)
        for line in (PUTIN, "and NATO?", "Apa itu Iskander-M?"):
            prompt.value = line
            await pilot.press("enter")
            await pilot.pause()
            assert any(line in row for row in cells(app))
        assert sum("waits for the answers before it" in row for row in cells(app)) == 2
        await pilot.press("escape")
        assert "stopped; the question is not kept" in notices(app)
        go_on.set()
        await wait_until(pilot, lambda: not pane.is_busy)
        assert [turn.question for turn in pane.session.turns] == ["and NATO?", "Apa itu Iskander-M?"]

    chat(library, talk)


def opening(root: Path, go_on: threading.Event) -> Callable[[], tuple[Library, str | None]]:
    def opened() -> tuple[Library, str | None]:
        assert go_on.wait(12)
        return Library.open(root), None

    return opened


def test_what_is_asked_before_the_library_is_open_waits_for_it(sample_copy: Path) -> None:
    go_on = threading.Event()

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        prompt = app.query_one(Prompt)
        assert any("Opening the library" in row for row in cells(app))
        prompt.value = PUTIN
        await pilot.press("enter")
        await pilot.pause()
        assert any("waits for the library" in row for row in cells(app))
        prompt.value = "/1"
        await pilot.press("enter", "f3", "f9", "f2")
        assert prompt.value == "/1"
        assert "the library is being opened" in notices(app)[0]
        go_on.set()
        await wait_until(pilot, lambda: app.is_open and not app.query_one(ConversationPane).is_busy)
        assert [turn.question for turn in app.query_one(ConversationPane).session.turns] == [PUTIN]

    chat(opening(sample_copy, go_on), talk)


def test_notes_take_one_row_and_change_no_other_cell(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, PUTIN)
        await pilot.press("f3")
        await wait_until(pilot, lambda: not any("Opening" in row for row in cells(app)))
        await pilot.pause(0.2)
        row = app.query_one(NoteRow).region.y
        before = cells(app)
        app.notify("[bold]one[/]")
        app.notify("two", severity="warning")
        app.notify("three " * 40, severity="error")
        await pilot.pause()
        after = cells(app)
        assert after[row].startswith(" three three")
        assert [each for y, each in enumerate(after) if y != row] == [each for y, each in enumerate(before) if y != row]
        await pilot.pause(0.3)
        assert "three" in cells(app)[row]
        await pilot.press("left")
        await wait_until(pilot, lambda: "two" in cells(app)[row])

    chat(library, talk, NARROW)


def test_a_reader_who_has_scrolled_is_not_moved_by_an_answer(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = held(monkeypatch)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        pane = app.query_one(ConversationPane)
        go_on.set()
        await send(app, pilot, PUTIN)
        await send(app, pilot, "Apa itu Iskander-M?")
        go_on.clear()
        app.query_one(Prompt).value = "Who is Lukashenko?"
        await pilot.press("enter")
        await pilot.pause(0.1)
        pane.scroll_to(y=1, animate=False)
        await wait_until(pilot, lambda: pane.scroll_y == 1)
        go_on.set()
        await wait_until(pilot, lambda: not pane.is_busy)
        await pilot.pause(0.1)
        assert pane.scroll_y == 1

    chat(library, talk, NARROW)


def test_a_resized_chat_keeps_what_is_typed_and_what_is_open(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, PUTIN)
        await pilot.press("f3")
        app.query_one(Prompt).value = "typed meanwhile"
        opened = app._open
        for size in (NARROW, WIDE):
            await pilot.resize_terminal(*size)
            await pilot.pause(0.2)
        assert app.query_one(Prompt).value == "typed meanwhile"
        assert app._open == opened is not None

    chat(library, talk)
