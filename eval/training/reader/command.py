"""The whole training of the reader, from the training sets to the measured files."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from eval.measures.refusal import area_under_curve
from eval.training.reader.calibrating import (
    RANKING_WEIGHTS,
    ReadQuestion,
    fit_calibration,
    ndcg_at_weights,
    read_held_out,
)
from eval.training.reader.choosing import (
    Judged,
    choices_of,
    expected_calibration_error,
    fit_confidence,
    left_out,
    refusals,
)
from eval.training.reader.export import export_onnx, write_settings
from eval.training.reader.model import ReaderNetwork
from eval.training.reader.paired import best_threshold, measured, paired_of
from eval.training.reader.preparing import Prepared, prepare
from eval.training.reader.training import Settings, train
from index.encoders.embedded import weight_file
from index.encoders.tokens import Tokeniser
from index.encoders.weights import Shape, read_vocabulary, read_weights
from index.importing.pipeline import Tell
from qa.answer.confidence import Confidence
from qa.answer.reader.calibration import Calibration
from qa.answer.reader.reader import Reader
from qa.answer.reader.settings import WEIGHTS

DEV = {
    "idk_mrc": "idk_mrc@dev",
    "facqa": "facqa@dev",
    "squad2_en": "squad2_en@dev",
    "squad2_id": "squad2_id@dev",
    "squad2_en2id": "squad2_en,squad2_id@dev",
}
"""The sets that a reader is measured on, each question with its passage."""

MOST_LOST = 0.005
"""How much nDCG@10 the reader may cost a set: less than its questions can tell."""

_PROBES = 32
_UNTUNED = Calibration(1.0, 0.0, 0.0)


def train_reader(data: Path, out: Path, settings: Settings, tell: Tell, say: Callable[[str], None]) -> Path:
    """Train, export and calibrate the reader; return the folder that holds it.

    Checkpoints are kept in `out`, from which training resumes.
    """
    out.mkdir(parents=True, exist_ok=True)
    weights = read_weights(weight_file())
    words = torch.from_numpy(weights.tensors["emb.word"].reshape(-1, weights.shape.hidden)).half()
    tokeniser = Tokeniser(read_vocabulary(weight_file()))
    prepared = prepare(data, tokeniser, out, settings.seed, say)
    torch.manual_seed(settings.seed)
    network = ReaderNetwork.of(weights)
    train(network, words, prepared.items, settings, out, say)
    folder = out / "model"
    folder.mkdir(exist_ok=True)
    _export(network.state_dict(), weights.shape, words, prepared, folder, say)
    record = {"settings": asdict(settings), "data": prepared.digests}
    calibrate(data, folder, record, tell, say)
    return folder


def _export(
    state: dict[str, torch.Tensor],
    shape: Shape,
    words: torch.Tensor,
    prepared: Prepared,
    folder: Path,
    say: Callable[[str], None],
) -> None:
    chosen = random.Random(0).sample(prepared.items, min(_PROBES, len(prepared.items)))
    probes = [words[torch.from_numpy(item.window.tokens.astype(np.int64))].float().numpy() for item in chosen]
    exact, rounded = export_onnx(state, shape, folder / WEIGHTS, probes)
    say(f"logits of reader.onnx: {exact.greatest:.2g} from torch's in 32 bits, {rounded.mean:.2g} on average in 8 bits")


def calibrate(data: Path, folder: Path, record: dict[str, Any], tell: Tell, say: Callable[[str], None]) -> None:
    """Fit what `reader.json` holds on held-out questions, measure the reader, and write it beside `reader.onnx`."""
    write_settings(folder, _UNTUNED, 0.0, Confidence(), {})
    read = read_held_out(data, Reader.load(folder), tell, say)
    every = [one for each in read.values() for one in each]
    calibration = fit_calibration(every)
    weight = _ranking_weight(read, calibration, say)
    write_settings(folder, calibration, weight, Confidence(), {})
    reader = Reader.load(folder)
    choices = {name: choices_of(each, reader) for name, each in read.items()}
    confidence = fit_confidence([choice for own in choices.values() for choice in own])
    held_out = _told(left_out(choices), confidence.threshold)
    say(f"each neighbourhood by the others: {json.dumps(held_out)}")
    write_settings(folder, calibration, weight, confidence, {})
    measures = _measures(data, Reader.load(folder), say)
    whole = json.dumps({**record, "held_out": held_out, "dev": measures})
    rounded = json.loads(whole, parse_float=lambda digits: round(float(digits), 5))
    write_settings(folder, calibration, weight, confidence, rounded)


def _told(found: Sequence[Judged], threshold: float) -> dict[str, float | None]:
    precision, recall = refusals(found, threshold)
    answered = sum(one.weight for one in found if one.answered)
    return {
        "first_right": sum(one.weight for one in found if one.right) / answered,
        "auc": area_under_curve(
            [one.sure for one in found if one.answered], [one.sure for one in found if not one.answered]
        ),
        "refusal_precision": precision,
        "refusal_recall": recall,
        "expected_calibration_error": expected_calibration_error(found),
    }


def _ranking_weight(
    read: dict[str, tuple[ReadQuestion, ...]], calibration: Calibration, say: Callable[[str], None]
) -> float:
    """Return the weight with the greatest mean gain at which no set loses over `MOST_LOST`."""
    every = {name: ndcg_at_weights(each, calibration) for name, each in read.items()}
    say("nDCG@10 at weight " + " ".join(f"{weight:g}" for weight in RANKING_WEIGHTS))
    for name, values in every.items():
        say(f"{name:10} " + " ".join(f"{value:.3f}" for value in values))
    table = np.array(list(every.values()))
    gains = table - table[:, :1]
    harmless = gains.min(axis=0) >= -MOST_LOST
    return float(RANKING_WEIGHTS[int(np.argmax(np.where(harmless, gains.mean(axis=0), -1.0)))])


def _measures(data: Path, reader: Reader, say: Callable[[str], None]) -> dict[str, Any]:
    """Reading comprehension on dev splits, at the threshold that is best on held-out training questions."""
    threshold = best_threshold(paired_of(data, "idk_mrc@train", reader, held_out=True))
    found: dict[str, Any] = {"threshold": threshold}
    for name, written in DEV.items():
        found[name] = asdict(measured(paired_of(data, written, reader), threshold))
        say(f"{name}: {json.dumps(found[name])}")
    return found
