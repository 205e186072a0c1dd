"""A language model's translations of quotes, alike on every face, and labelled as such."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html
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
from qa.library import Library
from qa.output import as_html, as_json, pack
from qa.output.pack import findings
from qa.values import Answer
from qa.written import Doubt, Translated, Translation
from tests.support.models import MODEL, FakeModel, sentences, serving_model
from tests.support.terminal import chat, notices, send

QUESTION = "When did the Kali bridge open?"
QUOTE = "Jembatan Kali dibuka pada tahun 1951 dengan 340 tamu."
WRONG = "The Kali bridge opened in 1961 with 340 guests."
DOUBTS = (Doubt("date", "1961"), Doubt("date", "1951", missing=True))
TRANSLATED = Translated((Translation(1, WRONG, MODEL, "en", DOUBTS),))
BY = f"(translated by {MODEL})"
TOLD = "It does not agree with the quote: 1961, 1951 is missing."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with Library.create(tmp_path / "library") as library:
        library.add_articles(make_article(title="Jembatan Kali", text=QUOTE, source="Sample Post", language="id"))
    return tmp_path / "library"


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    """The model that the user has configured, which takes one year for another."""
    with serving_model(FakeModel(sentences((WRONG, [1])))) as served:
        config = tmp_path / "config.toml"
        config.write_text(f'[writer]\nurl = "{served.url}"\nmodel = "{MODEL}"\n', encoding="utf-8")
        monkeypatch.setenv("KUTIP_CONFIG", str(config))
        yield served


def test_the_command_line_shows_it_under_its_quote(
    root: Path, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", QUESTION, "--library", str(root)]) == Exit.OK
    without = capsys.readouterr().out
    assert run(["ask", "--translate", QUESTION, "--library", str(root)]) == Exit.OK
    said = capsys.readouterr()
    assert said.out == f"{without}    {WRONG} {BY}\n    {TOLD}\n"
    assert "now go to" in said.err
    count = len(model.requests)
    assert run(["ask", "--json", "--translate", QUESTION, "--library", str(root)]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["translated"] == as_json.plain(TRANSLATED)
    assert len(model.requests) == count  # they are kept


def test_the_command_line_says_what_failed_and_shows_the_quotes(
    root: Path, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    at = f"{MODEL}@http://127.0.0.1:1/v1"
    assert run(["ask", "--translate", "--writer", at, QUESTION, "--library", str(root)]) == Exit.OK
    said = capsys.readouterr().out
    assert said.endswith("\nNot all is translated: 127.0.0.1:1 cannot be reached.\n")
    assert QUOTE in said
    assert "Not all is written" not in said


def test_a_model_named_on_the_command_line_writes_unless_it_is_to_translate(
    root: Path, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, keys in ((["--writer", MODEL], {"written"}), (["--writer", MODEL, "--translate"], {"translated"})):
        assert run(["ask", "--json", *arguments, QUESTION, "--library", str(root)]) == Exit.OK
        assert json.loads(capsys.readouterr().out).keys() & {"written", "translated"} == keys


@pytest.mark.slow
def test_http_gives_it_with_the_answer(
    root: Path, model: FakeModel, running: Callable[..., AbstractContextManager[httpx.Client]]
) -> None:
    with running(root) as client:
        assert "translated" not in client.post("/v1/ask", json={"question": QUESTION}).json()
        asked = {"question": QUESTION, "translate": True}
        streamed = client.post("/v1/ask", json=asked, headers={"Accept": "text/event-stream"}).text
        assert client.post("/v1/ask", json=asked).json()["translated"] == as_json.plain(TRANSLATED)
        page = html.fromstring(client.get("/", params={"q": QUESTION, "translate": "1"}).text)
        without = html.fromstring(client.get("/", params={"q": QUESTION}).text)
    names = [event.split("\n")[0] for event in streamed.strip().split("\n\n")]
    assert names == [f"event: {name}" for name in ("retrieved", "read", "quoted", "done")]
    (shown,) = (each for each in page.iter("p") if each.get("class") == "translation")
    assert "".join(map(str, shown.itertext())) == f"{WRONG} {BY} {TOLD}"
    assert [each.text for each in shown.iter("u")] == ["1961"]
    assert page.xpath("//input[@name='translate']/@checked")
    assert not without.xpath("//*[@class='translation']")
    assert not without.xpath("//input[@name='translate']/@checked")


@pytest.mark.slow
def test_a_server_without_a_model_offers_and_does_no_translation(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    running: Callable[..., AbstractContextManager[httpx.Client]],
) -> None:
    monkeypatch.setenv("KUTIP_CONFIG", str(tmp_path / "none.toml"))
    with running(root) as client:
        assert "translate" not in client.get("/", params={"q": QUESTION}).text
        for refused in (
            client.post("/v1/ask", json={"question": QUESTION, "translate": True}),
            client.get("/", params={"q": QUESTION, "translate": "1"}, headers={"Accept": "text/html"}),
        ):
            assert refused.status_code == 422
            assert "no language model" in refused.text


def test_agents_get_it_in_a_fence(root: Path, model: FakeModel) -> None:
    async def called() -> Any:
        async with AsyncLibrary(Library.open(root)) as library:
            server = make_server(Desk(library, Limits()))
            return await server.call_tool("ask", {"question": QUESTION, "translate": True})

    result = asyncio.run(called())
    assert isinstance(result, CallToolResult)
    assert result.structured_content is not None
    assert result.structured_content["translated"] == as_json.plain(TRANSLATED)
    content, *_ = result.content
    said = getattr(content, "text", "")
    mark = said.split("Translation of [1] by a language model; not a quote:\n<<<answer ")[1][:16]
    assert f"<<<answer {mark}\n{WRONG}\n{mark} answer>>>" in said
    assert f"<<<answer {mark}\n{TOLD}\n{mark} answer>>>" in said
    assert said.index(QUOTE) < said.index(WRONG)


@pytest.fixture
def answer(root: Path, model: FakeModel) -> Answer:
    with Library.open(root) as library:
        return library.ask(QUESTION, translate=True)


def test_notebooks_and_markdown_name_the_model(answer: Answer) -> None:
    shown = as_html.answer(answer)
    assert shown.index(QUOTE.split("1951")[0]) < shown.index("opened in <u>1961</u>") < shown.index(BY)
    markdown = exported("Bridges", [turn_of(answer, Filters())])
    line = f"The Kali bridge opened in **1961** with 340 guests. {BY}\n\n{TOLD}\n"
    assert markdown.index(f"> {QUOTE}") < markdown.index(line)


def test_packs_and_conversations_keep_it_with_its_quote(root: Path, answer: Answer, tmp_path: Path) -> None:
    turn = turn_of(answer, Filters())
    with Library.open(root) as library:
        path = pack.write(tmp_path / "pack.zip", turn, library.article)
        kept_as = library.conversations.start(QUESTION)
        library.conversations.keep(kept_as, turn)
        (kept,) = library.conversations.turns(kept_as)
        assert kept.answer.translated == TRANSLATED
        assert not library.check_quote(answer.citations[0].article_id, WRONG).stands
    assert list(findings(path)) == []
    with zipfile.ZipFile(path) as opened:
        described = json.loads(opened.read("answer.json"))["answer"]
        assert described["translated"] == as_json.plain(TRANSLATED)
        assert [each["quote"] for each in described["citations"]] == [QUOTE]
        assert BY.encode() in opened.read("answer.md")
        assert WRONG.encode() not in opened.read("citations.csl.json")


@pytest.mark.slow
def test_the_chat_translates_after_its_command_until_its_key(root: Path, model: FakeModel) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, QUESTION)
        assert model.requests == []
        await send(app, pilot, "/translate")
        await send(app, pilot, QUESTION)
        text = "\n".join(str(each.content) for each in app.screen.query(Static))
        assert f"{WRONG} {BY} {TOLD}" in text
        await pilot.press("ctrl+t")
        assert notices(app)[-1] == "no language model translates"
        await send(app, pilot, QUESTION)
        again = "\n".join(str(each.content) for each in app.screen.query(Static))
        assert again.count(BY) == 1

    with Library.open(root) as library:
        chat(library, talk)
