"""The systems measured side by side: Kutip's search and its parts."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from eval.runs.corpus_of_run import AskedLibrary
from eval.values import Answered, Cited, Outcome, Question, Stated, WrittenAnswer
from index.errors import IndexOutdatedError, ModelError
from index.generations.manifest import MEND
from index.search import DEPTH, HybridSearcher, Query, best_rows, check_question
from index.values import Hit, Rows, Scores, TextKind
from qa.chat.session import Session
from qa.library import Library
from qa.values import NEAREST, Answer, AnswerStatus, Citation, Shortfall

DOCUMENTS = 100
"""How many documents of a ranking are kept: the deepest cutoff of the measures."""

PASSAGES = 2 * DOCUMENTS
"""How many passages a ranking of documents is made of."""

K = 10
"""How many hits are asked for if only retrieval is timed."""

RRF_K = 60
"""The constant of reciprocal rank fusion as published (Cormack et al. 2009)."""


class System(StrEnum):
    """Hybrid search, the reader's order of it, its halves, and their reciprocal rank fusion."""

    HYBRID = "hybrid"
    READER = "reader"
    BM25 = "bm25"
    DENSE = "dense"
    RRF = "rrf"


@dataclass(frozen=True, slots=True)
class ScoredArticle:
    """An article and its score, higher is better."""

    article_id: str
    score: float


def searched_after(library: Library, question: Question) -> str:
    """Return the words that a follow-up is searched with, after the questions before it."""
    session = Session(library)
    for line in question.after:
        session.turns.append(session.ask(session.read(line)))
    return session.read(question.text).understood.searched


class Asker:
    """An asker of questions over one library, by any of the systems.

    With `writing` the library's language model writes the answers of hybrid search.
    """

    def __init__(self, over: AskedLibrary, budget_ms: float = math.inf, *, writing: bool = False) -> None:
        self._over = over
        self._budget_ms = budget_ms
        self._writing = writing
        self._searcher = over.library.searcher()
        self._articles = articles_by_row(self._searcher)
        self._understood: dict[str, str] = {}

    def ask(self, question: Question, system: System, *, answering: bool) -> Outcome:
        """Ask `system`; with `answering`, hybrid search goes on to `Library.ask`'s answer."""
        words = self._words(question)
        if system is System.READER:
            return self._read(question, words, answering=answering)
        if system is not System.HYBRID:
            started = time.perf_counter()
            ranking = tuple(self._part(words, system))
            return self._outcome(question, system, ranking, 1e3 * (time.perf_counter() - started))
        if answering:
            answer = self._answer(words, NEAREST, write=self._writing)
            times = answer.timings
            return self._outcome(
                question,
                system,
                self._hits(self._searcher.analyse(words)),
                times.retrieval_ms,
                times.reading_ms,
                self._judged(answer),
            )
        started = time.perf_counter()
        query = self._searcher.analyse(words)
        self._searcher.retrieve(query, K)
        took = 1e3 * (time.perf_counter() - started)
        return self._outcome(question, system, self._hits(query), took)

    def _read(self, question: Question, words: str, *, answering: bool) -> Outcome:
        """Return the hits in the order of reader and retrieval together."""
        answer = self._answer(words, PASSAGES)
        judged = self._judged(answer) if answering else None
        times = answer.timings
        return self._outcome(
            question, System.READER, _articles_of(answer.hits), times.retrieval_ms, times.reading_ms, judged
        )

    def _answer(self, words: str, k: int, *, write: bool = False) -> Answer:
        """Return the library's answer; raise ModelError if its reader failed."""
        answer = self._over.library.ask(words, k, budget_ms=self._budget_ms, write=write)
        if answer.shortfall is Shortfall.NOT_READ:
            raise ModelError("; ".join(self._over.library.warnings()))
        return answer

    def _words(self, question: Question) -> str:
        """Return the words to search for; a follow-up is understood once."""
        if question.after and question.question_id not in self._understood:
            self._understood[question.question_id] = searched_after(self._over.library, question)
        return self._understood.get(question.question_id, question.text)

    def _hits(self, query: Query) -> Iterator[ScoredArticle]:
        return _articles_of(self._searcher.retrieve(query, PASSAGES))

    def _part(self, text: str, system: System) -> Iterator[ScoredArticle]:
        rows, scores = ranked(self._searcher, check_question(text), system)
        for row, score in zip(rows.tolist(), scores.tolist(), strict=True):
            yield ScoredArticle(self._articles[row], score)

    def _judged(self, answer: Answer) -> Answered:
        cited = tuple(
            Cited(self._over.names_of(c.article_id)[0], c.start, c.end, c.quote, self._is_verbatim(c))
            for c in answer.citations
        )
        return Answered(
            declined=answer.status is AnswerStatus.NOT_FOUND,
            text=(answer.citations[0].answer or answer.citations[0].quote) if answer.citations else "",
            citations=cited,
            confidence=answer.confidence,
            written=_written(answer),
        )

    def _is_verbatim(self, citation: Citation) -> bool:
        return self._over.library.article(citation.article_id).text[citation.start : citation.end] == citation.quote

    def _outcome(
        self,
        question: Question,
        system: System,
        ranking: Iterable[ScoredArticle],
        retrieval_ms: float,
        reading_ms: float = 0.0,
        answered: Answered | None = None,
    ) -> Outcome:
        best: dict[str, float] = {}
        last = math.inf
        for scored in ranking:
            for name in self._over.names_of(scored.article_id):
                if name not in best and len(best) < DOCUMENTS:
                    # Measures order by score, so what ties must fall for the order to stay ours.
                    last = min(scored.score, math.nextafter(last, -math.inf))
                    best[name] = last
        return Outcome(
            question.question_id, system, tuple(best), tuple(best.values()), retrieval_ms, reading_ms, answered
        )


