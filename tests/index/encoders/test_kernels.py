"""The kernels for AVX2 against the same arithmetic in NumPy."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import erf, softmax

from index.encoders.choosing import this_machine
from index.encoders.embedded import weight_file
from index.encoders.numba_engine import _load_kernels
from index.encoders.weights import Coded, CodedWeights, Shape, read_coded, read_weights
from index.errors import ModelError
from index.paths import cache_folder
from index.values import Vectors

if not (this_machine().numba and this_machine().avx2):
    pytest.skip("there is no Numba, or no AVX2", allow_module_level=True)


@cache
def kernels() -> Any:
    """Imported once there is a cache folder for tests."""
    return _load_kernels(cache_folder(), None)


def packing() -> Any:
    kernels()
    return import_module("index.encoders.packing")


SHAPE = Shape(64, 1, 1, 64, 1, 1, 1, 1e-12)


def random(seed: int, *shape: int) -> Vectors:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def layer(seed: int, inputs: int, outputs: int) -> CodedWeights:
    generator = np.random.default_rng(seed)
    codes = generator.integers(0, 16, (inputs * outputs // 32, 32)).astype(np.uint8)
    scales = generator.uniform(-1, 1, len(codes)).astype(np.float32)
    return CodedWeights(SHAPE, {"x.w": Coded(codes, scales)}, {"x.b": random(seed, outputs)})


def dense(weights: CodedWeights) -> Vectors:
    coded, bias = weights.matrices["x.w"], weights.vectors["x.b"]
    matrix = (coded.codes.astype(np.float32) - 8) * coded.scales[:, None]
    return matrix.reshape(len(bias), -1)


def cut(rows: Vectors) -> tuple[object, Vectors]:
    """The rows as `cut_rows` has them, and what these stand for."""
    made = kernels()._make_cut(*rows.shape)
    kernels().cut_rows(rows, len(rows), made)
    stands_for = made.scales[:, None] * made.codes.reshape(rows.shape) - made.shifts[:, None]
    return made, stands_for.astype(np.float32)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1e-6, 1.0, 1e6]), st.sampled_from([-30.0, 0.0, 30.0]))
def test_what_is_cut_to_eight_bits_is_within_a_step(seed: int, size: float, middle: float) -> None:
    rows = (size * (random(seed, 4, 64) + middle)).astype(np.float32)
    rows[0, :5] = 0
    rows[1] = 0
    _, back = cut(rows)
    step = np.maximum(rows.max(axis=1), 0) - np.minimum(rows.min(axis=1), 0)
    assert (np.abs(back - rows) <= 0.51 * step[:, None] / 253 + 1e-30).all()
    assert (np.abs(back[rows == 0]) <= 1e-6 * size * 40).all()


@pytest.mark.parametrize(("inputs", "outputs"), [(32, 16), (384, 48), (1536, 32)])
def test_a_product_is_that_of_the_numbers_cut(inputs: int, outputs: int) -> None:
    weights = layer(1, inputs, outputs)
    packed = packing()._stacked([packing().pack_product(weights, ["x"])])
    made, back = cut(random(2, 12, inputs))
    out = np.full((8, outputs), np.nan, np.float32)
    kernels().multiply(made, 4, 8, packed, 0, out)
    expected = back[4:].astype(np.float64) @ dense(weights).T.astype(np.float64) + weights.vectors["x.b"]
    np.testing.assert_allclose(out, expected, atol=2e-3 * np.abs(expected).max())


def test_the_greatest_sums_that_there_can_be_do_not_run_over() -> None:
    """All weights -8 times their scale, all inputs 255 codes above the least, over the widest layer."""
    weights = CodedWeights(
        SHAPE,
        {"x.w": Coded(np.zeros((16 * 48, 32), np.uint8), np.ones(16 * 48, np.float32))},
        {"x.b": np.zeros(16, np.float32)},
    )
    packed = packing()._stacked([packing().pack_product(weights, ["x"])])
    made = kernels()._make_cut(4, 1536)
    made.codes[:], made.scales[:], made.shifts[:] = 255, 1, 0
    out = np.zeros((4, 16), np.float32)
    kernels().multiply(made, 0, 4, packed, 0, out)
    np.testing.assert_allclose(out, -8 * 255 * 1536, rtol=1e-6)


def test_layers_side_by_side_have_their_own_multiples() -> None:
    one, other = layer(3, 64, 16), layer(4, 64, 16)
    both = CodedWeights(
        SHAPE,
        {"x.w": one.matrices["x.w"], "y.w": other.matrices["x.w"]},
        {"x.b": one.vectors["x.b"], "y.b": other.vectors["x.b"]},
    )
    packed = packing()._stacked([packing().pack_product(both, ["x", "y"], [0.5, 1])])
    made, back = cut(random(5, 4, 64))
    out = np.zeros((4, 32), np.float32)
    kernels().multiply(made, 0, 4, packed, 0, out)
    expected = np.concatenate(
        [
            0.5 * (back @ dense(one).T + one.vectors["x.b"]),
            back @ dense(other).T + other.vectors["x.b"],
        ],
        axis=1,
    )
    np.testing.assert_allclose(out, expected, atol=2e-3 * np.abs(expected).max())


@pytest.mark.parametrize("lengths", [(1,), (2, 5, 17), (24, 25, 1), (160,), (512,)])
def test_attention_is_among_the_tokens_of_each_text(lengths: tuple[int, ...]) -> None:
    scratch = kernels().make_scratch(512)
    total = sum(lengths)
    scratch.attention[:total] = random(6, total, 3 * 384)
    scratch.attention[total:] = 7  # what a text before has left there
    first = 0
    for length in lengths:
        kernels().attend(
            scratch.attention, first, first + length, scratch.keys, scratch.scores, scratch.shares, scratch.context
        )
        first += length
    first = 0
    for length in lengths:
        parts = scratch.attention[first : first + length].reshape(length, 3, 12, 32).transpose(1, 2, 0, 3)
        query, key, value = parts.astype(np.float64)
        expected = softmax(query @ key.transpose(0, 2, 1), axis=-1) @ value
        got = scratch.context[first : first + length]
        np.testing.assert_allclose(got, expected.transpose(1, 0, 2).reshape(length, 384), atol=1e-5)
        first += length


def test_scores_far_apart_are_no_trouble() -> None:
    scratch = kernels().make_scratch(16)
    scratch.attention[:9] = 40 * random(7, 9, 3 * 384)
    kernels().attend(scratch.attention, 0, 9, scratch.keys, scratch.scores, scratch.shares, scratch.context)
    assert np.isfinite(scratch.context[:9]).all()


def test_normalisation() -> None:
    rows, added, weight, bias = (
        random(seed, *shape) for seed, shape in enumerate([(5, 384), (5, 384), (384,), (384,)])
    )
    total = (rows + added).astype(np.float64)
    centred = total - total.mean(axis=1, keepdims=True)
    expected = centred / np.sqrt(total.var(axis=1, keepdims=True)) * weight + bias
    kernels().normalise(rows, added, 4, weight, bias)
    np.testing.assert_allclose(rows[:4], expected[:4], atol=1e-5)
    assert (rows[4] == random(0, 5, 384)[4]).all()


def test_what_is_between_the_outer_products_is_gelu() -> None:
    """With one weight an output that hands through one number: its GELU, cut to eight bits."""
    codes = np.full((1536 * 12, 32), 8, np.uint8).reshape(1536, 384)
    codes[np.arange(384), np.arange(384)] = 9
    inner = CodedWeights(
        SHAPE,
        {"x.w": Coded(codes.reshape(-1, 32), np.ones(1536 * 12, np.float32))},
        {"x.b": np.zeros(1536, np.float32)},
    )
    outer = CodedWeights(
        SHAPE,
        {"x.w": Coded(codes.T.reshape(-1, 32), np.ones(384 * 48, np.float32))},
        {"x.b": np.zeros(384, np.float32)},
    )
    product = packing()._stacked([packing().pack_product(inner, ["x"])])
    back = packing()._stacked([packing().pack_product(outer, ["x"])])
    model = kernels().Model(product, product, product, back, np.zeros((3, 2, 384), np.float32))
    scratch = kernels().make_scratch(128)
    rows = np.tile(np.linspace(-6, 6, 384, dtype=np.float32), (100, 1))
    scratch.rows[:100] = rows
    kernels().cut_rows(scratch.rows, 100, scratch.cut)
    kernels()._feed_forward(model, 0, 100, scratch)
    expected = rows * 0.5 * (1 + erf(rows / 2**0.5))
    np.testing.assert_allclose(scratch.context[:100], expected, atol=0.06)
    assert np.abs(scratch.context[:100] - expected).mean() < 0.02


def test_the_weights_packed_are_those_in_the_file() -> None:
    model, weights = packing().load_model(weight_file()), read_weights(weight_file(), words=False)
    for packed, names, layer in ((model.attention, "qkv", 3), (model.outer, ["fo"], 11)):
        codes, factors, outputs = packed.codes[layer], packed.factors[layer, ..., 0], packed.outputs[layer]
        scales = factors * outputs[:, None, 0]
        unpacked = (codes * scales[:, :, None, :, None]).transpose(0, 3, 1, 2, 4).reshape(codes.shape[0] * 8, -1)
        expected = np.concatenate(
            [weights.tensors[f"l{layer}.{name}.w"].reshape(-1, unpacked.shape[1]) for name in names]
        )
        if names == "qkv":
            expected[:384] /= 32**0.5
        np.testing.assert_allclose(unpacked, expected, atol=np.abs(expected).max() / 500)
        np.testing.assert_allclose(
            outputs[:, 1].reshape(-1), unpacked.sum(axis=1), atol=1e-4 * np.abs(unpacked).sum(axis=1).max()
        )


def test_a_model_of_another_shape_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = read_coded(weight_file())
    monkeypatch.setattr(packing(), "read_coded", lambda _: CodedWeights(SHAPE, weights.matrices, weights.vectors))
    with pytest.raises(ModelError, match="another shape"):
        packing().load_model(weight_file())


def test_gelu_and_exponentials_are_those_of_float32() -> None:
    kernels()
    tiles, numba = import_module("index.encoders.tiles"), import_module("numba")
    numbers = np.linspace(-20, 20, 32_000).astype(np.float32)
    got, exact = numbers.copy(), numbers.astype(np.float64)

    def gelu(numbers: Vectors) -> None:
        for block in range(numbers.size // 32):
            tiles.gelu_block(numbers.ctypes.data + block * 128)

    numba.njit(gelu)(got)
    np.testing.assert_allclose(got, exact * 0.5 * (1 + erf(exact / 2**0.5)), atol=1e-6)
    got = numbers - 20
    share = numba.njit(lambda row: tiles.exponentials(row.ctypes.data, row.size // 8))(got)
    expected = np.exp((numbers - 20).astype(np.float64))
    np.testing.assert_allclose(got, expected, rtol=5e-6)
    assert share * expected.sum() == pytest.approx(1, rel=1e-5)
