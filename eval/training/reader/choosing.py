"""The model that chooses an answer, and its confidence, fitted on held-out questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from eval.training.reader.calibrating import PENALTY, Floats, ReadQuestion, fit_logistic
from eval.training.reader.examples import Example
from qa.answer.asked import Asked
from qa.answer.candidates import Candidate, find_candidates
from qa.answer.confidence import Confidence, Grounds
from qa.answer.reranking import PassageReader

WITHOUT = 3
"""One in so many questions is asked once more without its passage."""

UNANSWERED = 1 / 3
"""The weight of all questions without an answer, of which most sets have too few."""

GROUNDS = tuple(field.name for field in fields(Grounds))
AGAINST = frozenset({"place", "rank", "missing_anywhere", "missing_in_quote"})
EITHER = "length"
"""The grounds that speak against an answer, and one that may do either."""

SURE = ("span", "missing_anywhere", "missing_in_quote", "fitting", "length")
"""The grounds of the confidence in the chosen answer."""


_BINS = 10
_SURE = [GROUNDS.index(name) for name in SURE]
_BOUNDS = np.array(
    [(-np.inf if name in AGAINST or name == EITHER else 0.0, 0.0 if name in AGAINST else np.inf) for name in GROUNDS]
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One question's answers: what speaks for each (n, grounds), and which are right (n,).

    `weight` is how much the question counts: those of every neighbourhood count the same together.
    """

    grounds: Floats
    right: npt.NDArray[np.bool_]
    weight: float = 1.0

    @property
    def answered(self) -> bool:
        """Tell whether one of the answers is right."""
        return bool(self.right.any())


def choices_of(questions: Sequence[ReadQuestion], reader: PassageReader) -> tuple[Choice, ...]:
    """Return the candidates of each question, and of some without their own passage."""
    gone = [one.without_own() for one in questions[::WITHOUT] if one.asked.example.answerable]
    return weighed([choice for one in (*questions, *gone) for choice in _choice(one, reader)])


