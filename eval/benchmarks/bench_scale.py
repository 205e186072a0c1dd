"""Benchmark: a library that grows to a million passages: time, disk, memory, latency, and what dense search finds.

Its passages are those of a library that is there and, beyond them, recombinations of their sentences with composed
vectors: see `eval.benchmarks.synthetic_passages` for what that is worth. Each
commit is a `qa add` of its own, each measurement another process.
"""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.benchmarks.scale_process import Asked, read_asked
from eval.benchmarks.synthetic_passages import Likeness, Real, Recombiner, Written, fitted_noise, likeness, read_real
from eval.values import QuestionSet
from index.errors import BadInputError, KutipError
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
"""How many real and made passages are held against each other."""

_SEED = 31
_ARTICLES_A_TRANSACTION = 500
_LOOK_EVERY_S = 0.02
_PARTS = {"lexical": "BM25", "dense.faiss": "dense", "signatures": "stories", "stories.json": "stories"}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scale:
    """What was measured at one size.

    `made` of the `passages` are recombined. `commit_s` and `commit_mb` are the time and the peak memory of the `qa add`
    that indexed what came to the size before, embedding left out. `part_bytes` is what each part of the index takes a
    passage on disk, `asked` what a fresh process took for questions. `recall` is the share of the ten nearest passages
    that dense search finds, averaged over the questions; `manifest_recall` was measured with passages as questions
    when the index was built.
    """

    passages: int
    made: int
    commit_s: float
    commit_mb: float
    part_bytes: tuple[tuple[str, float], ...]
    recall: float
    manifest_recall: float
    asked: Asked

    @property
    def bytes_a_passage(self) -> float:
        """What the index takes a passage on disk, beside the database with the texts and the encoder's vectors."""
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
    """Grow a library from the passages of `library` and recombined ones, and measure it at each of `sizes`.

    At most `count` of the sets' questions are asked, the same every time. The library is made in the folder `place`,
    else in a temporary one. Raises BadInputError where there is no question, where `library` has too few passages, or
    where `place` is there already.
    """
    questions = _questions(sets, count)
    if place is not None and place.exists():
        raise BadInputError(f"{place} is there already", "name a folder that is not")
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
        _, commit_s, commit_mb = _run("qa", "add", "--library", str(self._paths.root))
        say(f"asking, after {commit_s:.0f} s")
        printed, _, asked_mb = _run("eval.benchmarks.scale_process", str(self._paths.root), given=json.dumps(questions))
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
        """Articles that bring the library to `size` passages: real ones while there are any."""
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
        """The share of the `TOP` nearest passages of each question that dense search finds."""
        asked = np.concatenate([self._encoder.encode([text], TextKind.QUERY) for text in questions])
        vectors = self._vectors.of_passages(live.manifest.passages)
        vectors = centred(vectors, live.language_codes, live.language_means)
        return float(_are_near(vectors, asked, np.stack([_found(vectors, live, query) for query in asked])).mean())


def _found(vectors: Vectors, live: Generation, query: Vectors) -> npt.NDArray[np.int64]:
    """The `TOP` rows that a search finds, which scores by the vectors that are stored."""
    return live.dense.search(query, quantised.TOP, scored=lambda rows: (vectors[rows] @ query).astype(np.float64))[0]


def _are_near(vectors: Vectors, asked: Vectors, found: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which of the rows in `found` (asked, TOP) are as near to their question as the last of the `TOP` nearest."""
    last = quantised.least(vectors, asked, np.full(len(asked), -1))
    near: npt.NDArray[np.bool_] = np.einsum("qd,qrd->qr", asked, vectors[found]) >= last[:, None] - quantised.ROUNDING
    return near


def _part_bytes(live: Generation) -> tuple[tuple[str, float], ...]:
    sizes = dict.fromkeys([*dict.fromkeys(_PARTS.values()), "rows"], 0)
    for record in live.manifest.files:
        sizes[_PARTS.get(record.path.split("/")[0], "rows")] += record.size
    return tuple((part, size / live.manifest.passages) for part, size in sizes.items())


def _questions(sets: Collection[QuestionSet], count: int) -> tuple[str, ...]:
    distinct = list(dict.fromkeys(question.text for each in sets for question in each.questions))
    if not distinct:
        raise BadInputError("there is no question to ask", "give a set that has some with --questions")
    return tuple(random.Random(_SEED).sample(distinct, min(count, len(distinct))))


def _run(*module: str, given: str = "") -> tuple[str, float, float]:
    """Run `python -m` with `given` on stdin: what it printed, its seconds, and the most megabytes it was seen with."""
    import psutil  # an optional package

    started, most = time.perf_counter(), 0
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as asked:
        asked.write(given)
        asked.seek(0)
        with subprocess.Popen([sys.executable, "-m", *module], stdin=asked, stdout=said) as process:
            while process.poll() is None:
                with contextlib.suppress(psutil.Error):
                    most = max(most, psutil.Process(process.pid).memory_info().rss)
                time.sleep(_LOOK_EVERY_S)
        if process.returncode:
            raise KutipError(f"`python -m {' '.join(module)}` ended with exit code {process.returncode}")
        said.seek(0)
        return said.read(), time.perf_counter() - started, most / 1e6


def table(rows: Sequence[Scale]) -> Iterator[str]:
    """A header and a line a size."""
    yield (
        "passages   recombined  commit s  peak GB  B/passage   BM25  dense  stories   rows  open s  RSS MB  peak MB"
        "  retrieval ms: p50    p95   BM25  dense   rest  with embedding: p50    p95  recall@10  at build"
    )
    for row in rows:
        parts = dict(row.part_bytes)
        asked = row.asked
        yield (
            f"{row.passages:9,}  {row.made:10,}  {row.commit_s:8.0f}  {row.commit_mb / 1e3:7.2f}"
            f"  {row.bytes_a_passage:9.0f}  {parts['BM25']:5.0f}  {parts['dense']:5.0f}  {parts['stories']:7.0f}"
            f"  {parts['rows']:5.0f}  {asked.open_s:6.2f}  {asked.resident_mb:6.0f}  {asked.peak_mb:7.0f}"
            f"  {asked.retrieval[0]:17.1f}  {asked.retrieval[1]:5.1f}  {asked.bm25:5.1f}  {asked.dense:5.1f}"
            f"  {asked.rest:5.1f}  {asked.search[0]:19.1f}  {asked.search[1]:5.1f}  {row.recall:9.4f}"
            f"  {row.manifest_recall:8.4f}"
        )
