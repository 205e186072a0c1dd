"""Where the reader cannot be used no face claims that the articles do not answer."""

from __future__ import annotations

import asyncio
import json
import logging
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from index.errors import ModelError
from index.values import Filters
from qa import Answer, Library, Shortfall
from qa.answer import answerer
from qa.conversations import exported, turn_of
from qa.faces.cli import show
from qa.faces.toolserver import words
from qa.faces.tui.app import ChatApp
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.settings import ChatSettings
from qa.wording import headline, not_found, reason
from tests.support.servers import running

QUESTION = "what did Putin promise Belarus"
SAID = "Kutip could not read these articles: its reader is missing, damaged or failed; reinstall Kutip."
WHY = "the reader is damaged; answers need it, so only the nearest passages are shown; reinstall Kutip"


@pytest.fixture
def damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answerer, "load_reader", lambda: ModelError("The reader is damaged", "reinstall Kutip"))


@pytest.fixture
def unread(damaged: None, sample: Library) -> Answer:
    with Library.open(sample.root) as opened:
        return opened.ask(QUESTION, 2)


def claims(text: str) -> bool:
    """Whether a text claims that the articles were read, and do not answer."""
    return "Not found" in text or "do not answer" in text


def test_in_words(unread: Answer) -> None:
    assert unread.shortfall is Shortfall.NOT_READ
    assert not_found(unread) == SAID == f"{headline(unread)}: {reason(unread)}."


@pytest.mark.parametrize("shortfall", [each for each in Shortfall if each is not Shortfall.NOT_READ])
def test_all_else_is_not_found(sample: Library, shortfall: Shortfall) -> None:
    answer = replace(sample.ask("?!a"), shortfall=shortfall, absent=("Atlantis",))
    assert not_found(answer).startswith("Not found in ")


def test_for_people_in_a_terminal(unread: Answer, capsys: pytest.CaptureFixture[str]) -> None:
    show.answer(show.Page(), unread)
    printed = capsys.readouterr().out
    assert printed.startswith(f"{SAID}\n\nThe nearest:\n")
    assert not claims(printed)


def test_in_a_notebook_and_an_export(unread: Answer) -> None:
    shown = unread._repr_html_()
    assert "<b>Kutip could not read these articles:</b> its reader is missing, damaged or failed" in shown
    assert "<ol>" in shown
    kept = exported("Putin", [turn_of(unread, Filters())])
    assert f"\n{SAID}\n" in kept
    assert not claims(shown + kept)


def test_for_an_agent(unread: Answer) -> None:
    told = words.answer(unread)
    assert told.startswith(f"{SAID}\n\nThe nearest sentences, which were not read:\n\n")
    assert not claims(told)


@pytest.mark.slow
@pytest.mark.usefixtures("damaged")
def test_over_http_and_on_the_page_and_in_the_log_once(
    sample: Library, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("kutip.server"), "propagate", True)
    with running(sample.root) as client:
        given = client.post("/v1/ask", json={"question": QUESTION}).json()
        assert (given["status"], given["shortfall"], len(given["hits"])) == ("not_found", "not_read", 5)
        events = client.post("/v1/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"}).text
        assert json.loads(events.rpartition("data: ")[2])["shortfall"] == "not_read"
        asked = {"model": "kutip", "messages": [{"role": "user", "content": QUESTION}]}
        reply = client.post("/v1/chat/completions", json=asked).json()
        assert reply["choices"][0]["message"]["content"] == SAID
        page = client.get("/", params={"q": QUESTION}, headers={"Accept": "text/html"}).text
        assert "<b>Kutip could not read these articles:</b> <bdi>its reader is missing" in page
        assert "<h2>Nearest</h2>" in page
        assert not claims(page)
        assert client.get("/v1/status").json()["warnings"] == [WHY]
    assert [record.getMessage() for record in caplog.records if record.name == "kutip.server"].count(WHY) == 1


@pytest.mark.slow
def test_what_was_not_read_is_not_remembered(sample: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(sample.root) as client:
        with monkeypatch.context() as patch:
            patch.setattr(answerer, "load_reader", lambda: ModelError("The reader is damaged", "reinstall Kutip"))
            assert client.post("/v1/ask", json={"question": QUESTION}).json()["shortfall"] == "not_read"
        assert client.post("/v1/ask", json={"question": QUESTION}).json()["status"] == "answered"
        assert client.get("/v1/status").json()["warnings"] == []


@pytest.mark.usefixtures("damaged")
def test_in_the_chat_it_is_said_once(sample_copy: Path) -> None:
    told: list[str] = []

    async def run(library: Library) -> None:
        app = ChatApp(library, ChatSettings())
        notify = app.notify

        def noted(message: str, **given: Any) -> None:
            told.append(message)
            notify(message, **given)

        app.notify = noted  # type: ignore[method-assign]
        async with app.run_test(size=(140, 45), notifications=True) as pilot:
            for number in range(2):
                app.query_one(Prompt).value = QUESTION
                await pilot.press("enter")
                pane = app.query_one(ConversationPane)
                while pane.is_busy or len(pane.session.turns) <= number:
                    await pilot.pause(0.02)
            await pilot.pause()
            verdicts = [str(each.content) for each in app.screen.query(".verdict").results(Static)]
            assert verdicts == [f"! {SAID}"] * 2

    with Library.open(sample_copy) as library:
        asyncio.run(run(library))
    assert told.count(WHY) == 1


@pytest.mark.usefixtures("damaged")
def test_nothing_is_measured_without_a_reader(sample: Library) -> None:
    from eval.runs.corpus_of_run import AskedLibrary
    from eval.runs.systems import Asker, System
    from eval.values import Question

    asker = Asker(AskedLibrary(sample, "digest", {}, {}), math.inf)
    question = Question("q", QUESTION, ())
    for system in (System.HYBRID, System.READER):
        with pytest.raises(ModelError, match="the reader is damaged"):
            asker.ask(question, system, answering=True)
    assert asker.ask(question, System.HYBRID, answering=False).documents