def _written(answer: Answer) -> WrittenAnswer | None:
    if answer.written is None:
        return None
    places = {citation.number: place for place, citation in enumerate(answer.citations)}
    sentences = (Stated(each.text, tuple(places[n] for n in each.citations)) for each in answer.written.sentences)
    return WrittenAnswer(tuple(sentences), len(answer.written.left_out), answer.written.problem)


def _articles_of(hits: Iterable[Hit]) -> Iterator[ScoredArticle]:
    """Yield the articles of the hits, each followed by those with the same passage."""
    for hit in hits:
        yield ScoredArticle(hit.article.article_id, hit.score)
        for copy in hit.copies:
            yield ScoredArticle(copy.article_id, hit.score)


def articles_by_row(searcher: HybridSearcher) -> tuple[str, ...]:
    """Return the article id of each passage row: (rows,).

    Raises IndexOutdatedError if the index still holds passages that were removed from the store.
    """
    ids = searcher.store.article_ids()
    try:
        return tuple(ids[passage_id] for passage_id in searcher.generation.passage_ids.tolist())
    except KeyError as error:
        raise IndexOutdatedError("the index holds passages that have been removed since", MEND) from error


def ranked(searcher: HybridSearcher, text: str, system: System) -> tuple[Rows, Scores]:
    """Return the best rows and scores of one half of hybrid search, or their fusion."""
    if system is System.BM25:
        return _lexical(searcher, text, PASSAGES)
    if system is System.DENSE:
        return _dense(searcher, text, PASSAGES)
    fused: dict[int, float] = {}
    for rows, _ in (_lexical(searcher, text, DEPTH), _dense(searcher, text, DEPTH)):
        for rank, row in enumerate(rows.tolist(), 1):
            fused[row] = fused.get(row, 0.0) + 1.0 / (RRF_K + rank)
    order = sorted(fused, key=lambda row: (-fused[row], row))[:PASSAGES]
    return np.array(order, np.int64), np.array([fused[row] for row in order])


def _lexical(searcher: HybridSearcher, text: str, k: int) -> tuple[Rows, Scores]:
    scores = searcher.lexical_scores(text, searcher.language(text))
    rows = best_rows(scores, k)
    return rows, scores[rows]


def _dense(searcher: HybridSearcher, text: str, k: int) -> tuple[Rows, Scores]:
    return searcher.generation.dense.search(searcher.encoder.encode([text], TextKind.QUERY)[0], k)
