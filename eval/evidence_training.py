"""Fits the two small models of `qa.evidence` on questions whose gold passage and answer are known.

Each question is asked twice over a library of its set's passages: with its gold passage there, and
with its gold passage's hits taken out, which is what a question that the articles do not answer
looks like. The ranking model is a conditional logit (McFadden 1974) over the sentences of a
question; the model of answerability is a logistic regression over the likeliest answer among each
question's best sentences, found in rounds.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from eval.sets.beir import read_corpus, read_qrels, read_questions
from eval.values import Document
from index.articles import make_article
from index.search import HybridSearcher
from index.values import Article
from qa.evidence import LEAST_CONFIDENCE, LEAST_OF_BEST, POOL, Candidate, Weights, read
from qa.library import Library

QUESTIONS_A_SET = 100
PASSAGES_A_SET = 300
SEED = 20220625
ROUNDS = 5

_SPLIT = "train"
_SCALE = np.array([1.0, 1.0, 1.0, 1.0, 3.0, 1.0])
"""The order of size of each feature, so that the penalty weighs them alike."""

_ABSOLUTE = np.array([1.0, 1.0, 1.0, 0.0, 1.0, 0.0])
"""Which features tell whether the best sentence answers, not only which sentence is best."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Questions from one folder over the passages of another, whose answers are in the passages' language."""

    name: str
    questions: str
    passages: str
    language: str


SETS = (
    TrainingSet("en-id", "squad2_en2id", "squad2_id", "id"),
    TrainingSet("id-en", "squad2_id", "squad2_en", "en"),
    TrainingSet("en-en", "squad2_en", "squad2_en", "en"),
    TrainingSet("id-id wikipedia", "idk_mrc", "idk_mrc", "id"),
    TrainingSet("id-id news", "facqa", "facqa", "id"),
)


@dataclass(frozen=True, slots=True)
class Observation:
    """One question: its sentences' features (n, 6) with the gold ones marked, and without the gold passage."""

    features: Floats
    gold: npt.NDArray[np.bool_]
    without_gold: Floats


@dataclass(frozen=True, slots=True)
class Fitted:
    """The models, and how they do on the half of each set's questions that neither was fitted on."""

    ranking: Weights
    answerable: Weights
    first_quote_right: float
    first_two_right: float
    answerable_auc: float
    answered: float
    answered_without_gold: float
    held_out: int


def train_evidence(data: Path, tell: Callable[[str], None]) -> Fitted:
    """Observe every set below `data`, fit on the even questions, measure on the odd ones."""
    observed: list[Observation] = []
    for training_set in SETS:
        found = list(observe(data, training_set))
        observed += found
        tell(f"{training_set.name}: {len(found)} questions observed")
    fitted, held_out = observed[0::2], observed[1::2]
    ranking = fit_ranking(fitted)
    answerable = fit_answerable(fitted, ranking)
    right = [_gold_in_order(o, ranking) for o in held_out if o.gold.any()]
    features, present = _likeliest(held_out, ranking, answerable)
    answers = _confidence(features, answerable) >= LEAST_CONFIDENCE
    return Fitted(
        ranking=_weights(ranking, 0.0),
        answerable=_weights(answerable[:-1], float(answerable[-1])),
        first_quote_right=float(np.mean([order[0] for order in right])),
        first_two_right=float(np.mean([order[:2].any() for order in right])),
        answerable_auc=_auc(features, present, answerable),
        answered=float(answers[present].mean()),
        answered_without_gold=float(answers[~present].mean()),
        held_out=len(held_out),
    )


def observe(data: Path, training_set: TrainingSet) -> Iterator[Observation]:
    """Ask a seeded sample of the set's training questions, with and without their gold passage."""
    rng = random.Random(SEED)
    texts, golds = read_questions(data / training_set.questions), read_questions(data / training_set.passages)
    qrels = read_qrels(data / training_set.passages, _SPLIT)
    ids = [i for i in qrels if i in texts and i in golds and golds[i].answers]
    ids = rng.sample(ids, min(QUESTIONS_A_SET, len(ids)))
    wanted = frozenset().union(*(qrels[i] for i in ids))
    corpus = read_corpus(data / training_set.passages)
    rest = [document for document in corpus if document.document_id not in wanted]
    others = rng.sample(rest, min(len(rest), max(0, PASSAGES_A_SET - len(wanted))))
    kept = [document for document in corpus if document.document_id in wanted] + others
    with TemporaryDirectory() as folder, Library.create(folder) as library:
        library.add_articles(_article(document, training_set.language) for document in kept)
        searcher = library.searcher()
        for i in ids:
            observation = _observe(searcher, texts[i].text, qrels[i], golds[i].answers)
            if observation is not None:
                yield observation


