"""A library that follows folders, also where they go and come back, until it is stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.importing.report import ImportReport
from qa.faces.cli import watching as following
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.faces.cli.watching import Due, watch
from qa.library import Library
from tests.support import ROOT
from tests.support.builders import texts, write

pytestmark = pytest.mark.slow

TEXTS = {
    "tide.txt": "The tide rises twice a day.",
    "deep/bees.txt": "Bees dance for each other.",
    "deep/moon.txt": "The moon is far away.",
}
OWLS = "Owls hunt at night."
RAIN = "Rain falls."

Until = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        write(tmp_path / "folder", name, text)
    return tmp_path / "folder"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    write(tmp_path / "other", "owl.txt", OWLS)
    return tmp_path / "other"


@pytest.fixture
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second is quiet enough, so that the tests wait less."""
    monkeypatch.setattr(following, "QUIET_SECONDS", 0.5)


@pytest.fixture
def watching(library: Library, folder: Path, other: Path) -> Iterator[Until]:
    """Watches both folders; the call waits until the library holds just these texts."""
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(library, [folder, other], None, lambda _: None, stop))
    thread.start()

    def until(*expected: str) -> None:
        deadline = time.monotonic() + 30
        while texts(library) != set(expected) or not library.is_up_to_date():
            assert time.monotonic() < deadline, texts(library)
            assert thread.is_alive()
            time.sleep(0.05)

    yield until
    stop.set()
    thread.join()


@pytest.mark.usefixtures("_soon")
def test_a_watched_folder_is_followed(watching: Until, library: Library, folder: Path) -> None:
    watching(*TEXTS.values(), OWLS)
    write(folder, "rain.txt", RAIN)
    watching(*TEXTS.values(), OWLS, RAIN)
    shutil.rmtree(folder / "deep")
    watching(TEXTS["tide.txt"], OWLS, RAIN)
    write(folder, "rain.txt", "Rain fell.")
    watching(TEXTS["tide.txt"], OWLS, "Rain fell.")
    assert library.ask("What fell?").generation


@pytest.mark.usefixtures("_soon")
def test_a_link_that_leaves_a_watched_folder_is_not_followed(watching: Until, folder: Path, tmp_path: Path) -> None:
    write(tmp_path, "secret.txt", "The password is swordfish.")
    (folder / "before.txt").symlink_to(tmp_path / "secret.txt")
    watching(*TEXTS.values(), OWLS)
    (folder / "after.txt").symlink_to("../secret.txt")
    write(folder, "rain.txt", RAIN)
    watching(*TEXTS.values(), OWLS, RAIN)


@pytest.mark.usefixtures("_soon")
def test_what_changes_while_watching_begins_is_not_missed(library: Library, folder: Path) -> None:
    stop, reports = threading.Event(), list[ImportReport]()

    def done(report: ImportReport) -> None:
        reports.append(report)
        if len(reports) == 1:
            write(folder, "rain.txt", RAIN)
        else:
            stop.set()

    thread = threading.Thread(target=watch, args=(library, [folder], None, done, stop))
    thread.start()
    thread.join(60)
    stop.set()
    thread.join()
    assert [report.added for report in reports] == [3, 1]


@pytest.mark.usefixtures("_soon")
def test_a_library_in_a_watched_folder_is_no_change_of_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, "bad.txt", "\0")  # a problem is written down each time
    stop, reports, add = threading.Event(), list[ImportReport](), Library.add

    def adding(library: Library, *given: Any, **more: Any) -> ImportReport:
        reports.append(add(library, *given, **more))
        threading.Timer(4, stop.set).start()
        return reports[-1]

    monkeypatch.setattr(Library, "add", adding)
    with Library.create(folder / "library") as library:
        watch(library, [folder], None, lambda _: None, stop)
    assert len(reports) == 1


@pytest.mark.usefixtures("_soon")
def test_a_folder_that_is_made_anew_at_once_is_followed(watching: Until, folder: Path) -> None:
    watching(*TEXTS.values(), OWLS)
    shutil.rmtree(folder)
    write(folder, "tide.txt", "The tide fell.")
    watching("The tide fell.", OWLS)
    write(folder, "rain.txt", RAIN)
    watching("The tide fell.", OWLS, RAIN)


@pytest.mark.usefixtures("_soon")
def test_a_folder_that_is_away_is_followed_once_it_is_back_and_the_others_meanwhile(
    watching: Until, folder: Path, other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watching(*TEXTS.values(), OWLS)
    away = other.rename(other.with_name("away"))
    write(folder, "rain.txt", RAIN)
    watching(*TEXTS.values(), OWLS, RAIN)
    away.rename(other)
    write(other, "owl.txt", "Owls sleep by day.")
    watching(*TEXTS.values(), "Owls sleep by day.", RAIN)
    write(other, "bat.txt", "Bats fly.")
    watching(*TEXTS.values(), "Owls sleep by day.", RAIN, "Bats fly.")
    assert capsys.readouterr().err.splitlines() == [
        f"note: the folder {other} is gone; what came from it is kept, and it is followed once it is back"
    ]


@pytest.mark.usefixtures("_soon")
def test_all_folders_may_be_away(watching: Until, folder: Path, other: Path) -> None:
    watching(*TEXTS.values(), OWLS)
    shutil.rmtree(other)
    away = folder.rename(folder.with_name("away"))
    time.sleep(1.5)  # longer than a change waits
    away.rename(folder)
    write(folder, "rain.txt", RAIN)
    watching(*TEXTS.values(), OWLS, RAIN)


def test_a_file_that_is_written_slowly_is_read_once(watching: Until, library: Library, folder: Path) -> None:
    watching(*TEXTS.values(), OWLS)
    for length in (10, 20, 30, 40):
        write(folder, "rain.txt", (RAIN * 4)[:length])
        time.sleep(0.7)  # longer than the time after which it is looked again
    watching(*TEXTS.values(), OWLS, (RAIN * 4)[:40])
    assert all(library.versions(each.article_id) == () for each in library.articles())


def test_what_never_ends_changing_is_followed_all_the_same() -> None:
    due = Due()
    assert due.has_come(100.0)
    due.settle()
    assert not due.has_come(1000.0)
    due.put_off(1000.0)
    assert (due.has_come(1002.9), due.has_come(1003.0)) == (False, True)
    for now in range(1000, 1030):
        due.put_off(float(now))
        assert not due.has_come(float(now))
    due.put_off(1030.0)
    assert due.has_come(1030.0)
    due.settle(again=1040.0)
    assert (due.has_come(1039.0), due.has_come(1040.0)) == (False, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_with_one_line(tmp_path: Path, other: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "qa", "watch", str(other), "--library", str(tmp_path / "library")]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "1 article(s) added; 1 passage(s) embedded\n"
        process.send_signal(number)
        assert process.stderr.read() == "stopped; what was added is kept, and `qa add` goes on from there\n"
    assert process.returncode == Exit.INTERRUPTED


def test_without_watchfiles_one_line_says_what_to_install(
    tmp_path: Path, other: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert run(["watch", str(other), "--library", str(tmp_path / "new")]) == Exit.MISSING_EXTRA
    line = 'error: watchfiles is not installed; install it with: pip install "kutip[web]"\n'
    assert capsys.readouterr() == ("", line)
    assert not (tmp_path / "new").exists()
