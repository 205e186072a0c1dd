"""`qa follow`, `qa news` and `--tell`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support.terminal import Captured

QUESTION = ("When", "was", "the", "harbour", "bridge", "opened?")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is in the library."""
    monkeypatch.setenv("KUTIP_LIBRARY", str(tmp_path / "library"))
    folder = tmp_path / "articles"
    folder.mkdir()
    write(folder, "bees", "Daily Coast", "Bees dance to tell each other where flowers are.")
    assert run(["add", str(folder)]) == Exit.OK
    return folder


def write(folder: Path, name: str, source: str, text: str) -> None:
    head = f"---\ntitle: {name}\nsource: {source}\npublished: 2022-06-25\n---\n"
    (folder / f"{name}.md").write_text(f"{head}{text}\n", encoding="utf-8")


def said(capsys: Captured, *arguments: str, code: Exit = Exit.OK) -> str:
    capsys.readouterr()
    assert run([*arguments]) == code
    captured = capsys.readouterr()
    return captured.out if code == Exit.OK else captured.err


def test_news_of_a_followed_question_are_shown_once(folder: Path, capsys: Captured) -> None:
    assert said(capsys, "follow") == "no question is followed yet; follow one with `qa follow QUESTION`\n"
    assert said(capsys, "follow", *QUESTION) == f"    1  {' '.join(QUESTION)} (0 article(s) answer)\n"
    kept = folder.parent / "told.json"
    tell = f"{sys.executable} -c 'import sys; open(sys.argv[1], \"a\").write(sys.stdin.read())' {kept}"
    write(folder, "bridge", "North Post", "The harbour bridge was opened in May 1932.")
    run(["add", str(folder), "--tell", "false"])
    assert "error: the command false failed with exit code 1" in capsys.readouterr().err
    write(folder, "again", "West Post", "The harbour bridge was opened in June 1951.")
    assert run(["add", str(folder), "--tell", tell]) == Exit.OK
    assert "1 news of followed questions (`qa news` shows them)" in capsys.readouterr().err
    assert said(capsys, "follow").endswith("opened? (2 article(s) answer, 2 new)\n")
    shown = said(capsys, "news").splitlines()
    assert [line.strip().partition(" (")[0] for line in shown if line.endswith(":")] == [
        "first answer", "contradicts what was known", "known before:"
    ]  # fmt: skip
    assert [line.strip().partition(" · ")[0] for line in shown if "“" in line] == [
        "“The harbour bridge was opened in May 1932.” [1]",
        "“The harbour bridge was opened in June 1951.” [2]",
        "“The harbour bridge was opened in May 1932.” [3]",
    ]
    assert "June 1951" in said(capsys, "open", "2", "--text")
    run(["news"])
    assert capsys.readouterr() == ("", "no news\n")
    in_all = json.loads(said(capsys, "news", "--all", "--json"))
    assert in_all == json.loads(said(capsys, "news", "--since", "2022", "--json"))
    told = json.loads(kept.read_text(encoding="utf-8"))
    assert [each["reason"] for each in told] == [each["reason"] for each in in_all] == ["first answer", "contradicts"]
    assert told[1]["citation"]["answer"] in told[1]["citation"]["quote"] != told[1]["known"]["quote"]
    assert said(capsys, "follow", "--remove", "1") == f"no longer followed: {' '.join(QUESTION)}\n"
    assert json.loads(said(capsys, "follow", "--json")) == json.loads(said(capsys, "news", "--all", "--json")) == []


def test_a_watched_folder_has_news(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    watching = pytest.importorskip("qa.faces.cli.watching")
    said(capsys, "follow", *QUESTION)
    write(folder, "bridge", "North Post", "The harbour bridge was opened in May 1932.")

    def once(library: Library, folders: list[Path], columns: None, done: object) -> None:
        watching._Follower(library, columns, done).follow(folders)

    monkeypatch.setattr(watching, "watch", once)
    assert run(["watch", str(folder), "--tell", "false"]) == Exit.OK
    told = capsys.readouterr().err
    assert "1 news of followed questions" in told
    assert "error: the command false failed with exit code 1" in told


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["follow", "--remove"], "no question to remove"),
        (["follow", "--remove", "7"], "'7' is not followed; `qa follow` lists what is"),
        (["follow", "--remove", "9" * 5000], "'99999"),
        (["news", "--all", "--since", "2022"], "--all and --since cannot be combined"),
        (["add", "--tell", "'"], "the command ' cannot be read"),
        (["add", "--tell", " "], "the command is empty"),
        (
            ["add", "--tell", "cat >> told.json"],
            "the command is run without a shell; name one: sh -c 'cat >> told.json'",
        ),
    ],
)
def test_what_is_wrong_gives_one_line(folder: Path, capsys: Captured, arguments: list[str], line: str) -> None:
    told = said(capsys, *arguments, code=Exit.USAGE)
    assert told.startswith(f"error: {line}")
    assert told.count("\n") == 1
