"""The chat in a terminal of its own: what is loaded before it is drawn, and what cannot draw over it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.faces.cli.exits import Exit
from qa.faces.tui import copying

pytestmark = pytest.mark.slow

_HEAVY = ("numpy", "faiss", "qa.library", "index.search", "onnxruntime", "py3langid", "yaml")


def test_nothing_heavy_is_loaded_before_the_chat_is_drawn() -> None:
    modules = "qa.faces.cli.app, qa.faces.cli.screen, qa.faces.tui.app, sys"
    program = f"import {modules}; print([name for name in {_HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


class Terminal:
    """A program in a terminal of 80 columns and 24 rows, and all that it has written."""

    def __init__(self, *command: str) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
        self.process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
        os.close(theirs)
        self.seen = b""

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def until(self, words: bytes, seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.seen:
            assert time.monotonic() < deadline, self.seen[-2000:]
            if not self._reads():
                break
        assert words in self.seen, self.seen[-2000:]

    def ended(self, seconds: float = 60.0) -> int:
        """The exit code; what it writes until then is read, as it would wait for that."""
        deadline = time.monotonic() + seconds
        while self._reads():
            assert time.monotonic() < deadline, self.seen[-2000:]
        return self.process.wait(30)

    def _reads(self) -> bool:
        """Read what is there; whether there may be more."""
        if select.select([self._ours], [], [], 0.2)[0]:
            try:
                self.seen += os.read(self._ours, 65536)
            except OSError:  # the program has ended
                return False
        return True

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    begun: list[Terminal] = []
    yield begun
    for each in begun:
        each.close()


def test_what_is_typed_at_once_is_there_and_ctrl_q_leaves(sample_copy: Path, terminals: list[Terminal]) -> None:
    chat = Terminal(sys.executable, "-m", "qa", "chat", "--library", str(sample_copy))
    terminals.append(chat)
    chat.type("typed before the first frame")
    chat.until(b"typed before the first frame\x1b")
    chat.type("\x11")
    assert chat.ended() == Exit.OK


def test_a_library_that_cannot_be_opened_is_one_line_and_its_code(tmp_path: Path, terminals: list[Terminal]) -> None:
    (tmp_path / "library").write_text("a file", encoding="utf-8")
    chat = Terminal(sys.executable, "-m", "qa", "chat", "--library", str(tmp_path / "library"))
    terminals.append(chat)
    chat.until(b"cannot be made")
    assert chat.ended() == Exit.STORE
    assert b"Traceback" not in chat.seen


def test_what_is_written_on_stderr_is_not_drawn_over_the_chat(sample_copy: Path, terminals: list[Terminal]) -> None:
    program = (
        "import os, sys, threading; from pathlib import Path; from qa.faces.cli.screen import full; "
        "threading.Timer(3, lambda: (os.write(2, b'noise of a library'), os.write(1, b''))).start(); "
        "full(Path(sys.argv[1]), None)"
    )
    chat = Terminal(sys.executable, "-c", program, str(sample_copy))
    terminals.append(chat)
    chat.until(b"sk in any language")
    time.sleep(4)
    chat.type("abc")
    chat.until(b"abc")
    assert b"noise" not in chat.seen
    chat.type("\x11")
    chat.until(b"noise of a library")


def test_copied_is_said_only_where_it_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "WAYLAND_DISPLAY", "DISPLAY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert copying.copied("x") is None
    for tool in ("tmux", "xclip"):
        script = tmp_path / tool
        script.write_text(f'#!/bin/sh\nwhile read -r line; do echo "$line" >> {tmp_path}/{tool}.copied; done\n')
        script.chmod(0o755)
    assert copying.copied("x") is None
    monkeypatch.setenv("DISPLAY", ":0")
    assert copying.copied("a quote\n") == "copied"
    assert (tmp_path / "xclip.copied").read_text() == "a quote\n"
    monkeypatch.setenv("SSH_CONNECTION", "1 2 3 4")
    assert copying.copied("x\n") is None
    monkeypatch.setenv("TMUX", "/somewhere")
    assert str(copying.copied("y\n")).startswith("copied to tmux")
    assert (tmp_path / "tmux.copied").read_text() == "y\n"
    (tmp_path / "tmux").write_text("#!/bin/sh\nexit 1\n")
    assert copying.copied("x\n") is None
