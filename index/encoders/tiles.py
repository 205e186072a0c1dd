"""The inner loops of the embedded model for processors with AVX2, made for Numba's compiler.

A matrix product goes by tiles: a few rows of the left by a few registers' width of the right, whose sums stay in
registers. Weights have four bits, q in [0, 16), with a scale d for each 32 of an output: w = d (q - 8). What they are
multiplied with is cut to eight bits, 32 numbers of a token at a time: a = s c with c in [-127, 127]. The sums of
(q - 8) c over such a block are exact in 16 bits: a lane adds up 16 products, |8 * 127 * 16| < 2^15, and what goes over
on the way comes back, for additions wrap. So one instruction multiplies 32 pairs, one adds them up, and only
each block's sum becomes a float. That is what makes four bits quicker than 32 where there is no instruction for it.

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
    pick,
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
    _: Any, codes: Any, starts: Any, scales: Any, blocks: Any, weights: Any, steps: Any, bias: Any, out: Any, stride: Any
) -> _Emitted:
    """`ROWS` rows of codes times two groups of weights, plus the bias, as float32 at `out`, `stride` bytes a row.

    Of each row `codes` has `blocks` * 32 bytes, `starts` (see `cut_block`) and `scales` a number a block. Of each group
    `weights` has 256 bytes a block, `steps` (the weights' scales) 8 floats a block; `bias` has 16 floats.
    """

    def emit(context: Any, b: Builder, _: Any, given: Any) -> Value:
        codes, starts, scales, weights, steps, bias, out = pointers(b, [*given[:3], *given[4:8]])
        blocks, stride = given[3], given[8]

        def body(block: Value, sums: Any) -> list[Value]:
            found = _block_sums(b, codes, starts, weights, block, blocks)
            of_block, in_row = times(b, block, 4), times(b, blocks, 4)
            step = [_of_group(b, steps, block, blocks, side, BLOCK) for side in range(_SIDES)]
            added = []
            for row in range(ROWS):
                scale = spread(b, load(b, scales, b.add(of_block, times(b, in_row, row)), F32), GROUP)
                for side in range(_SIDES):
                    at = row * _SIDES + side
                    number = call(b, "llvm.x86.avx2.pmadd.wd", _WHOLE, found[at], constant(_SUMS, 1))
                    factor = b.fmul(scale, load(b, *step[side], _FLOATS))
                    added.append(fma(b, b.sitofp(number, _FLOATS), factor, sums[at]))
            return added

        biases = [load(b, bias, I64(_REGISTER * side), _FLOATS) for side in range(_SIDES)]
        _store_tile(b, loop(b, blocks, biases * ROWS, body), out, stride)
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
def cut_block(_: Any, numbers: Any, codes: Any, start: Any, scale: Any) -> _Emitted:
    """Cut 32 floats to bytes, the largest to 127, with their scale and what `code_tile` starts to add up from.

    That is -8 times the sum of the codes, for the weights' q has 8 too much: in the lower 16 bits of those at
    even, in the upper of those at odd pairs, as their products with the weights come to lie.
    """

    def emit(context: Any, b: Builder, _: Any, given: Any) -> Value:
        numbers, codes, start, scale = pointers(b, given)
        kind = ir.VectorType(F32, BLOCK)
        x = load(b, numbers, I64(0), kind)
        most = greater(b, greatest(b, call(b, "llvm.fabs.v32f32", kind, x)), F32(_NO_SCALE))
        scaled = b.fmul(x, spread(b, b.fdiv(F32(127.0), most), BLOCK))
        rounded = b.fptosi(call(b, "llvm.rint.v32f32", kind, scaled), ir.VectorType(I32, BLOCK))
        cut = b.trunc(rounded, _CODES)
        store(b, cut, codes, I64(0))
        store(b, b.fmul(most, F32(1 / 127)), scale, I64(0))
        sums = pair_sums(b, constant(_CODES, 8), cut)
        while sums.type.count > 2:
            half = sums.type.count // 2
            sums = b.add(pick(b, sums, range(half)), pick(b, sums, range(half, 2 * half)))
        store(b, b.sub(constant(sums.type, 0), sums), start, I64(0))
        return context.get_dummy_value()

    return types.void(*[types.intp] * 4), emit


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


def _block_sums(b: Builder, codes: Value, starts: Value, weights: Value, block: Value, blocks: Value) -> list[Value]:
    """The sums of one block in 16 bits, two lanes to an output, for each row and group."""
    sums = []
    for row in range(ROWS):
        start = load(b, starts, times(b, b.add(block, times(b, blocks, row)), 4), I32)
        sums += [b.bitcast(spread(b, start, GROUP), _SUMS)] * _SIDES
    groups = [_of_group(b, weights, block, blocks, side, BLOCK * GROUP) for side in range(_SIDES)]
    for step in range(_STEPS):
        taken = [load(b, base, b.add(at, I64(_REGISTER * step)), _CODES) for base, at in groups]
        for row in range(ROWS):
            at = b.add(times(b, b.add(block, times(b, blocks, row)), BLOCK), I64(4 * step))
            four = b.bitcast(spread(b, load(b, codes, at, I32), GROUP), _CODES)
            for side in range(_SIDES):
                place = row * _SIDES + side
                sums[place] = held(b, b.add(sums[place], pair_sums(b, taken[side], four)))
    return sums


def _of_group(b: Builder, base: Value, block: Value, blocks: Value, side: int, size: int) -> tuple[Value, Value]:
    """Where the block of the group at `side` is, a block taking `size` bytes."""
    return base, times(b, b.add(block, times(b, blocks, side)), size)


def _store_tile(b: Builder, sums: list[Value], out: Value, stride: Value) -> None:
    for at, value in enumerate(sums):
        row, side = divmod(at, _SIDES)
        store(b, value, out, b.add(times(b, stride, row), I64(_REGISTER * side)))
