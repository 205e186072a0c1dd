"""Benchmark: a library that grows to a million passages: time, disk, memory, recall.

Its passages are those of an existing library and, beyond them, recombinations of their sentences with composed
vectors: see `eval.benchmarks.synthetic_passages`. Each commit is a `qa add` of its own, each measurement another
process.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.benchmarks.harness import drawn, run_module, texts_of
from eval.benchmarks.scale_process import TimedSearch, read_asked
from eval.benchmarks.synthetic_passages import Likeness, Real, Recombiner, Written, fitted_noise, likeness, read_real
from eval.runs.columns import aligned
from eval.values import QuestionSet, Say
from index.errors import BadInputError
from index.generations.generation import Generation, open_current
from index.paths import LibraryPaths
from index.retrieval import quantised
from index.retrieval.dense import WANTED_RECALL, centred
from index.storage.database import Database
from index.storage.passages import content_hash, passage_content
from index.storage.store import Store
from index.storage.vectors import VectorStore
from index.values import Encoder, TextKind, Vectors

SIZES = (10_000, 32_000, 100_000, 316_000, 1_000_000)
LIKE_AT = 50_000
"""How many real and made passages are compared."""

_SEED = 31
_ARTICLES_A_TRANSACTION = 500
_HEAD = (
    "passages",
    "recombined",
    "commit s",
    "peak GB",
    "B/passage",
    "BM25",
    "dense",
    "stories",
    "rows",
    "open s",
    "RSS MB",
    "peak MB",
    "retrieval ms: p50",
    "p95",
    "BM25",
    "dense",
    "rest",
    "with embedding: p50",
    "p95",
    "recall@10",
    "at build",
)
_PARTS = {"lexical": "BM25", "dense.faiss": "dense", "signatures": "stories", "stories.json": "stories"}


@dataclass(frozen=True, slots=True)
class Scale:
    """The figures at one size.

    `made` of the `passages` are recombined. `commit_s` and `commit_mb` are the time and the peak memory of the `qa add`
    that indexed what came to the size before, embedding left out. `part_bytes` are the bytes on disk for a passage of
    each part of the index, `asked` what a fresh process took for questions. `recall` is the share of the ten nearest
    passages that dense search finds, averaged over the questions; `manifest_recall` was measured with passages as
    questions when the index was built.
    """

    passages: int
    made: int
    commit_s: float
    commit_mb: float
    part_bytes: tuple[tuple[str, float], ...]
    recall: float
    manifest_recall: float
    asked: TimedSearch

    @property
    def bytes_a_passage(self) -> float:
        """The bytes on disk for a passage, without the database of texts and vectors."""
        return sum(size for _, size in self.part_bytes)


def bench_scale(
    library: Path,
    encoder: Encoder,
    sets: Collection[QuestionSet],
    sizes: Sequence[int],
    count: int,
    place: Path | None,
    say: Say,
) -> tuple[Likeness, tuple[Scale, ...]]:
    """Grow a library from the passages of `library`, and measure it at each of `sizes`.

    At most `count` of the sets' questions are asked, the same every time. The library is made in the folder `place`,
    else in a temporary one. Raises BadInputError if there is no question, if `library` has too few passages, or if
    `place` exists already.
    """
    questions = drawn(texts_of(sets), count, _SEED)
    if place is not None and place.exists():
        raise BadInputError(f"{place} exists already", "name a new folder")
    say(f"reading {library}")
    real = read_real(LibraryPaths(library), encoder.fingerprint, encoder.dim)
    if len(real.vectors) < quantised.LEAST:
        raise BadInputError(f"{library} has fewer than {quantised.LEAST} passages", "add articles to it first")
    noise = fitted_noise(real)
    alike = likeness(real, noise, LIKE_AT, WANTED_RECALL)
    for line in alike.lines():
        say(line)
    with contextlib.ExitStack() as stack:
        root = place or Path(stack.enter_context(tempfile.TemporaryDirectory()), "library")
        root.mkdir(parents=True)
        growing = stack.enter_context(contextlib.closing(_Growing(LibraryPaths(root), real, noise, encoder)))
        rows = list[Scale]()
        for size in sorted(set(sizes)):
            rows.append(growing.measured(size, questions, say))
            for line in table(rows[-1:]):  # the next size may take an hour
                say(line)
        return alike, tuple(rows)


class _Growing:
    """A library that is grown and measured."""

    def __init__(self, paths: LibraryPaths, real: Real, noise: float, encoder: Encoder) -> None:
        self._paths, self._encoder = paths, encoder
        self._database = Database(paths.database, create=True)
        self._store = Store(self._database)
        self._vectors = VectorStore(self._database, encoder.fingerprint, encoder.dim)
        self._real = iter(real.articles)
        self._recombiner = Recombiner(real, noise)
        self._made = 0

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def measured(self, size: int, questions: Sequence[str], say: Say) -> Scale:
        """Grow to `size` passages, or a few more, and measure."""
        writing = self._written(size)
        while batch := tuple(islice(writing, _ARTICLES_A_TRANSACTION)):
            self._keep(batch)
        say(f"indexing {self._store.counts()[1]:,} passages")
        _, commit_s, commit_mb = run_module("qa", "add", "--library", str(self._paths.root))
        say(f"asking, after {commit_s:.0f} s")
        printed, _, asked_mb = run_module(
            "eval.benchmarks.scale_process", str(self._paths.root), given=json.dumps(questions)
        )
        live = open_current(self._paths, self._encoder.fingerprint)
        return Scale(
            passages=live.manifest.passages,
            made=self._made,
            commit_s=commit_s,
            commit_mb=commit_mb,
            part_bytes=_part_bytes(live),
            recall=self._recall(live, questions),
            manifest_recall=live.manifest.recall,
            asked=replace(read_asked(printed), peak_mb=asked_mb),
        )

    def _written(self, size: int) -> Iterator[Written]:
        """Yield articles that bring the library to `size` passages: real ones first."""
        there = self._store.counts()[1]
        while there < size and (written := next(self._real, None)) is not None:
            there += len(written.spans)
            yield written
        if there < size:
            self._made += size - there
            yield from self._recombiner.articles(size - there)

    def _keep(self, batch: Sequence[Written]) -> None:
        self._store.add((written.article, "", written.spans) for written in batch)
        contents = (
            passage_content(written.article.title, span.of(written.article.text))
            for written in batch
            for span in written.spans
        )
        self._vectors.add([content_hash(content) for content in contents], np.concatenate([w.vectors for w in batch]))

    def _recall(self, live: Generation, questions: Sequence[str]) -> float:
        """Return the share of each question's `TOP` nearest passages that dense search finds."""
        asked = np.concatenate([self._encoder.encode([text], TextKind.QUERY) for text in questions])
        vectors = self._vectors.of_passages(live.manifest.passages)
        vectors = centred(vectors, live.language_codes, live.language_means)
        return float(are_near(vectors, asked, np.stack([_found(vectors, live, query) for query in asked])).mean())


