"""What the benchmarks share: questions drawn, calls timed by turns, processes watched."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import yaml

from eval.runs.corpus import read_corpus
from eval.values import QuestionSet
from index.errors import BadInputError, KutipError
from index.optional import require
from index.paths import cache_folder
from index.text.language import LanguageIdentifier

T = TypeVar("T")

_LOOK_EVERY_S = 0.02


def texts_of(sets: Iterable[QuestionSet]) -> list[str]:
    """Return the texts of all questions of the sets, in order."""
    return [question.text for each in sets for question in each.questions]


def drawn(texts: Iterable[str], count: int, seed: int) -> tuple[str, ...]:
    """Draw at most `count` distinct texts, the same ones every time.

    Raises BadInputError if there is none.
    """
    distinct = list(dict.fromkeys(texts))
    if not distinct:
        raise BadInputError("there is no question to ask", "give a set that has some with --questions")
    return tuple(random.Random(seed).sample(distinct, min(count, len(distinct))))


def took_ms(call: Callable[[], object]) -> float:
    """Call and return the milliseconds of wall time that it took."""
    started = time.perf_counter()
    call()
    return 1e3 * (time.perf_counter() - started)


def by_turns(steps: Sequence[T], number: int) -> list[T]:
    """Order `steps` for the round `number`: another comes first each time.

    What comes first finds the processor's caches cold, and a round of all before the next one makes them equally slow
    on a busy machine.
    """
    first = number % len(steps)
    return [*steps[first:], *steps[:first]]


def percentiles(milliseconds: Sequence[float], *at: float) -> tuple[float, ...]:
    """Return the percentiles `at` (0 to 100), interpolated linearly."""
    return tuple(np.percentile(milliseconds, at).tolist())


def write_articles(articles: Path, limit: int, folder: Path) -> int:
    """Write the first `limit` articles as files with front matter; return how many."""
    entries = read_corpus(articles, LanguageIdentifier(cache_folder()).detect, limit)
    for number, article in enumerate(entry.article for entry in entries):
        front = {key: getattr(article, key) for key in ("title", "source", "url", "published", "language")}
        header = yaml.safe_dump({key: str(value) for key, value in front.items() if value}, allow_unicode=True)
        (folder / f"{number:06}.md").write_text(f"---\n{header}---\n{article.text}", encoding="utf-8")
    return len(entries)


def run_module(*module: str, given: str = "") -> tuple[str, float, float]:
    """Run `python -m` with `given` on stdin; return its output, seconds and peak megabytes.

    Raises KutipError if it fails.
    """
    psutil = require("psutil", "eval")
    started, most = time.perf_counter(), 0
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as stdin:
        stdin.write(given)
        stdin.seek(0)
        with subprocess.Popen([sys.executable, "-m", *module], stdin=stdin, stdout=output) as process:
            while process.poll() is None:
                with contextlib.suppress(psutil.Error):
                    most = max(most, psutil.Process(process.pid).memory_info().rss)
                time.sleep(_LOOK_EVERY_S)
        if process.returncode:
            raise KutipError(f"`python -m {' '.join(module)}` ended with exit code {process.returncode}")
        output.seek(0)
        return output.read(), time.perf_counter() - started, most / 1e6
