"""What a language model writes, alike on every face, and labelled as such."""

from __future__ import annotations

import asyncio
import io
import json
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp_types import CallToolResult
from textual.pilot import Pilot
from textual.widgets import Static

from index.storage.articles import make_article
from index.values import Filters
from qa.asynchronous import AsyncLibrary
from qa.conversations import exported, turn_of
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.faces.server.desk import Desk
from qa.faces.server.settings import Limits
from qa.faces.toolserver.tools import make_server
from qa.faces.tui.app import ChatApp
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.prompt import Prompt
from qa.library import Library
from qa.output import as_html, as_json, pack
from qa.output.pack import findings
from qa.values import Answer
from qa.written import LeftOut, Written, WrittenSentence
from tests.support.models import MODEL, FakeModel, Request, sentences, serving_model
from tests.support.terminal import chat, send, wait_until

QUESTION = "When did the Kali bridge open?"
TRUE, FALSE = "The Kali bridge opened in May 1951.", "The Kali bridge opened in May 1961."
WRITTEN = Written(MODEL, (WrittenSentence(TRUE, (1,)),), (LeftOut((1,), ("date",)),))
BY = f"Written by {MODEL} from the quotes; each sentence is checked against those it names.\n"
LEFT = f"1 sentence(s) of {MODEL} are left out, as the quotes do not bear them out.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with Library.create(tmp_path / "library") as library:
        library.add_articles(
            make_article(
                title="The Kali bridge",
                text="The Kali bridge opened in May 1951 with 340 guests.",
                source="Sample Post",
                language="en",
            )
        )
    return tmp_path / "library"


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    """The model that the user has configured, which tells a truth and a lie."""
    with serving_model(FakeModel(sentences((TRUE, [1]), (FALSE, [1])))) as served:
        config = tmp_path / "config.toml"
        config.write_text(f'[writer]\nurl = "{served.url}"\nmodel = "{MODEL}"\n', encoding="utf-8")
        monkeypatch.setenv("KUTIP_CONFIG", str(config))
        yield served


def host(model: FakeModel) -> str:
    return model.url.split("/")[2]


