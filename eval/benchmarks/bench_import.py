"""Benchmark: import articles in a process of its own, then ask a question."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from eval.benchmarks.harness import took_ms, write_articles
from index.encoders import MANY, make_encoder
from index.errors import BadInputError, KutipError
from index.values import TextKind
from qa.library import Library

QUESTION = "siapa presiden Indonesia?"
_SAMPLE = 128
_ASKED = 5


@dataclass(frozen=True, slots=True)
class ImportFigures:
    """Seconds of wall time; `ask_s` is the median of whole `qa ask` processes.

    `peak_mb` is that of the largest process: the import's own, or that in which it embeds. `engine_passages_s` is what
    the bulk engine alone embeds per second, measured in the same run: the ratio of the import's own rate to it does not
    depend on how busy the machine is. `followed_s` is the import's seconds in a library with `followed` questions.
    """

    articles: int
    passages: int
    import_s: float
    peak_mb: float
    disk_mb: float
    ask_s: float
    engine_passages_s: float
    followed: int
    followed_s: float

    def lines(self) -> Iterator[str]:
        """Yield a line for each figure."""
        rate = self.passages / self.import_s
        yield f"articles              {self.articles}"
        yield f"passages              {self.passages}"
        yield f"import                {self.import_s:.0f} s"
        yield f"articles per second   {self.articles / self.import_s:.1f}"
        yield f"passages per second   {rate:.1f}"
        yield f"  to the engine alone {rate / self.engine_passages_s:.2f}"
        yield f"on disk               {self.disk_mb:.0f} MB ({1e3 * self.disk_mb / self.passages:.1f} KB a passage)"
        yield f"peak memory           {self.peak_mb:.0f} MB"
        yield f"one `qa ask` process  {self.ask_s:.2f} s"
        if self.followed:
            beside = f"{self.followed_s:.0f} s ({self.followed_s / self.import_s:.1f} times)"
            yield f"import, followed      {beside} with {self.followed} followed questions"


def bench_import(articles: Path, limit: int, questions: Sequence[str] = ()) -> ImportFigures:
    """Import the first `limit` articles of a JSON-lines file and ask a question.

    They are imported again into a library that follows `questions`, if there are any.
    """
    with TemporaryDirectory() as scratch:
        folder, library = Path(scratch, "articles"), Path(scratch, "library")
        folder.mkdir()
        written = write_articles(articles, limit, folder)
        import_s = took_ms(lambda: _qa("add", "--library", str(library), str(folder))) / 1e3
        peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        with Library.open(library) as opened:
            status = opened.status()
            texts = [hit.passage.text for hit in opened.search(QUESTION, _SAMPLE)]
        if status.articles != written:
            raise KutipError(f"{written} articles were given and {status.articles} imported")
        return ImportFigures(
            articles=status.articles,
            passages=status.passages,
            import_s=import_s,
            peak_mb=peak_kb / 1e3,
            disk_mb=status.bytes_on_disk / 1e6,
            ask_s=median(took_ms(lambda: _qa("ask", "--library", str(library), QUESTION)) for _ in range(_ASKED)) / 1e3,
            engine_passages_s=_engine_rate(texts),
            followed=len(questions),
            followed_s=_followed_s(Path(scratch, "followed"), folder, questions) if questions else 0.0,
        )


def article_rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the rows of a (gzipped) JSON-lines file; raise BadInputError if it is missing."""
    if not path.is_file():
        raise BadInputError(f"{path} is missing", "give a (gzipped) JSON-lines file of articles")
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _followed_s(library: Path, folder: Path, questions: Sequence[str]) -> float:
    with Library.create(library) as made:
        for question in questions:
            made.follow(question)
    return took_ms(lambda: _qa("add", "--library", str(library), str(folder))) / 1e3


def _qa(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "qa", *arguments], stdout=subprocess.PIPE, env=os.environ, check=False)
    if done.returncode:
        raise KutipError(f"`qa {' '.join(arguments)}` ended with exit code {done.returncode}")


def _engine_rate(texts: list[str]) -> float:
    encoder = make_encoder(None, passages=MANY)
    encoder.encode(texts[:8], TextKind.PASSAGE)
    return 1e3 * len(texts) / took_ms(lambda: encoder.encode(texts, TextKind.PASSAGE))
