"""Benchmark: one retrieval over a library, its parts, and rank-bm25 alone beside it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
from rank_bm25 import BM25Plus

from eval.benchmarks.harness import by_turns, drawn, texts_of, took_ms
from eval.measures.latency import Latency, latency
from eval.values import QuestionSet, Say
from index.errors import BadInputError, BadQuestionError
from index.retrieval.dense import DenseIndex
from index.retrieval.lexical import LexicalIndex
from index.search import HybridSearcher, check_question
from index.text.analysis import terms
from index.values import Encoder
from qa.library import Library

K = 10
"""How many hits are asked for."""

ALONE = 30
_WARM = 3
_SEED = 13

P = ParamSpec("P")
R = TypeVar("R")


class Part(StrEnum):
    """A part of a retrieval."""

    LANGUAGE = "language"
    EMBEDDING = "embedding"
    BM25 = "BM25"
    DENSE = "dense"
    REST = "the rest"


@dataclass(frozen=True, slots=True)
class RetrievalFigures:
    """Milliseconds of wall time for a question, its embedding included.

    The parts are timed inside a second search for the same question and add up to that one. `alone` is rank-bm25 over
    the same passages, for fewer questions; `ratio` its median over the median of whole searches for those questions:
    above 1 the whole hybrid search is quicker than rank-bm25 by itself, however busy the machine is.
    """

    passages: int
    search: Latency
    parts: tuple[tuple[Part, Latency], ...]
    alone: Latency
    ratio: float

    def lines(self) -> Iterator[str]:
        """Yield a line for each figure."""
        yield f"passages           {self.passages}"
        yield f"questions          {self.search.count}"
        yield f"one search         {_shown(self.search)}"
        for part, times in self.parts:
            yield f"  {part:15}  {_shown(times)}"
        yield f"rank-bm25 alone    {_shown(self.alone)} over {self.alone.count} questions"
        yield f"  to one search    {self.ratio:.1f}"


def bench_retrieval(
    path: Path, sets: Collection[QuestionSet], count: int, say: Say = lambda _: None
) -> RetrievalFigures:
    """Time searches for at most `count` questions of `sets`, else titles of the library.

    Questions and their order are the same every time. Raises BadInputError if there is no question or no passage.
    """
    with Library.open(path) as library:
        searcher = library.searcher()
        if not searcher.generation.manifest.passages:
            raise BadInputError(f"{path} has no passages to search", "add articles with `qa add PATH`")
        asked = drawn(texts_of(sets) if sets else _titles(library), count, _SEED)
        say(f"indexing {searcher.generation.manifest.passages:,} passages with rank-bm25")
        runner = _Runner(library, RankBm25Alone(searcher))
        say(f"asking {len(asked)} questions")
        ask_in_turns(runner, asked)
        return RetrievalFigures(
            passages=searcher.generation.manifest.passages,
            search=_latency(runner.whole),
            parts=tuple((part, _latency(times)) for part, times in runner.parts.items()),
            alone=_latency(runner.bare),
            ratio=_latency(runner.bare).p50 / _latency(runner.whole[: len(runner.bare)]).p50,
        )


class RankBm25Alone:
    """rank-bm25 in memory over the passages of a generation, with Kutip's terms."""

    def __init__(self, searcher: HybridSearcher) -> None:
        kept = set(searcher.generation.passage_ids.tolist())
        # Interned, and one passage at a time: a term is kept once, not at each place where it stands.
        self._engine: Any = BM25Plus(
            list(map(sys.intern, terms(row.content, row.language)))
            for row in searcher.store.rows()
            if row.passage_id in kept
        )

    def best(self, query: Sequence[str], k: int) -> tuple[int, ...]:
        """Return the rows of the `k` best passages for a question's terms, in no order."""
        scores = self._engine.get_scores(query)
        return tuple(np.argpartition(-scores, min(k, len(scores)) - 1)[:k].tolist())


@dataclass(frozen=True, slots=True)
class Clock:
    """Sums of the milliseconds that each part takes, in calls that do not overlap."""

    ms: dict[Part, float] = field(default_factory=dict)

    def timing(self, part: Part, call: Callable[P, R]) -> Callable[P, R]:
        """Return `call`, its time added to `part`."""

        def timed(*args: P.args, **kwargs: P.kwargs) -> R:
            started = time.perf_counter()
            result = call(*args, **kwargs)
            self.ms[part] = self.ms.get(part, 0.0) + 1e3 * (time.perf_counter() - started)
            return result

        return timed

    def taken(self) -> dict[Part, float]:
        """Return the milliseconds of every part since the last call."""
        found = {part: self.ms.get(part, 0.0) for part in Part}
        self.ms.clear()
        return found


class _Timed:
    """A stand-in for `inner` whose every method is timed as `part`."""

    def __init__(self, inner: object, part: Part, clock: Clock) -> None:
        self._inner, self._part, self._clock = inner, part, clock

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        return self._clock.timing(self._part, value) if callable(value) else value


def watched(searcher: HybridSearcher, clock: Clock) -> HybridSearcher:
    """Return a searcher like `searcher` whose parts, but the rest, are timed by `clock`."""
    dense = cast(DenseIndex, _Timed(searcher.generation.dense, Part.DENSE, clock))
    lexical = cast(LexicalIndex, _Timed(searcher.generation.lexical, Part.BM25, clock))
    return replace(
        searcher,
        generation=replace(searcher.generation, dense=dense, lexical=lexical),
        encoder=cast(Encoder, _Timed(searcher.encoder, Part.EMBEDDING, clock)),
        identify=clock.timing(Part.LANGUAGE, searcher.identify),
    )


class _Runner:
    """A runner of all three searches, which keeps the milliseconds of each."""

    def __init__(self, library: Library, alone: RankBm25Alone) -> None:
        self._library, self._searcher = library, library.searcher()
        self._alone, self._clock = alone, Clock()
        self._inside = watched(self._searcher, self._clock)
        self.forget()

    def forget(self) -> None:
        """Start anew."""
        self.whole: list[float] = []
        self.parts: dict[Part, list[float]] = {part: [] for part in Part}
        self.bare: list[float] = []

    def search(self, text: str) -> None:
        """Search the library as a user does."""
        self.whole.append(took_ms(lambda: self._library.search(text, K)))

    def look_inside(self, text: str) -> None:
        """Search it once more with the clock running."""
        took = took_ms(lambda: self._inside.search(text, K))
        taken = self._clock.taken()
        taken[Part.REST] = took - sum(taken.values())
        for part, ms in taken.items():
            self.parts[part].append(ms)

    def rank(self, text: str) -> None:
        """Score every passage with rank-bm25 and take the best."""
        query = terms(text, self._searcher.language(text))
        self.bare.append(took_ms(lambda: self._alone.best(query, K)))


def ask_in_turns(runner: _Runner, asked: Sequence[str]) -> None:
    """Ask each question of all before the next one."""
    every = (runner.search, runner.look_inside, runner.rank)
    for text in asked[:_WARM]:
        for step in every:
            step(text)
    runner.forget()
    for number, text in enumerate(asked):
        for step in by_turns(every if number < ALONE else every[:2], number):
            step(text)


def _titles(library: Library) -> Iterator[str]:
    for summary in library.articles():
        with suppress(BadQuestionError):
            yield check_question(summary.title)


def _latency(times: Sequence[float]) -> Latency:
    return cast(Latency, latency(times))  # there is a question, so there is a time


def _shown(times: Latency) -> str:
    return f"{times.p50:7.1f} ms median {times.p95:7.1f} p95"
