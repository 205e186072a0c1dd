"""Whether a difference between two systems is more than luck: values are paired by question, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

ROUNDS = 10_000
_CELLS = 1 << 20  # of what is drawn at once: 8 MB
# Sums of the same numbers in another order differ in the last bits, and must still count as equal.
_EQUAL = 1e-10


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and the interval `[low, high]` around it."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tally:
    """On how many questions the first of two systems is better than the second, equal to it, and worse."""

    wins: int
    ties: int
    losses: int


def paired_randomisation(a: Sequence[float], b: Sequence[float], rounds: int = ROUNDS, seed: int = 0) -> float:
    """The two-sided p-value of the difference of the means of `a` and `b`: how often chance alone makes one as large.

    Fisher's randomisation test (Smucker, Allan, Carterette 2007): were the systems alike, each question's two values
    could as well be the other way round. Where there are at most `rounds` ways to swap the values that differ, all are
    tried and p is exact; else `rounds` are drawn, and the observed way is counted as one of them, so that p is never 0
    (Phipson, Smyth 2010). 1.0 where nothing differs. Raises ValueError where `a` and `b` are not of the same length.
    """
    differences = _differences(a, b)
    differing = differences[differences != 0]
    if not len(differing):
        return 1.0
    exact = len(differing) < rounds.bit_length()
    count, total = 0, 0
    for swaps in _all_swaps(len(differing)) if exact else _drawn_swaps(len(differing), rounds, seed):
        count += int(_as_large(swaps, differing).sum())
        total += len(swaps)
    return count / total if exact else (count + 1) / (total + 1)


def bootstrap_interval(values: Sequence[float], level: float = 0.95, rounds: int = ROUNDS, seed: int = 0) -> Interval:
    """The mean of `values` and where it would fall in a share `level` of samples of as many questions.

    The percentile interval of the bootstrap (Efron, Tibshirani 1993). Raises ValueError where there are no values.
    """
    known = _finite(values)
    if not len(known):
        raise ValueError("the mean of nothing has no interval")
    if not 0 < level < 1:
        raise ValueError(f"a level is between 0 and 1, not {level}")
    generator = np.random.default_rng(seed)
    means = [
        known[generator.integers(0, len(known), (size, len(known)))].mean(axis=1)
        for size in _batches(len(known), rounds)
    ]
    low, high = np.quantile(np.concatenate(means), [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(known.mean()), float(low), float(high))


def bootstrap_difference(
    a: Sequence[float], b: Sequence[float], level: float = 0.95, rounds: int = ROUNDS, seed: int = 0
) -> Interval:
    """The mean of `a - b`, question by question, and its interval; see `bootstrap_interval`."""
    return bootstrap_interval(_differences(a, b).tolist(), level, rounds, seed)


def wins_losses(a: Sequence[float], b: Sequence[float]) -> Tally:
    """On how many questions `a` is higher than `b`, equal, and lower; ValueError where lengths differ."""
    differences = _differences(a, b)
    return Tally(int((differences > 0).sum()), int((differences == 0).sum()), int((differences < 0).sum()))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """The p-values of several comparisons, adjusted so that all can be held against one level; order is kept.

    The step-down procedure of Holm (1979): the smallest is multiplied by their number, the next by one less, and so
    on; none falls below a smaller one's, none is above 1.
    """
    order = sorted(range(len(p_values)), key=lambda row: p_values[row])
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for step, row in enumerate(order):
        highest = max(highest, min(1.0, p_values[row] * (len(p_values) - step)))
        adjusted[row] = highest
    return tuple(adjusted)


def _differences(a: Sequence[float], b: Sequence[float]) -> Values:
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} values cannot be paired")
    return _finite(a) - _finite(b)


def _finite(values: Sequence[float]) -> Values:
    array = np.asarray(values, np.float64)
    if not np.isfinite(array).all():
        raise ValueError("a value is no finite number")
    return array


def _as_large(swaps: npt.NDArray[np.bool_], differences: Values) -> npt.NDArray[np.bool_]:
    """For each row of `swaps`, of shape (ways, questions): whether the sum of differences is as large as observed."""
    observed = differences.sum()
    sums = observed - 2 * (swaps.astype(np.float64) @ differences)
    as_large: npt.NDArray[np.bool_] = np.abs(sums) >= abs(observed) - _EQUAL * np.abs(differences).sum()
    return as_large


def _all_swaps(questions: int) -> Iterator[npt.NDArray[np.bool_]]:
    bits = np.arange(questions)
    start = 0
    for size in _batches(questions, 1 << questions):
        yield (np.arange(start, start + size)[:, None] >> bits & 1).astype(np.bool_)
        start += size


def _drawn_swaps(questions: int, rounds: int, seed: int) -> Iterator[npt.NDArray[np.bool_]]:
    generator = np.random.default_rng(seed)
    for size in _batches(questions, rounds):
        yield generator.integers(0, 2, (size, questions), np.int8).astype(np.bool_)


def _batches(questions: int, rounds: int) -> Iterator[int]:
    """`rounds` in parts whose tables, one row a round and one column a question, stay small."""
    size = max(1, _CELLS // questions)
    while rounds > 0:
        yield min(size, rounds)
        rounds -= size
