"""The embedded model's arithmetic, compiled by Numba: texts' tokens in, mean vectors out, in one thread.

Between attentions the tokens of all texts are the rows of one matrix, without padding: no text's vector depends on
another's. Everything is written into `Scratch`, of which each thread has its own; a number that no text has is zero.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numba
import numpy as np
import numpy.typing as npt

from index.encoders.tiles import (
    BLOCK,
    GROUP,
    QUERY_ROWS,
    ROWS,
    WIDTH,
    code_tile,
    cut_row,
    exponentials,
    float_tile,
    gelu_block,
    normalise_row,
)
from index.values import Vectors

HIDDEN = 384
HEADS = 12
INNER = 1536
EPSILON = float(np.float32(1e-12))
"""What the model must have; the head's width, 32, is that of two tiles."""

_HEAD = HIDDEN // HEADS
_QKV = 3 * HIDDEN

_CHUNK = 64
"""Rows whose inner layer is computed at a time: as many as stay in the second cache."""

_QUERIES = 24
"""Rows that attend at a time, while keys and values stay in the first cache."""

_LINE = 64
"""Bytes that a processor's cache takes at a time."""

_NONE = np.float32(-1e30)
_ZERO = np.float32(0)

_F = TypeVar("_F", bound=Callable[..., Any])


class Product(NamedTuple):
    """A linear layer, of each of the model's layers: `packing.pack_product` has the shapes."""

    codes: npt.NDArray[np.int8]
    factors: npt.NDArray[np.int16]
    outputs: Vectors


class Model(NamedTuple):
    """The weights. `norms` (1 + 2 * layers, 2, HIDDEN) are weight and bias of each normalisation, in their order."""

    attention: Product
    attended: Product
    inner: Product
    outer: Product
    norms: Vectors


class Cut(NamedTuple):
    """Rows cut to eight bits (`cut_row`): `codes` one row after the other, a scale and a shift each."""

    codes: npt.NDArray[np.uint8]
    scales: Vectors
    shifts: Vectors


class Scratch(NamedTuple):
    """What one thread writes to, for so many rows; `rows` is their embeddings before, their vectors after."""

    rows: Vectors
    cut: Cut
    attention: Vectors
    context: Vectors
    inner: Vectors
    inner_cut: Cut
    keys: Vectors
    scores: Vectors
    shares: Vectors


