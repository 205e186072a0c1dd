"""Benchmark: what reading more of the hits is worth, and what it takes: the quality kept per millisecond."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import mean, median

from ir_measures import nDCG

from eval.measures.answers import exact_match, token_f1
from eval.measures.retrieval import relevances, retrieval_values
from eval.runs.corpus_of_run import Over, Source, prepared
from eval.runs.systems import System
from eval.values import Outcome, Question, QuestionSet
from index.errors import BadInputError
from index.importing.pipeline import Tell
from index.search import EVERYTHING
from qa.answer.answerer import POOL
from qa.answer.answering import select_read
from qa.answer.asked import Asked, Pool
from qa.answer.compose import Selection
from qa.answer.confidence import Confidence
from qa.answer.reader.reader import Reader
from qa.answer.reader.readings import Reading, Text
from qa.answer.reranking import ReadHit, read_hits

CANDIDATES = (1, 2, 5, 10, POOL)
"""How many of the best hits are read."""

BUDGETS_MS = (50.0, 100.0, 200.0, 300.0)
"""How long is read, and no longer than until the answer is settled."""

_NDCG = nDCG @ 10
_SEED = 13
_WARM = 2

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is read: the first `candidates` hits, for no longer than `budget_ms`."""

    candidates: int
    budget_ms: float = math.inf

    def __str__(self) -> str:
        return f"{self.candidates} hits" if math.isinf(self.budget_ms) else f"{self.budget_ms:g} ms"


EXTENTS = (*(Extent(count) for count in CANDIDATES), *(Extent(POOL, budget) for budget in BUDGETS_MS))
WHOLE = Extent(POOL)


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """One extent of reading on one set.

    `ndcg_10` is of the articles of the hits, over the answerable questions; `em` and `f1` are of the first citation's
    answer, over those with gold answers, none where it declined; all in [0, 1], higher is better. `read` is the mean
    number of passages read, `median_ms` the wall time of reading, and `passages_per_s` the pace over all questions.
    The ratios are to reading all hits in the same run: of quality kept, and of time taken (that of the medians).
    """

    set_name: str
    extent: Extent
    questions: int
    ndcg_10: float
    em: float
    f1: float
    read: float
    median_ms: float
    passages_per_s: float
    ndcg_ratio: float = 1.0
    f1_ratio: float = 1.0
    time_ratio: float = 1.0


@dataclass(frozen=True, slots=True)
class _Made:
    """What reading to one extent made of a question: its articles best first, its answer, and what it took."""

    documents: tuple[str, ...]
    answer: str
    language: str | None
    read: int
    ms: float


class _Limited:
    """A reader that reads no further than one extent, and keeps how much it read and in how many milliseconds."""

    def __init__(self, reader: Reader, extent: Extent) -> None:
        self._reader, self._extent = reader, extent
        self.read, self.ms = 0, 0.0

    @property
    def fingerprint(self) -> str:
        return self._reader.fingerprint

    @property
    def ranking_weight(self) -> float:
        return self._reader.ranking_weight

    @property
    def confidence(self) -> Confidence:
        return self._reader.confidence

    def probability(self, reading: Reading) -> float:
        return self._reader.probability(reading)

    def read_within(self, question: str, texts: Sequence[Text], budget_ms: float) -> tuple[Reading | None, ...]:
        started = time.perf_counter()
        readings = self._reader.read_within(question, texts[: self._extent.candidates], budget_ms)
        self.ms = 1e3 * (time.perf_counter() - started)
        self.read = sum(reading is not None for reading in readings)
        return (*readings, *[None] * (len(texts) - len(readings)))


def bench_reader(
    sets: Sequence[QuestionSet], reader: Reader, count: int, tell: Tell, say: Say = lambda _: None
) -> tuple[ReaderRow, ...]:
    """A row for each set and extent, over at most `count` questions a set, drawn the same every time.

    Each set is asked over its own documents. Raises BadInputError for a set without documents or without a question
    that has gold documents and answers.
    """
    chosen = [_chosen(each, count) for each in sets]
    rows: list[ReaderRow] = []
    with prepared(sets, Source(), tell) as places:
        for question_set, asked, over in zip(sets, chosen, places, strict=True):
            say(f"{question_set.name}: reading for {len(asked)} questions")
            rows += _rows(question_set.name, asked, _read_all(asked, over, reader))
    return tuple(rows)


