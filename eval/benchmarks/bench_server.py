"""Benchmark: a real server asked by one client, then by many, with the same answers."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from eval.benchmarks.harness import drawn, percentiles, texts_of
from eval.values import QuestionSet, Say
from index.errors import BadInputError, BadQuestionError
from index.optional import require
from index.search import check_question

_SEED = 17
_STARTS_S = 120.0
_BUDGET_MS = 300.0
_RATE = "100000"


@dataclass(frozen=True, slots=True)
class Load:
    """One load: answers a second, and milliseconds (median, 95th percentile, most).

    `failed` are requests, `different` answers that were not those given alone; `memory_mb` is the server's after the
    first fifth of the time and at the end.
    """

    name: str
    rate: float
    ms: tuple[float, float, float]
    failed: int
    different: int
    memory_mb: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ServerFigures:
    """One client's milliseconds (median, 95th percentile) for new questions, and the loads."""

    questions: int
    clients: int
    alone_ms: tuple[float, float]
    loads: tuple[Load, ...]

    def lines(self) -> Iterator[str]:
        """Yield a line for each figure."""
        middle, late = self.alone_ms
        yield f"one client, {self.questions} questions: median {middle:.0f} ms, 95th percentile {late:.0f} ms"
        for load in self.loads:
            yield f"{self.clients} clients, {load.name}: {load.rate:.1f} answers a second"
            times = load.ms[1] / middle
            yield f"  median {load.ms[0]:.0f} ms, 95th percentile {load.ms[1]:.0f} ms, most {load.ms[2]:.0f} ms"
            yield f"  95th percentile to one client's median: {times:.1f}"
            before, after = load.memory_mb
            yield (
                f"  failed {load.failed}, different {load.different}, memory {before:.0f} to {after:.0f} MB "
                f"({100 * (after / before - 1):+.1f} %)"
            )


def bench_server(
    library: Path, sets: Sequence[QuestionSet], clients: int, seconds: float, count: int, say: Say
) -> ServerFigures:
    """Ask `count` questions one after the other, then by `clients` at once, twice.

    Each load lasts `seconds`. In the first the server must find each answer anew (among sentences that it has embedded
    for the one client), in the second answers repeat. Further questions of the sets are asked in a third load, each for
    the first time. Raises BadInputError if there is no question.
    """
    known = _questions(sets)
    questions, others = known[:count], known[count:]
    with _serving(library) as (url, process_id):
        say(f"asking {len(questions)} questions, one after the other ...")
        alone, answers = asyncio.run(_alone(url, questions))
        loads = []
        for name, anew in (("each answer found anew", True), ("answers repeating", False)):
            say(f"{clients} clients, {name}, for {seconds:g} s ...")
            draws = [random.Random(f"{_SEED} {client}") for client in range(clients)]
            asked = [_endless(draw, questions) for draw in draws]
            loads.append(asyncio.run(_load(name, url, process_id, asked, answers, seconds, anew)))
        if others:
            name = f"{len(others)} questions never asked before"
            say(f"{clients} clients, {name}, for {seconds:g} s at most ...")
            once = iter(others)
            loads.append(asyncio.run(_load(name, url, process_id, [once] * clients, answers, seconds, True)))
    middle, late = percentiles(alone, 50, 95)
    return ServerFigures(len(questions), clients, (middle, late), tuple(loads))


def _questions(sets: Sequence[QuestionSet]) -> list[str]:
    """Return every question of the sets once, mixed the same way every time."""
    found: list[str] = []
    for text in texts_of(sets):
        with suppress(BadQuestionError):
            found.append(check_question(text))
    return list(drawn(sorted(found), len(found), _SEED))


def _endless(draw: random.Random, questions: Sequence[str]) -> Iterator[str]:
    while True:
        yield draw.choice(questions)


@contextmanager
def _serving(library: Path) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "qa", "serve", "--library", str(library), "--port", "0", "--rate", _RATE]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
        try:
            yield _url(process, log), process.pid
        finally:
            process.terminate()
            process.wait()


def _url(process: subprocess.Popen[bytes], log: Any) -> str:
    deadline = time.monotonic() + _STARTS_S
    while time.monotonic() < deadline and process.poll() is None:
        log.seek(0)
        said = re.search(rb"open (http://\S+)", log.read())
        if said:
            return str(said[1], "ascii")
        time.sleep(0.05)
    raise BadInputError("the server does not start", "try `qa serve` over the same library")


async def _alone(url: str, questions: Sequence[str]) -> tuple[list[float], dict[str, object]]:
    async with httpx.AsyncClient(base_url=url, timeout=120) as client:
        await client.post("/v1/ask", json={"question": "Kutip?"})  # so that the first is not measured with the opening
        took: list[float] = []
        answers: dict[str, object] = {}
        for question in questions:
            response, ms = await _asked(client, question, _BUDGET_MS)
            took.append(ms)
            answers[question] = _comparable(response)
    return took, answers


async def _load(
    name: str,
    url: str,
    process_id: int,
    asked: Sequence[Iterator[str]],
    answers: dict[str, object],
    seconds: float,
    anew: bool,
) -> Load:
    """Ask what `asked` gives, one client for each, and compare with the known `answers`."""
    took: list[float] = []
    wrong = {"failed": 0, "different": 0}
    budgets = itertools.count(1)
    began = time.perf_counter()

    async def ask(questions: Iterator[str]) -> None:
        async with httpx.AsyncClient(base_url=url, timeout=120) as client:
            while time.perf_counter() - began < seconds:
                question = next(questions, None)
                if question is None:
                    return
                # A budget that differs by less than a clock can tell is another request, with the same answer.
                budget = _BUDGET_MS + next(budgets) * 1e-6 if anew else _BUDGET_MS
                try:
                    response, ms = await _asked(client, question, budget)
                except httpx.HTTPError:
                    wrong["failed"] += 1
                    continue
                took.append(ms)
                wrong["different"] += question in answers and _comparable(response) != answers[question]

    remembered = asyncio.create_task(_memory_after(seconds / 5, process_id))
    await asyncio.gather(*map(ask, asked))
    before = await remembered
    lasted = time.perf_counter() - began
    middle, late, most = percentiles(took, 50, 95, 100)
    times = (middle, late, most)
    return Load(name, len(took) / lasted, times, wrong["failed"], wrong["different"], (before, _memory_mb(process_id)))


async def _asked(client: httpx.AsyncClient, question: str, budget_ms: float) -> tuple[httpx.Response, float]:
    """Return the response and its milliseconds; raise HTTPError if it failed."""
    sent = time.perf_counter()
    response = await client.post("/v1/ask", json={"question": question, "budget_ms": budget_ms})
    took = 1e3 * (time.perf_counter() - sent)
    response.raise_for_status()
    return response, took


async def _memory_after(seconds: float, process_id: int) -> float:
    await asyncio.sleep(seconds)
    return _memory_mb(process_id)


def _comparable(response: httpx.Response) -> object:
    """Return an answer without its times, which differ."""
    return {key: value for key, value in json.loads(response.content).items() if key != "timings"}


def _memory_mb(process_id: int) -> float:
    return float(require("psutil", "eval").Process(process_id).memory_info().rss) / 1e6
