"""What the commands say while they work: always on stderr, one line a matter."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from index.importing.pipeline import Stage
from index.text.cleaning import clean_line

_LABELS = {
    Stage.READING: "Reading articles",
    Stage.PREPARING: "Unpacking the model, once",
    Stage.EMBEDDING: "Embedding passages",
    Stage.INDEXING: "Indexing passages",
}


def say(line: str) -> None:
    """Print one line on stderr; what would move a terminal's cursor is taken out of it."""
    print(clean_line(line), file=sys.stderr, flush=True)


class Bars:
    """Progress bars on stderr, one a label; on a terminal only. Use it as a context manager."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._progress.stop()

    def show(self, label: str, done: int, total: int) -> None:
        """Show that `done` of `total` are done of what `label` says."""
        if label not in self._tasks:
            self._tasks[label] = self._progress.add_task(clean_line(label), total=total)
        self._progress.update(self._tasks[label], completed=done)


class ImportProgress(Bars):
    """Bars for the stages of an import: call it as `Tell`."""

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        """Show that `done` of `total` are done in `stage`."""
        if total == 0:
            return
        self.show(_LABELS[stage], done, total)
        if stage is Stage.EMBEDDING and done and _LABELS[Stage.PREPARING] in self._tasks:
            self.show(_LABELS[Stage.PREPARING], 1, 1)