def table(rows: Sequence[ReaderRow]) -> Iterator[str]:
    """The rows as lines of a Markdown table, its head first."""
    yield "| set | read | passages | nDCG@10 | EM | F1 | median ms | passages/s | nDCG kept | F1 kept | time |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for row in rows:
        yield (
            f"| {row.set_name} | {row.extent} | {row.read:.1f} | {row.ndcg_10:.3f} | {row.em:.3f} | {row.f1:.3f} "
            f"| {row.median_ms:.0f} | {row.passages_per_s:.1f} "
            f"| {row.ndcg_ratio:.3f} | {row.f1_ratio:.3f} | {row.time_ratio:.2f} |"
        )


def _chosen(questions: QuestionSet, count: int) -> tuple[Question, ...]:
    if not questions.documents:
        raise BadInputError(f"{questions.name} brings no documents", "give a set with a corpus of its own")
    usable = [question for question in questions.questions if relevances(question) and question.answers]
    if not usable:
        raise BadInputError(f"{questions.name} has no question with an answer", "give a set with gold answers")
    return tuple(random.Random(_SEED).sample(usable, min(count, len(usable))))


def _read_all(asked: Sequence[Question], over: Over, reader: Reader) -> dict[Extent, list[_Made]]:
    """Read each question to every extent before the next one, so that what slows the machine down slows them all."""
    searcher = over.library.searcher()
    found: dict[Extent, list[_Made]] = {extent: [] for extent in EXTENTS}
    for number, question in enumerate((*asked[:_WARM], *asked), -_WARM):
        query = searcher.analyse(question.text)
        pool = Pool.of(query, searcher, POOL, EVERYTHING)
        # Who comes first finds the processor's caches cold: each in turn.
        first = number % len(EXTENTS)
        for extent in EXTENTS[first:] + EXTENTS[:first]:
            made = _read(Asked.of(query), pool, over, _Limited(reader, extent), extent.budget_ms)
            if number >= 0:
                found[extent].append(made)
    return found


def _read(asked: Asked, pool: Pool, over: Over, reader: _Limited, budget_ms: float) -> _Made:
    read = read_hits(asked.query.text, pool.hits, reader, budget_ms)
    selection = select_read(asked, pool, read, reader)
    names = (name for each in read for article_id in _articles(each) for name in over.names_of(article_id))
    answer, language = _answer(selection, read)
    return _Made(tuple(dict.fromkeys(names)), answer, language, reader.read, reader.ms)


def _articles(read: ReadHit) -> tuple[str, ...]:
    return (read.hit.article.article_id, *(copy.article_id for copy in read.hit.copies))


def _answer(selection: Selection, read: Sequence[ReadHit]) -> tuple[str, str | None]:
    """The words of the first quote that answer, and the language of its article; empty where there is none."""
    if not selection.quotes:
        return "", None
    quote = selection.quotes[0]
    language = next(r.hit.article.language for r in read if r.hit.article.article_id == quote.article_id)
    return quote.answer_text or quote.text, language


def _rows(name: str, asked: Sequence[Question], found: dict[Extent, list[_Made]]) -> Iterator[ReaderRow]:
    rows = [_row(name, extent, asked, made) for extent, made in found.items()]
    whole = next(row for row in rows if row.extent == WHOLE)
    for row in rows:
        yield replace(
            row,
            ndcg_ratio=_ratio(row.ndcg_10, whole.ndcg_10),
            f1_ratio=_ratio(row.f1, whole.f1),
            time_ratio=_ratio(row.median_ms, whole.median_ms),
        )


def _row(name: str, extent: Extent, asked: Sequence[Question], made: Sequence[_Made]) -> ReaderRow:
    outcomes = {
        question.question_id: Outcome(question.question_id, System.READER, one.documents, (), 0.0)
        for question, one in zip(asked, made, strict=True)
    }
    ndcg = retrieval_values(asked, outcomes, (_NDCG,))[str(_NDCG)]
    answers = [(one.answer, question.answers, one.language) for question, one in zip(asked, made, strict=True)]
    return ReaderRow(
        set_name=name,
        extent=extent,
        questions=len(asked),
        ndcg_10=mean(ndcg.values()),
        em=mean(exact_match(*each) for each in answers),
        f1=mean(token_f1(*each) for each in answers),
        read=mean(one.read for one in made),
        median_ms=median(one.ms for one in made),
        passages_per_s=1e3 * sum(one.read for one in made) / sum(one.ms for one in made),
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
