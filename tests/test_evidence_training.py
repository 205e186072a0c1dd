from __future__ import annotations

import numpy as np
import pytest

from eval import evidence_training as training
from eval.evidence_training import Observation, fit_answerable, fit_ranking

FEATURES = 6
COVERED, CLOSENESS, PASSAGE_SCORE = 0, 4, 5


def observations(count: int, told_by: int) -> list[Observation]:
    """Questions of five sentences, the gold one of which stands out in the feature `told_by` alone."""
    generator = np.random.default_rng(7)
    found = []
    for _ in range(count):
        features = generator.uniform(0.0, 0.4, (5, FEATURES))
        gold = np.zeros(5, np.bool_)
        gold[generator.integers(5)] = True
        features[gold, told_by] += 0.6
        found.append(Observation(features, gold, generator.uniform(0.0, 0.4, (5, FEATURES))))
    return found


def test_the_ranking_learns_what_tells_the_gold_sentence() -> None:
    weights = fit_ranking(observations(60, COVERED))
    assert int(np.argmax(weights)) == COVERED
    fresh = observations(80, COVERED)[60:]
    assert all(o.gold[np.argmax(o.features @ weights)] for o in fresh)


def test_sentences_that_are_all_gold_teach_nothing() -> None:
    one = observations(1, COVERED)[0]
    assert fit_ranking([Observation(one.features, np.ones(5, np.bool_), one.without_gold)]) == pytest.approx(0.0)


def test_answerability_learns_from_questions_whose_gold_passage_is_gone() -> None:
    observed = observations(80, COVERED)
    weights = fit_answerable(observed, fit_ranking(observed))
    there = [training._confidence(o.features, weights).max() for o in observed]
    gone = [training._confidence(o.without_gold, weights).max() for o in observed]
    assert np.mean([score >= 0.5 for score in there]) > 0.9
    assert np.mean([score < 0.5 for score in gone]) > 0.9


def test_answerability_is_blind_to_the_score_among_hits() -> None:
    observed = observations(40, PASSAGE_SCORE)
    assert fit_answerable(observed, fit_ranking(observed))[PASSAGE_SCORE] == pytest.approx(0.0)


def test_the_area_under_the_curve_counts_pairs() -> None:
    features = np.array([[3.0], [1.0], [2.0], [1.0]])
    present = np.array([True, True, False, False])
    assert training._auc(features, present, np.array([1.0, 0.0])) == pytest.approx((1 + 1 + 0 + 0.5) / 4)
