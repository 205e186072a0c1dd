"""Benchmark: one retrieval over a library that exists, what its parts take, and rank-bm25 alone beside it."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
from rank_bm25 import BM25Plus

from eval.measures.latency import Latency, latency
from eval.values import QuestionSet
from index.errors import BadInputError, BadQuestionError
from index.retrieval.dense import DenseIndex
from index.retrieval.lexical import LexicalIndex
from index.retrieval.lexicon import TranslationRoute, Translations
from index.search import HybridSearcher, check_question
from index.text.analysis import terms
from index.values import Encoder
from qa.library import Library

K = 10
"""How many hits are asked for."""

_ALONE = 30
_WARM = 3
_SEED = 13

P = ParamSpec("P")
R = TypeVar("R")


class Part(StrEnum):
    """What a retrieval is made of."""

    LANGUAGE = "language"
    EMBEDDING = "embedding"
    BM25 = "BM25"
    DENSE = "dense"
    REST = "fusion and hits"


@dataclass(frozen=True, slots=True)
class RetrievalFigures:
    """What was measured: milliseconds of wall time a question, its embedding included.

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
        """The figures, a line each."""
        yield f"passages           {self.passages}"
        yield f"questions          {self.search.count}"
        yield f"one search         {_shown(self.search)}"
        for part, times in self.parts:
            yield f"  {part:15}  {_shown(times)}"
        yield f"rank-bm25 alone    {_shown(self.alone)} over {self.alone.count} questions"
        yield f"  to one search    {self.ratio:.1f}"


def bench_retrieval(
    path: Path, sets: Collection[QuestionSet], count: int, say: Callable[[str], None] = lambda _: None
) -> RetrievalFigures:
    """Time searches for at most `count` questions of `sets`, else for titles of the library at `path`, in random order.

    The order is the same every time. Raises BadInputError where there is no question or no passage.
    """
    with Library.open(path) as library:
        searcher = library.searcher()
        if not searcher.generation.manifest.passages:
            raise BadInputError(f"{path} has no passages to search", "add articles with `qa add PATH`")
        questions = (question.text for each in sets for question in each.questions)
        asked = _sample(questions if sets else _titles(library), count)
        say(f"indexing {searcher.generation.manifest.passages:,} passages with rank-bm25")
        runner = _Runner(library, RankBm25Alone(searcher))
        say(f"asking {len(asked)} questions")
        _run(runner, asked)
        return RetrievalFigures(
            passages=searcher.generation.manifest.passages,
            search=_latency(runner.whole),
            parts=tuple((part, _latency(times)) for part, times in runner.parts.items()),
            alone=_latency(runner.bare),
            ratio=_latency(runner.bare).p50 / _latency(runner.whole[: len(runner.bare)]).p50,
        )


class RankBm25Alone:
    """rank-bm25 in memory over the passages of a generation, row by row, with the terms that Kutip indexes."""

    def __init__(self, searcher: HybridSearcher) -> None:
        kept = set(searcher.generation.passage_ids.tolist())
        # Interned, and one passage at a time: a term is kept once, not at each place where it stands.
        self._engine: Any = BM25Plus(
            list(map(sys.intern, terms(row.content, row.language)))
            for row in searcher.store.rows()
            if row.passage_id in kept
        )

    def best(self, query: Sequence[str], k: int) -> tuple[int, ...]:
        """The rows of the `k` best passages for the terms of a question, in no order."""
        scores = self._engine.get_scores(query)
        return tuple(np.argpartition(-scores, min(k, len(scores)) - 1)[:k].tolist())


