"""What is learned about a trained reader on questions kept from its training: how sure its logits make one, how much
they count beside retrieval, and from which confidence on an answer is given.

Every held-out question is asked over all passages of its set. Where it has an answer, it is asked once more with the
hits of its own passage taken out, which is what a question that the articles do not answer looks like too.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from eval.measures.refusal import calibration_error, reliability
from eval.over import Over, prepared
from eval.over import Source as AskedOver
from eval.reader_training.examples import SOURCES, Asked, Example, asked_of, is_held_out, read_source
from index.importing import Tell
from index.search import HybridSearcher, Query
from qa.answering import Found, answers_in
from qa.asking import POOL
from qa.premise import Premise
from qa.reader.calibration import Calibration
from qa.reader.reader import Reader
from qa.reader.values import Text
from qa.reading import Confidence, Grounds, PassageReader, ReadHit, logit

QUESTIONS_A_SET = 160
SEED = 11
RANKING_WEIGHTS = (0.0, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)
_PENALTY = 1e-2
_DEPTH = 10

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A held-out question and what the reader made of each of its hits, in the order of retrieval.

    `own` tells which of them are of the passage that it was written for.
    """

    asked: Asked
    query: Query
    read: tuple[ReadHit, ...]
    own: tuple[bool, ...]
    searcher: HybridSearcher

    def without_own(self) -> Self:
        """The question as it would be if the passage that it was written for were not there."""
        others = tuple(each for each, own in zip(self.read, self.own, strict=True) if not own)
        return replace(self, read=others, own=(False,) * len(others))


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
    searcher = over.library.searcher()
    query = searcher.analyse(one.example.question)
    hits = searcher.retrieve(query, POOL)
    readings = reader.read(query.text, [Text(hit.article.title, hit.passage.text) for hit in hits])
    article = over.ids[one.document.document_id]
    return ReadQuestion(
        asked=one,
        query=query,
        read=tuple(map(ReadHit, hits, readings)),
        own=tuple(hit.article.article_id == article for hit in hits),
        searcher=searcher,
    )


def fit_calibration(read: Sequence[ReadQuestion]) -> Calibration:
    """The logistic model of whether a passage answers, from every hit that was read."""
    rows, labels = [], []
    for one in read:
        for each, own in zip(one.read, one.own, strict=True):
            if each.reading is not None and each.reading.spans:
                rows.append((each.reading.answerable, each.reading.spans[0].score))
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
    """Mean nDCG@10 of the answerable questions at each of `RANKING_WEIGHTS`; 0 is retrieval alone."""
    answerable = [one for one in read if one.asked.example.answerable]
    return np.array([np.mean([_ndcg(one, calibration, weight) for one in answerable]) for weight in RANKING_WEIGHTS])


def _ndcg(one: ReadQuestion, calibration: Calibration, weight: float) -> float:
    worth = [
        weight * logit(calibration.probability(each.reading)) + each.hit.score if each.reading else -math.inf
        for each in one.read
    ]
    order = sorted(range(len(worth)), key=lambda place: (-worth[place], place))
    articles = list(dict.fromkeys((one.read[place].hit.article.article_id, one.own[place]) for place in order))
    gains = (1.0 / math.log2(rank + 1) for rank, (_, own) in enumerate(articles[:_DEPTH], 1) if own)
    return sum(gains)


@dataclass(frozen=True, slots=True)
class Candidates:
    """One question's answers: what speaks for each (n, grounds), and whether it is right."""

    grounds: Floats
    right: npt.NDArray[np.bool_]
    answered: bool


def candidates_of(read: Sequence[ReadQuestion], reader: PassageReader) -> Iterator[Candidates]:
    """The answers that `qa.answering` weighs, of each question with its own passage there, and without."""
    for one in read:
        yield from _candidates(one, reader, answered=None)
        if one.asked.example.answerable:
            yield from _candidates(one.without_own(), reader, answered=False)


def _candidates(one: ReadQuestion, reader: PassageReader, answered: bool | None) -> Iterator[Candidates]:
    """Of a question that is known not to be answered, those that look right are left out: they cannot be judged."""
    premise = Premise(one.query.text, one.query.language)
    own = {each.hit.passage.passage_id for each, is_own in zip(one.read, one.own, strict=True) if is_own}
    found = [
        (each, _is_right(one.asked.example, each, own=each.hit.passage.passage_id in own))
        for each in answers_in(one.query, one.read, one.searcher, reader, premise)
    ]
    if answered is False:
        found = [(each, right) for each, right in found if not right]
    if found:
        rows = np.array([astuple(each.grounds) for each, _ in found])
        right = np.array([right for _, right in found])
        yield Candidates(rows, right, bool(right.any()))


def _is_right(example: Example, found: Found, *, own: bool) -> bool:
    """Whether an answer has words of the gold one: in the question's own passage, or the same elsewhere.

    Where the gold answer is not written in the passage, any answer there counts.
    """
    if not example.answerable:
        return False
    if own and not example.answers:
        return True
    said = found.answer.of(found.text).casefold()
    golds = {span.of(example.text).casefold() for span in example.answers}
    return any(gold in said or (said in gold and 2 * len(said) >= len(gold)) for gold in golds)


def fit_confidence(candidates: Sequence[Candidates]) -> Confidence:
    """The logistic model of whether an answer is right, fitted on all of them, then scaled on each question's surest.

    Of all thresholds it has the one at which the lesser of refusal precision and recall is greatest.
    """
    everything = np.vstack([one.grounds for one in candidates])
    weights = fit_logistic(everything, np.concatenate([one.right for one in candidates]))[:-1]
    worth = [one.grounds @ weights for one in candidates]
    surest = [int(np.argmax(each)) for each in worth]
    scores = np.array([[each[best]] for each, best in zip(worth, surest, strict=True)])
    labels = np.array([one.right[best] for one, best in zip(candidates, surest, strict=True)])
    scale, bias = fit_logistic(scores, labels).tolist()
    named = dict(zip((field.name for field in fields(Grounds)), (scale * weights).tolist(), strict=True))
    model = replace(Confidence(**named), bias=bias)
    return replace(model, threshold=threshold_of(confidences(candidates, model)))


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
