"""The reader whole, over a small network with random weights: exported, loaded, and refused where it is damaged."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.training.reader.export import Difference, compared, export_onnx, input_ranges, write_settings
from eval.training.reader.graph import write_graph
from eval.training.reader.model import ReaderNetwork
from index.encoders.weights import Shape, Vocabulary
from index.errors import ModelError
from index.values import Vectors
from qa.answer.confidence import Confidence
from qa.answer.reader.calibration import NO_SPAN, Calibration
from qa.answer.reader.network import Network, thread_count
from qa.answer.reader.reader import Reader
from qa.answer.reader.readings import AnswerSpan, Reading, Text
from qa.answer.reader.settings import read_settings
from tests.support import ROOT

pytestmark = pytest.mark.slow

SHAPE = Shape(
    hidden=384, layers=2, heads=12, feed_forward=96, vocabulary=8, positions=400, token_types=1, epsilon=1e-12
)
CALIBRATION = Calibration(0.5, 0.25, -1.0)
CONFIDENCE = Confidence({"span": 0.7, "told": 1.5}, {"span": 0.2}, bias=-0.2, threshold=0.4)
TEXTS = (
    Text("Soekarno", "Ia lahir di Surabaya pada 6 Juni 1901."),
    Text("", "Jembatan itu dibuka pada Mei 1932. " * 60),
    Text("On bees", ""),
    Text("On bees", "Bees dance to tell each other where flowers are."),
)


@pytest.fixture(scope="module")
def network() -> ReaderNetwork:
    torch.manual_seed(7)
    made = ReaderNetwork(SHAPE).eval()
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            if name.startswith(("span", "answerable")):
                parameter.normal_(0, 0.3)
    return made


@pytest.fixture(scope="module")
def probes() -> tuple[Vectors, ...]:
    """Numbers in the range of word embeddings."""
    random = np.random.default_rng(5)
    return tuple(random.normal(0, 0.1, (length, SHAPE.hidden)).astype(np.float32) for length in (1, 7, 130, 384))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, network: ReaderNetwork, probes: tuple[Vectors, ...]) -> Path:
    made = tmp_path_factory.mktemp("reader")
    export_onnx(network.state_dict(), SHAPE, made / "reader.onnx", probes)
    write_settings(made, CALIBRATION, 0.02, CONFIDENCE, {"seed": 7})
    return made


@pytest.fixture(scope="module")
def reader(folder: Path) -> Reader:
    return Reader.load(folder)


def test_the_graph_in_32_bits_is_the_network(
    network: ReaderNetwork, probes: tuple[Vectors, ...], tmp_path: Path
) -> None:
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    write_graph(state, SHAPE.heads, SHAPE.epsilon, tmp_path / "whole.onnx", None)
    exported = Network((tmp_path / "whole.onnx").read_bytes())
    assert compared(network, exported, probes).greatest < 1e-4
    spread = max(float(np.ptp(exported.read(probe).start)) for probe in probes)
    assert spread > 1.0


def test_8_bits_are_close_to_it(network: ReaderNetwork, probes: tuple[Vectors, ...], tmp_path: Path) -> None:
    exact, close = export_onnx(network.state_dict(), SHAPE, tmp_path / "reader.onnx", probes)
    assert exact.greatest < 1e-4 < close.mean < 0.1
    assert [path.name for path in tmp_path.iterdir()] == ["reader.onnx"]


def test_large_inputs_do_not_coarsen_the_others(network: ReaderNetwork, tmp_path: Path) -> None:
    state = {name: value.clone() for name, value in network.state_dict().items()}
    for layer in range(SHAPE.layers):
        state[f"layers.{layer}.wide.bias"][3] = 60.0
    uneven = ReaderNetwork(SHAPE).eval()
    uneven.load_state_dict(state)
    random = np.random.default_rng(6)
    probes = [random.normal(0, 0.1, (90, SHAPE.hidden)).astype(np.float32) for _ in range(3)]
    ranges = input_ranges(uneven, probes)
    assert {name: int(found.argmax()) for name, found in ranges.items() if name.endswith("narrow")} == {
        "layers.0.narrow": 3,
        "layers.1.narrow": 3,
    }
    flat = {name: np.arange(len(found), dtype=np.float32) for name, found in ranges.items()}
    means = []
    for number, given in enumerate((ranges, flat)):
        path = tmp_path / f"{number}.onnx"
        arrays = {name: value.numpy() for name, value in state.items()}
        write_graph(arrays, SHAPE.heads, SHAPE.epsilon, path, given)
        means.append(compared(uneven, Network(path.read_bytes()), probes).mean)
    assert means[0] < 0.3 * means[1]


def test_a_graph_that_is_not_the_network_is_not_exported(
    network: ReaderNetwork, probes: tuple[Vectors, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.training.reader.export.compared", lambda *_: Difference(0.5, 0.1))
    with pytest.raises(ModelError, match=r"logits differ by 0\.5"):
        export_onnx(network.state_dict(), SHAPE, tmp_path / "reader.onnx", probes)
    assert list(tmp_path.iterdir()) == []


def test_what_was_learned_comes_back(folder: Path, reader: Reader) -> None:
    settings = read_settings(folder)
    assert settings.calibration == CALIBRATION
    assert reader.ranking_weight == 0.02
    assert reader.confidence == CONFIDENCE
    assert reader.fingerprint.startswith("kutip-reader@")
    assert json.loads((folder / "reader.json").read_text())["training"] == {"seed": 7}


def test_readings(reader: Reader) -> None:
    readings = reader.read("kapan dibuka?", TEXTS)
    assert len(readings) == len(TEXTS)
    for text, reading in zip(TEXTS, readings, strict=True):
        assert bool(reading.spans) == bool(text.text.strip())
        scores = [span.score for span in reading.spans]
        assert scores == sorted(scores, reverse=True)
        for span in reading.spans:
            assert text.text[span.start : span.end].strip() == text.text[span.start : span.end] != ""


def test_a_reading_depends_on_nothing_but_question_and_text(reader: Reader) -> None:
    together = reader.read("kapan dibuka?", TEXTS)
    assert together == tuple(reader.read("kapan dibuka?", [text])[0] for text in TEXTS)
    assert together == tuple(reversed(reader.read("kapan dibuka?", TEXTS[::-1])))
    assert together == reader.read_within("kapan dibuka?", TEXTS, 1e6)
    assert together != reader.read("di mana?", TEXTS)


def test_threads_share_a_reader(reader: Reader) -> None:
    questions = [f"apa nomor {number}?" for number in range(6)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda question: reader.read(question, TEXTS), questions))
    assert found == [reader.read(question, TEXTS) for question in questions]


def test_chances(reader: Reader) -> None:
    reading = Reading((AnswerSpan(0, 1, 4.0),), 2.0)
    assert reader.probability(reading) == pytest.approx(1 / (1 + np.exp(-(0.5 * 2 + 0.25 * 4 - 1))))
    assert CALIBRATION.logit(Reading((), 2.0)) == 0.5 * 2 + 0.25 * NO_SPAN - 1
    surest = [CALIBRATION.probability(Reading((), logit)) for logit in (-1e9, -1e3, 1e3, 1e9)]
    assert surest == sorted(surest)
    assert surest[0] == 0.0
    assert surest[-1] == 1.0


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def refusal(folder: Path) -> ModelError:
    with pytest.raises(ModelError) as caught:
        Reader.load(folder)
    assert "\n" not in str(caught.value)
    assert "pip install" in caught.value.hint
    return caught.value


@pytest.mark.parametrize("name", ["reader.onnx", "reader.json"])
def test_a_missing_file(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert f"missing ({copy / name})" in refusal(copy).message


def test_a_missing_folder(tmp_path: Path) -> None:
    assert "missing" in refusal(tmp_path / "nowhere").message


def test_a_folder_in_the_place_of_a_file(copy: Path) -> None:
    (copy / "reader.onnx").unlink()
    (copy / "reader.onnx").mkdir()
    assert "cannot be read" in refusal(copy).message


@pytest.mark.parametrize("damage", ["cut", "a byte", "empty"])
def test_damaged_weights(copy: Path, damage: str) -> None:
    path = copy / "reader.onnx"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes({"cut": content[: len(content) // 2], "a byte": content, "empty": b""}[damage]))
    assert "weights are damaged" in refusal(copy).message


@pytest.mark.parametrize(
    "settings",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"format": 1}',
        '{"format": 1, "embedded_model": "m", "sha256": "s", "calibration": [1, 2], "ranking": {"reader": 1}, '
        '"confidence": {"choosing": {}, "weights": {}, "bias": 0, "threshold": 0.5}}',
        '{"format": 1, "embedded_model": "m", "sha256": "s", "calibration": [1, 2, "x"], "ranking": {"reader": 1}, '
        '"confidence": {"choosing": {}, "weights": {}, "bias": 0, "threshold": 0.5}}',
        '{"format": 1, "embedded_model": "m", "sha256": "s", "calibration": [1, 2, 3], "ranking": {"reader": 1}, '
        '"confidence": {}}',
        '{"format": 1, "embedded_model": "m", "sha256": "s", "calibration": [1, 2, 3], "ranking": {"reader": 1}, '
        '"confidence": {"choosing": {"unheard of": 1}, "weights": {}, "bias": 0, "threshold": 0.5}}',
        "\xff",
    ],
)
def test_damaged_settings(copy: Path, settings: str) -> None:
    (copy / "reader.json").write_bytes(settings.encode("latin-1"))
    assert "settings are damaged" in refusal(copy).message


def changed(folder: Path, **values: object) -> None:
    path = folder / "reader.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_another_format(copy: Path) -> None:
    changed(copy, format=99)
    assert "format 99" in refusal(copy).message


def test_another_embedded_model(copy: Path) -> None:
    changed(copy, embedded_model="some-model@1")
    assert "belongs to some-model@1" in refusal(copy).message


def test_what_is_no_graph(copy: Path) -> None:
    (copy / "reader.onnx").write_bytes(b"not a graph")
    digest = "1d10cbb9dd4ef6c1d8a1fa0d7a1e3a0dfcd6a0b9a2d1fca8f5d0b8ed4bdb9cf4"
    changed(copy, sha256=digest)
    assert "weights are damaged" in refusal(copy).message
    write_settings(copy, CALIBRATION, 0.02, CONFIDENCE, {})
    assert "cannot be used" in refusal(copy).message


def test_a_graph_with_other_inputs_fails_when_it_reads(
    copy: Path, network: ReaderNetwork, vocabulary: Vocabulary
) -> None:
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    write_graph({**state, "positions.weight": state["positions.weight"][:4]}, 12, 1e-12, copy / "reader.onnx", None)
    write_settings(copy, CALIBRATION, 0.02, CONFIDENCE, {})
    reader = Reader.load(copy)
    with pytest.raises(ModelError, match="cannot be used"):
        reader.read("kapan?", TEXTS)


def test_logits_that_are_no_numbers_are_refused(copy: Path, network: ReaderNetwork) -> None:
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    write_graph({**state, "span.bias": np.full(2, np.nan, np.float32)}, 12, 1e-12, copy / "reader.onnx", None)
    write_settings(copy, CALIBRATION, 0.02, CONFIDENCE, {})
    reader = Reader.load(copy)
    with pytest.raises(ModelError, match="no numbers"):
        reader.read("kapan?", TEXTS)


@pytest.mark.parametrize(("given", "threads"), [("1", 1), ("3", 3), ("64", 8)])
def test_how_many_threads(monkeypatch: pytest.MonkeyPatch, given: str, threads: int) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", given)
    assert thread_count() == threads


@pytest.mark.parametrize("given", ["", "0", "many", "2,4"])
def test_how_many_threads_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", given)
    assert 1 <= thread_count() <= 8


def test_reading_imports_nothing_heavy_and_says_nothing(folder: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from qa.answer.reader.reader import Reader
from qa.answer.reader.readings import Text
assert "onnxruntime" not in sys.modules
reader = Reader.load(Path({str(folder)!r}))
print(len(reader.read("kapan?", [Text("", "Pada 1901.")])))
print(sorted({{"torch", "transformers", "tokenizers", "onnx", "sentence_transformers"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "1\n[]\n"
    assert done.stderr == ""
