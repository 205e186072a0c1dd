"""Help is whole, has examples that are command lines, and comes without loading what the commands need."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any, get_args

import pytest
from typer.main import get_command

from index.formats import SUFFIXES, Dates
from qa.faces.cli.adding import WayOfDates
from qa.faces.cli.app import app
from qa.faces.cli.exits import Exit
from tests.support import ROOT
from tests.support.commands import leaf_commands, parse
from tests.support.terminal import Captured, qa

APPS: dict[str, Any] = {"qa": get_command(app)}
LEAVES = dict(leaf_commands(APPS["qa"], "qa"))
HEAVY = ("numpy", "faiss", "rich", "textual", "onnxruntime", "lxml", "qa.library", "index.formats.columns")


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_has_examples_that_parse(name: str, capsys: Captured) -> None:
    printed, _ = qa(capsys, *name.split()[1:], "--help")
    examples = printed.partition("Examples:\n")[2].strip().splitlines()
    assert examples
    for line in map(str.strip, examples):
        assert line == name or line.startswith(f"{name} ")
        parse(line, APPS)


@pytest.mark.parametrize("arguments", [[], ["writer"], *(name.split()[1:] for name in LEAVES)], ids=" ".join)
def test_help_is_whole_at_80_columns(arguments: list[str], capsys: Captured) -> None:
    printed, said = qa(capsys, *arguments, "--help")
    assert said == ""
    assert "..." not in printed.partition("\n\n")[2].replace("FIELD=COLUMN,...", "")
    assert max(map(len, printed.splitlines())) <= 80


def test_the_list_of_commands_has_the_first_sentence_of_each(capsys: Captured) -> None:
    words = " ".join(qa(capsys, "--help")[0].split())
    for name, command in LEAVES.items():
        if name.count(" ") == 1:
            summary = " ".join(command.help.partition("\n\n")[0].split())
            assert f"{name.removeprefix('qa ')} {summary}" in words


def test_short_help_is_help(capsys: Captured) -> None:
    assert qa(capsys, "list", "-h") == qa(capsys, "list", "--help")


def test_the_files_that_can_be_added_are_in_the_help(capsys: Captured) -> None:
    named = set(re.findall(r"\.[a-z0-9.]+\b", qa(capsys, "add", "--help")[0]))
    assert set(SUFFIXES) <= named
    assert get_args(WayOfDates) == tuple(map(str, Dates))


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["ask", "--help"], ["chat", "--help"]], ids=" ".join)
def test_version_and_help_load_nothing_heavy(arguments: list[str]) -> None:
    code = f"""
import sys
from qa.faces.cli.app import run
assert run({arguments!r}) == 0
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    *printed, loaded = done.stdout.splitlines()
    assert loaded == "[]"
    if arguments == ["--version"]:
        (line,) = printed
        assert re.fullmatch(r"kutip \d+\.\d+\.\d+\S*", line)


def test_the_version_needs_no_library(capsys: Captured) -> None:
    out, said = qa(capsys, "--version", code=Exit.OK)
    assert out.startswith("kutip ")
    assert said == ""
