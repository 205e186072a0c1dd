"""The chat in the terminal, driven by Textual's Pilot."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.containers import Vertical
from textual.pilot import Pilot
from textual.widgets import Static

from index.errors import LibraryBusyError, ModelError, StoreError
from index.importing.report import ImportReport
from index.storage.articles import make_article
from qa.answer.nearest import nearest
from qa.conversations import Conversations
from qa.faces.tui.app import ChatApp
from qa.faces.tui.article import ArticleText
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.greeting import Greeting
from qa.faces.tui.help import HelpScreen
from qa.faces.tui.importing import ImportBar
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.registry import COMMANDS
from qa.faces.tui.settings import ChatSettings
from qa.faces.tui.source import SourcePane
from qa.faces.tui.turns import TurnView
from qa.library import Library
from qa.output.pack import findings
from qa.values import Answer, Done, Event
from qa.wording import by_article, quoted, written
from tests.support import PUTIN
from tests.support.doubles import held
from tests.support.terminal import NARROW, WIDE, chat, notices, send, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def library(sample_copy: Path) -> Iterator[Library]:
    with Library.open(sample_copy) as opened:
        yield opened


def shown(app: ChatApp, selector: str) -> str:
    return "\n".join(str(each.content) for each in app.screen.query(selector).results(Static))


def said(app: ChatApp) -> str:
    return "\n".join(notices(app))


def test_a_question_is_answered_and_its_first_quote_opened(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, PUTIN)
        pane = app.query_one(SourcePane)
        turn = app.query_one(ConversationPane).session.turns[0]
        await wait_until(pilot, lambda: pane.quoted == turn.answer.citations[0].quote)
        assert all(citation.quote in shown(app, ".quote") for citation in turn.answer.citations)
        article = library.article(turn.answer.citations[0].article_id)
        assert article.title in shown(app, "SourcePane .title")
        assert app.query_one(ArticleText).text == article.text
        assert app.focused is app.query_one(Prompt)

    chat(library, talk)


def test_citations_are_gone_through_by_key_round_the_end(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, PUTIN)
        pane = app.query_one(SourcePane)
        quotes = [citation.quote for citation in app.query_one(ConversationPane).session.turns[0].answer.citations]
        await wait_until(pilot, lambda: pane.quoted == quotes[0])
        for expected in [*quotes[1:], quotes[0]]:
            await pilot.press("ctrl+n")
            await wait_until(pilot, lambda expected=expected: pane.quoted == expected)  # type: ignore[misc]
        await pilot.press("f4")
        await wait_until(pilot, lambda: pane.quoted == quotes[-1])
        await send(app, pilot, "/2")
        await wait_until(pilot, lambda: pane.quoted == quotes[1])
        await send(app, pilot, "/9")
        assert "there is no citation [9]" in said(app)

    chat(library, talk)


def test_a_citation_is_opened_by_the_mouse(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, PUTIN)
        pane, view = app.query_one(SourcePane), app.query(".mark").last(Static)
        quotes = [citation.quote for citation in app.query_one(ConversationPane).session.turns[0].answer.citations]
        await wait_until(pilot, lambda: pane.quoted == quotes[0])
        app.query_one(ConversationPane).scroll_end(animate=False)
        await pilot.pause()
        places = ((x, y) for y in range(view.size.height) for x in range(view.size.width))
        for x, y in places:
            if pane.quoted == quotes[-1]:
                break
            style = app.screen.get_style_at(view.region.x + x, view.region.y + y)
            if style.meta.get("@click"):
                await pilot.click(view, offset=(x, y))
                await pilot.pause()
        await wait_until(pilot, lambda: pane.quoted == quotes[-1])

    chat(library, talk)


def test_when_narrow_the_source_opens_below_and_escape_closes_it(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        pane = app.query_one(SourcePane)
        await send(app, pilot, PUTIN)
        assert not pane.display
        await pilot.press("ctrl+n")
        await wait_until(pilot, lambda: pane.display and bool(pane.quoted))
        assert pane.region.y > app.query_one(ConversationPane).region.y
        assert pane.region.width == 80
        await pilot.press("escape")
        await wait_until(pilot, lambda: not pane.display)
        await pilot.resize_terminal(*WIDE)
        await wait_until(pilot, lambda: pane.display)

    chat(library, talk, NARROW)


def test_what_is_not_found_looks_different_and_offers_the_nearest(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, "quantum chromodynamics of gluons")
        assert app.query_one(TurnView).has_class("not-found")
        assert shown(app, ".verdict").startswith("✗ NOT FOUND in the ")
        near = nearest(app.query_one(ConversationPane).session.turns[0].answer)
        assert len({each.hit.article.article_id for each in near}) == len(near)
        await send(app, pilot, "/near 2")
        await wait_until(pilot, lambda: app.query_one(SourcePane).quoted == near[1].text)

    chat(library, talk)


def test_a_follow_up_shows_what_is_searched_and_lets_it_be_edited(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, PUTIN)
        await send(app, pilot, "and NATO?")
        assert "Searched: what did Putin promise NATO" in shown(app, ".searched")
        await pilot.press("ctrl+r")
        assert app.query_one(Prompt).value == "= what did Putin promise NATO"
        await send(app, pilot, "= what did he promise?")
        assert app.query_one(ConversationPane).session.turns[-1].searched == "what did he promise?"

    chat(library, talk)


def test_a_scope_is_shown_as_chips_and_stays(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, "only Intisari-Online, since 2022")
        assert "only Intisari-Online" in shown(app, "#chips")
        assert "since 2022-01-01" in shown(app, "#chips")
        await send(app, pilot, PUTIN)
        turn = app.query_one(ConversationPane).session.turns[-1]
        assert {hit.article.source for hit in turn.answer.hits} == {"Intisari-Online"}
        await send(app, pilot, "/since ")
        assert "since" not in shown(app, "#chips")
        app.action_unscope("source")
        await pilot.pause()
        assert not app.query_one("#chips").display

    chat(library, talk)


def test_a_slow_answer_shows_its_steps_and_can_be_stopped(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = held(monkeypatch)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        pane = app.query_one(ConversationPane)
        app.query_one(Prompt).value = PUTIN
        await pilot.press("enter")
        await wait_until(pilot, lambda: "✓ retrieving   … reading" in shown(app, ".step"))
        await pilot.press("a", "b")
        assert app.query_one(Prompt).value == "ab"
        await pilot.resize_terminal(*NARROW)
        await pilot.press("escape")
        await wait_until(pilot, lambda: not pane.is_busy)
        assert "! stopped" in shown(app, ".step")
        assert "stopped; the question is not kept" in said(app)
        assert app.query_one(Prompt).value == "ab"
        go_on.set()
        await send(app, pilot, "and NATO?")
        assert [turn.question for turn in pane.session.turns] == ["and NATO?"]
        assert not app.query(".failed .quote")

    chat(library, talk)


@pytest.mark.parametrize(
    "error",
    [
        ModelError("the model cannot be loaded", "install it again"),
        LibraryBusyError("another process is writing to the library", "wait for it to end"),
        StoreError("the disk is full", "make room"),
        RuntimeError("something unforeseen"),
    ],
)
def test_a_failure_is_said_and_frees_the_prompt(
    library: Library, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> Answer:
        raise error

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Library, "stream", fail)
            await send(app, pilot, PUTIN)
        assert str(error) in shown(app, ".step")
        assert app.query_one(TurnView).has_class("failed")
        assert app.focused is app.query_one(Prompt)
        await send(app, pilot, PUTIN)
        assert len(app.query_one(ConversationPane).session.turns) == 1

    chat(library, talk)


def test_an_answer_that_cannot_be_kept_is_shown_all_the_same(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("the disk is full", "make room")

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        monkeypatch.setattr(Conversations, "keep", refuse)
        await send(app, pilot, PUTIN)
        assert shown(app, ".quote")
        assert "the conversation could not be kept: the disk is full" in said(app)

    chat(library, talk)


def test_a_conversation_is_resumed_renamed_and_deleted(library: Library) -> None:
    async def first(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, PUTIN)
        await send(app, pilot, "/rename Minsk")
        await send(app, pilot, "/history minsk")
        await wait_until(pilot, lambda: "Minsk" in str(app.screen.query_one("#preview").border_title))
        await pilot.press("escape")
        await send(app, pilot, "/new")
        assert not app.query(TurnView)

    chat(library, first)
    (kept,) = library.conversations.list()

    async def second(app: ChatApp, pilot: Pilot[None]) -> None:
        await wait_until(pilot, lambda: bool(app.query(".quote")))
        await send(app, pilot, "and NATO?")
        assert "what did Putin promise NATO" in shown(app, ".searched")
        await send(app, pilot, f"/resume {kept.conversation_id[:5]}")
        await wait_until(pilot, lambda: len(app.query(TurnView)) == 2)
        await send(app, pilot, f"/delete {kept.conversation_id}")
        await wait_until(pilot, lambda: not app.query(TurnView))
        assert library.conversations.list() == ()

    chat(library, second, conversation_id=kept.conversation_id)


def test_answers_are_copied_and_saved_and_nothing_is_overwritten(library: Library, tmp_path: Path) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, "/copy")
        await send(app, pilot, "/save x")
        assert "nothing was asked yet" in said(app)
        await send(app, pilot, PUTIN)
        citations = app.query_one(ConversationPane).session.turns[0].answer.citations
        await send(app, pilot, "/copy 2")
        assert app.clipboard.startswith(f"{quoted(citations[1].quote)} ({citations[1].title}")
        await pilot.press("ctrl+y")
        assert all(f"> {citation.quote}" in app.clipboard for citation in citations)
        await send(app, pilot, f"/save '{tmp_path / 'my answer'}'")
        target = tmp_path / "my answer.zip"
        assert tuple(findings(target)) == ()
        with zipfile.ZipFile(target) as pack:
            assert pack.read("answer.md").decode() == app.clipboard.replace("\r\n", "\n")
        await send(app, pilot, f"/save '{target}'")
        assert "already exists" in said(app)
        await send(app, pilot, f"/save '{tmp_path / 'answer.md'}'")
        assert "is not a name for an evidence pack" in said(app)
        await send(app, pilot, f"/export {tmp_path}/no/such/folder.md")
        assert "cannot be written" in said(app)

    chat(library, talk)


def test_history_and_completion_of_the_prompt(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        prompt = app.query_one(Prompt)
        await send(app, pilot, "/theme kutip-light")
        await send(app, pilot, "/everything")
        prompt.value = "draft"
        await pilot.press("up", "up")
        assert prompt.value == "/theme kutip-light"
        await pilot.press("up", "down", "down")
        assert prompt.value == "draft"
        prompt.value = ""
        await pilot.press("/", "h", "i")
        await pilot.press("tab")
        assert prompt.value == "/history "
        assert app.theme == "kutip-light"

    chat(library, talk)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/nothing", "there is no command /nothing"),
        ("/since someday", "is not a date"),
        ("/open x", "needs a number"),
        ("/import ", "no path was given"),
        ("/import 'x", "not closed"),
        ("/resume zzz", "no conversation"),
        ("/resume ", "no conversation was given"),
        ("/rename x", "has no question yet"),
        ("/theme pink", "invalid theme 'pink'"),
        ("/export ~nobody-at-all/x", "unknown user"),
        ("/open ²", "needs a number"),
        ("/near 1", "nothing was asked yet"),
        ("/since 2023", ""),
    ],
)
def test_a_bad_command_is_one_clear_line(library: Library, line: str, expected: str) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, line)
        assert expected in said(app)
        assert bool(said(app)) == bool(expected)
        assert app.query_one(Prompt).value == (line.strip() if expected else "")

    chat(library, talk)


def test_help_and_palette_open_and_close(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert "/import" in shown(app, "#help Static")
        assert "F3" in shown(app, "#help Static")
        await pilot.press("escape")
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press("escape")
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)

    chat(library, talk)


def test_keys_are_rebound_by_the_settings(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await pilot.press("f1")
        await pilot.pause()
        assert len(app.screen_stack) == 1
        await pilot.press("f12")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))

    chat(library, talk, settings=ChatSettings("kutip-contrast", {"help": "f12"}))


def test_another_key_for_esc_is_named_wherever_it_goes_back(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, PUTIN)
        for key, selector in {"f2": "#history-keys", "f5": ".told"}.items():
            await pilot.press(key)
            await wait_until(pilot, lambda selector=selector: "F10 back" in shown(app, selector))  # type: ignore[misc]
            await pilot.press("f10")
            await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        await send(app, pilot, "/theme")
        await wait_until(pilot, lambda: len(app.screen_stack) == 2)
        assert app.screen.query_one("#themes").border_subtitle == "Enter takes it   F10 back"

    chat(library, talk, settings=ChatSettings(keys={"cancel": "f10"}))


def test_what_failed_in_an_import_without_stopping_it_is_said(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        app.post_message(ImportBar.Ended(ImportReport(2, 0, 0, 2, (), "g", warnings=("OpenVINO cannot be used",))))
        await wait_until(pilot, lambda: "OpenVINO cannot be used" in said(app))
        assert "2 article(s) added" in said(app)

    chat(library, talk)


def test_that_the_index_is_behind_is_not_said_during_an_import(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "is_up_to_date", lambda _: False)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        app.query_one(ImportBar).is_importing = True
        await send(app, pilot, PUTIN)
        assert said(app) == ""
        app.query_one(ImportBar).is_importing = False
        await send(app, pilot, PUTIN)
        assert "the index is not up to date" in said(app)

    chat(library, talk)


def test_the_answer_to_a_pasted_page_is_in_view(library: Library) -> None:
    page = f"{PUTIN} " * 60

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, page)
        view = app.query_one(TurnView)
        assert view.question == page.strip()
        await wait_until(pilot, lambda: view.query(".short, .verdict").first().region.bottom <= NARROW[1] - 5)

    chat(library, talk, NARROW)


def test_an_empty_library_can_be_filled_from_the_chat(tmp_path: Path, articles: Path) -> None:
    with Library.create(tmp_path / "new") as library:

        async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
            await wait_until(pilot, lambda: "no articles yet" in shown(app, ".promise"))
            await send(app, pilot, "when was the bridge opened?")
            assert "the library has no articles yet" in shown(app, ".verdict, .step")
            (articles / "bad.txt").write_bytes(b"\xff\xfe\x00\x01\x02")
            await send(app, pilot, f"/import {articles}")
            await wait_until(pilot, lambda: "3 article(s) added" in said(app))
            assert "not read" in shown(app, ".list")
            await send(app, pilot, "when was the harbour bridge opened?")
            assert "The harbour bridge was opened in May 1932." in shown(app, ".quote")
            await send(app, pilot, f"/import {tmp_path}/nowhere")
            await wait_until(pilot, lambda: "nowhere" in shown(app, ".list"))

        chat(library, talk)


NASTY = (
    "[bold red]Markup[/] and [@click=app.quit]a link[/] were printed. "
    "\x1b[31mRed\x1b[0m text \x1b]0;title\x07 came. السلام عليكم قال الوزير. 東京タワーは高い。 "
    "Family 👨‍👩‍👧‍👦 emoji and e\u0301 combining. \u202eReversed\u202c words stood."
)


def test_text_of_articles_is_only_ever_text(tmp_path: Path) -> None:
    with Library.create(tmp_path / "nasty") as library:
        library.add_articles([make_article(text=NASTY, title="[red]Title[/]", language="en", source="[b]Outlet[/b]")])

        async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
            for question in ("What was printed as markup and a link? [b]", "東京タワー", "[/] ] [@click=app.quit] x"):
                await send(app, pilot, question)
            await send(app, pilot, "/near 1")
            await pilot.pause(0.1)
            text = shown(app, "#conversation Static, #source Static") + app.query_one(ArticleText).text
            assert "[/] ] [@click=app.quit] x" in text
            assert "[red]Title[/]" in text
            assert "[bold red]Markup[/] and [@click=app.quit]a link[/] were printed." in text
            drawn = "".join(strip.text for strip in app.screen._compositor.render_strips())
            assert not any(character in drawn for character in "\x1b\x07\u202e")
            assert {strip.cell_length for strip in app.screen._compositor.render_strips()} == {app.size.width}

        chat(library, talk, NARROW)


def test_sources_that_disagree_stand_side_by_side(
    library: Library, monkeypatch: pytest.MonkeyPatch, table_reader: Callable[[Mapping[str, float]], object]
) -> None:
    table_reader({"Iskander": 0.9})
    stream = Library.stream

    def disagreeing(self: Library, *given: Any, **named: Any) -> Iterator[Event]:
        for event in stream(self, *given, **named):
            yield Done(replace(event.answer, disagreement=True)) if isinstance(event, Done) else event

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, PUTIN)
        assert "The sources disagree; the newest first." in shown(app, ".verdict")
        sides = list(app.query(".side").results(Vertical))
        articles = by_article(app.query_one(ConversationPane).session.turns[0].answer.citations)
        assert len(sides) == len(articles) > 1
        assert len({side.region.y for side in sides}) == 1
        for side, quotes in zip(sides, articles, strict=True):
            said_there = "\n".join(str(each.content) for each in side.query(Static))
            assert written(quotes[0].published) in said_there
            assert all(each.quote in said_there for each in quotes)
        await pilot.resize_terminal(*NARROW)
        await wait_until(pilot, lambda: len({side.region.x for side in sides}) == 1)

    monkeypatch.setattr(Library, "stream", disagreeing)
    chat(library, talk)


def test_an_answer_being_found_is_not_disturbed(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = held(monkeypatch)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        pane, prompt = app.query_one(ConversationPane), app.query_one(Prompt)
        go_on.set()
        await send(app, pilot, PUTIN)
        go_on.clear()
        prompt.value = "and NATO?"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "… reading" in shown(app, ".step"))
        kept = str(pane.session.kept_as)
        for line in (f"/delete {kept}", "/new", "/since 2021"):
            prompt.value = line
            await pilot.press("enter")
        app.choose(COMMANDS["new"])
        await app.run_action("near(7, 1)")
        await pilot.pause()
        assert said(app).count("an answer is being found") == 3
        go_on.set()
        await wait_until(pilot, lambda: not pane.is_busy)
        assert len(library.conversations.turns(kept)) == 2
        assert "since 2021-01-01" in shown(app, "#chips")

    chat(library, talk)


def test_an_answer_that_ends_while_the_chat_is_left_is_no_error(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await app.screen.remove_children()  # as when the chat is left
        app.on_conversation_pane_ended(ConversationPane.Ended())

    chat(library, talk)


def test_a_question_is_stopped_before_it_is_begun(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        pane = app.query_one(ConversationPane)
        pane.begin(PUTIN)
        pane.cancel()
        await pilot.pause(0.3)
        assert "! stopped" in shown(app, ".step")
        assert pane.session.turns == []
        app.go_to(None)
        app.go_to(None)
        await pilot.pause()

    chat(library, talk)


def test_an_empty_library_can_begin_again_and_again(tmp_path: Path) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        for _ in range(3):
            await send(app, pilot, "/new")
        assert said(app) == ""
        assert len(app.query(Greeting)) == 1

    with Library.create(tmp_path / "new") as empty:
        chat(empty, talk)


def test_an_import_loads_nothing_from_where_it_is_started(
    library: Library, articles: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "index.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, f"/import {articles}")
        await wait_until(pilot, lambda: "3 article(s) added" in said(app))

    chat(library, talk)
