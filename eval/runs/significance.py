"""The significance of differences between two systems, paired by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

Values = npt.NDArray[np.float64]

ROUNDS = 10_000
_CELLS = 1 << 20  # of what is drawn at once: 8 MB
_DIGITS = 12  # sums of the same numbers in another order differ in the last bits, and must still count as equal


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and the interval `[low, high]` around it."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of questions that the first of two systems wins, ties and loses."""

    wins: int
    ties: int
    losses: int


def paired_randomisation(a: Sequence[float], b: Sequence[float], rounds: int = ROUNDS, seed: int = 0) -> float:
    """Return the two-sided p-value of the difference of the means of `a` and `b`.

    Fisher's randomisation test (Smucker, Allan, Carterette 2007): were the systems alike, each question's two values
    could as well be swapped. If there are at most `rounds` ways to swap the values that differ, all are tried and p is
    exact; else `rounds` are drawn, and the observed way is counted as one of them, so that p is never 0 (Phipson, Smyth
    2010). 1.0 if nothing differs. Raises ValueError if `a` and `b` are not of the same length.
    """
    differences = _differences(a, b)
    differing = differences[differences != 0]
    if len(differing) < 2:
        return 1.0  # one difference is as large either way

    def size(one: Values, _: Values, axis: int) -> Values:
        sums: Values = np.abs(one.sum(axis=axis)).round(_DIGITS)
        return sums

    test = stats.permutation_test(
        (differing, -differing),
        size,
        permutation_type="samples",
        alternative="greater",
        n_resamples=rounds,
        batch=max(1, _CELLS // len(differing)),
        rng=seed,
    )
    return float(test.pvalue)


def bootstrap_interval(values: Sequence[float], level: float = 0.95, rounds: int = ROUNDS, seed: int = 0) -> Interval:
    """Return the mean of `values` and its interval at the confidence `level`.

    The percentile interval of the bootstrap (Efron, Tibshirani 1993). Raises ValueError if there are no values.
    """
    known = _finite(values)
    if not len(known):
        raise ValueError("the mean of nothing has no interval")
    if not 0 < level < 1:
        raise ValueError(f"a level is between 0 and 1, not {level}")
    mean = float(known.mean())
    if len(known) == 1:
        return Interval(mean, mean, mean)
    found = stats.bootstrap(
        (known,),
        np.mean,
        method="percentile",
        confidence_level=level,
        n_resamples=rounds,
        batch=max(1, _CELLS // len(known)),
        rng=seed,
    ).confidence_interval
    return Interval(mean, float(found.low), float(found.high))


def bootstrap_difference(
    a: Sequence[float], b: Sequence[float], level: float = 0.95, rounds: int = ROUNDS, seed: int = 0
) -> Interval:
    """Return the mean of `a - b`, question by question, and its interval."""
    return bootstrap_interval(_differences(a, b).tolist(), level, rounds, seed)


def wins_losses(a: Sequence[float], b: Sequence[float]) -> Tally:
    """Count the questions on which `a` is higher, equal and lower; ValueError if lengths differ."""
    differences = _differences(a, b)
    return Tally(int((differences > 0).sum()), int((differences == 0).sum()), int((differences < 0).sum()))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust the p-values of several comparisons, so that one level holds for all.

    The step-down procedure of Holm (1979): the smallest is multiplied by their number, the next by one less, and so
    on; none falls below a smaller one's, none is above 1. The order is kept.
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
        raise ValueError("a value is not a finite number")
    return array
