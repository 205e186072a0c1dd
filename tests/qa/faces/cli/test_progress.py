"""Where there is no terminal, a line now and then says how far it is."""

from __future__ import annotations

import time

import pytest

from index.importing.pipeline import Stage
from qa.faces.cli import progress
from qa.faces.cli.progress import ImportProgress

EVERY = 0.05


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY_SECONDS", EVERY)
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def test_lines_say_how_far_it_is_and_end_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    with ImportProgress() as shown:
        shown(Stage.READING, 0, 0)
        time.sleep(4 * EVERY)
        assert capsys.readouterr().err == ""  # nothing is known yet
        shown(Stage.EMBEDDING, 320, 1200)
        said = ""
        while said.count("\n") < 2:
            time.sleep(EVERY)
            said += capsys.readouterr().err
        assert set(said.splitlines()) == {"Embedding passages: 320 of 1,200"}
    time.sleep(4 * EVERY)
    capsys.readouterr()
    time.sleep(4 * EVERY)
    assert capsys.readouterr() == ("", "")


def test_what_is_done_at_once_says_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress, "EVERY_SECONDS", 10.0)
    with ImportProgress() as shown:
        shown(Stage.READING, 3, 3)
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_there_are_bars_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with ImportProgress() as shown:
        shown(Stage.READING, 1, 3)
        time.sleep(4 * EVERY)
    said = capsys.readouterr().err
    assert "1/3" in said
    assert "1 of 3" not in said
