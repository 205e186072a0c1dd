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
from eval.training.reader.calibrating import fit_logistic
from eval.training.reader.export import input_ranges
from eval.training.reader.graph import write_entailment
from index.encoders.embedded import weight_file
from index.encoders.weights import read_weights
from index.paths import replace_file
from qa.answer.reader.reader import FOLDER, Reader
from qa.answer.reader.readings import Text
from qa.answer.reader.settings import WEIGHTS as READER
from qa.answer.writing.checks import Evidence, findings
from qa.answer.writing.denials import denies_more
from qa.answer.writing.entailment import SETTINGS, WEIGHTS, Bar, Entailment, States

MOST_LOST = 0.05
"""The share of right sentences that the bar may cost."""

_PROBES = 32


def train_entailment(data: Path, out: Path, settings: Settings, say: Callable[[str], None]) -> Path:
    """Train, export and fit the network of the reader that ships; return its folder.

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
    _write_settings(folder, reader, name, Bar(0.0, 0.0), record)
    bar = _fitted_bar(Entailment.load(reader, folder), fitted_on(data, settings.seed), say)
    _write_settings(folder, reader, name, bar, record)
    return folder


def _fitted_bar(network: Entailment, examples: Sequence[Example], say: Callable[[str], None]) -> Bar:
    """Return the bar that all but `MOST_LOST` of the right sentences pass.

    Examples in which the words alone show a fault are left out.
    """
    left = [each for each in examples if not any(findings(each.sentence, each.language, [_evidence(each)]))]
    logits = np.array([network.logit(each.sentence, [Text("", each.quote)]) for each in left])
    denied = np.array([denies_more(each.sentence, each.language, [_evidence(each)]) for each in left])
    right = np.array([each.entailed for each in left])
    shares = np.where(right, 1.0 / right.sum(), 1.0 / (~right).sum())
    weight, of_denial, _ = fit_logistic(np.column_stack([logits, denied]), right, shares).tolist()
    raised = logits + of_denial / weight * denied
    least = float(np.quantile(raised[right], MOST_LOST))
    for kind in sorted({each.kind for each in left}):
        own = np.array([each.kind == kind for each in left])
        say(f"{kind}: {int((raised < least)[own].sum())} of {int(own.sum())} below the bar")
    return Bar(least, least - of_denial / weight)


def _evidence(example: Example) -> Evidence:
    return Evidence(example.quote, example.quoted)


def _write_settings(folder: Path, reader: Reader, states: str, bar: Bar, record: Mapping[str, object]) -> None:
    settings = {
        "sha256": _digest(folder / WEIGHTS),
        "reader": reader.weights,
        "states": states,
        "bar": asdict(bar),
        "training": record,
    }
    replace_file(folder / SETTINGS, (json.dumps(settings, indent=2) + "\n").encode())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