def weighed(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """Choices that count 1 together, those without a right answer `UNANSWERED` of it."""
    answered = sum(choice.answered for choice in choices)
    found, none = (1.0 - UNANSWERED) / max(1, answered), UNANSWERED / max(1, len(choices) - answered)
    return tuple(replace(choice, weight=found if choice.answered else none) for choice in choices)


def _choice(one: ReadQuestion, reader: PassageReader) -> Iterator[Choice]:
    """Yield a question's candidates; without its passage, none that look right."""
    own = {each.hit.passage.passage_id for each, is_own in zip(one.read, one.own, strict=True) if is_own}
    rows, right = [], []
    for each in find_candidates(Asked.of(one.query), one.read, reader):
        is_right = _is_right(one.asked.example, each, own=each.hit.passage.passage_id in own)
        if own or not is_right:
            rows.append(astuple(each.grounds))
            right.append(is_right)
    if rows:
        yield Choice(np.array(rows), np.array(right))


def _is_right(example: Example, found: Candidate, *, own: bool) -> bool:
    """Tell whether an answer has the words of a gold one, in any passage.

    Where the gold answer is not written in the passage, any answer there counts.
    """
    if not example.answerable:
        return False
    if own and not example.answers:
        return True
    said = found.answer.of(found.hit.passage.text).casefold()
    golds = {span.of(example.text).casefold() for span in example.answers}
    return any(gold in said or (said in gold and 2 * len(said) >= len(gold)) for gold in golds)


def fit_confidence(choices: Sequence[Choice]) -> Confidence:
    """Fit the model that chooses among answers, and that of its confidence.

    The first is the softmax over a question's answers and a constant for none of them (Clark and Gardner 2018, "Simple
    and Effective Multi-Paragraph Reading Comprehension", whose no-answer option this is). The second has the grounds
    `SURE` of the answer chosen alone: what else there is tells answers of one question apart, but is not the same from
    one archive to the next. No ground counts against its direction. The threshold is where the lesser of refusal
    precision and recall is greatest.
    """
    choosing = _fit_choosing(choices)
    chosen = [int(np.argmax(choice.grounds @ choosing)) for choice in choices]
    rows = np.array([choice.grounds[best, _SURE] for choice, best in zip(choices, chosen, strict=True)])
    labels = np.array([choice.right[best] for choice, best in zip(choices, chosen, strict=True)])
    shares = np.array([choice.weight for choice in choices])
    *weights, bias = fit_logistic(rows, labels, shares, _BOUNDS[_SURE]).tolist()
    model = Confidence(_named(GROUNDS, choosing.tolist()), _named(SURE, weights), bias)
    return replace(model, threshold=threshold_of(judged(choices, model)))


def _named(names: Sequence[str], weights: Sequence[float]) -> dict[str, float]:
    """Return the weights by name without zeros."""
    return {name: weight for name, weight in zip(names, weights, strict=True) if weight}


def _fit_choosing(choices: Sequence[Choice]) -> Floats:
    """Fit the weight of each of `GROUNDS`."""
    rows = np.vstack([choice.grounds for choice in choices])
    centre, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    design = (rows - centre) / spread
    right = np.concatenate([choice.right for choice in choices])
    first = np.cumsum([0, *(len(choice.right) for choice in choices[:-1])])
    question = np.repeat(np.arange(len(choices)), [len(choice.right) for choice in choices])
    answered = np.array([choice.answered for choice in choices])
    share = np.array([choice.weight for choice in choices])
    share /= share.sum()
    penalty = PENALTY / len(choices)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        none, weights = parameters[0], parameters[1:]
        worth = design @ weights
        greatest = np.maximum(np.maximum.reduceat(worth, first), none)
        odds, of_none = np.exp(worth - greatest[question]), np.exp(none - greatest)
        every = np.add.reduceat(odds, first) + of_none
        of_right = np.where(answered, np.add.reduceat(np.where(right, odds, 0.0), first), of_none)
        value = share @ (np.log(every) - np.log(of_right)) + penalty * weights @ weights
        wanted = np.where(right, odds, 0.0) / of_right[question]
        slope = design.T @ ((odds / every[question] - wanted) * share[question]) + 2 * penalty * weights
        return float(value), np.concatenate([[share @ (of_none / every - ~answered)], slope])

    bounds = np.vstack([[-np.inf, np.inf], _BOUNDS])
    fitted = minimize(loss, np.zeros(1 + rows.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights: Floats = fitted[1:] / spread
    return weights


@dataclass(frozen=True, slots=True)
class Judged:
    """The chosen answer of a question: its confidence, and whether it is right.

    `answered` tells whether any answer is right, `weight` how much the question counts.
    """

    sure: float
    right: bool
    answered: bool
    weight: float


def judged(choices: Sequence[Choice], model: Confidence) -> tuple[Judged, ...]:
    """Return the answer that `model` chooses for each question."""
    found = []
    for choice in choices:
        grounds = [Grounds(*row) for row in choice.grounds.tolist()]
        best = int(np.argmax([model.worth(each) for each in grounds]))
        found.append(Judged(model(grounds[best]), bool(choice.right[best]), choice.answered, choice.weight))
    return tuple(found)


def left_out(choices: Mapping[str, Sequence[Choice]]) -> tuple[Judged, ...]:
    """Judge each neighbourhood with a model fitted on the others."""
    found: list[Judged] = []
    for name, own in choices.items():
        others = [choice for other, each in choices.items() if other != name for choice in each]
        found += judged(own, fit_confidence(others))
    return tuple(found)


def threshold_of(found: Sequence[Judged]) -> float:
    """Return the threshold at which the lesser of refusal precision and recall is greatest."""
    tried: list[float] = np.linspace(0.05, 0.95, 91).round(2).tolist()
    return max(tried, key=lambda threshold: min(refusals(found, threshold)))


def refusals(found: Sequence[Judged], threshold: float) -> tuple[float, float]:
    """Return precision and recall of declining below `threshold`."""
    declined = sum(one.weight for one in found if one.sure < threshold)
    unanswerable = sum(one.weight for one in found if not one.answered)
    hits = sum(one.weight for one in found if one.sure < threshold and not one.answered)
    return (hits / declined if declined else 1.0), (hits / unanswerable if unanswerable else 1.0)


def expected_calibration_error(found: Sequence[Judged]) -> float:
    """Return the expected calibration error in ten bins (Naeini and others 2015); 0 is best."""
    bins: dict[int, float] = defaultdict(float)
    for one in found:
        bins[int(one.sure * _BINS)] += one.weight * (one.sure - one.right)
    return sum(map(abs, bins.values())) / sum(one.weight for one in found)