def _article(document: Document, language: str) -> Article:
    return make_article(text=document.text, title=document.title or "-", source=document.document_id, language=language)


def _observe(
    searcher: HybridSearcher, question: str, gold: frozenset[str], answers: Sequence[str]
) -> Observation | None:
    query = searcher.analyse(question)
    pool = searcher.retrieve(query, POOL)
    candidates = read(query, pool, searcher)
    without = read(query, tuple(hit for hit in pool if hit.article.source not in gold), searcher)
    if not candidates or not without:
        return None
    right = [_holds(candidate, gold, answers) for candidate in candidates]
    return Observation(_matrix(candidates), np.array(right, np.bool_), _matrix(without))


def _holds(candidate: Candidate, gold: frozenset[str], answers: Sequence[str]) -> bool:
    text = candidate.text.casefold()
    return candidate.hit.article.source in gold and any(answer.casefold() in text for answer in answers)


def _matrix(candidates: Sequence[Candidate]) -> Floats:
    return np.array([astuple(candidate.features) for candidate in candidates], np.float64)


def fit_ranking(observed: Sequence[Observation], penalty: float = 0.1) -> Floats:
    """Weights (6,) that maximise the penalised likelihood of a gold sentence among its question's sentences."""
    sides = [(o.features / _SCALE, o.gold) for o in observed if o.gold.any() and not o.gold.all()]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = 0.0, np.zeros_like(weights)
        for features, gold in sides:
            scores = features @ weights
            likelihood = np.exp(scores - scores.max())
            everything, right = likelihood / likelihood.sum(), likelihood * gold / (likelihood * gold).sum()
            total -= float(np.log((likelihood * gold).sum() / likelihood.sum()))
            gradient += features.T @ (everything - right)
        return total + penalty * float(weights @ weights), gradient + 2 * penalty * weights

    found: Floats = np.asarray(minimize(loss, np.zeros(len(_SCALE)), jac=True).x) / _SCALE
    return found


def fit_answerable(observed: Sequence[Observation], ranking: Floats) -> Floats:
    """Weights and bias (7,) of the chance that one of a question's best sentences answers it.

    The passage's score plays no part: fused scores are relative to the best hit, so a hit's score
    would only tell that a better one was taken out, which no real question could. Nor does the fit
    to the expectation: the best sentence nearly always has it, since it was chosen for that too.
    """
    weights = np.append(ranking, 0.0)
    for _ in range(ROUNDS):
        features, labels = _likeliest(observed, ranking, weights)
        weights = _logistic(features, labels)
    return weights


def _logistic(features: Floats, labels: npt.NDArray[np.bool_], penalty: float = 0.1) -> Floats:
    inputs = np.hstack([features / _SCALE * _ABSOLUTE, np.ones((len(features), 1))])
    signs = np.where(labels, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = signs * (inputs @ weights)
        slope = -signs / (1.0 + np.exp(margins))
        penalised = np.append(weights[:-1], 0.0)
        return float(np.logaddexp(0, -margins).sum() + penalty * penalised @ penalised), (
            inputs.T @ slope + 2 * penalty * penalised
        )

    found: Floats = np.asarray(minimize(loss, np.zeros(inputs.shape[1]), jac=True).x) / np.append(_SCALE, 1.0)
    return found


def _likeliest(
    observed: Sequence[Observation], ranking: Floats, weights: Floats
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The features of each question's likeliest answer by `weights`, and whether its gold passage was there."""

    def choose(features: Floats) -> Floats:
        scores = features @ ranking
        near = features[scores >= scores.max() + np.log(LEAST_OF_BEST)]
        chosen: Floats = near[np.argmax(near @ weights[:-1])]
        return chosen

    present = [choose(o.features) for o in observed]
    absent = [choose(o.without_gold) for o in observed]
    return np.array(present + absent), np.array([True] * len(present) + [False] * len(absent))


def _confidence(features: Floats, weights: Floats) -> Floats:
    found: Floats = 1.0 / (1.0 + np.exp(-(features @ weights[:-1] + weights[-1])))
    return found


def _gold_in_order(observation: Observation, ranking: Floats) -> npt.NDArray[np.bool_]:
    ordered: npt.NDArray[np.bool_] = observation.gold[np.argsort(-(observation.features @ ranking), kind="stable")]
    return ordered


def _auc(features: Floats, labels: npt.NDArray[np.bool_], weights: Floats) -> float:
    """The chance that a question with its gold passage scores above one without: area under the ROC curve."""
    scores = features @ weights[:-1]
    differences = scores[labels][:, None] - scores[~labels][None, :]
    return float(((differences > 0) + 0.5 * (differences == 0)).mean())


def _weights(values: Floats, bias: float) -> Weights:
    numbers = [round(float(value), 2) for value in values]
    return replace(Weights(*numbers), bias=round(bias, 2))
