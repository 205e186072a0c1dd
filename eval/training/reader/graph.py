"""The reader's network as an ONNX graph for onnxruntime, in 8 bits or in 32.

The graph is written node by node. The nodes beyond ONNX's own are onnxruntime's (domain `com.microsoft`). In 8 bits
every dense layer is a `DynamicQuantizeMatMul`: the inputs share one unit, found anew in each pass, and the weights have
one for each output. A few inputs are ten times as large as all others, and would coarsen the unit for these: they are
kept out of it and multiplied in 32 bits (Dettmers et al. 2022, "LLM.int8()").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from index.values import Vectors

_MICROSOFT = "com.microsoft"
_OPSETS = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
_IR_VERSION = 8
_FAR = -1e4
"""The addend of the logit of a place without a token."""

WIDE = 8
"""How many inputs of a dense layer, those of greatest range, stay in 32 bits."""

_Shape = Sequence[str | int]
_LENGTHS = ["b", "n"]
_LARGEST = 63
"""The largest 8-bit weight: without VNNI, sums of two larger products would overflow."""


def write_graph(
    state: Mapping[str, Vectors], heads: int, epsilon: float, path: Path, ranges: Mapping[str, Vectors] | None
) -> None:
    """Write the network with the parameters `state`, named as in `ReaderNetwork`, to `path`.

    In 8 bits where `ranges` are given: by the name of each dense layer of `layers` the greatest magnitude seen of each
    of its inputs. In 32 bits without.
    Inputs: `embeddings` (b, n, hidden) float32, `mask` (b, n) int64. Outputs: `start`, `end` (b, n), `answerable` (b,).
    """
    graph = _Graph(state, ranges)
    hidden = len(state["norm.weight"])
    graph.node("Cast", ["mask"], ["seen"], to=TensorProto.INT32)
    states = _embedded(graph, epsilon)
    for layer in range(_count(state)):
        states = _layer(graph, states, f"layers.{layer}", heads, epsilon)
    _heads(graph, states)
    outputs = {"start": _LENGTHS, "end": _LENGTHS, "answerable": ["b"]}
    graph.save(path, {"embeddings": [*_LENGTHS, hidden]}, outputs)


def write_entailment(
    state: Mapping[str, Vectors], heads: int, epsilon: float, path: Path, ranges: Mapping[str, Vectors]
) -> None:
    """Write the entailment network with the parameters `state`, named as in `EntailmentNetwork`, in 8 bits.

    Inputs: the reader's `states` (b, n, hidden) and `mask` (b, n). Output: `entailed` (b,).
    """
    graph = _Graph(state, ranges)
    graph.node("Cast", ["mask"], ["seen"], to=TensorProto.INT32)
    states = "states"
    for layer in range(_count(state)):
        states = _layer(graph, states, f"layers.{layer}", heads, epsilon)
    _sentence_head(graph, states, "entailed")
    graph.save(path, {"states": [*_LENGTHS, len(state["entailed.2.weight"][0])]}, {"entailed": ["b"]})


def _count(state: Mapping[str, Vectors]) -> int:
    return 1 + max(int(name.split(".")[1]) for name in state if name.startswith("layers."))


class _Graph:
    """Nodes and constants so far; every value has a name."""

    def __init__(self, state: Mapping[str, Vectors], ranges: Mapping[str, Vectors] | None) -> None:
        self.state = {name: np.asarray(value, np.float32) for name, value in state.items()}
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._ranges = ranges

    def constant(self, name: str, value: npt.ArrayLike) -> str:
        # np.ascontiguousarray would make a vector of a number.
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def parameter(self, name: str) -> str:
        return self.constant(name, self.state[name])

    def node(self, kind: str, inputs: list[str], outputs: list[str] | None = None, **settings: Any) -> str:
        """Add a node and return the name of its first output, perhaps a new one."""
        named = outputs or [f"{kind}_{len(self.nodes)}"]
        self.nodes.append(helper.make_node(kind, inputs, named, **settings))
        return named[0]

    def dense(self, states: str, *names: str) -> str:
        """Add dense layers with the same inputs and return their joined outputs."""
        weight, bias = (np.concatenate([self.state[f"{name}.{kind}"] for name in names]) for kind in ("weight", "bias"))
        added = self.constant(f"{names[0]}.bias", bias)
        if self._ranges is None:
            product = self.node("MatMul", [states, self.constant(f"{names[0]}.weight", weight.T)])
            return self.node("Add", [product, added])
        wide = np.sort(np.argsort(-self._ranges[names[0]], kind="stable")[:WIDE])
        narrow = np.ones(weight.shape[1], np.float32)
        narrow[wide] = 0.0
        few = self.node("Gather", [states, self.constant(f"{names[0]}.wide", wide.astype(np.int64))], axis=2)
        exact = self.node("MatMul", [few, self.constant(f"{names[0]}.exact", weight[:, wide].T)])
        rest = self.node("Mul", [states, self.constant(f"{names[0]}.narrow", narrow)])
        return self.node("Add", [self._in_8_bits(rest, names[0], weight * narrow, added), exact])

    def save(
        self, path: Path, inputs: Mapping[str, Sequence[str | int]], outputs: Mapping[str, Sequence[str | int]]
    ) -> None:
        """Save the graph; all `inputs` but `mask`, and all `outputs`, are float32 of those shapes."""
        given, told = (
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in each.items()]
            for each in (inputs, outputs)
        )
        given.append(helper.make_tensor_value_info("mask", TensorProto.INT64, _LENGTHS))
        graph = helper.make_graph(self.nodes, "reader", given, told, self.constants)
        onnx.save(helper.make_model(graph, opset_imports=_OPSETS, ir_version=_IR_VERSION), str(path))

    def _in_8_bits(self, states: str, name: str, weight: Vectors, added: str) -> str:
        unit = np.maximum(np.abs(weight).max(axis=1), np.finfo(np.float32).tiny) / _LARGEST
        return self.node(
            "DynamicQuantizeMatMul",
            [
                states,
                self.constant(f"{name}.codes", np.rint(weight / unit[:, None]).astype(np.int8).T),
                self.constant(f"{name}.unit", unit.astype(np.float32)),
                self.constant(f"{name}.zero", np.zeros(len(unit), np.int8)),
                added,
            ],
            domain=_MICROSOFT,
        )


def _embedded(graph: _Graph, epsilon: float) -> str:
    """Word, position and type embeddings, added and normalised."""
    length = graph.node("Shape", ["mask"], start=1, end=2)
    table = graph.constant("places", graph.state["positions.weight"] + graph.state["token_type"])
    first = graph.constant("first", np.array([0], np.int64))
    places = graph.node("Slice", [table, first, length, first])
    together = graph.node("Add", ["embeddings", places])
    return graph.node(
        "LayerNormalization",
        [together, graph.parameter("norm.weight"), graph.parameter("norm.bias")],
        epsilon=epsilon,
    )


def _layer(graph: _Graph, states: str, name: str, heads: int, epsilon: float) -> str:
    parts = [f"{name}.{part}" for part in ("query", "key", "value")]
    graph.node("Split", [graph.dense(states, *parts)], parts, axis=2, num_outputs=3)
    seen = graph.node("MultiHeadAttention", [*parts, "", "seen"], domain=_MICROSOFT, num_heads=heads)
    states = _added(graph, graph.dense(seen, f"{name}.mixed"), states, f"{name}.mixed_norm", epsilon)
    wide = graph.node("Gelu", [graph.dense(states, f"{name}.wide")], domain=_MICROSOFT)
    return _added(graph, graph.dense(wide, f"{name}.narrow"), states, f"{name}.narrow_norm", epsilon)


def _added(graph: _Graph, one: str, other: str, norm: str, epsilon: float) -> str:
    """Add a normalised sum, as two nodes: onnxruntime 1.32 is slow with SkipLayerNormalization."""
    together = graph.node("Add", [one, other])
    return graph.node(
        "LayerNormalization",
        [together, graph.parameter(f"{norm}.weight"), graph.parameter(f"{norm}.bias")],
        epsilon=epsilon,
    )


def _heads(graph: _Graph, states: str) -> None:
    """Add the three outputs, in 32 bits throughout: they are small, and decisive."""
    absent = graph.node("Sub", [graph.constant("one", np.float32(1)), graph.node("Cast", ["mask"], to=1)])
    far = graph.node("Mul", [absent, graph.constant("far", np.float32(_FAR))])
    weight = graph.constant("span.weight", graph.state["span.weight"].T)
    spans = graph.node("Add", [graph.node("MatMul", [states, weight]), graph.parameter("span.bias")])
    graph.node("Split", [spans], ["start_column", "end_column"], axis=2, num_outputs=2)
    last = graph.constant("last", np.array([2], np.int64))
    for end in ("start", "end"):
        graph.node("Add", [graph.node("Squeeze", [f"{end}_column", last]), far], [end])
    _sentence_head(graph, states, "answerable")


def _sentence_head(graph: _Graph, states: str, name: str) -> None:
    """Add an output (b,) told from the first token."""
    beginning = graph.node("Gather", [states, graph.constant("zero", np.int64(0))], axis=1)
    weights = [graph.constant(f"{name}.{i}.weight", graph.state[f"{name}.{i}.weight"].T) for i in (0, 2)]
    inner = graph.node("Tanh", [graph.node("Gemm", [beginning, weights[0], graph.parameter(f"{name}.0.bias")])])
    logit = graph.node("Gemm", [inner, weights[1], graph.parameter(f"{name}.2.bias")])
    graph.node("Squeeze", [logit, graph.constant("only", np.array([1], np.int64))], [name])
