"""Benchmark: how soon the chat can be used, and how it responds during an import."""

from __future__ import annotations

import asyncio
import gc
import os
import pty
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from eval.benchmarks.harness import percentiles, took_ms, write_articles
from qa.library import Library

if TYPE_CHECKING:
    from qa.faces.tui.app import ChatApp

Lateness = tuple[float, float, float]

ROUNDS = 5
ASKED = 20
_PAINTED = b"sk in any language"  # the cursor stands on the first letter
_ANSWERED = b"[1]"
_FAILED = b"Not found"
_TICK_S = 0.005
_LIMIT_S = 60.0
_LINE = 60
"""How many letters are typed into one line."""


@dataclass(frozen=True, slots=True)
class ChatFigures:
    """Milliseconds of wall time from the start of the process, medians of `ROUNDS`.

    `textual_ms` is importing Textual alone. The last two are how late the event loop's ticks were (median, 99th
    percentile, most) while keys were pressed during an import, and then while `ASKED` answers were found.
    """

    textual_ms: float
    painted_ms: float
    answered_ms: float
    imported: int
    importing_ms: Lateness
    answering_ms: Lateness

    def lines(self) -> Iterator[str]:
        """Yield a line for each figure."""
        yield f"Textual alone, imported       {self.textual_ms:7.0f} ms"
        for what, ms in {"first paint": self.painted_ms, "asked at once, answered": self.answered_ms}.items():
            yield f"{what:29} {ms:7.0f} ms, {ms / self.textual_ms:.1f} times that"
        yield f"ticks late during an import of {self.imported} articles (ms): {_in_words(self.importing_ms)}"
        yield f"ticks late during {ASKED} answers (ms): {_in_words(self.answering_ms)}"


def bench_chat(library: Path, question: str, articles: Path, limit: int) -> ChatFigures:
    """Start the chat in a terminal and ask at once; import articles beside another chat."""
    runs = [_started(library, question) for _ in range(ROUNDS)]
    importing, answering, imported = _lateness(articles, limit, question)
    return ChatFigures(
        median(took_ms(_import_textual) for _ in range(ROUNDS)),
        median(painted for painted, _ in runs),
        median(answered for _, answered in runs),
        imported,
        importing,
        answering,
    )


def _import_textual() -> None:
    subprocess.run([sys.executable, "-c", "import textual.app, textual.widgets"], check=True)


def _started(library: Path, question: str) -> tuple[float, float]:
    """Return when the prompt was drawn, and when a question typed then was answered."""
    ours, theirs = pty.openpty()
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "qa", "chat", "--library", str(library)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "140", "LINES": "45"},
    )
    os.close(theirs)
    try:
        _until(ours, (_PAINTED,), started)
        painted = time.perf_counter()
        os.write(ours, question.encode() + b"\r")
        _until(ours, (_ANSWERED, _FAILED), started)
        answered = time.perf_counter()
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return 1e3 * (painted - started), 1e3 * (answered - started)


def _until(terminal: int, any_of: tuple[bytes, ...], started: float) -> None:
    seen = b""
    while not any(words in seen for words in any_of):
        ready, _, _ = select.select([terminal], [], [], 1.0)
        if ready:
            seen += os.read(terminal, 65536)
        if time.perf_counter() - started > _LIMIT_S:
            raise TimeoutError(f"the chat did not draw {any_of[0].decode()!r} within {_LIMIT_S:g} s")


def _lateness(articles: Path, limit: int, question: str) -> tuple[Lateness, Lateness, int]:
    """Return how late ticks are during import and answers, and the number of articles."""
    from qa.faces.tui.app import ChatApp
    from qa.faces.tui.conversation import ConversationPane
    from qa.faces.tui.importing import ImportBar
    from qa.faces.tui.settings import ChatSettings

    async def run(root: Path, folder: Path) -> tuple[list[float], list[float]]:
        with Library.create(root) as library:
            app = ChatApp(library, ChatSettings())
            gc.freeze()  # as `qa chat` does
            async with app.run_test(size=(140, 45)) as pilot:
                bar, pane = app.query_one(ImportBar), app.query_one(ConversationPane)
                bar.start(library, [folder])
                await pilot.pause()
                importing = await _ticks(app, lambda: bar.is_importing)
                answering: list[float] = []
                for number in range(ASKED):
                    pane.begin(f"{question} {number}")
                    answering += await _ticks(app, lambda: pane.is_busy)
        return importing, answering

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "articles"
        folder.mkdir()
        written = write_articles(articles, limit, folder)
        importing, answering = asyncio.run(run(Path(scratch) / "library", folder))
    return _spread(importing), _spread(answering), written


async def _ticks(app: ChatApp, goes_on: Callable[[], bool]) -> list[float]:
    """Press keys while something goes on; return how late each tick is, in ms."""
    from qa.faces.tui.prompt import Prompt

    late: list[float] = []
    while goes_on():
        started = time.perf_counter()
        await asyncio.sleep(_TICK_S)
        late.append(1e3 * (time.perf_counter() - started - _TICK_S))
        app.simulate_key("a")
        if len(late) % _LINE == 0:
            app.query_one(Prompt).value = ""
    return late


def _spread(late: Sequence[float]) -> Lateness:
    middle, high, most = percentiles(late, 50, 99, 100)
    return middle, high, most


def _in_words(late: Lateness) -> str:
    return "  ".join(f"{name} {ms:.1f}" for name, ms in zip(("median", "p99", "most"), late, strict=True))
