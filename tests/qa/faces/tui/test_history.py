"""The screen that finds kept conversations."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from index.values import Filters
from qa.conversations import turn_of
from qa.faces.tui.app import ChatApp
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.history import MOST, Found, HistoryScreen
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.since import counted, day_written
from qa.library import Library
from qa.past import Past, past
from qa.values import Answer
from tests.support import PUTIN
from tests.support.terminal import NARROW, WIDE, chat, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def library(sample_copy: Path) -> Iterator[Library]:
    """A library with three conversations, the newest about Putin."""
    with Library.open(sample_copy) as opened:
        for question in ("quantum chromodynamics of gluons", "Apa itu Iskander-M?", PUTIN):
            keep(opened, opened.ask(question))
        yield opened


def keep(library: Library, answer: Answer) -> str:
    own = library.conversations.start(f"About: {answer.question}")
    library.conversations.keep(own, turn_of(answer, Filters()))
    return own


def rows(app: ChatApp) -> list[str]:
    return [str(option.prompt) for option in app.screen.query_one(Found).options]


def text(app: ChatApp, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).content)


def test_what_was_asked_is_read_with_its_quotes(library: Library) -> None:
    newest, _, oldest = past(library.conversations)
    assert newest.exchanges[0].question == PUTIN
    citation = library.ask(PUTIN).citations[0]
    assert newest.exchanges[0].quotes[0] == (citation.quote, f"{citation.source} {citation.published}")
    assert (newest.not_found, oldest.not_found) == (0, 1)
    assert past(library.conversations, 1) == (newest,)
    assert newest.holds(citation.quote.casefold().split()[:3])
    assert not newest.holds(["gluons"])


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_all_words_find_a_conversation_by_title_question_or_quote(library: Library, size: tuple[int, int]) -> None:
    word = next(each for each in library.ask(PUTIN).citations[0].quote.casefold().split() if len(each) > 6)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        prompt = app.query_one(Prompt)
        prompt.value = "half a question"
        await pilot.press("left", "left", "f2")
        cursor = prompt.cursor_location
        await wait_until(pilot, lambda: isinstance(app.screen, HistoryScreen) and len(rows(app)) == 3)
        await wait_until(pilot, lambda: app.screen.query_one(Found).virtual_size.height == 3)
        assert "1 question" in rows(app)[0]
        assert "1 not found" in rows(app)[2]
        assert PUTIN in text(app, "#preview Static")
        await pilot.press(*word)
        await wait_until(pilot, lambda: PUTIN[:20] in rows(app)[0])
        await pilot.press("space", "z", "z")
        await wait_until(pilot, lambda: rows(app) == [])
        assert "0 of 0" in text(app, "#history-keys")
        app.screen.query_one("#find", Input).value = ""
        await wait_until(pilot, lambda: len(rows(app)) == 3)
        await pilot.press("down", "down")
        await wait_until(pilot, lambda: "not found" in text(app, "#preview Static"))
        assert "3 of 3" in text(app, "#history-keys")
        await pilot.press("tab")
        assert app.focused is app.screen.query_one("#preview")
        await pilot.press("g")
        assert app.screen.query_one("#find", Input).value == "g"
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, HistoryScreen))
        assert (prompt.value, prompt.cursor_location) == ("half a question", cursor)

    chat(library, talk, size)


def test_enter_goes_on_and_words_may_be_given_with_the_command(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        app.query_one(Prompt).value = "/history gluons"
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, HistoryScreen) and len(rows(app)) == 1)
        await pilot.press("enter")
        pane = app.query_one(ConversationPane)
        await wait_until(pilot, lambda: len(pane.session.turns) == 1)
        assert "gluons" in pane.session.turns[0].question

    chat(library, talk)


def test_deleting_takes_two_presses_on_the_same_conversation(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, HistoryScreen) and len(rows(app)) == 3)
        await pilot.press("ctrl+d")
        assert "Ctrl+D again deletes" in text(app, "#history-keys")
        await pilot.press("down", "ctrl+d")
        assert len(library.conversations.list()) == 3
        await pilot.press("ctrl+d")
        await wait_until(pilot, lambda: len(rows(app)) == 2)
        assert "Apa itu Iskander-M?" not in [each.exchanges[0].question for each in past(library.conversations)]

    chat(library, talk)


def test_what_is_said_of_the_list_is_whole_at_80_columns(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, HistoryScreen) and len(rows(app)) == 3)
        assert "1 of 3" in text(app, "#history-keys")
        assert len(text(app, "#history-keys").replace("1 of 3", "100 of 12,000")) <= NARROW[0] - 2
        await pilot.press("ctrl+d")
        assert text(app, "#history-keys").startswith("Ctrl+D again deletes ")

    chat(library, talk, NARROW)


def test_it_says_loading_until_it_is_known(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def slow(*given: object) -> tuple[Past, ...]:
        go_on.wait(10)
        return past(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("qa.faces.tui.keeping.past", slow)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, HistoryScreen))
        await pilot.press("g", "l", "u")
        assert "Loading" in text(app, "#history-keys")
        go_on.set()
        await wait_until(pilot, lambda: len(rows(app)) == 1)

    chat(library, talk)


def test_a_thousand_conversations_are_filtered_within_a_tenth_of_a_second(library: Library) -> None:
    template = past(library.conversations)[0]
    many = [replace(template, words=f"{template.words} number{n}") for n in range(1_000)]

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        screen = HistoryScreen(lambda: many, lambda _: None)
        await app.push_screen(screen)
        await wait_until(pilot, lambda: len(rows(app)) == MOST)
        spent = []
        for word in ("n", "nu", "number", "number9", "number99", "number999"):
            screen.query_one("#find", Input).value = word
            started = time.perf_counter()
            screen._filter()
            spent.append(time.perf_counter() - started)
        assert len(rows(app)) == 1
        assert min(spent) < 0.1

    chat(library, talk)


def test_days_are_written_as_people_say_them() -> None:
    now = datetime(2022, 6, 25, 12, 0, tzinfo=UTC)
    days = [now - timedelta(hours=hours) for hours in (1, 20, 24 * 20, 24 * 400)]
    assert [day_written(day, now) for day in days] == ["today 11:00", "yesterday", "5 Jun", "2021-05-21"]
    assert (counted(1, "question"), counted(1200, "question")) == ("1 question", "1,200 questions")