def _found(vectors: Vectors, live: Generation, query: Vectors) -> npt.NDArray[np.int64]:
    """Return the `TOP` rows that a search finds, scored by the stored vectors."""
    return live.dense.search(query, quantised.TOP, scored=lambda rows: (vectors[rows] @ query).astype(np.float64))[0]


def are_near(vectors: Vectors, asked: Vectors, found: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Tell which rows in `found` (asked, TOP) are among the `TOP` nearest of their question."""
    last = quantised.least(vectors, asked, np.full(len(asked), -1))
    near: npt.NDArray[np.bool_] = np.einsum("qd,qrd->qr", asked, vectors[found]) >= last[:, None] - quantised.ROUNDING
    return near


def _part_bytes(live: Generation) -> tuple[tuple[str, float], ...]:
    sizes = dict.fromkeys([*dict.fromkeys(_PARTS.values()), "rows"], 0)
    for record in live.manifest.files:
        sizes[_PARTS.get(record.path.split("/")[0], "rows")] += record.size
    return tuple((part, size / live.manifest.passages) for part, size in sizes.items())


def table(rows: Sequence[Scale]) -> Iterator[str]:
    """Yield a head and a line for each size."""
    return aligned([_HEAD, *map(_cells, rows)], texts=0)


def _cells(row: Scale) -> tuple[str, ...]:
    asked, parts = row.asked, dict(row.part_bytes)
    return (
        f"{row.passages:,}",
        f"{row.made:,}",
        f"{row.commit_s:.0f}",
        f"{row.commit_mb / 1e3:.2f}",
        f"{row.bytes_a_passage:.0f}",
        *(f"{parts[name]:.0f}" for name in ("BM25", "dense", "stories", "rows")),
        f"{asked.open_s:.2f}",
        f"{asked.resident_mb:.0f}",
        f"{asked.peak_mb:.0f}",
        *(f"{ms:.1f}" for ms in (*asked.retrieval, asked.bm25, asked.dense, asked.rest, *asked.search)),
        f"{row.recall:.4f}",
        f"{row.manifest_recall:.4f}",
    )
