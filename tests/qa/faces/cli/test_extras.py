"""What is in an extra is asked for in one line, and nothing else of Kutip needs it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from qa.faces.cli.exits import Exit
from tests.support import ROOT

EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
IMPORTED = {"prometheus-client": "prometheus_client", "textual-serve": "textual_serve"}
HIDDEN = sorted(
    IMPORTED.get(name, name)
    for extra in ("serve", "mcp", "tables", "web", "write", "eval")
    for name in (re.split(r"[^\w-]", each)[0] for each in EXTRAS[extra])
    if name not in ("scipy", "psutil")  # others bring these
)


@pytest.fixture
def hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process started from here finds what the extras bring."""
    folder = tmp_path / "site"
    folder.mkdir()
    lines = ["import sys", *(f"sys.modules[{name!r}] = None" for name in HIDDEN)]
    (folder / "sitecustomize.py").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{folder}:{ROOT}")


def run_module(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", f"from {module} import main; main()", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("hidden")]


@pytest.mark.parametrize(
    ("extra", "arguments"),
    [
        ("serve", ["serve"]),
        ("serve", ["chat", "--web"]),
        ("mcp", ["mcp"]),
        ("web", ["add", "--fetch", "https://example.org/"]),
        ("web", ["watch", "."]),
    ],
)
def test_a_missing_extra_is_one_line_and_makes_no_library(extra: str, arguments: list[str], tmp_path: Path) -> None:
    new = tmp_path / "new"
    done = run_module("qa.faces.cli.app", *arguments, "--library", str(new))
    line = rf'error: \w+ is not installed; install it with: pip install "kutip\[{extra}\]"\n'
    assert (done.returncode, done.stdout) == (Exit.MISSING_EXTRA, "")
    assert re.fullmatch(line, done.stderr)
    assert not new.exists()


def test_the_writer_is_not_tried_without_its_extra() -> None:
    done = run_module("qa.faces.cli.app", "writer", "check", "--writer", "small@http://127.0.0.1:1/v1")
    assert (done.returncode, done.stdout) == (Exit.MISSING_EXTRA, "")
    assert re.fullmatch(r'error: \w+ is not installed; install it with: pip install "kutip\[write\]"\n', done.stderr)


def test_measuring_without_its_extra_is_one_line() -> None:
    done = run_module("eval.cli")
    assert done.returncode == Exit.MISSING_EXTRA
    assert done.stderr == 'error: ir_measures is not installed; install it with: pip install "kutip[eval]"\n'


def test_a_parquet_file_is_named_and_the_rest_is_added(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "table.parquet").write_bytes(b"PAR1")
    (folder / "bees.txt").write_text("Bees dance to tell each other where flowers are.", encoding="utf-8")
    at = ("--library", str(tmp_path / "new"))
    done = run_module("qa.faces.cli.app", "add", str(folder), *at)
    assert done.returncode == Exit.PARTLY
    assert 'pip install "kutip[tables]"' in done.stderr
    assert "1 article(s) added" in done.stderr


def test_asking_and_chatting_need_no_extra(sample_copy: Path) -> None:
    at = ("--library", str(sample_copy))
    assert run_module("qa.faces.cli.app", "ask", "Apa itu Iskander-M?", *at).returncode == Exit.OK
    assert run_module("qa.faces.cli.app", "chat", "--plain", *at).returncode == Exit.OK
