"""The whole training of the entailment network, from the data to the measured files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from eval.training.entailment.examples import JUDGED, PAIRS, Example, examples_of, fitted_on
from eval.training.entailment.model import EntailmentNetwork, name_of_states
from eval.training.entailment.training import Settings, StatesOnDisk, train
from eval.training.reader.export import input_ranges
from eval.training.reader.graph import write_entailment
from index.encoders.embedded import weight_file
from index.encoders.weights import read_weights
from index.paths import replace_file
from qa.answer.reader.reader import FOLDER, Reader
from qa.answer.reader.readings import Text
from qa.answer.reader.settings import WEIGHTS as READER
from qa.answer.writing.entailment import SETTINGS, WEIGHTS, Entailment, States

MOST_LOST = 0.05
"""The share of right sentences that the threshold may cost."""

_PROBES = 32


def train_entailment(data: Path, out: Path, settings: Settings, say: Callable[[str], None]) -> Path:
    """Train, export and fit the network of the reader that ships; return the folder that holds it.

    States and checkpoint are kept in `out`, from which training resumes.
    """
    out.mkdir(parents=True, exist_ok=True)
    reader, shape = Reader.load(), read_weights(weight_file()).shape
    examples = examples_of(data, settings.pairs, settings.seed)
    name = name_of_states(FOLDER / READER)
    states = StatesOnDisk(examples, States(reader, name), out / "states.f16", say)
    network = EntailmentNetwork.of(FOLDER / READER, shape)
    train(network, states, examples, settings, out, say)
    folder = out / "model"
    folder.mkdir(exist_ok=True)
    probes = [states.batch([place])[0][0].numpy() for place in states.kept[:_PROBES]]
    arrays = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    write_entailment(arrays, shape.heads, shape.epsilon, folder / WEIGHTS, input_ranges(network, probes))
    record = {
        "settings": asdict(settings),
        "data": {name: _digest(data / name) for name in (PAIRS, JUDGED.format("train"))},
    }
    _write_settings(folder, reader, name, 0.0, record)
    threshold = _threshold(Entailment.load(reader, folder), fitted_on(data, settings.seed), say)
    _write_settings(folder, reader, name, threshold, record)
    return folder


def _threshold(network: Entailment, examples: Sequence[Example], say: Callable[[str], None]) -> float:
    """Return the least logit that all but `MOST_LOST` of the right sentences have."""
    logits = [network.logit(each.sentence, [Text("", each.quote)]) for each in examples]
    right = [logit for logit, each in zip(logits, examples, strict=True) if each.entailed]
    threshold = float(np.quantile(right, MOST_LOST))
    for kind in sorted({each.kind for each in examples}):
        own = [logit for logit, each in zip(logits, examples, strict=True) if each.kind == kind]
        say(f"{kind}: {sum(logit < threshold for logit in own)} of {len(own)} below the threshold")
    return threshold


def _write_settings(folder: Path, reader: Reader, states: str, threshold: float, record: Mapping[str, object]) -> None:
    settings = {
        "sha256": _digest(folder / WEIGHTS),
        "reader": reader.weights,
        "states": states,
        "threshold": threshold,
        "training": record,
    }
    replace_file(folder / SETTINGS, (json.dumps(settings, indent=2) + "\n").encode())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
