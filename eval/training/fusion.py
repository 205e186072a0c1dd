"""The sweep of the two numbers of `index.retrieval.fusion` over training questions.

Besides the sets as they are there is a library half in English and half in Indonesian, asked in both languages, where
no passage has its twin in the other language beside it, and an Indonesian one with English passages on one topic.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.runs.corpus_of_run import AskedLibrary, CorpusSource, open_libraries
from eval.runs.systems import articles_by_row
from eval.sets import read_sets
from eval.training.reader.examples import number_of
from eval.values import Gold, Question, QuestionSet
from index.importing.pipeline import Tell
from index.retrieval.fusion import fuse
from index.search import Ranked
from index.values import Scores

WEIGHTS = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 16.0)
LEVELS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1.0)
"""Tried for `index.retrieval.fusion.LEAST_LEVEL` at the shipped weight; the weights at the shipped level."""

QUESTIONS_A_SET = 400
SEED = 7
DEPTH = 10

SETS = (
    "en-id=squad2_en,squad2_id@train",
    "id-en=squad2_id,squad2_en@train",
    "id-id=squad2_id@train",
    "en-en=squad2_en@train",
    "wikipedia=idk_mrc@train",
    "news=facqa@train",
)


@dataclass(frozen=True, slots=True)
class Swept:
    """The nDCG@10 of each retriever on one set, and of both at the settings tried."""

    name: str
    questions: int
    lexical: float
    dense: float
    weights: tuple[float, ...]
    levels: tuple[float, ...]


def sweep_fusion(data: Path, tell: Tell) -> Iterator[Swept]:
    """Sweep every training set below `data`, the mixed library, and that with one topic."""
    sets = read_sets([_below(data, written) for written in SETS])
    english, indonesian, wikipedia, news = sets[3], sets[2], sets[4], sets[5]
    for each in (
        *sets,
        mixed("mixed en", english, english, indonesian),
        mixed("mixed id", indonesian, english, indonesian),
        one_topic("one topic", english, wikipedia, news),
    ):
        asked = replace(each, questions=_sample(each.questions))
        with open_libraries([asked], CorpusSource(), tell) as (over,):
            yield _swept(asked, over)


def _below(data: Path, written: str) -> str:
    name, _, paths = written.partition("=")
    places, _, split = paths.partition("@")
    return f"{name}={','.join(str(data / place) for place in places.split(','))}@{split}"


def _sample(questions: Sequence[Question]) -> tuple[Question, ...]:
    answerable = [question for question in questions if any(gold.relevance > 0 for gold in question.gold)]
    return tuple(random.Random(SEED).sample(answerable, min(QUESTIONS_A_SET, len(answerable))))


def mixed(name: str, asked: QuestionSet, english: QuestionSet, indonesian: QuestionSet) -> QuestionSet:
    """Ask the questions of `asked` over passages alternately in English and Indonesian."""
    pairs = list(zip(english.documents, indonesian.documents, strict=True))
    kept = {number_of(pair[place % 2].document_id): pair[place % 2] for place, pair in enumerate(pairs)}
    questions = tuple(
        replace(question, gold=tuple(Gold(kept[number_of(gold.document_id)].document_id) for gold in question.gold))
        for question in asked.questions
    )
    return QuestionSet(name, questions, tuple(kept.values()), asked.digest)


def one_topic(name: str, english: QuestionSet, *indonesian: QuestionSet) -> QuestionSet:
    """Ask about the most asked-about English title, among the passages of others."""
    titles = {document.document_id: document.title for document in english.documents}
    by_title: dict[str, list[Question]] = {}
    for question in english.questions:
        for title in {titles[gold.document_id] for gold in question.gold}:
            by_title.setdefault(title, []).append(question)
    chosen = max(by_title, key=lambda title: (len(by_title[title]), title))
    own = tuple(document for document in english.documents if document.title == chosen)
    others = tuple(document for each in indonesian for document in each.documents)
    return QuestionSet(name, tuple(by_title[chosen]), own + others, english.digest)


def _swept(question_set: QuestionSet, over: AskedLibrary) -> Swept:
    searcher = over.library.searcher()
    codes, articles = searcher.generation.language_codes, np.array(articles_by_row(searcher))
    totals = np.zeros(2 + len(WEIGHTS) + len(LEVELS))
    for question in question_set.questions:
        query = searcher.analyse(question.text)
        ranked, sight = searcher.rank(query), searcher.sight(query)
        seen = ranked.lexical, ranked.dense, codes[ranked.rows], sight
        fused = [fuse(*seen, weight=weight) for weight in WEIGHTS] + [fuse(*seen, least=least) for least in LEVELS]
        gold = {over.ids[each.document_id] for each in question.gold if each.relevance > 0}
        totals += [_ndcg(ranked, articles, scores, gold) for scores in (ranked.lexical, ranked.dense, *fused)]
    lexical, dense, *rest = (totals / len(question_set.questions)).tolist()
    weights, levels = tuple(rest[: len(WEIGHTS)]), tuple(rest[len(WEIGHTS) :])
    return Swept(question_set.name, len(question_set.questions), lexical, dense, weights, levels)


def _ndcg(ranked: Ranked, articles: npt.NDArray[np.str_], scores: Scores, gold: set[str]) -> float:
    """Return the nDCG@10 (Järvelin, Kekäläinen 2002) of articles by their best passage."""
    order = np.lexsort((ranked.rows, -scores))
    best = list(dict.fromkeys(articles[ranked.rows[order]].tolist()))[:DEPTH]
    gains = sum(1 / np.log2(rank + 1) for rank, article in enumerate(best, 1) if article in gold)
    ideal = sum(1 / np.log2(rank + 1) for rank in range(1, min(len(gold), DEPTH) + 1))
    return float(gains / ideal)
