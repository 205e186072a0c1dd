"""No path of this machine reaches a client, whatever of a library is damaged or locked: over HTTP and over MCP."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp.client import Client

import index.storage.database
from index.errors import ModelError
from index.paths import LibraryPaths
from qa import AsyncLibrary, Library
from qa.answer import answerer
from qa.answer.reader.reader import Reader
from qa.faces.server.desk import Desk
from qa.faces.server.metrics import Metrics
from qa.faces.server.problems import model_named, without_paths
from qa.faces.server.settings import Limits
from qa.faces.toolserver.tools import make_server
from tests.support import PUTIN
from tests.support.servers import running

LIMITS = Limits()


def said_over_http(root: Path) -> Iterator[httpx.Response]:
    chat: dict[str, Any] = {"model": "kutip", "messages": [{"role": "user", "content": PUTIN}]}
    with running(root) as client:
        yield client.post("/v1/ask", json={"question": PUTIN})
        yield client.post("/v1/ask", json={"question": PUTIN}, headers={"Accept": "text/event-stream"})
        yield client.post("/v1/chat/completions", json=chat)
        yield client.post("/v1/chat/completions", json={**chat, "stream": True})
        yield client.post("/v1/embeddings", json={"model": "kutip", "input": "x"})
        yield client.post("/v1/articles", json={"articles": [{"text": "The zebra of Hook is red.", "language": "en"}]})
        yield client.delete("/v1/articles/2cbb514572d7")
        for path in ("status", "models", "search?q=Putin", "sources", "articles", "articles/2cbb514572d7"):
            yield client.get(f"/v1/{path}")
        for path in ("/", f"/?q={PUTIN}", "/articles/2cbb514572d7", "/metrics", "/healthz"):
            yield client.get(path, headers={"Accept": "text/html"})


def said_over_mcp(root: Path) -> list[str]:
    calls: dict[str, dict[str, Any]] = {
        "ask": {"question": PUTIN},
        "search": {"query": PUTIN},
        "read_article": {"article_id": "2cbb514572d7"},
        "list_sources": {},
    }

    async def talk() -> list[str]:
        said = []
        async with (
            AsyncLibrary(Library.open(root)) as library,
            Client(make_server(Desk(library, LIMITS, Metrics()))) as client,
        ):
            for tool, values in calls.items():
                said.append((await client.call_tool(tool, values)).model_dump_json())
            for asked in (client.list_resources(), client.read_resource("kutip://articles/2cbb514572d7")):
                try:
                    said.append((await asked).model_dump_json())
                except Exception as error:
                    said.append(str(error))
        return said

    return asyncio.run(talk())


@pytest.fixture
def no_busy_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.storage.database, "BUSY_MS", 20)


@pytest.fixture(params=["reader", "reader's network", "index", "database", "lock"])
def harmed(
    request: pytest.FixtureRequest, sample_copy: Path, monkeypatch: pytest.MonkeyPatch, no_busy_wait: None
) -> Iterator[tuple[Path, str]]:
    """A library of which something is wrong once it is open, and what that is."""
    paths = LibraryPaths(sample_copy)
    opened = Library.open
    if request.param.startswith("reader"):
        with pytest.raises(ModelError) as missing:
            Reader.load(sample_copy / "reader")
        network = ModelError(
            f"The reader cannot be used (cannot import name 'x' from 'y' ({sample_copy}/y.py))", "mend"
        )
        wrong = missing.value if request.param == "reader" else network
        assert str(sample_copy) in str(wrong)
        monkeypatch.setattr(answerer, "load_reader", lambda: wrong)
    elif request.param == "index":
        paths.current.write_text("00000009-0123456789abcdef\n")
    elif request.param == "database":
        sound = paths.database.read_bytes()

        def open_and_harm(*given: Any) -> Library:
            for leftover in paths.root.glob(f"{paths.database.name}-*"):
                leftover.unlink()
            paths.database.write_bytes(sound)
            library = opened(*given)
            paths.database.write_bytes(b"no database at all" * 1_000)
            return library

        monkeypatch.setattr(Library, "open", open_and_harm)
    with contextlib.closing(sqlite3.connect(paths.database)) as writer:
        if request.param == "lock":
            writer.execute("BEGIN IMMEDIATE")
        yield sample_copy, request.param


@pytest.mark.slow
def test_no_path_is_told(harmed: tuple[Path, str]) -> None:
    root, what = harmed
    statuses = set()
    for response in said_over_http(root):
        told = response.text + json.dumps(dict(response.headers))
        for path in (str(root.parent), str(Path(answerer.__file__).parents[2])):
            assert path not in told, response.url
        statuses.add(response.status_code)
    assert (503 in statuses) == (not what.startswith("reader"))
    for line in said_over_mcp(root):
        assert str(root.parent) not in line
        assert "`qa " not in line


@pytest.mark.slow
def test_the_status_says_what_is_wrong_with_the_reader(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError) as missing:
        Reader.load(sample_copy / "reader")
    monkeypatch.setattr(answerer, "load_reader", lambda: missing.value)
    with running(sample_copy) as client:
        assert client.post("/v1/ask", json={"question": PUTIN}).status_code == 200
        assert client.get("/v1/status").json()["warnings"] == [
            "the reader is missing (reader.json); answers need it, so only the nearest passages are shown; "
            "reinstall it with: pip install --force-reinstall kutip"
        ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "the reader is missing (/srv/qa/model/reader.json); reinstall",
            "the reader is missing (reader.json); reinstall",
        ),
        (r"it is missing (C:\Users\x\reader.json)", "it is missing (reader.json)"),
        ("cannot import name 'x' from 'y' ('/srv/y.py')", "cannot import name 'x' from 'y' ('y.py')"),
        ("run `qa add` to bring it up to date", "run `qa add` to bring it up to date"),
        ("~/models/e5 and ../x", "e5 and x"),
    ],
)
def test_of_a_path_only_its_last_name_is_told(words: str, told: str) -> None:
    assert without_paths(words) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("embedded", "embedded"),
        ("intfloat/multilingual-e5-base", "intfloat/multilingual-e5-base"),
        ("all-MiniLM-L6-v2", "all-MiniLM-L6-v2"),
        ("/srv/models/my e5/", "my e5"),
        ("~/e5", "e5"),
        (r"C:\models\e5", "e5"),
    ],
)
def test_of_a_model_in_a_folder_only_its_name_is_told(name: str, told: str) -> None:
    assert model_named(name) == told
