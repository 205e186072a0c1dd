"""The inner loops of the embedded model for processors with AVX2, made for Numba's compiler.

A matrix product goes by tiles: a few rows of the left by a few registers' width of the right, whose sums stay in
registers. Weights have four bits, w = d q with q in [-8, 8) and a scale d for each block of 32 of an output. What they
are multiplied with is cut to eight bits, a row at a time: x = s (c - z) with c in [0, 256). The sums of q c over a
block are exact in 16 bits, for a lane adds up 16 products, and 8 * 255 * 16 < 2^15. So one instruction multiplies 32
pairs, and one adds them up. That is what makes four bits quicker than 32 where there is no instruction for it.
Scales are whole multiples e of the output's D, d = D e, with e small enough that the sum of e q c over all blocks is
exact in 32 bits.

Each function takes the addresses of arrays that hold what its docstring says, and checks nothing.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from index.encoders.emitting import (
    F32,
    I8,
    I16,
    I32,
    I64,
    Builder,
    Value,
    call,
    constant,
    exponential,
    fma,
    gelu,
    greater,
    greatest,
    held,
    load,
    loop,
    pair_sums,
    pointers,
    spread,
    store,
    times,
    total,
)

BLOCK = 32
"""Numbers that share a scale."""

GROUP = 8
"""Outputs whose weights lie together: as many as a register has 32-bit lanes."""

ROWS = 4
"""Rows of a tile of `code_tile`, which is two groups wide."""

QUERY_ROWS = 6
"""Rows of a tile of `float_tile`."""

WIDTH = 16
"""Columns of both tiles."""

_STEPS = BLOCK // 4
_STEPS_OF_A_BYTE = 253
_SIDES = WIDTH // GROUP
_REGISTER = 32
_NO_SCALE = 1e-30
_Emitted = tuple[Any, Any]

_FLOATS = ir.VectorType(F32, GROUP)
_CODES = ir.VectorType(I8, BLOCK)
_SUMS = ir.VectorType(I16, 2 * GROUP)
_WHOLE = ir.VectorType(I32, GROUP)


@intrinsic  # type: ignore[untyped-decorator]
def code_tile(
    _: Any,
    codes: Any,
    scales: Any,
    shifts: Any,
    blocks: Any,
    weights: Any,
    factors: Any,
    outputs: Any,
    out: Any,
    stride: Any,
) -> _Emitted:
    """`ROWS` rows of codes times two groups of weights, plus the bias, as float32 at `out`, `stride` bytes a row.

    Of each row `codes` has `blocks` * 32 bytes, and `scales` and `shifts` a number, s and s z. Of each group `weights`
    has 256 bytes a block, `factors` e twice for each of the eight outputs a block; `outputs` (3, 8) has D, D times the
    sum of e q, and the bias.
    """

    def emit(context: Any, b: Builder, _: Any, given: Any) -> Value:
        codes, scales, shifts, weights, factors, outputs, out = pointers(b, [*given[:3], *given[4:8]])
        blocks, stride = given[3], given[8]

        def body(block: Value, sums: Any) -> list[Value]:
            starts = [times(b, b.add(block, times(b, blocks, side)), _REGISTER) for side in range(_SIDES)]
            times_e = [load(b, factors, start, _SUMS) for start in starts] * ROWS
            found = zip(sums, _block_sums(b, codes, weights, block, blocks), times_e, strict=True)
            return [b.add(before, call(b, "llvm.x86.avx2.pmadd.wd", _WHOLE, *pair)) for before, *pair in found]

        nothing = [constant(_WHOLE, 0)] * (ROWS * _SIDES)
        sums = loop(b, blocks, nothing, body)
        sides = [
            [load(b, outputs, I64(_REGISTER * (3 * side + part)), _FLOATS) for part in range(3)]
            for side in range(_SIDES)
        ]
        numbers = []
        for row in range(ROWS):
            scale, shift = (spread(b, load(b, base, I64(4 * row), F32), GROUP) for base in (scales, shifts))
            for side, (step, total_step, bias) in enumerate(sides):
                base = b.fsub(bias, b.fmul(shift, total_step))
                whole = b.sitofp(sums[row * _SIDES + side], _FLOATS)
                numbers.append(fma(b, whole, b.fmul(scale, step), base))
        _store_tile(b, numbers, out, stride)
        return context.get_dummy_value()

    return types.void(*[types.intp] * 9), emit


@intrinsic  # type: ignore[untyped-decorator]
def float_tile(
    _: Any, left: Any, left_stride: Any, right: Any, right_stride: Any, count: Any, out: Any, stride: Any
) -> _Emitted:
    """The product of `QUERY_ROWS` rows of `count` floats with `count` rows of 16, at `out`; strides in bytes."""

    def emit(context: Any, b: Builder, _: Any, given: Any) -> Value:
        left, right, out = pointers(b, [given[0], given[2], given[5]])
        left_stride, right_stride, count, stride = given[1], given[3], given[4], given[6]

        def body(at: Value, sums: Any) -> list[Value]:
            base = b.mul(at, right_stride)
            sides = [load(b, right, b.add(base, I64(_REGISTER * side)), _FLOATS) for side in range(_SIDES)]
            added = []
            for row in range(QUERY_ROWS):
                number = load(b, left, b.add(times(b, at, 4), times(b, left_stride, row)), F32)
                factor = spread(b, number, GROUP)
                added += [fma(b, factor, sides[side], sums[row * _SIDES + side]) for side in range(_SIDES)]
            return added

        nothing = [constant(_FLOATS, 0)] * (QUERY_ROWS * _SIDES)
        _store_tile(b, loop(b, count, nothing, body), out, stride)
        return context.get_dummy_value()

    return types.void(*[types.intp] * 7), emit


@intrinsic  # type: ignore[untyped-decorator]
def cut_row(_: Any, numbers: Any, blocks: Any, codes: Any, scale: Any, shift: Any) -> _Emitted:
    """Cut 32 * `blocks` floats to bytes c, with their scale s and shift s z: x = s (c - z).

    The range that is cut has zero in it, which is exact. Its ends are a step within the bytes', for what is rounded.
    """

    def emit(context: Any, b: Builder, _: Any, given: Any) -> Value:
        numbers, codes, scale, shift = pointers(b, [given[0], *given[2:]])
        blocks, kind = given[1], ir.VectorType(F32, BLOCK)

        def ends(block: Value, found: Any) -> list[Value]:
            x = load(b, numbers, times(b, block, 4 * BLOCK), kind)
            return [greater(b, x, found[0]), greater(b, b.fneg(x), found[1])]

        def cut(block: Value, _: Any) -> list[Value]:
            x = load(b, numbers, times(b, block, 4 * BLOCK), kind)
            rounded = call(b, "llvm.rint.v32f32", kind, fma(b, x, inverse, zero))
            store(b, b.trunc(b.fptosi(rounded, ir.VectorType(I32, BLOCK)), _CODES), codes, times(b, block, BLOCK))
            return []

        high, low = (greatest(b, found) for found in loop(b, blocks, [constant(kind, 0)] * 2, ends))
        step = greater(b, b.fmul(b.fadd(high, low), F32(1 / _STEPS_OF_A_BYTE)), F32(_NO_SCALE))
        below = b.fdiv(low, step)
        first = b.fadd(call(b, "llvm.rint.f32", F32, below), F32(1.0))
        inverse, zero = spread(b, b.fdiv(F32(1.0), step), BLOCK), spread(b, first, BLOCK)
        loop(b, blocks, [], cut)
        store(b, step, scale, I64(0))
        store(b, b.fmul(step, first), shift, I64(0))
        return context.get_dummy_value()

    return types.void(*[types.intp] * 5), emit


@intrinsic  # type: ignore[untyped-decorator]
def normalise_row(_: Any, row: Any, added: Any, registers: Any, weight: Any, bias: Any, epsilon: Any) -> _Emitted:
    """Replace 8 * `registers` floats by the layer normalisation (Ba et al. 2016) of themselves plus `added`."""

    def emit(context: Any, b: Builder, _: Any, given: Any) -> Value:
        row, added, weight, bias = pointers(b, [*given[:2], *given[3:5]])
        registers, epsilon = given[2], given[5]
        size = b.sitofp(times(b, registers, GROUP), F32)

        def add(at: Value, sums: Any) -> list[Value]:
            offset = times(b, at, _REGISTER)
            number = b.fadd(load(b, row, offset, _FLOATS), load(b, added, offset, _FLOATS))
            store(b, number, row, offset)
            return [b.fadd(sums[0], number)]

        def square(at: Value, sums: Any) -> list[Value]:
            number = b.fsub(load(b, row, times(b, at, _REGISTER), _FLOATS), mean)
            return [fma(b, number, number, sums[0])]

        def write(at: Value, _: Any) -> list[Value]:
            offset = times(b, at, _REGISTER)
            number = b.fmul(b.fsub(load(b, row, offset, _FLOATS), mean), factor)
            store(b, fma(b, number, load(b, weight, offset, _FLOATS), load(b, bias, offset, _FLOATS)), row, offset)
            return []

        nothing = [constant(_FLOATS, 0)]
        mean = spread(b, b.fdiv(total(b, loop(b, registers, nothing, add)[0]), size), GROUP)
        variance = b.fdiv(total(b, loop(b, registers, nothing, square)[0]), size)
        root = call(b, "llvm.sqrt.f32", F32, b.fadd(variance, epsilon))
        factor = spread(b, b.fdiv(F32(1.0), root), GROUP)
        loop(b, registers, [], write)
        return context.get_dummy_value()

    return types.void(*[types.intp] * 5, types.float32), emit


@intrinsic  # type: ignore[untyped-decorator]
def gelu_block(_: Any, numbers: Any) -> _Emitted:
    """Replace 32 floats by their GELU."""

    def emit(context: Any, b: Builder, _: Any, given: Any) -> Value:
        (numbers,) = pointers(b, given)
        for at in range(0, 4 * BLOCK, _REGISTER):
            store(b, gelu(b, load(b, numbers, I64(at), _FLOATS)), numbers, I64(at))
        return context.get_dummy_value()

    return types.void(types.intp), emit


@intrinsic  # type: ignore[untyped-decorator]
def exponentials(_: Any, row: Any, registers: Any) -> _Emitted:
    """Replace 8 * `registers` floats x by e^(x - the greatest); returns one over their sum, the softmax's factor."""

    def emit(_: Any, b: Builder, __: Any, given: Any) -> Value:
        (row,), count = pointers(b, given[:1]), given[1]

        def most(at: Value, found: Any) -> list[Value]:
            return [greater(b, load(b, row, times(b, at, _REGISTER), _FLOATS), found[0])]

        def power(at: Value, sums: Any) -> list[Value]:
            offset = times(b, at, _REGISTER)
            value = exponential(b, b.fsub(load(b, row, offset, _FLOATS), top))
            store(b, value, row, offset)
            return [b.fadd(sums[0], value)]

        top = spread(b, greatest(b, loop(b, count, [load(b, row, I64(0), _FLOATS)], most)[0]), GROUP)
        return b.fdiv(F32(1.0), total(b, loop(b, count, [constant(_FLOATS, 0)], power)[0]))

    return types.float32(types.intp, types.intp), emit


def _block_sums(b: Builder, codes: Value, weights: Value, block: Value, blocks: Value) -> list[Value]:
    """The sums of one block in 16 bits, two lanes to an output, for each row and group."""
    groups = [times(b, b.add(block, times(b, blocks, side)), BLOCK * GROUP) for side in range(_SIDES)]
    sums: list[Value] = []
    for step in range(_STEPS):
        taken = [load(b, weights, b.add(group, I64(_REGISTER * step)), _CODES) for group in groups]
        added = []
        for row in range(ROWS):
            at = b.add(times(b, b.add(block, times(b, blocks, row)), BLOCK), I64(4 * step))
            four = b.bitcast(spread(b, load(b, codes, at, I32), GROUP), _CODES)
            added += [pair_sums(b, four, weight) for weight in taken]
        sums = [held(b, b.add(*pair)) for pair in zip(sums, added, strict=True)] if sums else added
    return sums


def _store_tile(b: Builder, sums: list[Value], out: Value, stride: Value) -> None:
    for at, value in enumerate(sums):
        row, side = divmod(at, _SIDES)
        store(b, value, out, b.add(times(b, stride, row), I64(_REGISTER * side)))
