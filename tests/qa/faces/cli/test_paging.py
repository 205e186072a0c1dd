"""What is longer than the terminal goes to the pager that the user names, and nothing else does."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that keeps what it is given, and says what `LESS` is."""
    path = tmp_path / "keeps"
    path.write_text(f'#!/bin/sh\ncat > "{tmp_path}/paged"\necho "options $LESS $1"\n')
    path.chmod(0o755)
    return path


def on_terminal(*arguments: str, library: Path, rows: int, **environment: str) -> str:
    """What a command prints on a terminal of 80 columns."""
    main, side = pty.openpty()
    size = {"COLUMNS": "80", "LINES": str(rows), "TERM": "xterm", "KUTIP_LIBRARY": str(library)}
    known = {name: value for name, value in os.environ.items() if name not in ("PAGER", "LESS", "NO_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "qa", *arguments], cwd=ROOT, stdin=side, stdout=side, stderr=side,
        env=known | size | environment, start_new_session=True,
    )  # fmt: skip
    os.close(side)
    read = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        read += part
    os.close(main)
    assert process.wait() == 0
    return read.decode().replace("\r\n", "\n")


def test_a_long_list_goes_to_the_pager(sample_copy: Path, pager: Path, tmp_path: Path) -> None:
    printed = on_terminal("list", library=sample_copy, rows=10, PAGER=f"{pager} -x")
    assert printed == "options FRX -x\n"
    assert (tmp_path / "paged").read_text().count("\n") == 25


def test_what_fits_goes_to_none(sample_copy: Path, pager: Path, tmp_path: Path) -> None:
    assert on_terminal("list", library=sample_copy, rows=30, PAGER=str(pager)).count("\n") == 25
    assert not (tmp_path / "paged").exists()


@pytest.mark.parametrize("named", ["", "/no/such/pager", "'"])
def test_without_a_pager_all_is_printed(sample_copy: Path, named: str) -> None:
    assert on_terminal("list", library=sample_copy, rows=10, PAGER=named).count("\n") == 25


def test_a_pipe_is_not_paged(sample_copy: Path, pager: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qa", "list"], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "PAGER": str(pager), "LINES": "5", "KUTIP_LIBRARY": str(sample_copy)},
    )  # fmt: skip
    assert done.stdout.count("\n") == 25
    assert not (tmp_path / "paged").exists()
