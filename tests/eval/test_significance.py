"""The test of a difference, its interval and Holm's correction: by hand, and against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from eval.runs.significance import (
    Interval,
    Tally,
    bootstrap_difference,
    bootstrap_interval,
    holm,
    paired_randomisation,
    wins_losses,
)

share = st.integers(0, 20).map(lambda number: number / 20)
pairs = st.lists(st.tuples(share, share), min_size=2, max_size=9)
p_value = st.floats(0, 1)


def test_every_question_won_is_two_ways_of_all() -> None:
    # Of the 2**5 ways to swap, only none and all make a difference as large.
    assert paired_randomisation([1, 1, 1, 1, 1], [0, 0, 0, 0, 0]) == 2 / 32
    assert paired_randomisation([0, 0, 0, 0, 0], [1, 1, 1, 1, 1]) == 2 / 32
    # In more than one batch.
    assert paired_randomisation([1] * 17, [0] * 17, rounds=2**17) == 2 / 2**17


def test_a_difference_by_hand() -> None:
    # Differences 3, 1, -1: |±3 ±1 ±1| >= 3 for 5, 3, 3 and their opposites of eight.
    assert paired_randomisation([4, 2, 1], [1, 1, 2]) == 6 / 8


def test_what_does_not_differ_is_no_evidence() -> None:
    assert paired_randomisation([0.5, 0.25], [0.5, 0.25]) == 1.0
    assert paired_randomisation([], []) == 1.0
    # Ties change nothing but would make the enumeration too long.
    ties = [0.5] * 1000
    assert paired_randomisation([1.0] * 5 + ties, [0.0] * 5 + ties) == 2 / 32


def test_sums_in_another_order_are_still_equal() -> None:
    # 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1 in floats; of |±.1 ±.2 ±.3|, all but .6 are smaller than it.
    assert paired_randomisation([0.1, 0.2, 0.3], [0, 0, 0]) == 2 / 8
    assert paired_randomisation([0.3, 0.2, 0.1], [0, 0, 0]) == 2 / 8


@given(pairs)
def test_exact_p_is_scipys(rows: list[tuple[float, float]]) -> None:
    a, b = [row[0] for row in rows], [row[1] for row in rows]
    differences = np.array(a) - np.array(b)
    # Whole numbers for SciPy: sums of twentieths that should be equal can differ by more than its tolerance.
    whole = np.round(differences * 20)
    expected = stats.permutation_test(
        (whole, np.zeros(len(whole))),
        lambda x, y, axis: np.sum(x - y, axis=axis),
        permutation_type="samples",
        n_resamples=np.inf,
    ).pvalue
    assert paired_randomisation(a, b) == pytest.approx(expected, abs=1e-12)


@given(pairs)
def test_p_is_a_share_and_the_same_both_ways(rows: list[tuple[float, float]]) -> None:
    a, b = [row[0] for row in rows], [row[1] for row in rows]
    p = paired_randomisation(a, b)
    assert 0 < p <= 1
    assert paired_randomisation(b, a) == p


def test_drawn_p_is_near_the_exact_one() -> None:
    generator = np.random.default_rng(5)
    a, b = generator.normal(0.4, 1, 13).tolist(), generator.normal(0, 1, 13).tolist()
    exact = paired_randomisation(a, b, rounds=2**13)
    drawn = paired_randomisation(a, b, rounds=2**13 - 1)
    assert exact * 2**13 == int(exact * 2**13)
    assert drawn * 2**13 == int(drawn * 2**13)
    assert drawn != exact
    assert drawn == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 2**13))


def test_drawn_p_agrees_with_scipy_on_many_questions() -> None:
    generator = np.random.default_rng(7)
    a, b = generator.normal(0.05, 1, 400), generator.normal(0, 1, 400)
    p = paired_randomisation(a.tolist(), b.tolist())
    expected = stats.permutation_test(
        (a, b), lambda x, y, axis: np.mean(x - y, axis=axis), permutation_type="samples", rng=1
    ).pvalue
    assert 0.05 < expected < 0.95
    assert p == pytest.approx(expected, abs=0.025)


def test_drawn_p_is_never_zero_and_is_reproducible() -> None:
    assert paired_randomisation([1.0] * 200, [0.0] * 200) == 1 / 10_001
    generator = np.random.default_rng(3)
    a, b = generator.normal(size=300).tolist(), generator.normal(size=300).tolist()
    assert paired_randomisation(a, b, seed=4) == paired_randomisation(a, b, seed=4)
    assert len({paired_randomisation(a, b, seed=seed) for seed in range(5)}) > 1


@pytest.mark.parametrize("function", [paired_randomisation, bootstrap_difference, wins_losses])
def test_values_that_cannot_be_paired_are_refused(function: object) -> None:
    assert callable(function)
    with pytest.raises(ValueError, match="2 and 1 values cannot be paired"):
        function([1.0, 0.0], [1.0])
    with pytest.raises(ValueError, match="not a finite number"):
        function([1.0, float("nan")], [1.0, 0.0])


def test_the_interval_of_equal_values_is_a_point() -> None:
    assert bootstrap_interval([0.5, 0.5, 0.5]) == Interval(0.5, 0.5, 0.5)
    assert bootstrap_difference([1.0, 0.75], [0.75, 0.5]) == Interval(0.25, 0.25, 0.25)


def test_the_interval_of_a_share_is_the_binomials() -> None:
    # The number of ones in a sample of 50 from 20 ones and 30 noughts is binomial(50, .4).
    interval = bootstrap_interval([1.0] * 20 + [0.0] * 30, level=0.9)
    low, high = stats.binom.ppf([0.05, 0.95], 50, 0.4) / 50
    assert interval.mean == pytest.approx(0.4)
    assert interval.low == pytest.approx(low, abs=0.021)
    assert interval.high == pytest.approx(high, abs=0.021)
    wider = bootstrap_interval([1.0] * 20 + [0.0] * 30, level=0.99)
    assert wider.low < interval.low < interval.high < wider.high


def test_the_interval_is_scipys() -> None:
    values = np.random.default_rng(11).beta(2, 1, 120)
    interval = bootstrap_interval(values.tolist())
    expected = stats.bootstrap((values,), np.mean, method="percentile", rng=2).confidence_interval
    assert interval.mean == float(values.mean())
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high), abs=0.003)


def test_the_interval_of_differences_is_that_of_the_pairs() -> None:
    a, b = [0.9, 0.5, 0.75, 0.25], [0.5, 0.5, 0.25, 0.5]
    differences = [x - y for x, y in zip(a, b, strict=True)]
    assert bootstrap_difference(a, b, seed=6) == bootstrap_interval(differences, seed=6)
    assert bootstrap_difference(a, b, seed=6) != bootstrap_difference(b, a, seed=6)


@given(st.lists(share, min_size=1, max_size=30))
def test_an_interval_lies_among_the_values(values: list[float]) -> None:
    interval = bootstrap_interval(values, rounds=200)
    slack = 1e-12
    assert min(values) - slack <= interval.low <= interval.high <= max(values) + slack
    assert interval.mean == pytest.approx(sum(values) / len(values))


def test_intervals_of_nothing_or_at_no_level_are_refused() -> None:
    with pytest.raises(ValueError, match="mean of nothing"):
        bootstrap_interval([])
    with pytest.raises(ValueError, match="between 0 and 1"):
        bootstrap_interval([1.0], level=95)


def test_wins_ties_and_losses() -> None:
    assert wins_losses([1.0, 0.5, 0.0, 0.75], [0.5, 0.5, 1.0, 0.25]) == Tally(wins=2, ties=1, losses=1)
    assert wins_losses([], []) == Tally(0, 0, 0)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))
    assert holm([0.5, 0.9, 0.001]) == pytest.approx((1.0, 1.0, 0.003))
    assert holm([0.2]) == (0.2,)
    assert holm([]) == ()


@given(st.lists(p_value, max_size=12))
def test_holm_keeps_the_order_and_lies_between_the_raw_value_and_bonferronis(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    for raw, value in zip(p_values, adjusted, strict=True):
        assert raw <= value <= min(1.0, raw * len(p_values))
    for first, second in zip(p_values, adjusted, strict=True):
        for other, value in zip(p_values, adjusted, strict=True):
            assert first >= other or second <= value
    if p_values:
        assert min(adjusted) == pytest.approx(min(1.0, min(p_values) * len(p_values)))
