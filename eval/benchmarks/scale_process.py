"""The process that `eval.benchmarks.bench_scale` runs: it opens a library and asks.

`python -m eval.benchmarks.scale_process LIBRARY` reads a JSON list of questions and prints an `TimedSearch` as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from eval.benchmarks.bench_retrieval import Clock, Part, watched
from eval.benchmarks.harness import percentiles
from index.optional import require
from qa.library import Library

K = 10
"""How many hits are asked for."""

_WARM = 3


@dataclass(frozen=True, slots=True)
class TimedSearch:
    """Milliseconds of `count` questions, and megabytes of the process, mapped files included.

    `retrieval` is a search without, `search` one with the question's embedding and language: (median, 95th percentile).
    `bm25`, `dense` and `rest` are medians of the parts of a retrieval. `open_s` is the opening of the library, its
    verification included; `opened_mb` is taken after it, `resident_mb` after all questions, and `peak_mb` is the most
    that was seen from outside.
    """

    count: int
    open_s: float
    opened_mb: float
    resident_mb: float
    retrieval: tuple[float, ...]
    search: tuple[float, ...]
    bm25: float
    dense: float
    rest: float
    peak_mb: float = 0.0


def asked(root: Path, questions: Sequence[str]) -> TimedSearch:
    """Open the library at `root`, ask and measure; the first few questions warm up."""
    process = require("psutil", "eval").Process()
    started = time.perf_counter()
    with Library.open(root) as library:
        clock = Clock()
        searcher = watched(library.searcher(), clock)
        open_s, opened = time.perf_counter() - started, process.memory_info().rss
        for text in questions[:_WARM]:
            searcher.search(text, K)
        clock.taken()
        retrieval, search = list[float](), list[float]()
        parts: dict[Part, list[float]] = {part: [] for part in Part}
        for text in questions:
            started = time.perf_counter()
            query = searcher.analyse(text)
            analysed = time.perf_counter()
            searcher.retrieve(query, K)
            ended = time.perf_counter()
            retrieval.append(1e3 * (ended - analysed))
            search.append(1e3 * (ended - started))
            for part, ms in clock.taken().items():
                parts[part].append(ms)
        bm25, dense = np.array(parts[Part.BM25]), np.array(parts[Part.DENSE])
        return TimedSearch(
            count=len(questions),
            open_s=open_s,
            opened_mb=opened / 1e6,
            resident_mb=process.memory_info().rss / 1e6,
            retrieval=percentiles(retrieval, 50, 95),
            search=percentiles(search, 50, 95),
            bm25=float(np.median(bm25)),
            dense=float(np.median(dense)),
            rest=float(np.median(np.array(retrieval) - bm25 - dense)),
        )


def read_asked(line: str) -> TimedSearch:
    """Read what `main` printed."""
    values = json.loads(line)
    return TimedSearch(**{**values, "retrieval": tuple(values["retrieval"]), "search": tuple(values["search"])})


def main() -> None:
    """Ask the questions on stdin and print what that took."""
    print(json.dumps(asdict(asked(Path(sys.argv[1]), json.load(sys.stdin)))))


if __name__ == "__main__":
    main()
