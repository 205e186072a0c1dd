"""Calibration of a trained reader on held-out questions.

Learned are how sure its logits make one, how much they count beside retrieval, which answer is chosen, and from which
confidence on one is given. Every held-out question is asked over its passage among its neighbours. Some are asked once
more with the hits of their own passage taken out, which is what a question that the articles do not answer looks like
too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from eval.runs.corpus_of_run import AskedLibrary, CorpusSource, open_libraries
from eval.training.reader.examples import TrainingQuestion
from eval.training.reader.neighbours import NEIGHBOURHOODS, neighbourhood
from index.importing.pipeline import Tell
from index.search import Query
from qa.answer.answerer import MOST_READ
from qa.answer.confidence import logit
from qa.answer.reader.calibration import Calibration
from qa.answer.reader.reader import Reader
from qa.answer.reader.readings import Text
from qa.answer.reranking import ReadHit

RANKING_WEIGHTS = (0.0, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)
PENALTY = 1e-2
_DEPTH = 10

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A held-out question and the readings of its hits, in the order of retrieval.

    `own` tells which of them are of the passage that it was written for.
    """

    asked: TrainingQuestion
    query: Query
    read: tuple[ReadHit, ...]
    own: tuple[bool, ...]

    def without_own(self) -> Self:
        """Return the question without the hits of its own passage."""
        others = tuple(each for each, own in zip(self.read, self.own, strict=True) if not own)
        return replace(self, read=others, own=(False,) * len(others))


def read_held_out(
    data: Path, reader: Reader, tell: Tell, say: Callable[[str], None]
) -> dict[str, tuple[ReadQuestion, ...]]:
    """Ask the held-out questions of every neighbourhood and read their hits, by the neighbourhood's name."""
    found = {}
    for each in NEIGHBOURHOODS:
        questions, asked = neighbourhood(data, each)
        with open_libraries([questions], CorpusSource(), tell) as (over,):
            found[each.name] = tuple(_read(one, over, reader) for one in asked.values())
        say(f"{each.name}: {len(asked)} held-out questions read")
    return found


def _read(one: TrainingQuestion, over: AskedLibrary, reader: Reader) -> ReadQuestion:
    searcher = over.library.searcher()
    query = searcher.analyse(one.example.question)
    hits = searcher.retrieve(query, MOST_READ)
    readings = reader.read(query.text, [Text(hit.article.title, hit.passage.text) for hit in hits])
    article = over.ids[one.document.document_id]
    return ReadQuestion(
        asked=one,
        query=query,
        read=tuple(map(ReadHit, hits, readings)),
        own=tuple(hit.article.article_id == article for hit in hits),
    )


def fit_calibration(read: Sequence[ReadQuestion]) -> Calibration:
    """Fit the logistic model of whether a passage answers, to every hit that was read."""
    rows, labels = [], []
    for one in read:
        for each, own in zip(one.read, one.own, strict=True):
            if each.reading is not None and each.reading.spans:
                rows.append((each.reading.answerable, each.reading.spans[0].score))
                labels.append(own and one.asked.example.answerable)
    answerable, span, bias = fit_logistic(np.array(rows), np.array(labels))
    return Calibration(answerable, span, bias)


def fit_logistic(
    rows: Floats, labels: npt.NDArray[np.bool_], shares: Floats | None = None, bounds: Floats | None = None
) -> Floats:
    """Fit a logistic regression of `labels` (n,) on `rows` (n, features).

    Returns weights and bias (features + 1,). `shares` (n,) are the weights of rows; equal by default. `bounds`
    (features, 2) are the least and the greatest weight of each feature; any by default.
    """
    counted = np.full(len(rows), 1.0) if shares is None else shares
    counted = counted / counted.sum()
    design = np.hstack([rows, np.ones((len(rows), 1))])
    signs = np.where(labels, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = signs * (design @ weights)
        gradient = -design.T @ (counted * signs / (1.0 + np.exp(np.clip(margins, -60, 60))))
        penalty = PENALTY / len(rows)
        return float(
            counted @ np.logaddexp(0.0, -margins) + penalty * weights @ weights
        ), gradient + 2 * penalty * weights

    every = None if bounds is None else np.vstack([bounds, [-np.inf, np.inf]])
    fitted: Floats = minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B", bounds=every).x
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
