"""`qa chat` line by line, its settings, and what its commands are read as."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index.errors import BadInputError
from index.values import Filters
from qa.chat.session import ChatLine, Session
from qa.conversations import Turn
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.faces.cli.plain import plain
from qa.faces.tui.commands import Command, command_of, narrowed
from qa.faces.tui.places import next_place
from qa.faces.tui.registry import COMMANDS
from qa.library import Library
from tests.support import PUTIN


def chat(monkeypatch: pytest.MonkeyPatch, library: Path, lines: str, *options: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    return run(["chat", "--library", str(library), *options])


def test_questions_are_answered_line_by_line(
    sample_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat(monkeypatch, sample_copy, f"{PUTIN}\n\nand NATO?\n") == Exit.OK
    said = capsys.readouterr()
    assert f"> {PUTIN}\n" in said.out
    assert "Iskander-M" in said.out
    assert "> and NATO?\nSearched: what did Putin promise NATO\n" in said.out
    assert "\x1b" not in said.out
    with Library.open(sample_copy) as library:
        (kept,) = library.conversations.list()
    assert said.err == f"kept as conversation {kept.conversation_id}\n"


def test_the_last_conversation_is_gone_on_with(
    sample_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat(monkeypatch, sample_copy, f"{PUTIN}\n") == Exit.OK
    assert chat(monkeypatch, sample_copy, "and NATO?\n", "--plain", "--resume", "last") == Exit.OK
    assert "Searched: what did Putin promise NATO" in capsys.readouterr().out
    with Library.open(sample_copy) as library:
        assert [one.turns for one in library.conversations.list()] == [2]
    assert chat(monkeypatch, sample_copy, "x\n", "--resume", "zzz") == Exit.USAGE
    assert "no conversation 'zzz'" in capsys.readouterr().err


def test_a_bad_line_is_said_and_the_chat_goes_on(
    sample_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat(monkeypatch, sample_copy, f"???\nonly Nobody's Herald\n{PUTIN}\neverything\n{PUTIN}\n") == Exit.PARTLY
    said = capsys.readouterr()
    assert said.err.count("error: ") == 2
    assert "Nobody's Herald" in said.err
    assert "Iskander-M" in said.out


def test_bytes_that_are_no_text_and_escapes_are_no_part_of_a_question(
    sample_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    noise = b"what did \xff\xfe Putin \x1b[31mpromise\x1b[0m Belarus".decode(errors="surrogateescape")
    assert chat(monkeypatch, sample_copy, f"{noise}\nand NATO?\n") == Exit.OK
    assert "Searched: what did Putin promise NATO\n" in capsys.readouterr().out
    with Library.open(sample_copy) as library:
        (kept,) = library.conversations.list()
        assert [turn.question for turn in library.conversations.turns(kept.conversation_id)] == [PUTIN, "and NATO?"]


def test_an_empty_library_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat(monkeypatch, tmp_path / "new", "hello there\n") == Exit.PARTLY
    assert "qa add PATH" in capsys.readouterr().err


@pytest.mark.slow
def test_a_terminal_gets_the_full_screen_and_is_given_back(sample_copy: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "qa", "chat", "--library", str(sample_copy)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    os.close(theirs)
    seen = b""
    asked = False
    try:
        while True:
            seen += os.read(ours, 65536)
            if b"Ask in any language" in seen and not asked:
                os.write(ours, b"\x11")  # Ctrl+Q
                asked = True
    except OSError:  # Linux says so at the end
        pass
    os.close(ours)
    assert process.wait(20) == 0
    assert asked
    assert seen.rindex(b"\x1b[?1049l") > seen.index(b"\x1b[?1049h")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("what is /new?", None),
        ("/new", Command("new", "")),
        ("/3", Command("open", "3")),
        ("/hi  putin ", Command("history", "putin")),
        ("/import 'a b' c", Command("import", "'a b' c")),
    ],
)
def test_commands_are_told_from_questions(line: str, expected: Command | None) -> None:
    assert command_of(line) == expected


def test_an_unclear_command_is_refused() -> None:
    for line in ("/", "/e", "/xyz"):
        with pytest.raises(BadInputError, match="no command"):
            command_of(line)
    assert all(command_of(f"/{name}") == Command(name, "") for name in COMMANDS)


@pytest.mark.parametrize("line", ["/follow /news", "/all /people why", "/timeline /1", "/history /new"])
def test_a_command_is_no_question_of_another(line: str) -> None:
    with pytest.raises(BadInputError, match="is no question but a command"):
        command_of(line)
    assert command_of("/export /tmp/a.md") == Command("export", "/tmp/a.md")


def test_scopes_are_set_and_taken_back(library: Library) -> None:
    scope = narrowed(Filters(), Command("source", "Kompas, Tempo"))
    assert scope.sources == {"Kompas", "Tempo"}
    scope = narrowed(scope, Command("language", "ID"))
    assert scope.languages == {"id"}
    assert narrowed(scope, Command("source", "")).sources == frozenset()
    assert narrowed(scope, Command("tag", "Belarus, to read")).tags == {"Belarus", "to read"}
    with pytest.raises(BadInputError, match="no article"):
        narrowed(scope, Command("tag", "Belarus"), tagged=library.tagged)
    assert narrowed(scope, Command("tag", ""), tagged=library.tagged).tags == frozenset()
    assert narrowed(scope, Command("everything", "")) == Filters()
    with pytest.raises(BadInputError, match="earlier day first"):
        narrowed(narrowed(Filters(), Command("since", "2023")), Command("until", "2022"))


def test_citations_go_round() -> None:
    places = [(0, 1), (1, 1), (1, 2)]
    assert next_place(places, None, forward=True) == (1, 1)
    assert [next_place(places, place, forward=True) for place in places] == [(1, 1), (1, 2), (0, 1)]
    assert [next_place(places, place, forward=False) for place in places] == [(1, 2), (0, 1), (1, 1)]
    assert next_place([], None, forward=True) is None


def test_where_lines_are_typed_ctrl_c_stops_an_answer_and_not_the_chat(
    sample_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = Session.ask

    def stopped_at_first(session: Session, asked: ChatLine, **given: Any) -> Turn:
        if "NATO" in asked.understood.searched:
            raise KeyboardInterrupt
        return ask(session, asked, **given)

    monkeypatch.setattr(Session, "ask", stopped_at_first)
    with Library.open(sample_copy) as library:
        assert plain(library, None, ["What is NATO?", PUTIN], echoes=False) == Exit.OK
        said = capsys.readouterr()
        assert said.err.startswith("stopped; the question is not kept\n")
        assert "Iskander-M" in said.out
        assert [one.turns for one in library.conversations.list()] == [1]
        with pytest.raises(KeyboardInterrupt):
            plain(library, None, ["What is NATO?", PUTIN])
