"""Nothing in a library's database steers the terminal, even if somebody else filled it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from index.storage.articles import identities, make_article, sha256
from index.storage.store import Store
from index.text.cleaning import clean_text, shown
from index.values import Article
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.faces.tui.app import ChatApp
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.settings import ChatSettings
from qa.library import Library
from tests.support.builders import database_of
from tests.support.terminal import Captured

pytestmark = pytest.mark.slow

STEERS = "\x1b]0;owned\x07\x1b[31m\x9b5m\x1b]8;;http://evil.example\x1b\\\u202e\r"
QUESTION = "When was the harbour of Oslo opened?"
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def hostile(text: str, title: str, source: str, language: str = "en") -> Article:
    """An article that `make_article` would have cleaned, and that is otherwise in order."""
    made = replace(
        make_article(text=clean_text(text), language="en"),
        title=title,
        source=source,
        author=f"A{STEERS}",
        url=f"https://example.org/{STEERS}",
        text=text,
        sha256=sha256(text),
        language=language,
    )
    return replace(made, article_id=max(identities(made)))


FIRST = hostile(f"The harbour of Oslo was opened on 3 March{STEERS} 2021.", f"Harbour{STEERS}", f"Post{STEERS}")
COPY = hostile(f"The harbour of Oslo was opened on 3 March{STEERS} 2021.", f"Copy{STEERS}", f"Times{STEERS}")
LINES = hostile("Bees dance.\nThey sleep.", "Bees\n000000000000  2022-01-01  en   Forged", "Post\nPost", f"en{STEERS}")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table_reader: Callable[[Any], object]) -> Path:
    """A library that somebody else made: all of its text, and a model's name, try to steer the terminal."""
    table_reader({"3 March": 0.9})
    root = tmp_path / "library"
    monkeypatch.setenv("KUTIP_LIBRARY", str(root))
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "500")
    with Library.create(root) as made:
        with database_of(made) as database:
            Store(database).add([(each, "", None) for each in (FIRST, COPY, LINES)])
        made.add()
        with database_of(made) as database, database.transaction() as connection:
            connection.execute(
                "INSERT INTO problems VALUES (?, ?, '2022-06-25', 'not read', 0)", (f"/a{STEERS}", f"bad{STEERS}")
            )
        conversation = made.conversations.start("Harbour")
        with database_of(made) as database, database.transaction() as connection:
            connection.execute("UPDATE conversations SET title = ?", (f"Harbour{STEERS}",))
        assert conversation
    return root


COMMANDS = (
    ("list",),
    ("show", FIRST.article_id),
    ("search", "harbour of Oslo"),
    ("ask", QUESTION),
    ("ask", "which moons has Jupiter?"),
    ("status",),
    ("status", "--problems"),
    ("verify",),
    ("remove", FIRST.article_id),
)


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_lets_the_database_steer_the_terminal(
    library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], terminal: bool
) -> None:
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm")
    assert run(list(command)) in (Exit.OK, Exit.UNSOUND)
    said = capsys.readouterr()
    own = re.sub(r"\x1b\[(?:[0-9];?)+m|\x1b\]8;(?:id=\d+)?;[!-~]*\x1b\\", "", said.out)  # Rich's styles and links
    assert own or said.err
    assert not HARMFUL.search(own)
    assert not re.search("\x1b\\]|\x07|\x9b|\u202e" if terminal else HARMFUL, said.err)  # Rich draws bars there
    assert "\x1b[31m" not in said.out
    if command[0] in ("list", "show", "ask", "search"):
        assert "�]0;owned�" in own


@pytest.mark.parametrize("command", [each for each in COMMANDS if each[0] not in ("verify", "remove")], ids=" ".join)
def test_json_has_it_all_and_escapes_it(library: Path, capsys: Captured, command: tuple[str, ...]) -> None:
    assert run([*command, "--json"]) == Exit.OK
    said = capsys.readouterr().out
    assert not HARMFUL.search(said)
    assert json.loads(said) is not None


def test_chat_line_by_line_is_harmless(library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.faces.cli.chat.typed", lambda: [QUESTION, f"which {STEERS} moons?"])
    assert run(["chat", "--plain"]) == Exit.OK
    said = capsys.readouterr()
    assert "�]0;owned�" in said.out
    assert not HARMFUL.search(said.out + said.err)


def test_no_article_forges_a_line_of_the_list(library: Path, capsys: Captured) -> None:
    assert run(["list"]) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert not any(line.startswith("000000000000") for line in lines)


def test_the_words_that_answer_stand_out_in_their_place(
    library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert run(["ask", QUESTION]) == Exit.OK
    assert "\x1b[1;4m3 March\x1b[0m�]0;owned�" in capsys.readouterr().out


@pytest.mark.parametrize("size", [(140, 45), (80, 30)], ids=["wide", "narrow"])
def test_the_chat_draws_nothing_that_steers(library: Path, size: tuple[int, int]) -> None:
    async def talk() -> None:
        with Library.open(library) as opened:
            app = ChatApp(opened, ChatSettings())
            async with app.run_test(size=size, notifications=True) as pilot:
                for line in (QUESTION, "/1", "/history", "which moons has Jupiter?", "/near 1"):
                    app.query_one(Prompt).value = line
                    await pilot.press("enter")
                    await settled(app, pilot)
                    check(app)
                    await pilot.press(*["escape"] * (line == "/history"))
                app.notify(f"warned {STEERS}", markup=False)
                app.query_one(Prompt).value = f"= {STEERS}"
                await settled(app, pilot)
                check(app)
                app.action_copy_answer()
                assert "\x1b" not in app.clipboard

    asyncio.run(talk())


async def settled(app: ChatApp, pilot: Pilot[None]) -> None:
    for _ in range(300):
        await pilot.pause(0.02)
        if not app.query_one(ConversationPane).is_busy:
            break
    await pilot.pause(0.1)


def check(app: ChatApp) -> None:
    strips = app.screen._compositor.render_strips()
    drawn = "".join(strip.text for strip in strips)
    assert len(app.screen_stack) > 1 or "owned" in drawn
    assert not HARMFUL.search(drawn)
    assert {strip.cell_length for strip in strips} == {app.size.width}
    assert {sum(segment.cell_length for segment in strip) for strip in strips} == {app.size.width}


@given(st.text(st.sampled_from("ab \n\t\x1b\x9b[m]\x07\r\u2028\u202e\ud800\ufdd0é"), max_size=60))
def test_what_is_shown_keeps_every_place(text: str) -> None:
    safe = shown(text)
    assert len(safe) == len(text)
    assert not HARMFUL.search(safe)
    assert shown(safe) == safe
    assert all(one in (other, "�") for one, other in zip(safe, text, strict=True))
    assert shown(clean_text(text)) == clean_text(text)
