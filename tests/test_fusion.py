"""Fused scores are in [0, 1], rise with what each retriever says, and heed BM25 only as far as it can see."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import Scores, Sight, fuse, min_max

raw = st.floats(-1e6, 1e6)
share = st.sampled_from([0.0, *(sight.value for sight in Sight), 1.0])
candidates = st.lists(st.tuples(raw, raw, share), min_size=1, max_size=30)


def columns(rows: list[tuple[float, float, float]]) -> tuple[Scores, Scores, Scores]:
    table = np.array(rows, np.float64)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()


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


def test_fuse_by_hand() -> None:
    lexical = np.array([0.0, 10.0, 5.0])
    dense = np.array([0.5, 0.25, 0.0])
    shares = np.array([0.4, 0.3, 0.1])
    expected = [0.6 * 1.0, 0.3 * 1.0 + 0.7 * 0.5, 0.1 * 0.5]
    np.testing.assert_allclose(fuse(lexical, dense, shares), expected, rtol=1e-12)


def test_what_bm25_sees_is_weighed_by_the_languages() -> None:
    assert 0 < Sight.NAMES_ONLY.value < Sight.THROUGH_LEXICON.value < Sight.SAME_LANGUAGE.value < 0.5


def test_nothing_is_fused_to_nothing() -> None:
    nothing = np.empty(0)
    assert fuse(nothing, nothing, nothing).tolist() == []


def test_equal_scores_on_both_sides_are_zeros() -> None:
    assert fuse(np.full(3, 7.0), np.full(3, 0.9), np.full(3, 0.4)).tolist() == [0.0, 0.0, 0.0]


@given(candidates)
def test_fused_scores_are_between_0_and_1(rows: list[tuple[float, float, float]]) -> None:
    fused = fuse(*columns(rows))
    assert fused.shape == (len(rows),)
    assert np.all((fused >= 0) & (fused <= 1))


@given(candidates, st.data(), st.floats(0, 1e5), st.booleans())
def test_a_candidate_gains_from_a_better_score(
    rows: list[tuple[float, float, float]], data: st.DataObject, gain: float, of_lexical: bool
) -> None:
    lexical, dense, shares = columns(rows)
    place = data.draw(st.integers(0, len(rows) - 1))
    before = fuse(lexical, dense, shares)
    raised = (lexical if of_lexical else dense).copy()
    raised[place] += gain
    after = fuse(raised, dense, shares) if of_lexical else fuse(lexical, raised, shares)
    assert after[place] >= before[place]


@given(candidates)
def test_who_is_better_on_both_sides_is_never_below(rows: list[tuple[float, float, float]]) -> None:
    lexical, dense, _ = columns(rows)
    fused = fuse(lexical, dense, np.full(len(rows), Sight.SAME_LANGUAGE.value))
    for one in range(len(rows)):
        for other in range(len(rows)):
            if lexical[one] >= lexical[other] and dense[one] >= dense[other]:
                assert fused[one] >= fused[other]


@given(st.lists(st.tuples(raw, raw), min_size=1, max_size=30))
def test_a_blind_bm25_moves_the_score_only_by_its_share(rows: list[tuple[float, float]]) -> None:
    blind = Sight.NAMES_ONLY.value
    lexical, dense, shares = columns([(one, other, blind) for one, other in rows])
    fused, scaled = fuse(lexical, dense, shares), min_max(dense)
    assert np.all(np.abs(fused - (1 - blind) * scaled) <= blind + 1e-12)
    for one in range(len(rows)):
        for other in range(len(rows)):
            if scaled[one] - scaled[other] > blind / (1 - blind) + 1e-9:
                assert fused[one] > fused[other]


def test_a_blind_bm25_alone_cannot_lift_its_favourite_over_the_best() -> None:
    lexical, dense = np.array([100.0, 0.0, 0.0]), np.array([0.2, 0.9, 0.1])
    assert int(np.argmax(fuse(lexical, dense, np.full(3, Sight.NAMES_ONLY.value)))) == 1


@given(candidates)
def test_a_share_of_all_or_nothing_is_one_retriever_alone(rows: list[tuple[float, float, float]]) -> None:
    lexical, dense, _ = columns(rows)
    np.testing.assert_array_equal(fuse(lexical, dense, np.ones(len(rows))), min_max(lexical))
    np.testing.assert_array_equal(fuse(lexical, dense, np.zeros(len(rows))), min_max(dense))