@dataclass(frozen=True, slots=True)
class Clock:
    """Adds up the milliseconds that each part takes; parts are timed in calls that do not overlap."""

    ms: dict[Part, float] = field(default_factory=dict)

    def timing(self, part: Part, call: Callable[P, R]) -> Callable[P, R]:
        """`call`, its time added to `part`."""

        def timed(*args: P.args, **kwargs: P.kwargs) -> R:
            started = time.perf_counter()
            result = call(*args, **kwargs)
            self.ms[part] = self.ms.get(part, 0.0) + 1e3 * (time.perf_counter() - started)
            return result

        return timed

    def taken(self) -> dict[Part, float]:
        """The milliseconds of every part since this was last asked."""
        found = {part: self.ms.get(part, 0.0) for part in Part}
        self.ms.clear()
        return found


class _Timed:
    """Stands for `inner`: every method of it is timed as `part`."""

    def __init__(self, inner: object, part: Part, clock: Clock) -> None:
        self._inner, self._part, self._clock = inner, part, clock

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        return self._clock.timing(self._part, value) if callable(value) else value


@dataclass(frozen=True, slots=True)
class _Watched(HybridSearcher):
    """A searcher whose looking up of translations, a part of BM25, is timed."""

    clock: Clock

    def translations(self, question: str, language: str) -> Mapping[TranslationRoute, Translations]:
        return self.clock.timing(Part.BM25, HybridSearcher.translations)(self, question, language)


def watched(searcher: HybridSearcher, clock: Clock) -> HybridSearcher:
    """A searcher that does as `searcher` does, and tells `clock` what each part but the rest takes."""
    dense = cast(DenseIndex, _Timed(searcher.generation.dense, Part.DENSE, clock))
    lexical = cast(LexicalIndex, _Timed(searcher.generation.lexical, Part.BM25, clock))
    return _Watched(
        store=searcher.store,
        generation=replace(searcher.generation, dense=dense, lexical=lexical),
        encoder=cast(Encoder, _Timed(searcher.encoder, Part.EMBEDDING, clock)),
        identify=clock.timing(Part.LANGUAGE, searcher.identify),
        clock=clock,
    )


class _Runner:
    """Asks the three systems one question at a time, and keeps the milliseconds of each."""

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
        """Search the library as a person does."""
        self.whole.append(_took(lambda: self._library.search(text, K)))

    def look_inside(self, text: str) -> None:
        """Search it once more with the clock running."""
        took = _took(lambda: self._inside.search(text, K))
        taken = self._clock.taken()
        taken[Part.REST] = took - sum(taken.values())
        for part, ms in taken.items():
            self.parts[part].append(ms)

    def rank(self, text: str) -> None:
        """Score every passage with rank-bm25 and take the best."""
        query = terms(text, self._searcher.language(text))
        self.bare.append(_took(lambda: self._alone.best(query, K)))


def _run(runner: _Runner, asked: Sequence[str]) -> None:
    """Ask each question of all before the next one, so that what slows the machine down slows them all."""
    every = (runner.search, runner.look_inside, runner.rank)
    for text in asked[:_WARM]:
        for step in every:
            step(text)
    runner.forget()
    for number, text in enumerate(asked):
        steps = every if number < _ALONE else every[:2]
        # Who comes first finds the processor's caches cold: each in turn.
        first = number % len(steps)
        for step in (*steps[first:], *steps[:first]):
            step(text)


def _sample(texts: Iterable[str], count: int) -> tuple[str, ...]:
    distinct = list(dict.fromkeys(texts))
    if not distinct:
        raise BadInputError("there is no question to ask", "give a set that has some with --questions")
    return tuple(random.Random(_SEED).sample(distinct, min(count, len(distinct))))


def _titles(library: Library) -> Iterator[str]:
    for summary in library.articles():
        with suppress(BadQuestionError):
            yield check_question(summary.title)


def _took(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return 1e3 * (time.perf_counter() - started)


def _latency(times: Sequence[float]) -> Latency:
    return cast(Latency, latency(times))  # there is a question, so there is a time


def _shown(times: Latency) -> str:
    return f"{times.p50:7.1f} ms median {times.p95:7.1f} p95"
