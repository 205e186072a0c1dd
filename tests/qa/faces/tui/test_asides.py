"""All answers, news, speakers and looked-for quotes in the chat; conversations whose articles changed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from index.errors import BadInputError
from index.storage.articles import make_article
from qa.answer import gathering
from qa.faces.cli.exits import Exit
from qa.faces.cli.plain import plain
from qa.faces.tui.app import ChatApp
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.exporting import export
from qa.faces.tui.notes import NoteRow
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.source import SourcePane
from qa.library import Library
from qa.values import Answer
from tests.support.doubles import held
from tests.support.terminal import NARROW, WIDE, chat, notices, send, wait_until

pytestmark = pytest.mark.slow

TOWERS = ("Aru", "Bera", "Cila", "Dorwin", "Empat")
QUESTION, BRIDGE = "How high is the lighthouse?", "When was the harbour bridge opened?"
OPENED = "“The harbour bridge was opened in May 1932,” said Anna Lund."


@pytest.fixture
def library(tmp_path: Path, table_reader: Callable[[Mapping[str, float]], object]) -> Iterator[Library]:
    table_reader({**{f"{30 + number} metres": 0.9 for number in range(len(TOWERS))}, "May 1932": 0.9, "June 1951": 0.9})
    with Library.create(tmp_path / "library") as made:
        made.add_articles(
            make_article(
                title=f"Lighthouse of {name}",
                text=f"The lighthouse of {name} is {30 + number} metres high, said Olaf Berg.",
                source="Coast Post" if number else "Isle Post",
                language="en",
            )
            for number, name in enumerate(TOWERS)
        )
        yield made


def shown(app: ChatApp, selector: str) -> str:
    return "\n".join(str(each.content) for each in app.screen.query(selector).results(Static))


def lines(app: ChatApp) -> str:
    return str(app.query(".list").last(Static).content)


def noted(app: ChatApp) -> str:
    return "\n".join(notices(app))


def test_all_answers_of_a_question_that_waits_for_its_own(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = held(monkeypatch)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        pane = app.query_one(ConversationPane)
        for line in (QUESTION, "/all"):
            app.query_one(Prompt).value = line
            await pilot.press("enter")
        go_on.set()
        await wait_until(pilot, lambda: len(pane.session.turns) == 2)
        first, every = pane.session.turns
        assert every.question == first.question == QUESTION
        assert every.answer.extent is not None
        assert every.answer.extent.quoted == len(TOWERS)

    chat(library, talk)


def test_all_answers_are_counted_quoted_kept_and_opened(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, "/all")
        assert "nothing was asked yet" in noted(app)
        await send(app, pilot, QUESTION)
        assert "of 5 articles that say so" in shown(app, ".agree")
        await send(app, pilot, "/all")
        assert shown(app, ".short").splitlines()[-1] == "5 articles have an answer, 5 different ones."
        assert "By outlet: Coast Post 4, Isle Post 1" in shown(app, ".agree")
        assert shown(app, ".agree").endswith("nothing is left to read.")
        assert all(f"{30 + number} metres high" in shown(app, ".claimed") for number in range(len(TOWERS)))
        turn = app.query_one(ConversationPane).session.turns[1]
        assert turn.question == QUESTION
        await send(app, pilot, "/4")
        quote = next(each.quote for each in turn.answer.citations if each.number == 4)
        await wait_until(pilot, lambda: app.query_one(SourcePane).quoted == quote)
        await send(app, pilot, "/new")
        await send(app, pilot, f"/all {BRIDGE}")
        assert shown(app, ".verdict").startswith("✗ NOT FOUND in the ")
        await send(app, pilot, f"/resume {library.conversations.list()[-1].conversation_id}")
        assert shown(app, ".short").splitlines()[-1] == "5 articles have an answer, 5 different ones."

    chat(library, talk)


@pytest.mark.parametrize("stop", ["escape", "/stop"])
def test_reading_on_tells_how_far_it_is_and_what_was_found_stays(
    library: Library, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    monkeypatch.setattr(gathering, "AT_ONCE", 2)
    go_on, stream = threading.Event(), Library.stream_all

    def waiting(*given: Any, **named: Any) -> Iterator[Answer]:
        for answer in stream(*given, **named):
            yield answer
            assert go_on.wait(20)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, "an exact line")
        app.query_one(ConversationPane).begin(QUESTION, is_all=True)
        row = app.query_one(NoteRow)
        await wait_until(pilot, lambda: str(row.content).startswith("Reading on: 2 of 5 passages, 2 articles answer"))
        await wait_until(pilot, lambda: "… reading on" in shown(app, ".step"))
        if stop == "escape":
            await pilot.press("escape")
        else:
            app._submit(stop)
        assert "stopping; what was found is kept" in noted(app)
        go_on.set()
        await wait_until(pilot, lambda: not app.query_one(ConversationPane).is_busy)
        await pilot.pause()
        assert "of 5 passages, in " in shown(app, ".agree")
        assert "it was stopped, so there may be more" in shown(app, ".agree")
        assert len(app.query_one(ConversationPane).session.turns) == 2
        await wait_until(pilot, lambda: "Reading on" not in str(row.content))

    monkeypatch.setattr(Library, "stream_all", waiting)
    chat(library, talk, NARROW)


def test_a_followed_question_is_news_once(library: Library) -> None:
    async def follow(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, f"/follow {BRIDGE}")
        await wait_until(pilot, lambda: f"followed: {BRIDGE} (0 article(s) answer)" in noted(app))
        await send(app, pilot, "/news")
        await wait_until(pilot, lambda: bool(app.query(".list")))
        assert lines(app).splitlines() == ["No news. Followed:", f"  1  {BRIDGE} (0 article(s) answer)"]

    async def read(app: ChatApp, pilot: Pilot[None]) -> None:
        await wait_until(pilot, lambda: "1 new answer to followed questions" in shown(app, "Greeting Line"))
        await pilot.press("up", "enter")
        await wait_until(pilot, lambda: bool(app.query(".list")))
        assert lines(app).splitlines()[0] == BRIDGE
        assert "  first answer (" in lines(app)
        assert "(said by Anna Lund)" in lines(app)
        await pilot.press("f5")
        await pilot.pause()
        await wait_until(pilot, lambda: "new answer" not in shown(app, "Greeting Line"))
        await pilot.press("escape")
        await app.run_action(f"stand({library.articles()[0].article_id!r},0,9)")
        await wait_until(pilot, lambda: bool(app.query_one(SourcePane).quoted))
        await send(app, pilot, "/unfollow 1")
        assert f"no longer followed: {BRIDGE}" in noted(app)

    chat(library, follow)
    library.add(make_article(title="The bridge", text=OPENED, language="en", source="North Post"))
    chat(library, read, WIDE)
    assert library.followed() == ()


def test_who_says_what_and_where_a_quote_stands(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, f"/people {QUESTION}")
        await wait_until(pilot, lambda: bool(app.query(".list")))
        assert "Olaf Berg (5)" in lines(app)
        await send(app, pilot, "/all only Isle Post")
        await wait_until(pilot, lambda: "a scope is no question" in shown(app, ".step"))
        assert not app.query_one(ConversationPane).session.filters
        await send(app, pilot, "/check The lighthouse of Aru is 31 metres high")
        await wait_until(pilot, lambda: len(app.query(".list")) == 2)
        assert "It does not stand to the letter; the nearest:" in lines(app)
        assert "the quote has “31”, the article “30”" in lines(app)
        await send(app, pilot, "/check ")
        assert "no quote was given" in noted(app)

    chat(library, talk)


def test_what_is_said_by_date(library: Library) -> None:
    library.add(make_article(title="The bridge", text=OPENED, language="en", source="North Post"))

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, f"/timeline {BRIDGE}")
        await wait_until(pilot, lambda: bool(app.query(".list")))
        assert lines(app).splitlines()[0] == f"By date: {BRIDGE}"
        assert "May 1932 (told: “May 1932”)" in lines(app)
        assert "opened in May 1932" in lines(app)
        assert "North Post" in lines(app)

    chat(library, talk)


def test_a_question_is_asked_once_of_whatever_days(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, f"{BRIDGE[:-1]} in 1999?")
        pane = app.query_one(ConversationPane)
        assert pane.session.turns[0].answer.days is not None
        await send(app, pilot, "/anytime")
        assert pane.session.turns[1].answer.days is None
        assert pane.session.again().any_time

    chat(library, talk)


def test_an_old_conversation_says_what_became_of_its_articles(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for name, text in (("bridge", OPENED), ("wharf", OPENED.replace("bridge was", "bridge, at last, was"))):
        (files / f"{name}.md").write_text(f"---\ntitle: {name}\nlanguage: en\nsource: {name} Post\n---\n{text}\n")
    library.add(files)
    talk = library.conversation(keep=True)
    cited = talk.ask(BRIDGE).citations
    assert len(cited) == 2
    (files / "bridge.md").write_text("---\ntitle: bridge\nlanguage: en\n---\nThe bridge is closed.\n")
    library.add(files)
    library.remove(next(each.article_id for each in cited if each.title == "wharf"))
    replaced = "its article was replaced on "
    removed = "its article was removed since"

    async def reopened(app: ChatApp, pilot: Pilot[None]) -> None:
        await wait_until(pilot, lambda: bool(app.query(".about")))
        assert f"] {replaced}" in shown(app, ".about")
        assert "does not have these words" in shown(app, ".about")
        assert removed not in shown(app, ".about")  # nor is its quote shown
        assert "1 quote(s) failed the check against their article, or it was removed" in shown(app, "Static")

    chat(library, reopened, conversation_id=str(talk.conversation_id))
    assert replaced in talk.export()
    assert removed in talk.export()  # of a conversation that goes on, which has the quote in memory
    assert "at last" not in library.conversation(talk.conversation_id).export()
    assert plain(library, talk.conversation_id, []) == Exit.OK
    said = capsys.readouterr().err
    assert f"of “{BRIDGE}”: its article was replaced on " in said


def test_an_answer_is_exported_in_the_words_of_the_command_line(library: Library, tmp_path: Path) -> None:
    from qa.chat.session import Session

    session = Session(library)
    session.keep(session.ask(session.read(QUESTION)))
    for number, (rest, begins) in enumerate(
        [
            ("{}.md", "# How high"),
            ("last {}.md", "# How high"),
            ("last {}.bib", "@"),
            ("--format ris {}", "TY  - "),
            ("last --format=csv -o {}.txt", "id,title,"),
            ("last {}.zip", "PK"),
        ]
    ):
        path = export(session, rest.format(tmp_path / f"kept{number}"), library.article)
        assert path.read_bytes().startswith(begins.encode()), rest
    path = export(session, f"last {tmp_path / 'kept.json'}", library.article)
    assert len(json.loads(path.read_text(encoding="utf-8"))) == len(session.turn().answer.citations)
    for name in ("kept.bib", "kept.ZIP", "kept.csv"):
        with pytest.raises(BadInputError, match=f"write /export last {name}"):
            export(session, name, library.article)
    for rest in ("last", "--format docx x", "--format", "", "a b", str(tmp_path / "kept0.md")):
        with pytest.raises(BadInputError):
            export(session, rest, library.article)
