"""What is learned about a trained reader on questions kept from its training: how sure its logits make one, how much
they count beside retrieval, and from which confidence on an answer is given.

Every held-out question is asked over all passages of its set. Where it has an answer, it is asked once more with the
hits of its own passage taken out, which is what a question that the articles do not answer looks like too.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from eval.measures.refusal import calibration_error, reliability
from eval.over import Over, prepared
from eval.over import Source as AskedOver
from eval.reader_training.examples import SOURCES, Asked, asked_of, is_held_out, read_source
from index.importing import Tell
from index.search import HybridSearcher
from index.values import Hit
from qa.asking import POOL
from qa.premise import Premise
from qa.reader.calibration import Calibration
from qa.reader.reader import Reader
from qa.reader.values import Reading, Text
from qa.reading import Confidence, Grounds, logit

QUESTIONS_A_SET = 160
SEED = 11
RANKING_WEIGHTS = (0.0, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)
ROUNDS = 6
_PENALTY = 1e-2
_DEPTH = 10

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A held-out question, its hits (best first) and what the reader made of each; which of them are of its passage."""

    asked: Asked
    hits: tuple[Hit, ...]
    readings: tuple[Reading, ...]
    own: tuple[bool, ...]
    named: tuple[tuple[float, float], ...]


def read_held_out(
    data: Path, reader: Reader, tell: Tell, say: Callable[[str], None], *, most: int = QUESTIONS_A_SET
) -> dict[str, tuple[ReadQuestion, ...]]:
    """Ask up to `most` held-out questions of every training set and read their hits, by the set's name."""
    found = {}
    for source in SOURCES:
        questions = read_source(data, source)
        kept = [one for one in asked_of(questions) if is_held_out(one.document)]
        chosen = random.Random(SEED).sample(kept, min(most, len(kept)))
        with prepared([questions], AskedOver(), tell) as (over,):
            found[source.name] = tuple(_read(one, over, reader) for one in chosen)
        say(f"{source.name}: {len(chosen)} held-out questions read")
    return found


def _read(one: Asked, over: Over, reader: Reader) -> ReadQuestion:
    searcher: HybridSearcher = over.library.searcher()
    query = searcher.analyse(one.example.question)
    hits = searcher.retrieve(query, POOL)
    premise = Premise(query.text, query.language)
    about = [premise.about(hit) for hit in hits]
    article = over.ids[one.document.document_id]
    return ReadQuestion(
        one,
        hits,
        reader.read(query.text, [Text(hit.article.title, hit.passage.text) for hit in hits]),
        tuple(hit.article.article_id == article for hit in hits),
        tuple((each.covered, each.named) for each in about),
    )


def fit_calibration(read: Sequence[ReadQuestion]) -> Calibration:
    """The logistic model of whether a passage answers, from every hit that was read."""
    rows, labels = [], []
    for one in read:
        for reading, own in zip(one.readings, one.own, strict=True):
            best = reading.spans[0].score if reading.spans else 0.0
            rows.append((reading.answerable, best))
            labels.append(own and one.asked.example.answerable)
    answerable, span, bias = fit_logistic(np.array(rows), np.array(labels))
    return Calibration(answerable, span, bias)


