"""Vector arithmetic emitted as LLVM IR, where Numba's compiler would not find the processor's instructions by itself.

Offsets are in bytes, pointers are to bytes. Exponential and error function are polynomials: their relative and absolute
errors, 2e-7, are those of float32.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils

I8, I16, I32, I64, F32 = ir.IntType(8), ir.IntType(16), ir.IntType(32), ir.IntType(64), ir.FloatType()

Builder = Any
Value = Any
Body = Callable[[Value, Sequence[Value]], list[Value]]

_LOG2_E = 1.4426950408889634

# 2^x = sum of (x ln 2)^n / n!, for x in [-1/2, 1/2].
_POWERS = (
    1.0,
    0.6931471805599453,
    0.2402265069591007,
    0.05550410866482158,
    0.009618129107628477,
    0.0013333558146428443,
    0.00015403530393381608,
)
_LEAST_POWER = -126.0
"""Of two, in a float32 that is not denormal."""

# Abramowitz and Stegun, 7.1.26: 1 - erf(z) = (a1 t + ... + a5 t^5) exp(-z^2), t = 1 / (1 + p z); z is x / sqrt 2.
_TAIL = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
_TAIL_P = 0.3275911 * 0.5**0.5


def vector(kind: Value, count: int) -> Value:
    """The type of `count` numbers of `kind`."""
    return ir.VectorType(kind, count)


def pointers(b: Builder, addresses: Sequence[Value]) -> list[Value]:
    """Addresses, which are integers, as pointers."""
    return [b.inttoptr(address, I8.as_pointer()) for address in addresses]


def load(b: Builder, base: Value, offset: Value, kind: Value) -> Value:
    """The `kind` at `offset` from `base`, which need not be aligned."""
    loaded = b.load(_at(b, base, offset, kind))
    loaded.align = 1
    return loaded


def store(b: Builder, value: Value, base: Value, offset: Value) -> None:
    """Write `value` at `offset` from `base`, which need not be aligned."""
    b.store(value, _at(b, base, offset, value.type)).align = 1


def times(b: Builder, value: Value, factor: int) -> Value:
    """An index times a number of bytes."""
    return b.mul(value, I64(factor))


def constant(kind: Value, number: float) -> Value:
    """A vector of the same number everywhere."""
    return ir.Constant(kind, [np.float32(number).item() if kind.element == F32 else number] * kind.count)


def spread(b: Builder, value: Value, count: int) -> Value:
    """A vector of `count` times `value`."""
    nothing = ir.Constant(vector(value.type, count), ir.Undefined)
    return b.shuffle_vector(
        b.insert_element(nothing, value, I32(0)), nothing, ir.Constant(vector(I32, count), [0] * count)
    )


def call(b: Builder, name: str, result: Value, *values: Value, flags: Sequence[str] = ()) -> Value:
    """What LLVM's intrinsic function `name` makes of `values`; `flags` are what it may take for granted."""
    kind = ir.FunctionType(result, [value.type for value in values])
    return b.call(cgutils.get_or_insert_function(b.module, kind, name), values, fastmath=flags)


def fma(b: Builder, left: Value, right: Value, added: Value) -> Value:
    """`left * right + added`, rounded once."""
    return call(b, f"llvm.fma.v{left.type.count}f32", left.type, left, right, added)


def pair_sums(b: Builder, unsigned: Value, signed: Value) -> Value:
    """Sums of products of neighbouring bytes, 16 of 16 bits; the caller sees to it that they fit."""
    return call(b, "llvm.x86.avx2.pmadd.ub.sw", vector(I16, 16), unsigned, signed)


def held(b: Builder, value: Value) -> Value:
    """`value`, before whatever comes later: else LLVM adds up in another order, for which registers are too few."""
    return b.asm(ir.FunctionType(value.type, [value.type]), "", "=x,0", [value], True)


def greater(b: Builder, left: Value, right: Value) -> Value:
    """The greater of the two, number by number."""
    return b.select(b.fcmp_ordered(">", left, right), left, right)


def greatest(b: Builder, value: Value) -> Value:
    """The greatest number of a vector that has no NaN."""
    return call(b, f"llvm.vector.reduce.fmax.v{value.type.count}f32", F32, value, flags=["nnan"])


def total(b: Builder, value: Value) -> Value:
    """The sum of a vector, added up in whatever order is the quickest, which is always the same one."""
    return call(b, f"llvm.vector.reduce.fadd.v{value.type.count}f32", F32, F32(0.0), value, flags=["reassoc"])


def loop(b: Builder, count: Value, initial: Sequence[Value], body: Body) -> list[Value]:
    """`values = body(i, values)` for i from 0 to `count`, which is at least 1; what they are at the end."""
    entry = b.block
    inside, after = b.append_basic_block("loop"), b.append_basic_block("after")
    b.branch(inside)
    b.position_at_end(inside)
    index = b.phi(I64)
    index.add_incoming(I64(0), entry)
    values = [b.phi(value.type) for value in initial]
    for phi, value in zip(values, initial, strict=True):
        phi.add_incoming(value, entry)
    found = body(index, values)
    following = b.add(index, I64(1))
    for phi, value in zip([index, *values], [following, *found], strict=True):
        phi.add_incoming(value, inside)
    b.cbranch(b.icmp_signed("<", following, count), inside, after)
    b.position_at_end(after)
    return found


def exponential(b: Builder, x: Value) -> Value:
    """e^x for x up to 0; what is below e^-87 is as that."""
    return _power_of_two(b, b.fmul(x, constant(x.type, _LOG2_E)))


def gelu(b: Builder, x: Value) -> Value:
    """x times the share of the normal distribution below x (Hendrycks and Gimpel 2016)."""
    kind, one = x.type, constant(x.type, 1)
    size = call(b, f"llvm.fabs.v{kind.count}f32", kind, x)
    t = b.fdiv(one, fma(b, size, constant(kind, _TAIL_P), one))
    bell = exponential(b, b.fmul(b.fmul(x, x), constant(kind, -0.5)))
    tail = b.fmul(b.fmul(b.fmul(t, _polynomial(b, t, _TAIL)), bell), constant(kind, 0.5))
    return b.fmul(x, b.select(b.fcmp_ordered(">", x, constant(kind, 0)), b.fsub(one, tail), tail))


def _at(b: Builder, base: Value, offset: Value, kind: Value) -> Value:
    return b.bitcast(b.gep(base, [offset]), kind.as_pointer())


def _polynomial(b: Builder, x: Value, coefficients: Sequence[float]) -> Value:
    *others, last = coefficients
    value = constant(x.type, last)
    for coefficient in reversed(others):
        value = fma(b, value, x, constant(x.type, coefficient))
    return value


def _power_of_two(b: Builder, x: Value) -> Value:
    """2^x for x up to 0: the whole part goes into the exponent's bits, the rest through the polynomial."""
    whole = vector(I32, x.type.count)
    x = greater(b, x, constant(x.type, _LEAST_POWER))
    nearest = call(b, f"llvm.rint.v{x.type.count}f32", x.type, x)
    rest = b.fsub(x, nearest)
    bits = b.shl(b.add(b.fptosi(nearest, whole), constant(whole, 127)), constant(whole, 23))
    return b.fmul(_polynomial(b, rest, _POWERS), b.bitcast(bits, x.type))
