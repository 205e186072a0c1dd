"""The entailment network's training: examples, states, the network, and where it resumes."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.training.entailment.examples import (
    JUDGED,
    PAIRS,
    Example,
    examples_of,
    fitted_on,
    held_out_examples,
    held_out_pairs,
)
from eval.training.entailment.model import EntailmentNetwork, name_of_states
from eval.training.entailment.training import CHECKPOINT, Settings, StatesOnDisk, train
from index.encoders.embedded import weight_file
from index.encoders.weights import Shape, read_weights
from qa.answer.reader.network import Network
from qa.answer.reader.reader import FOLDER, Reader
from qa.answer.reader.readings import Text
from qa.answer.reader.settings import WEIGHTS
from qa.answer.writing.entailment import States

SHAPE = Shape(vocabulary=9, hidden=8, heads=2, layers=3, feed_forward=16, positions=8, token_types=1, epsilon=1e-5)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two thousand sentence pairs, and two judged ones of each set."""
    pairs = [
        {
            "en": f"The dam {n} is not in use, and {n} people left Arlo.",
            "ind": f"Bendungan {n} di Arlo tidak dipakai oleh warga.",
        }
        for n in range(2_000)
    ]
    judged = [{"premise": "Ada 12 pintu.", "hypothesis": "Ada pintu.", "label": "entailment"}]
    judged.append({"premise": "Ada 12 pintu.", "hypothesis": "Tidak ada pintu.", "label": "contradiction"})
    for name, rows in ((PAIRS, pairs), (JUDGED.format("train"), judged), (JUDGED.format("val"), judged)):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return tmp_path


def test_examples_are_of_every_kind_and_none_is_held_out(data: Path) -> None:
    examples = examples_of(data, 200, 1)
    assert examples == examples_of(data, 200, 1) != examples_of(data, 200, 2)
    kinds = Counter((each.kind, each.entailed) for each in examples)
    assert kinds["across", True] == 400
    assert kinds["across-negation", False] == 400
    assert kinds["judged-entailment", True] == kinds["judged-contradiction", False] == 1
    assert all(each.entailed == (each.kind in ("across", "same", "judged-entailment")) for each in examples)
    held_out = {text for pair in held_out_pairs(data) for text in pair.values()}
    assert len(held_out) == 2 * 100
    fitted = {each.sentence for each in fitted_on(data, 1) if each.kind == "across"}
    trained = {each.sentence for each in examples if each.kind == "across"}
    assert not trained & (held_out | fitted)
    assert not held_out & fitted
    assert [each.entailed for each in held_out_examples(data)] == [True, False]


def test_the_network_begins_as_the_reader() -> None:
    reader, path = Reader.load(), FOLDER / WEIGHTS
    network = EntailmentNetwork.of(path, read_weights(weight_file()).shape).eval()
    sentence, quote = "The dam has 12 gates.", Text("", "Bendungan itu punya 12 pintu, kata menteri.")
    (states,) = States(reader, name_of_states(path)).of(sentence, quote)
    (embeddings,) = reader.embeddings(sentence, quote)
    with torch.inference_mode():
        logit = float(network(torch.from_numpy(states)[None], torch.ones(1, len(states)))[0])
    assert logit == pytest.approx(Network(path.read_bytes()).read(embeddings).answerable, abs=0.2)  # of 8 bits


class _Apart(States):
    """States of two tokens, which tell what is entailed."""

    def __init__(self) -> None:
        pass

    def of(self, sentence: str, quote: Text) -> tuple[np.ndarray, ...]:
        drawn = np.random.default_rng(len(sentence))
        states = drawn.standard_normal((2, SHAPE.hidden)).astype(np.float32)
        states[0, 0] = 4.0 if "yes" in sentence else -4.0
        return (states,) if "long" not in sentence else (states, states)


def test_it_learns_and_resumes(tmp_path: Path) -> None:
    words = [("yes " if place % 2 else "no ") + "x" * place for place in range(40)]
    examples = [Example(each, "en", "", "en", each.startswith("yes"), "same") for each in [*words, "long"]]
    states = StatesOnDisk(examples, _Apart(), tmp_path / "states", lambda _: None)
    assert states.kept == list(range(40))
    settings = Settings(pairs=0, epochs=30, batch=8, rate=1e-2, head_rate=1e-2, warm_up=5)

    def trained() -> tuple[EntailmentNetwork, list[str]]:
        torch.manual_seed(0)
        network = EntailmentNetwork(SHAPE)
        said: list[str] = []
        train(network, states, examples, settings, tmp_path, said.append)
        return network.eval(), said

    network, said = trained()
    assert len(said) == 2
    logits = network(*states.batch(states.kept)).detach().numpy()
    assert [logit > 0 for logit in logits] == [each.entailed for each in examples[:40]]
    again, said = trained()
    assert (tmp_path / CHECKPOINT).is_file()
    assert said == []
    assert np.array_equal(again(*states.batch(states.kept)).detach().numpy(), logits)