def fit_logistic(rows: Floats, labels: npt.NDArray[np.bool_]) -> Floats:
    """Weights and bias (features + 1,) of a logistic regression of `labels` (n,) on `rows` (n, features)."""
    design = np.hstack([rows, np.ones((len(rows), 1))])
    signs = np.where(labels, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = signs * (design @ weights)
        gradient = -(design * (signs / (1.0 + np.exp(np.clip(margins, -60, 60))))[:, None]).mean(axis=0)
        penalty = _PENALTY / len(rows)
        return float(np.logaddexp(0.0, -margins).mean() + penalty * weights @ weights), gradient + 2 * penalty * weights

    fitted: Floats = minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B").x
    return fitted


def ndcg_at_weights(read: Sequence[ReadQuestion], calibration: Calibration) -> Floats:
    """nDCG@10 of answerable questions at each of `RANKING_WEIGHTS`; a question whose passage is not hit counts 0."""
    answerable = [one for one in read if one.asked.example.answerable]
    return np.array([np.mean([_ndcg(one, calibration, weight) for one in answerable]) for weight in RANKING_WEIGHTS])


def _ndcg(one: ReadQuestion, calibration: Calibration, weight: float) -> float:
    worth = [
        weight * logit(calibration.probability(reading)) + hit.score
        for hit, reading in zip(one.hits, one.readings, strict=True)
    ]
    order = sorted(range(len(worth)), key=lambda place: (-worth[place], place))
    articles = list(dict.fromkeys((one.hits[place].article.article_id, one.own[place]) for place in order))
    gains = (1.0 / math.log2(rank + 1) for rank, (_, own) in enumerate(articles[:_DEPTH], 1) if own)
    return sum(gains)


@dataclass(frozen=True, slots=True)
class Candidates:
    """One question's answers: what speaks for each (n, 4), and whether it is right."""

    grounds: Floats
    right: npt.NDArray[np.bool_]
    answered: bool


def candidates_of(read: Sequence[ReadQuestion], calibration: Calibration) -> Iterator[Candidates]:
    """The likeliest answer of each hit of each question, with its own passage there, and without."""
    for one in read:
        everything = [
            (_grounds(one, place, calibration), _is_right(one, place))
            for place, reading in enumerate(one.readings)
            if reading.spans
        ]
        if everything:
            yield _candidates(everything, any(right for _, right in everything))
        others = [pair for pair, own in zip(everything, one.own, strict=False) if not own and not pair[1]]
        if others and one.asked.example.answerable:
            yield _candidates(others, answered=False)


def _candidates(found: Sequence[tuple[Grounds, bool]], answered: bool) -> Candidates:
    grounds = np.array([(g.answers, g.retrieval, g.covered, g.named) for g, _ in found])
    return Candidates(grounds, np.array([right for _, right in found]), answered)


def _grounds(one: ReadQuestion, place: int, calibration: Calibration) -> Grounds:
    reading = one.readings[place]
    covered, named = one.named[place]
    return Grounds(logit(calibration.probability(reading)), one.hits[place].score, covered, named)


def _is_right(one: ReadQuestion, place: int) -> bool:
    """Whether a hit's likeliest span has words of the gold answer: in its own passage, or the same answer elsewhere."""
    example = one.asked.example
    if not example.answerable:
        return False
    best = one.readings[place].spans[0]
    hit = one.hits[place]
    if one.own[place] and not example.answers:
        return True
    said = hit.passage.text[best.start : best.end].casefold()
    golds = {span.of(example.text).casefold() for span in example.answers}
    return any(gold in said or (said in gold and 2 * len(said) >= len(gold)) for gold in golds)


def fit_confidence(candidates: Sequence[Candidates]) -> Confidence:
    """The logistic model of whether the surest answer of a question is right, found in rounds, with its threshold.

    Of all thresholds the one with the greatest mean of refusal precision and recall, each of both kinds of question.
    """
    weights = np.array([1.0, 0.0, 0.0, 0.0, 0.0])
    for _ in range(ROUNDS):
        surest = [int(np.argmax(one.grounds @ weights[:4])) for one in candidates]
        rows = np.array([one.grounds[best] for one, best in zip(candidates, surest, strict=True)])
        labels = np.array([one.right[best] for one, best in zip(candidates, surest, strict=True)])
        weights = fit_logistic(rows, labels)
    answers, retrieval, covered, named, bias = map(float, weights)
    model = Confidence(answers, retrieval, covered, named, bias)
    return Confidence(answers, retrieval, covered, named, bias, threshold_of(confidences(candidates, model)))


def confidences(candidates: Sequence[Candidates], model: Confidence) -> list[tuple[float, bool, bool]]:
    """For each question the confidence of its surest answer, whether it is right, and whether one is."""
    found = []
    for one in candidates:
        sure = [model(Grounds(*row)) for row in one.grounds.tolist()]
        best = int(np.argmax(sure))
        found.append((sure[best], bool(one.right[best]), one.answered))
    return found


def threshold_of(found: Sequence[tuple[float, bool, bool]]) -> float:
    """The threshold at which the lesser of refusal precision and recall is greatest."""
    best, chosen = -1.0, 0.5
    for threshold in np.linspace(0.05, 0.95, 91).tolist():
        precision, recall = refusals(found, threshold)
        if min(precision, recall) > best:
            best, chosen = min(precision, recall), threshold
    return round(chosen, 2)


def refusals(found: Sequence[tuple[float, bool, bool]], threshold: float) -> tuple[float, float]:
    """Precision and recall of declining at `threshold`, where declining is right if there is no right answer."""
    declined = [not answered for sure, _, answered in found if sure < threshold]
    unanswerable = sum(not answered for *_, answered in found)
    hits = sum(declined)
    return (hits / len(declined) if declined else 1.0), (hits / unanswerable if unanswerable else 1.0)


def expected_calibration_error(found: Sequence[tuple[float, bool, bool]]) -> float:
    """How far confidence is from the share that is right: `eval.measures.refusal.calibration_error`."""
    return calibration_error(reliability([sure for sure, _, _ in found], [right for _, right, _ in found])) or 0.0
