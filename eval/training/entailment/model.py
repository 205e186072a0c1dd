"""The entailment network in torch: its layers go on from the reader's states."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from eval.training.reader.model import Layer
from index.encoders.weights import Shape
from index.values import Vectors

OWN_LAYERS = 3
"""How many of the last layers the network has of its own."""


class EntailmentNetwork(nn.Module):
    """The reader's states in, a logit out."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        hidden = shape.hidden
        self.layers = nn.ModuleList(Layer(shape) for _ in range(OWN_LAYERS))
        self.entailed = nn.Sequential(nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, 1))

    @classmethod
    def of(cls, reader: Path, shape: Shape) -> EntailmentNetwork:
        """Return the network with a reader's last layers and its head for answerability."""
        stored = {each.name: numpy_helper.to_array(each) for each in onnx.load(str(reader)).graph.initializer}
        network = cls(shape)
        state: dict[str, Vectors] = {}
        for layer in range(OWN_LAYERS):
            there, here = f"layers.{shape.layers - OWN_LAYERS + layer}.", f"layers.{layer}."
            for names in (["query", "key", "value"], ["mixed"], ["wide"], ["narrow"]):
                parts = zip(*(np.split(each, len(names)) for each in _dense(stored, there + names[0])), strict=True)
                for name, (weight, bias) in zip(names, parts, strict=True):
                    state |= {f"{here}{name}.weight": weight, f"{here}{name}.bias": bias}
            for name in ("mixed_norm", "narrow_norm"):
                state |= {f"{here}{name}.{part}": stored[f"{there}{name}.{part}"] for part in ("weight", "bias")}
        for place in (0, 2):
            state[f"entailed.{place}.weight"] = stored[f"answerable.{place}.weight"].T
            state[f"entailed.{place}.bias"] = stored[f"answerable.{place}.bias"]
        network.load_state_dict({name: torch.tensor(np.array(value)) for name, value in state.items()})
        return network

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Return logits (b,) of states (b, n, hidden).

        `mask` (b, n) is 1 where there is a token, and 0 elsewhere.
        """
        absent = ((1.0 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, absent)
        logits: Tensor = self.entailed(states[:, 0]).squeeze(-1)
        return logits


def _dense(stored: dict[str, Vectors], name: str) -> tuple[Vectors, Vectors]:
    """Return the weights (out, in) and biases (out,) of a dense layer in 8 bits."""
    weight = stored[f"{name}.codes"].T * stored[f"{name}.unit"][:, None]
    weight[:, stored[f"{name}.wide"]] = stored[f"{name}.exact"].T
    return weight, stored[f"{name}.bias"]


def name_of_states(reader: Path) -> str:
    """Return the name that a reader's graph has for the states before its last `OWN_LAYERS`."""
    norms = [node.output[0] for node in onnx.load(str(reader)).graph.node if node.op_type == "LayerNormalization"]
    return str(norms[-1 - 2 * OWN_LAYERS])
