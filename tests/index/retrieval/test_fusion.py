"""Fused scores are in [0, 1], rise with what each retriever says, and heed BM25 only as far as it can see."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.retrieval.fusion import (
    COVERAGE_WEIGHT,
    LEAST_LEVEL,
    SPREAD,
    TOP,
    Sight,
    align,
    fuse,
    level,
    min_max,
    share_seen,
)
from index.values import Codes, Scores

raw = st.floats(-1e6, 1e6)
lexical_scores = st.floats(0, 1e3)
dense_scores = st.floats(-1, 1)
candidates = st.lists(st.tuples(lexical_scores, dense_scores, st.integers(0, 2)), min_size=1, max_size=30)
MOST = np.array([40.0, 20.0, 10.0])


def sight(most: list[float], groups: list[int] | None = None) -> Sight:
    return Sight(np.array(most), np.array(groups or [0] * len(most), np.int16))


SEEN = sight(MOST.tolist(), [0, 0, 3])


def columns(rows: list[tuple[float, float, int]]) -> tuple[Scores, Scores, Codes]:
    lexical, dense, codes = zip(*rows, strict=True)
    return np.array(lexical, np.float64), np.array(dense, np.float64), np.array(codes, np.int16)


def one_language(count: int) -> Codes:
    return np.zeros(count, np.int16)


def test_min_max_by_hand() -> None:
    assert min_max(np.array([2.0, 4.0, 3.0])).tolist() == [0.0, 1.0, 0.5]
    assert min_max(np.array([-1.0, 1.0])).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("scores", [[], [5.0], [0.0], [3.0, 3.0, 3.0], [-2.0, -2.0]])
def test_scores_that_do_not_differ_are_zeros(scores: list[float]) -> None:
    assert min_max(np.array(scores, np.float64)).tolist() == [0.0] * len(scores)


@given(st.lists(raw, min_size=1, max_size=30))
def test_min_max_keeps_the_order_within_0_and_1(scores: list[float]) -> None:
    given_scores = np.array(scores, np.float64)
    scaled = min_max(given_scores)
    assert np.all((scaled >= 0) & (scaled <= 1))
    order = np.argsort(given_scores, kind="stable")
    assert np.all(np.diff(scaled[order]) >= 0)
    if min(scores) < max(scores):
        assert scaled[np.argmax(given_scores)] == 1
        assert scaled[np.argmin(given_scores)] == 0
    assert given_scores.tolist() == scores  # the argument is left alone


def test_coverage_is_the_share_of_what_a_passage_in_its_language_could_have() -> None:
    shares = share_seen(np.array([10.0, 10.0, 0.0]), np.array([0, 1, 1], np.int16), np.array([40.0, 20.0]))
    assert shares.tolist() == [0.25, 0.5, 0.0]


def test_a_language_that_could_have_nothing_has_no_coverage() -> None:
    assert share_seen(np.array([3.0, 4.0]), np.array([0, 1], np.int16), np.array([0.0, 8.0])).tolist() == [0.0, 0.5]


def test_the_tops_of_each_language_are_where_the_dense_retriever_has_them() -> None:
    codes = np.array([0, 0, 1, 1], np.int16)
    fused, dense = np.array([9.0, 5.0, 2.0, 1.0]), np.array([3.0, 1.0, 4.0, 2.0])
    # 7 is moved to 2 in the first language, 1.5 to 3 in the second.
    np.testing.assert_allclose(align(fused, dense, codes), [4.0, 0.0, 3.5, 2.5], rtol=1e-12)


def test_only_the_top_of_a_language_is_held_against_the_others() -> None:
    codes = one_language(TOP + 1)
    fused, dense = np.array([*[4.0] * TOP, -100.0]), np.array([*[1.0] * TOP, -7.0])
    np.testing.assert_allclose(align(fused, dense, codes), [*[1.0] * TOP, -103.0], rtol=1e-12)


def test_the_best_of_each_language_are_brought_level() -> None:
    shares, codes = np.array([0.8, 0.4, 0.6, 0.3]), np.array([0, 0, 1, 1], np.int16)
    np.testing.assert_allclose(level(shares, codes), [0.8, 0.4, 0.8, 0.4], rtol=1e-12)


def test_a_language_with_next_to_nothing_is_not_brought_level() -> None:
    low = 0.5 * LEAST_LEVEL
    levelled = level(np.array([1.0, low]), np.array([0, 1], np.int16))
    np.testing.assert_allclose(levelled, [1.0, low / LEAST_LEVEL], rtol=1e-12)
    assert levelled[1] < levelled[0]


def test_silence_counts_against_a_language_that_bm25_knows_and_not_against_another() -> None:
    """English words find English passages; the one in the other language is closer to the question all the same."""
    lexical, dense = np.array([20.0, 0.0]), np.array([2 * SPREAD, 3 * SPREAD])
    codes = np.array([0, 1], np.int16)
    assert int(np.argmax(fuse(lexical, dense, codes, sight([20.0, 20.0], [0, 2])))) == 1
    assert int(np.argmax(fuse(lexical, dense, codes, sight([20.0, 20.0], [0, 0])))) == 0


def test_fuse_by_hand() -> None:
    lexical, dense = np.array([0.0, 10.0, 5.0]), np.array([0.10, 0.05, 0.0])
    raw_scores = COVERAGE_WEIGHT * np.array([0.0, 0.25, 0.125]) + dense / SPREAD
    expected = (raw_scores - raw_scores.min()) / (raw_scores.max() - raw_scores.min())
    np.testing.assert_allclose(fuse(lexical, dense, one_language(3), sight([40.0])), expected, rtol=1e-12)


def test_bm25_decides_where_it_saw_the_whole_question_and_not_where_it_saw_little() -> None:
    """The second passage is two spreads closer; the first has the words."""
    dense = np.array([0.0, 2 * SPREAD])
    whole, little = np.array([10.0, 0.0]), np.array([1.0, 0.0])
    assert int(np.argmax(fuse(whole, dense, one_language(2), sight([10.0])))) == 0
    assert int(np.argmax(fuse(little, dense, one_language(2), sight([10.0])))) == 1


def test_nothing_is_fused_to_nothing() -> None:
    nothing = np.empty(0)
    assert fuse(nothing, nothing, one_language(0), sight([1.0])).tolist() == []


def test_equal_scores_on_both_sides_are_zeros() -> None:
    assert fuse(np.full(3, 7.0), np.full(3, 0.9), one_language(3), sight([9.0])).tolist() == [0.0, 0.0, 0.0]


@given(candidates)
def test_fused_scores_are_between_0_and_1(rows: list[tuple[float, float, int]]) -> None:
    fused = fuse(*columns(rows), SEEN)
    assert fused.shape == (len(rows),)
    assert np.all((fused >= 0) & (fused <= 1))


@given(candidates)
def test_aligning_keeps_the_order_within_a_language(rows: list[tuple[float, float, int]]) -> None:
    lexical, dense, codes = columns(rows)
    aligned = align(lexical, dense, codes)
    for code in set(codes.tolist()):
        own = aligned[codes == code][np.argsort(lexical[codes == code], kind="stable")]
        assert np.all(np.diff(own) >= 0)


@given(st.lists(st.tuples(lexical_scores, dense_scores, st.just(0)), min_size=1, max_size=30))
def test_who_is_better_on_both_sides_is_never_below(rows: list[tuple[float, float, int]]) -> None:
    lexical, dense, codes = columns(rows)
    fused = fuse(lexical, dense, codes, SEEN)
    for one in range(len(rows)):
        for other in range(len(rows)):
            if lexical[one] >= lexical[other] and dense[one] >= dense[other]:
                assert fused[one] >= fused[other]


@given(candidates)
def test_without_weight_the_dense_retriever_is_alone(rows: list[tuple[float, float, int]]) -> None:
    lexical, dense, codes = columns(rows)
    np.testing.assert_allclose(fuse(lexical, dense, codes, SEEN, weight=0.0), min_max(dense / SPREAD), atol=1e-12)
