"""Export of trained parameters to `reader.onnx` and `reader.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.hooks import RemovableHandle

from eval.training.entailment.model import EntailmentNetwork
from eval.training.reader.graph import write_graph
from eval.training.reader.model import ReaderNetwork
from index.encoders.embedded import embedded_fingerprint
from index.encoders.weights import Shape
from index.errors import ModelError
from index.paths import replace_file
from index.values import Vectors
from qa.answer.confidence import Confidence
from qa.answer.reader.calibration import Calibration
from qa.answer.reader.network import Logits, Network
from qa.answer.reader.settings import FORMAT, SETTINGS, WEIGHTS

EXACT = 1e-3
"""How far a 32-bit logit may be from torch's."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The greatest and the mean distance of logits from torch's."""

    greatest: float
    mean: float


def export_onnx(
    state: Mapping[str, torch.Tensor], shape: Shape, path: Path, probes: Sequence[Vectors]
) -> tuple[Difference, Difference]:
    """Write the network with the parameters `state` in 8 bits to `path`.

    `probes` are a few dozen windows of word embeddings (n, hidden), such as the reader reads: they show which inputs
    of its layers are large. Returns how far their logits are from torch's in 32 bits and as written. Raises ModelError
    where those in 32 bits differ by more than `EXACT`: then the graph is not the network.
    """
    arrays = {name: value.detach().float().numpy() for name, value in state.items()}
    network = ReaderNetwork(shape).eval()
    network.load_state_dict(dict(state))
    ranges = input_ranges(network, probes)
    whole = path.with_suffix(".32bit.onnx")
    try:
        write_graph(arrays, shape.heads, shape.epsilon, whole, None)
        exact = compared(network, Network(whole.read_bytes()), probes)
    finally:
        whole.unlink(missing_ok=True)
    if not exact.greatest <= EXACT:
        raise ModelError(f"The reader's graph is not its network: logits differ by {exact.greatest:.3g}")
    write_graph(arrays, shape.heads, shape.epsilon, path, ranges)
    return exact, compared(network, Network(path.read_bytes()), probes)


def input_ranges(network: ReaderNetwork | EntailmentNetwork, probes: Sequence[Vectors]) -> dict[str, Vectors]:
    """Return the greatest magnitude of each input of each dense layer over `probes`."""
    ranges: dict[str, Vectors] = {}

    def watch(name: str) -> RemovableHandle:
        def note(_module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            greatest = inputs[0].abs().amax(dim=(0, 1)).numpy()
            ranges[name] = np.maximum(ranges.get(name, greatest), greatest)

        return dense[name].register_forward_pre_hook(note)

    dense = {name: m for name, m in network.layers.named_modules(prefix="layers") if isinstance(m, nn.Linear)}
    watching = [watch(name) for name in dense]
    try:
        with torch.inference_mode():
            for probe in probes:
                network(torch.from_numpy(probe)[None], torch.ones(1, len(probe)))
    finally:
        for watch_ended in watching:
            watch_ended.remove()
    return ranges


def compared(network: ReaderNetwork, exported: Network, probes: Sequence[Vectors]) -> Difference:
    """Return the distance of an exported network's logits from torch's."""
    distances = []
    with torch.inference_mode():
        for probe in probes:
            start, end, answerable = network(torch.from_numpy(probe)[None], torch.ones(1, len(probe)))
            said: Logits = exported.read(probe)
            distances += [np.abs(start[0].numpy() - said.start), np.abs(end[0].numpy() - said.end)]
            distances.append(np.array([abs(float(answerable[0]) - said.answerable)]))
    every = np.concatenate(distances)
    return Difference(float(every.max()), float(every.mean()))


def write_settings(
    folder: Path,
    calibration: Calibration,
    ranking_weight: float,
    confidence: Confidence,
    training: Mapping[str, Any],
) -> None:
    """Write `reader.json` beside `reader.onnx`; `training` is a record, kept as it is."""
    settings = {
        "format": FORMAT,
        "embedded_model": embedded_fingerprint(),
        "sha256": hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest(),
        "calibration": [calibration.answerable, calibration.span, calibration.bias],
        "ranking": {"reader": ranking_weight},
        "confidence": {
            "choosing": dict(confidence.choosing),
            "weights": dict(confidence.weights),
            "bias": confidence.bias,
            "threshold": confidence.threshold,
        },
        "training": training,
    }
    replace_file(folder / SETTINGS, (json.dumps(settings, indent=2) + "\n").encode())
