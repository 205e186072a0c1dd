"""Shells are offered commands, options, outlets and ids of articles, and nothing that they would run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.storage.articles import make_article
from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support import ROOT
from tests.support.terminal import Captured, qa

pytestmark = pytest.mark.slow

OUTLETS = ("Sample Post", "Sample Gazette", "Kabar Contoh", 'It`s $HOME "now"', "Harbour\\")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of articles by several outlets."""
    root = tmp_path_factory.mktemp("shelf") / "library"
    with Library.create(root) as library:
        library.keep_articles(
            [
                make_article(
                    text=f"The ferry no. {number} sails.", title="It's [red]$(date)", language="en", source=name
                )
                for number, name in enumerate(OUTLETS)
            ]
        )
        library.tag(library.articles(limit=1)[0].article_id, ["to read", "to`go"])
    return root


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """A folder with `qa` in it, as an installation has it."""
    (tmp_path / "qa").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m qa "$@"\n')
    (tmp_path / "qa").chmod(0o755)
    return tmp_path


def offered(command: Path, *words: str, **environment: str) -> list[str]:
    """What Bash offers for the last of `words`."""
    script = 'eval "$(qa completion bash)"; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _qa_completion qa'
    script += '; [ ${#COMPREPLY[@]} -eq 0 ] || printf "%s\\n" "${COMPREPLY[@]}"'
    environment = {**os.environ, "PATH": f"{command}:{os.environ['PATH']}", **environment}
    done = subprocess.run(
        ["bash", "-c", script, "bash", "qa", *words], capture_output=True, text=True, check=False, env=environment
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs Bash")
def test_bash_is_offered_what_fits(command: Path, shelf: Path) -> None:
    at = {"KUTIP_LIBRARY": str(shelf)}
    assert offered(command, "ex", **at) == ["export"]
    assert offered(command, "list", "--j", **at) == ["--json"]
    assert offered(command, "search", "--source", "Sample", **at) == [r"Sample\ Gazette", r"Sample\ Post"]
    assert offered(command, "search", "--source", r"Sample\ P", **at) == [r"Sample\ Post"]
    assert offered(command, "search", "--library", str(shelf), "--source", "K") == [r"Kabar\ Contoh"]
    assert offered(command, "ask", "--since", "soon", "--source", "K", **at) == [r"Kabar\ Contoh"]
    assert offered(command, "show", "zz", **at) == []
    assert offered(command, "list", "--tag", "", **at) == offered(command, "tag", "ab", "t", **at) == [r"to\ read"]
    assert offered(command, "list", "--language", "", **at) == ["en"]


def asked(shell: str, words: str, library: Path) -> tuple[int, str]:
    """Return how a shell's question is answered."""
    environment = {
        **os.environ,
        "_QA_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": words,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "KUTIP_LIBRARY": str(library),
    }
    done = subprocess.run(
        [sys.executable, "-m", "qa"], cwd=ROOT, capture_output=True, text=True, check=False, env=environment
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.rstrip("\n")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_nothing_is_offered_that_a_shell_would_read(shell: str, shelf: Path) -> None:
    code, sources = asked(shell, "qa ask --source ", shelf)
    assert code == 0
    assert all(name in sources for name in OUTLETS[:3])
    assert "HOME" not in sources
    assert "Harbour" not in sources
    with Library.open(shelf) as library:
        article_id = library.articles(limit=1)[0].article_id
    code, ids = asked(shell, f"qa show {article_id[:3]}", shelf)
    assert article_id in ids
    assert "It s  red  (date)" in ids


def test_without_a_library_nothing_is_offered_and_nothing_made(tmp_path: Path) -> None:
    assert asked("fish", "qa show ", tmp_path / "none") == (0, "")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_names_the_command(shell: str, capsys: Captured) -> None:
    printed, said = qa(capsys, "completion", shell)
    assert f"_QA_COMPLETE=complete_{shell}" in printed
    assert said == ""


def test_other_shells_are_refused(capsys: Captured) -> None:
    assert qa(capsys, "completion", "csh", code=Exit.USAGE)[1].startswith("error: ")
