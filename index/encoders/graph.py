"""The embedded model as an OpenVINO graph with eight-bit weights.

One pass takes a padded batch and gives mean vectors. Each linear layer keeps its weights as int8, one scale per row.
They have four bits in the file, so that this costs a cosine of 0.0001. The graph leaves out the word embeddings, nine
tenths of the weights: it is given their sum with those of position and type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.encoders.weights import Shape, Weights
from index.values import Vectors

if TYPE_CHECKING:
    from openvino import Model

_MASKED = -1e4
"""Added to attention to padding: the softmax makes it zero, and bfloat16 can hold it."""


def build_graph(weights: Weights) -> Model:
    """Build the graph that turns padded token embeddings into mean vectors.

    It takes embeddings (n, tokens, hidden) and a mask (n, tokens), 1 for tokens and 0 for padding; its result is
    (n, hidden).
    """
    return _Builder(weights.shape, weights.tensors).model()


def quantise_rows(matrix: Vectors) -> tuple[npt.NDArray[np.int8], Vectors]:
    """Return int8 codes and scales (rows, 1): their product is `matrix` within half a scale."""
    scales = np.maximum(np.abs(matrix).max(axis=1, keepdims=True), np.finfo(np.float32).tiny * 127) / np.float32(127)
    return np.rint(matrix / scales).astype(np.int8), scales.astype(np.float32)


class _Builder:
    """Builds the graph; outside attention, the tokens of all texts are rows of one matrix."""

    def __init__(self, shape: Shape, tensors: Mapping[str, Vectors]) -> None:
        from openvino import opset13

        self._op: Any = opset13
        self._shape = shape
        self._tensors = tensors

    def model(self) -> Model:
        from openvino import Model

        op, shape = self._op, self._shape
        embeddings = op.parameter([-1, -1, shape.hidden], np.float32, name="embeddings")
        mask = op.parameter([-1, -1], np.float32, name="mask")
        size = op.shape_of(mask)
        # One minus the mask, times a large negative number; (n, 1, 1, tokens), so that heads and tokens share it.
        unseen = op.multiply(op.subtract(self._floats(1), mask), self._floats(_MASKED))
        unseen = op.unsqueeze(unseen, self._integers(1, 2))
        rows = self._normalised(op.reshape(embeddings, self._integers(-1, shape.hidden), False), "emb.ln")
        for layer in range(shape.layers):
            rows = self._layer(rows, f"l{layer}", size, unseen)
        return Model([self._mean(rows, size, mask)], [embeddings, mask], "e5")

    def _layer(self, rows: Any, name: str, size: Any, unseen: Any) -> Any:
        op = self._op
        attended = self._linear(self._attention(rows, name, size, unseen), f"{name}.ao")
        rows = self._normalised(op.add(attended, rows), f"{name}.aln")
        inner = op.gelu(self._linear(rows, f"{name}.fi"), "erf")
        return self._normalised(op.add(self._linear(inner, f"{name}.fo"), rows), f"{name}.oln")

    def _attention(self, rows: Any, name: str, size: Any, unseen: Any) -> Any:
        """Attend; query, key and value are one product, so its input is quantised once."""
        op, shape = self._op, self._shape
        width = shape.hidden // shape.heads
        matrices, biases = zip(*(self._weight_and_bias(f"{name}.{part}") for part in "qkv"), strict=True)
        scale = np.float32(width**-0.5)
        matrix = np.concatenate([matrices[0] * scale, *matrices[1:]])
        bias = np.concatenate([biases[0] * scale, *biases[1:]])
        apart = op.concat([size, self._integers(3, shape.heads, width)], 0)
        heads = op.reshape(self._product(rows, matrix, bias), apart, False)
        parts = op.split(op.transpose(heads, self._integers(2, 0, 3, 1, 4)), op.constant(np.int64(0)), 3)
        query, key, value = (op.squeeze(part, self._integers(0)) for part in parts.outputs())
        context = op.scaled_dot_product_attention(query, key, value, unseen, self._floats(1))
        return op.reshape(op.transpose(context, self._integers(0, 2, 1, 3)), self._integers(-1, shape.hidden), False)

    def _mean(self, rows: Any, size: Any, mask: Any) -> Any:
        """Return the mean over each text's tokens, without padding."""
        op = self._op
        texts = op.reshape(rows, op.concat([size, self._integers(self._shape.hidden)], 0), False)
        total = op.reduce_sum(op.multiply(texts, op.unsqueeze(mask, self._integers(2))), self._integers(1), False)
        return op.divide(total, op.reduce_sum(mask, self._integers(1), True))

    def _normalised(self, rows: Any, name: str) -> Any:
        op = self._op
        centred = op.mvn(rows, self._integers(1), True, self._shape.epsilon, "inside_sqrt")
        scaled = op.multiply(centred, self._floats(self._tensors[f"{name}.w"].reshape(1, -1)))
        return op.add(scaled, self._floats(self._tensors[f"{name}.b"].reshape(1, -1)))

    def _linear(self, rows: Any, name: str) -> Any:
        return self._product(rows, *self._weight_and_bias(name))

    def _product(self, rows: Any, matrix: Vectors, bias: Vectors) -> Any:
        op = self._op
        codes, scales = quantise_rows(matrix)
        weight = op.multiply(op.convert(op.constant(codes), "f32"), self._floats(scales))
        return op.add(op.matmul(rows, weight, False, True), self._floats(bias.reshape(1, -1)))

    def _weight_and_bias(self, name: str) -> tuple[Vectors, Vectors]:
        """Return the matrix (out, in) and the bias (out,) of a linear layer."""
        bias = self._tensors[f"{name}.b"]
        return self._tensors[f"{name}.w"].reshape(bias.size, -1), bias

    def _floats(self, values: Vectors | float) -> Any:
        return self._op.constant(np.ascontiguousarray(values, dtype=np.float32))

    def _integers(self, *values: int) -> Any:
        return self._op.constant(np.array(values, dtype=np.int64))
