"""How far the commands are that take long: always on stderr."""

from __future__ import annotations

import threading

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from index.formats import Columns, TakenColumns
from index.importing.pipeline import Stage
from index.text.cleaning import clean_line
from qa.faces.cli.talk import say
from qa.wording import STAGES

EVERY_SECONDS = 10.0
"""How often a line says how far it is, where there is no terminal."""


class ImportProgress(Progress):
    """Progress on stderr: bars on a terminal, else a line every ten seconds.

    Call it with the stages of an import.
    """

    def __init__(self) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
        super().__init__(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal)
        self._ids: dict[str, TaskID] = {}
        self._line = ""
        self._ended = threading.Event()

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        """Show that `done` of `total` items of `stage` are done."""
        if total == 0:
            return
        self.show(STAGES[stage].capitalize(), done, total)

    def show(self, label: str, done: int, total: int) -> None:
        """Show `done` of `total` on the bar with this label, or in the next line."""
        if label not in self._ids:
            self._ids[label] = self.add_task(clean_line(label), total=total)
        self.update(self._ids[label], completed=done)
        self._line = f"{label}: {done:,} of {total:,}"

    def start(self) -> None:
        """Begin to show it."""
        super().start()
        if self.disable:
            self._ended.clear()
            threading.Thread(target=self._tell, daemon=True).start()

    def stop(self) -> None:
        """Show no more."""
        self._ended.set()
        super().stop()

    def _tell(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            if self._line:
                say(self._line)


class ShowColumns:
    """Prints which columns of tables were taken, once for alike files; call it with each."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, Columns, tuple[str, ...]]] = set()

    def __call__(self, taken: TakenColumns) -> None:
        """Print the columns, unless alike ones were printed."""
        alike = (taken.kind, taken.columns, taken.unused)
        if alike not in self._seen:
            self._seen.add(alike)
            unused = f"; not used: {', '.join(taken.unused)}" if taken.unused else ""
            say(f"columns of {taken.path} ({taken.kind}): {taken.columns}{unused}")