def test_the_command_line_shows_it_before_the_quotes(
    root: Path, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", QUESTION, "--library", str(root)]) == Exit.OK
    without = capsys.readouterr().out
    assert model.requests == []
    assert run(["ask", "--write", QUESTION, "--library", str(root)]) == Exit.OK
    said = capsys.readouterr()
    assert said.out == f"{BY}  {TRUE} [1]\n{LEFT}\n{without}"
    assert said.err == f"note: questions and the quotes found for them now go to {host(model)}, where {MODEL} writes\n"
    assert run(["ask", "--json", "--write", QUESTION, "--library", str(root)]) == Exit.OK
    said = capsys.readouterr()
    assert said.err == ""
    assert json.loads(said.out)["written"] == as_json.plain(WRITTEN)


def test_the_command_line_says_what_failed_and_shows_the_quotes(
    root: Path, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    at = f"{MODEL}@http://127.0.0.1:1/v1"
    assert run(["ask", "--writer", at, QUESTION, "--library", str(root)]) == Exit.OK
    said = capsys.readouterr().out
    assert said.startswith("Not all is written: 127.0.0.1:1 cannot be reached.\n\n")
    assert "340 guests" in said


def test_a_writer_is_tried_step_by_step(model: FakeModel, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["writer", "check"]) == Exit.OK
    assert capsys.readouterr().out == (
        f"reachable   yes ({host(model)})\nmodel       yes ({MODEL})\nstreaming   yes\nJSON schema yes\n"
    )
    model.schema, model.streams = False, False
    assert run(["writer", "check", "--writer", "another"]) == Exit.OK
    assert capsys.readouterr().out == (
        f"reachable   yes ({host(model)})\nmodel       yes (another is not among the 1 that it lists)\n"
        f"streaming   no\nJSON schema no ({host(model)} refused (HTTP 400))\n"
    )
    assert run(["writer", "check", "--writer", "http://127.0.0.1:1/v1"]) == Exit.WRITER
    assert capsys.readouterr().out == "reachable   no (127.0.0.1:1 cannot be reached)\n"


def test_without_a_writer_its_commands_say_how_to_have_one(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KUTIP_CONFIG", str(tmp_path / "none.toml"))
    for arguments in (["ask", "--write", QUESTION, "--library", str(root)], ["writer", "check"]):
        assert run(arguments) == Exit.USAGE
        assert capsys.readouterr().err.startswith("error: no writer is configured; give --writer MODEL@URL, or write")


@pytest.mark.slow
def test_http_gives_it_whole_and_as_events(
    root: Path, model: FakeModel, running: Callable[..., AbstractContextManager[httpx.Client]]
) -> None:
    with running(root) as client:
        without = client.post("/v1/ask", json={"question": QUESTION})
        assert "written" not in without.json()
        asked = {"question": QUESTION, "write": True}
        streamed = client.post("/v1/ask", json=asked, headers={"Accept": "text/event-stream"}).text
        assert client.post("/v1/ask", json=asked).json()["written"] == as_json.plain(WRITTEN)
        again = client.post("/v1/ask", json=asked, headers={"Accept": "text/event-stream"}).text
    for said in (streamed, again):
        events = [event.split("\n")[0] for event in said.strip().split("\n\n")]
        assert events == [f"event: {name}" for name in ("retrieved", "read", "quoted", "wrote", "done")]
        assert f'event: wrote\ndata: {{"text": "{TRUE}", "citations": [1], "verdict": "proved"}}' in said
        assert FALSE not in said
    assert len(model.requests) == 2  # the answer is remembered


@pytest.mark.slow
def test_http_without_a_writer_refuses_without_naming_files(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    running: Callable[..., AbstractContextManager[httpx.Client]],
) -> None:
    monkeypatch.setenv("KUTIP_CONFIG", str(tmp_path / "none.toml"))
    with running(root) as client:
        for accept in ("application/json", "text/event-stream"):
            refused = client.post("/v1/ask", json={"question": QUESTION, "write": True}, headers={"Accept": accept})
            assert refused.status_code == 422
            assert "no language model" in refused.json()["detail"]
            assert "none.toml" not in refused.text


@pytest.mark.slow
def test_a_server_outlives_a_slow_model(
    root: Path, model: FakeModel, running: Callable[..., AbstractContextManager[httpx.Client]]
) -> None:
    def slow(_: Request) -> str:
        time.sleep(1.5)
        return sentences((TRUE, [1]))

    model.says = slow
    with running(root, Limits(answer=1.0)) as client:
        client.post("/v1/ask", json={"question": QUESTION})
        found = client.post("/v1/ask", json={"question": QUESTION, "write": True})
    assert found.json()["written"]["sentences"][0]["text"] == TRUE


def test_agents_get_it_in_a_fence(root: Path, model: FakeModel) -> None:
    async def called() -> Any:
        async with AsyncLibrary(Library.open(root)) as library:
            return await make_server(Desk(library, Limits())).call_tool("ask", {"question": QUESTION, "write": True})

    result = asyncio.run(called())
    assert isinstance(result, CallToolResult)
    assert result.structured_content is not None
    assert result.structured_content["written"] == as_json.plain(WRITTEN)
    content, *_ = result.content
    said = getattr(content, "text", "")
    mark = said.split("Written by a language model from the quotes below; not a quote:\n<<<answer ")[1][:16]
    assert f"<<<answer {mark}\n{TRUE} [1]\n{mark} answer>>>" in said
    assert FALSE not in said
    assert "Left out, as the quotes do not bear them out: 1 sentence(s)." in said


@pytest.fixture
def answer(root: Path, model: FakeModel) -> Answer:
    with Library.open(root) as library:
        return library.ask(QUESTION, write=True)


def test_notebooks_and_markdown_name_the_model(answer: Answer) -> None:
    html = as_html.answer(answer)
    assert html.index(f"<p>{TRUE} [1]</p>") < html.index(BY.strip()) < html.index("<blockquote")
    markdown = exported("Bridges", [turn_of(answer, Filters())])
    assert markdown.index(BY) < markdown.index(f"{TRUE} [1]") < markdown.index(LEFT) < markdown.index("> The Kali")
    assert FALSE not in html + markdown


def test_packs_and_conversations_keep_it(root: Path, answer: Answer, tmp_path: Path) -> None:
    turn = turn_of(answer, Filters())
    with Library.open(root) as library:
        path = pack.write(tmp_path / "pack.zip", turn, library.article)
        kept_as = library.conversations.start(QUESTION)
        library.conversations.keep(kept_as, turn)
        (kept,) = library.conversations.turns(kept_as)
        assert kept.answer.written == WRITTEN
    assert list(findings(path)) == []
    with zipfile.ZipFile(path) as opened:
        assert json.loads(opened.read("answer.json"))["answer"]["written"] == as_json.plain(WRITTEN)
        assert BY.encode() in opened.read("answer.md")


@pytest.mark.slow
def test_the_chat_writes_after_its_command_until_the_next(
    root: Path, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []  # notices themselves are gone after some seconds

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        monkeypatch.setattr(app, "notify", lambda message, **_: told.append(message))
        await send(app, pilot, QUESTION)
        assert model.requests == []
        await send(app, pilot, "/write")
        await send(app, pilot, QUESTION)
        text = "\n".join(str(each.content) for each in app.screen.query(Static))
        assert f"{TRUE} [1]" in text
        assert BY.strip() in text
        assert FALSE not in text
        assert [host(model) in each for each in told] == [False, True]
        count = len(model.requests)
        await send(app, pilot, "/write")
        await send(app, pilot, QUESTION)
        assert len(model.requests) == count

    with Library.open(root) as library:
        chat(library, talk)


@pytest.mark.slow
def test_a_model_that_is_slow_holds_up_neither_the_next_question_nor_leaving(root: Path, model: FakeModel) -> None:
    begun, go_on, left = threading.Event(), threading.Event(), list[float]()

    def slow(_: Request) -> str:
        begun.set()
        go_on.wait(120)
        return sentences((TRUE, [1]))

    async def begin(app: ChatApp, pilot: Pilot[None]) -> None:
        begun.clear()
        await send(app, pilot, "/write")
        app.query_one(Prompt).value = QUESTION
        await pilot.press("enter")
        await wait_until(pilot, begun.is_set)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await begin(app, pilot)
        await pilot.press("escape")
        await send(app, pilot, "/write")
        await send(app, pilot, QUESTION)
        assert [turn.answer.written for turn in app.query_one(ConversationPane).session.turns] == [None]
        await begin(app, pilot)
        left.append(time.monotonic())

    model.says = slow
    with Library.open(root) as library:
        chat(library, talk)
    assert time.monotonic() - left[0] < 30  # the model would take its whole timeout, a minute
    go_on.set()


def test_line_by_line_it_writes_after_its_command_too(
    root: Path, model: FakeModel, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = f"{QUESTION}\n/write\n{QUESTION}\n/write\n{QUESTION}\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    assert run(["chat", "--plain", "--library", str(root)]) == Exit.OK
    said = capsys.readouterr()
    before, written, after = said.out.split(f"> {QUESTION}\n")[1:]
    assert before == after
    assert written == f"{BY}  {TRUE} [1]\n{LEFT}\n{before}"
    assert said.err.startswith(
        f"note: questions and the quotes found for them now go to {host(model)}, where {MODEL} writes\n"
        "note: a language model writes from the quotes\nnote: no language model writes\nkept as"
    )
