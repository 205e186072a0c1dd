"""Measures of declining, and of the calibration of confidence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10
_EDGES = tuple(number / BINS for number in range(BINS))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Measures of declining with the counts behind them; higher is better.

    `precision` is the share of the declined questions that are unanswerable, `recall` the share of the unanswerable
    ones that were declined, `f1` their harmonic mean; None if there is nothing to count.
    """

    questions: int
    unanswerable: int
    declined: int
    declined_rightly: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers with a confidence in `[low, high)`; means are None if it is empty."""

    low: float
    high: float
    count: int
    confidence: float | None
    right: float | None


def refusal(unanswerable: Sequence[bool], declined: Sequence[bool]) -> Refusal:
    """Compare what was declined with what is unanswerable, question by question."""
    pairs = list(zip(unanswerable, declined, strict=True))
    positive, given = sum(truth for truth, _ in pairs), sum(said for _, said in pairs)
    both = sum(truth and said for truth, said in pairs)
    return Refusal(
        questions=len(pairs),
        unanswerable=positive,
        declined=given,
        declined_rightly=both,
        precision=both / given if given else None,
        recall=both / positive if positive else None,
        f1=2 * both / (positive + given) if positive + given else None,
    )


def area_under_curve(answerable: Sequence[float], unanswerable: Sequence[float]) -> float | None:
    """Return how often an answerable question is surer than an unanswerable one, in [0, 1].

    A tie counts half. This is the area under the ROC curve (Hanley, McNeil 1982); .5 is chance. None if either is
    empty.
    """
    if not answerable or not unanswerable:
        return None
    below = np.sort(np.asarray(unanswerable, np.float64))
    higher = np.asarray(answerable, np.float64)
    beaten = np.searchsorted(below, higher, "left") + np.searchsorted(below, higher, "right")
    return float(beaten.sum() / (2 * len(answerable) * len(unanswerable)))


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Bin, ...]:
    """Return ten equal bins over [0, 1] with their mean confidence and share right.

    A reliability diagram (DeGroot, Fienberg 1983). Raises ValueError for a confidence outside [0, 1].
    """
    if any(not 0 <= confidence <= 1 for confidence in confidences):
        raise ValueError("a confidence is outside [0, 1]")
    members: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, was_right in zip(confidences, right, strict=True):
        members[bisect_right(_EDGES, confidence) - 1].append((confidence, was_right))
    return tuple(_bin(number, answers) for number, answers in enumerate(members))


def _bin(number: int, answers: Sequence[tuple[float, bool]]) -> Bin:
    count = len(answers)
    return Bin(
        low=_EDGES[number],
        high=(number + 1) / BINS,
        count=count,
        confidence=sum(confidence for confidence, _ in answers) / count if count else None,
        right=sum(was_right for _, was_right in answers) / count if count else None,
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Return the mean distance between confidence and share right; 0 is best.

    The expected calibration error (Naeini, Cooper, Hauskrecht 2015), in [0, 1], bins weighted by their answers; None if
    there are none.
    """
    total = sum(each.count for each in bins)
    if not total:
        return None
    return sum(each.count * abs((each.confidence or 0.0) - (each.right or 0.0)) for each in bins) / total
