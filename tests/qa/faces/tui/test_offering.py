"""What the chat offers: the list of commands, the palette, help, and the greeting."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from textual.command import CommandPalette, Provider
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from index.storage.articles import make_article
from qa.faces.tui.app import ChatApp
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.greeting import Greeting, Line
from qa.faces.tui.help import HelpScreen
from qa.faces.tui.history import HistoryScreen
from qa.faces.tui.palette import Palette
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.registry import COMMANDS, possible
from qa.faces.tui.settings import ChatSettings
from qa.faces.tui.slash_menu import ROWS, SlashMenu
from qa.library import Library
from tests.support import PUTIN
from tests.support.doubles import held
from tests.support.terminal import NARROW, WIDE, chat, notices, send, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def library(sample_copy: Path) -> Iterator[Library]:
    with Library.open(sample_copy) as opened:
        yield opened


def listed(app: ChatApp) -> list[str]:
    """The commands in the list, if it is shown."""
    menu = app.query_one(SlashMenu)
    return [str(option.prompt).split()[0] for option in menu.options] if menu.display else []


def shown(app: ChatApp, selector: str) -> str:
    return "\n".join(str(each.content) for each in app.screen.query(selector).results(Static))


# -- the list of commands -------------------------------------------------------------------------


def test_a_slash_lists_the_commands_over_the_conversation_and_the_keys_stay_in_the_prompt(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        prompt, pane = app.query_one(Prompt), app.query_one(ConversationPane)
        before = pane.region, prompt.region
        await pilot.press("slash")
        await wait_until(pilot, lambda: listed(app) == [f"/{name}" for name in COMMANDS])
        menu = app.query_one(SlashMenu)
        assert menu.region.height == ROWS
        assert menu.region.bottom == prompt.region.y
        assert (pane.region, prompt.region) == before
        assert app.focused is prompt
        await pilot.press("up")
        assert menu.highlighted == len(COMMANDS) - 1
        await pilot.press("down")
        assert menu.highlighted == 0
        await pilot.press("s")
        await wait_until(pilot, lambda: "/since" in listed(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: not listed(app))
        assert prompt.value == "/s"
        await pilot.press("i")
        await wait_until(pilot, lambda: listed(app)[:1] == ["/since"])
        await pilot.press("n", "c", "e", "space")
        await wait_until(pilot, lambda: not listed(app))

    for size in (WIDE, NARROW):
        chat(library, talk, size)


def test_tab_completes_and_enter_runs_what_wants_no_argument(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        prompt = app.query_one(Prompt)
        await pilot.press("slash", "s", "tab")
        assert (prompt.value, prompt.suggestion) == ("/since ", "DATE")
        await pilot.press("right")
        assert prompt.value == "/since "
        prompt.value = "/sou"
        await pilot.press("enter")
        await wait_until(pilot, lambda: prompt.value == "/source ")
        assert notices(app) == []
        prompt.value = "/hel"
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))

    chat(library, talk)


def test_enter_in_one_chunk_with_the_letters_takes_the_likeliest_before_the_list_is_drawn(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, PUTIN)
        await pilot.press("slash", "h", "i", "s", "t", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, HistoryScreen))
        await pilot.press("escape")
        menu = app.query_one(SlashMenu)
        taken = menu.pressed("enter", "/conversations")
        assert taken is not None
        assert (taken.text, taken.is_sent) == ("/history ", True)

    chat(library, talk)


def test_what_is_not_possible_says_why(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await pilot.press("slash", "o", "p")
        await wait_until(pilot, lambda: listed(app)[:1] == ["/open"])
        assert "(the last answer has no citation)" in str(app.query_one(SlashMenu).options[0].prompt)

    chat(library, talk)


def test_a_click_on_a_command_takes_it(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        await wait_until(pilot, lambda: bool(listed(app)))
        await pilot.click(SlashMenu, offset=(3, 0))
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))

    chat(library, talk)


def test_every_sentence_fits_beside_its_command_at_80_columns() -> None:
    assert all(len(entry.usage) <= 17 and len(entry.does) <= 57 for entry in COMMANDS.values())


# -- the palette ----------------------------------------------------------------------------------


def test_the_palette_lists_exactly_what_is_possible_with_its_keys(library: Library) -> None:
    async def discovered(app: ChatApp) -> list[str]:
        provider: Provider = Palette(app.screen)
        await provider.startup()
        return [str(hit.text) async for hit in provider.discover()]

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        offered = await discovered(app)
        assert offered == [entry.usage for entry in possible(app.met())]
        assert "/copy [N]" not in offered
        await send(app, pilot, PUTIN)
        offered = await discovered(app)
        assert offered == [entry.usage for entry in possible(app.met())]
        assert {"/copy [N]", "/open N", "/history [WORDS]"} <= set(offered)
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == len(offered))
        rows = [str(option.prompt) for option in app.screen.query_one(OptionList).options]
        assert [row.split()[0] for row in rows] == [usage.split()[0] for usage in offered]
        assert any("/help" in row and "F6" in row for row in rows)
        await pilot.press(*"since")
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == 1)
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.query_one(Prompt).value == "/since ")

    chat(library, talk, settings=ChatSettings(keys={"help": "f6"}))


# -- help -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_help_is_ten_lines_then_all_keys_as_they_are_then_all_commands(library: Library, size: tuple[int, int]) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        def page() -> Static:
            return app.screen.query_one("#help Static", Static)

        await pilot.press("f6")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen) and page().size.height > 0)
        lines = str(page().content).splitlines()
        assert len(lines) == page().size.height == 10
        assert "F6" in str(app.screen.query_one("#help").border_subtitle)
        await pilot.press("f6")
        await pilot.pause()
        keys = str(page().content)
        assert page().size.height == len(keys.splitlines())
        assert page().size.height <= app.size.height - 2
        assert "F6" in keys
        assert "Ctrl+Q" in keys
        await pilot.press("f6")
        await pilot.pause()
        commands = str(page().content).splitlines()
        assert [line.split()[0] for line in commands] == [f"/{name}" for name in COMMANDS]
        assert page().size.height == len(commands)
        await pilot.press("f6")
        await wait_until(pilot, lambda: not isinstance(app.screen, HelpScreen))

    chat(library, talk, size, settings=ChatSettings(keys={"help": "f6"}))


# -- the greeting ---------------------------------------------------------------------------------


def offers(app: ChatApp, does: str) -> list[str]:
    return [line.offer.what for line in app.query(Line) if line.offer.does == does]


async def greeted(app: ChatApp, pilot: Pilot[None]) -> None:
    await wait_until(pilot, lambda: "articles" in shown(app, ".holds") and not app.workers._workers)


def test_the_greeting_says_what_the_library_holds_and_its_questions_are_answered(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await greeted(app, pilot)
        held_here = library.overview()
        head = shown(app, ".holds")
        assert all(f"{code} {count}" in head for code, count in held_here.languages)
        assert f"{held_here.first} to {held_here.last}" in head
        assert offers(app, "source") == [each.name for each in held_here.sources]
        assert offers(app, "year") == [str(year) for year, _ in held_here.years]
        questions = offers(app, "ask")
        assert questions == list(library.suggestions.of(library.state()) or ())
        assert questions
        await pilot.press("up")
        assert app.query_one(".marked", Line).offer.what == questions[-1]
        await pilot.press("enter")
        pane = app.query_one(ConversationPane)
        await wait_until(pilot, lambda: bool(pane.session.turns))
        assert pane.session.turns[0].question == questions[-1]
        assert pane.session.turns[0].answer.citations
        assert not app.query(Greeting)
        assert app.query_one("#source").display

    chat(library, talk)


def test_arrows_lead_to_an_outlet_and_enter_asks_only_that(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await greeted(app, pilot)
        await pilot.press("up", "right", "down")
        marked = app.query_one(".marked", Line).offer
        assert marked.does == "source"
        await pilot.press("enter")
        await pilot.pause()
        assert app.query_one(ConversationPane).session.filters.sources == {marked.what}
        assert f"only {marked.what}" in shown(app, "#chips")
        await pilot.press("right", "enter")
        await pilot.pause()
        filters = app.query_one(ConversationPane).session.filters
        assert filters.since is not None
        assert (filters.since.month, filters.until) == (1, date(filters.since.year, 12, 31))
        await pilot.press("escape")
        assert not app.query(".marked")
        await pilot.press("x")
        assert app.query_one(Prompt).value == "x"
        await pilot.press("up")
        assert not app.query(".marked")

    chat(library, talk)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_recent_conversations_are_gone_on_with_by_a_click(library: Library, size: tuple[int, int]) -> None:
    async def first(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, PUTIN)
        await send(app, pilot, "= quantum chromodynamics of gluons")

    async def second(app: ChatApp, pilot: Pilot[None]) -> None:
        await greeted(app, pilot)
        assert len(offers(app, "resume")) == 2
        recent = app.query(".recent").first(Line)
        assert "2 questions  1 not found" in str(recent.content)
        assert "today" in str(recent.content)
        await pilot.click(recent, offset=(12, 0))
        await wait_until(pilot, lambda: len(app.query_one(ConversationPane).session.turns) == 2)

    chat(library, first, size)
    chat(library, first, size)
    chat(library, second, size)


def test_an_empty_library_says_how_to_add_articles_and_greets_anew_after(tmp_path: Path) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await wait_until(pilot, lambda: "/import PATH" in shown(app, ".promise"))
        (await asyncio.to_thread(app._opened().add_articles, [make_article(text="The quay was shut.", language="en")]))
        app.query_one(ConversationPane).renew_greeting()
        await wait_until(pilot, lambda: "1 article" in shown(app, ".holds"))

    with Library.create(tmp_path / "empty") as empty:
        chat(empty, talk)


def test_markup_in_names_is_shown_as_it_is(tmp_path: Path) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await wait_until(pilot, lambda: bool(offers(app, "source")))
        assert offers(app, "source") == ["[bold]Daily[/] [@click=app.quit]"]
        assert "[bold]Daily[/]" in shown(app, ".part Line")

    with Library.create(tmp_path / "library") as made:
        made.add_articles([make_article(text="The quay was shut.", source="[bold]Daily[/] [@click=app.quit]")])
        chat(made, talk)


def test_escape_closes_what_is_open_before_an_answer(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = held(monkeypatch)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        app.query_one(Prompt).value = PUTIN
        await pilot.press("enter")
        pane = app.query_one(ConversationPane)
        await wait_until(pilot, lambda: pane.is_busy)
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, HelpScreen))
        assert pane.is_busy
        await pilot.press("escape")
        await wait_until(pilot, lambda: not pane.is_busy)
        go_on.set()

    chat(library, talk)