def make_scratch(tokens: int) -> Scratch:
    """For `tokens` at most; 5 MB for 512."""
    rows = tokens + ROWS + QUERY_ROWS
    wide = -(-tokens // WIDTH) * WIDTH
    return Scratch(
        rows=aligned((rows, HIDDEN), np.float32),
        cut=_make_cut(rows, HIDDEN),
        attention=aligned((rows, _QKV), np.float32),
        context=aligned((rows, HIDDEN), np.float32),
        inner=aligned((_CHUNK, INNER), np.float32),
        inner_cut=_make_cut(_CHUNK, INNER),
        keys=aligned((2 * _HEAD * wide,), np.float32),
        scores=aligned((_QUERIES * wide,), np.float32),
        shares=aligned((_QUERIES,), np.float32),
    )


def aligned(shape: tuple[int, ...], kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """Zeros that begin where a cache line does, so that no register is loaded from two."""
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    room = np.zeros(size + _LINE, dtype=np.uint8)
    start = -room.ctypes.data % _LINE
    return room[start : start + size].view(kind).reshape(shape)


def _make_cut(rows: int, width: int) -> Cut:
    return Cut(aligned((rows * width,), np.uint8), aligned((rows,), np.float32), aligned((rows,), np.float32))


def _compiled(function: _F) -> _F:
    """Compiled at its first call, and run without the interpreter's lock.

    It is kept on disk where whoever imports this has said in which folder: Numba's own choice is known by this file
    alone, and would outlast a change of `tiles`. Nothing may be added up in another order, as `fastmath` would: what is
    compiled and what comes from the disk must give the same vectors to the bit.
    """
    kept = bool(numba.config.CACHE_DIR)
    compiled: _F = numba.njit(nogil=True, cache=kept, error_model="numpy")(function)
    return compiled


@_compiled
def cut_rows(rows: Vectors, count: int, cut: Cut) -> None:
    """Cut the first `count` of `rows`, whose width is a multiple of 32."""
    width = rows.shape[1]
    for row in range(count):
        cut_row(
            rows.ctypes.data + row * width * 4,
            width // BLOCK,
            cut.codes.ctypes.data + row * width,
            cut.scales.ctypes.data + row * 4,
            cut.shifts.ctypes.data + row * 4,
        )


@_compiled
def multiply(cut: Cut, first: int, count: int, product: Product, layer: int, out: Vectors) -> None:
    """Rows of `cut` from `first` on times the weights of `layer`, plus its bias: the first `count` rows of `out`.

    `count` is a multiple of four.
    """
    codes, factors, outputs = product.codes[layer], product.factors[layer], product.outputs[layer]
    groups, blocks = codes.shape[0], codes.shape[1]
    width = groups * GROUP
    for group in range(0, groups, WIDTH // GROUP):
        for row in range(0, count, ROWS):
            code_tile(
                cut.codes.ctypes.data + (first + row) * blocks * BLOCK,
                cut.scales.ctypes.data + (first + row) * 4,
                cut.shifts.ctypes.data + (first + row) * 4,
                blocks,
                codes.ctypes.data + group * blocks * BLOCK * GROUP,
                factors.ctypes.data + group * blocks * GROUP * 4,
                outputs.ctypes.data + group * 3 * GROUP * 4,
                out.ctypes.data + (row * width + group * GROUP) * 4,
                width * 4,
            )


@_compiled
def normalise(rows: Vectors, added: Vectors, count: int, weight: Vectors, bias: Vectors) -> None:
    """`rows` = layer normalisation of `rows + added`, for the first `count`."""
    for row in range(count):
        normalise_row(
            rows.ctypes.data + row * HIDDEN * 4,
            added.ctypes.data + row * HIDDEN * 4,
            HIDDEN // GROUP,
            weight.ctypes.data,
            bias.ctypes.data,
            np.float32(EPSILON),
        )


@_compiled
def _lay_out(attention: Vectors, first: int, end: int, head: int, keys: Vectors) -> None:
    """One head's keys, a row a dimension, and after them its values, a half of their dimensions after the other."""
    count = end - first
    wide = (count + WIDTH - 1) // WIDTH * WIDTH
    values = keys[_HEAD * wide :]
    for token in range(count):
        for at in range(_HEAD):
            keys[at * wide + token] = attention[first + token, HIDDEN + head * _HEAD + at]
        for at in range(WIDTH):
            values[token * WIDTH + at] = attention[first + token, 2 * HIDDEN + head * _HEAD + at]
            values[(count + token) * WIDTH + at] = attention[first + token, 2 * HIDDEN + head * _HEAD + WIDTH + at]
    for at in range(_HEAD):
        keys[at * wide + count : (at + 1) * wide] = _ZERO


@_compiled
def attend(
    attention: Vectors, first: int, end: int, keys: Vectors, scores: Vectors, shares: Vectors, out: Vectors
) -> None:
    """Attention among the rows from `first` to `end`, of which `attention` has queries, keys and values side by side.

    Tiles reach up to five rows beyond the end, and leave there in `out` what the next text, which comes later, or
    nobody needs.
    """
    count = end - first
    wide = (count + WIDTH - 1) // WIDTH * WIDTH
    for head in range(HEADS):
        _lay_out(attention, first, end, head, keys)
        for query in range(first, end, _QUERIES):
            some = min(_QUERIES, end - query)
            for key in range(0, wide, WIDTH):
                for row in range(0, some, QUERY_ROWS):
                    float_tile(
                        attention.ctypes.data + ((query + row) * _QKV + head * _HEAD) * 4,
                        _QKV * 4,
                        keys.ctypes.data + key * 4,
                        wide * 4,
                        _HEAD,
                        scores.ctypes.data + (row * wide + key) * 4,
                        wide * 4,
                    )
            for row in range(some):
                scores[row * wide + count : (row + 1) * wide] = _NONE
                shares[row] = exponentials(scores.ctypes.data + row * wide * 4, wide // GROUP)
            for half in range(0, _HEAD, WIDTH):
                for row in range(0, some, QUERY_ROWS):
                    float_tile(
                        scores.ctypes.data + row * wide * 4,
                        wide * 4,
                        keys.ctypes.data + (_HEAD * wide + half * count) * 4,
                        WIDTH * 4,
                        count,
                        out.ctypes.data + ((query + row) * HIDDEN + head * _HEAD + half) * 4,
                        HIDDEN * 4,
                    )
            for row in range(some):
                for at in range(head * _HEAD, (head + 1) * _HEAD):
                    out[query + row, at] *= shares[row]


@_compiled
def _feed_forward(model: Model, layer: int, count: int, scratch: Scratch) -> None:
    """The layer's two outer products and what is between them, from the codes of `count` rows to `context`."""
    for first in range(0, count, _CHUNK):
        some = min(_CHUNK, count - first)
        multiply(scratch.cut, first, some, model.inner, layer, scratch.inner)
        for block in range(some * INNER // BLOCK):
            gelu_block(scratch.inner.ctypes.data + block * BLOCK * 4)
        cut_rows(scratch.inner, some, scratch.inner_cut)
        multiply(scratch.inner_cut, 0, some, model.outer, layer, scratch.context[first:])


@_compiled
def run(model: Model, ends: npt.NDArray[np.int64], scratch: Scratch, means: Vectors) -> None:
    """The mean vectors (texts, HIDDEN) of texts whose tokens are the rows of `scratch` up to each of `ends`."""
    rows, cut, context, norms = scratch.rows, scratch.cut, scratch.context, model.norms
    count = (ends[-1] + ROWS - 1) // ROWS * ROWS
    context[:] = _ZERO
    normalise(rows, context, count, norms[0, 0], norms[0, 1])
    for layer in range(model.attention.codes.shape[0]):
        cut_rows(rows, count, cut)
        multiply(cut, 0, count, model.attention, layer, scratch.attention)
        first = 0
        for end in ends:
            attend(scratch.attention, first, end, scratch.keys, scratch.scores, scratch.shares, context)
            first = end
        cut_rows(context, count, cut)
        multiply(cut, 0, count, model.attended, layer, context)
        normalise(rows, context, count, norms[1 + 2 * layer, 0], norms[1 + 2 * layer, 1])
        cut_rows(rows, count, cut)
        _feed_forward(model, layer, count, scratch)
        normalise(rows, context, count, norms[2 + 2 * layer, 0], norms[2 + 2 * layer, 1])
    first = 0
    for text, end in enumerate(ends):
        means[text] = _ZERO
        for row in range(first, end):
            for at in range(HIDDEN):
                means[text, at] += rows[row, at]
        for at in range(HIDDEN):
            means[text, at] /= np.float32(end - first)
        first = end


def compile_all() -> None:
    """Have everything compiled, or read from where it is kept, by computing nothing."""
    empty = Product(np.zeros((0, 1, 1, 8, 8, 4), np.int8), np.zeros((0, 1, 1, 8, 2), np.int16), _no_numbers(0, 1, 3, 8))
    model = Model(empty, empty, empty, empty, _no_numbers(1, 2, HIDDEN))
    run(model, np.array([1], np.int64), make_scratch(1), _no_numbers(1, HIDDEN))


def _no_numbers(*shape: int) -> Vectors:
    return np.zeros(shape, np.float32)
