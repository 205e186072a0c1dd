"""An import beside the chat, in a process of its own."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.widget import Widget

from index.child import end_child
from index.errors import BadInputError

if TYPE_CHECKING:
    from index.importing.report import ImportReport
    from index.importing.stages import Stage
    from qa.library import Library

_TERMINATED_S = 1.0
"""How long an import that is stopped may take to end by itself."""

_ENOUGH = 0.05
"""From what share on it is said how long the rest takes."""

_TOLD_S = 0.2
"""How often it is told how far an import is."""


class ImportBar(Widget):
    """Imports into a library, one at a time, and tells how far it is."""

    @dataclass
    class Told(Message):
        """How far the import is, in a line."""

        line: str

    @dataclass
    class Ended(Message):
        """How an import ended: its report, its error, or how many it had added."""

        report: ImportReport | None = None
        error: Exception | None = None
        stopped_after: int | None = None

    def __init__(self) -> None:
        super().__init__(id="importing")
        self.is_importing = False
        self._is_stopped = False
        self._process: subprocess.Popen[bytes] | None = None
        self._stage: Stage | None = None
        self._began = self._told = 0.0

    def start(self, library: Library, paths: list[Path]) -> None:
        """Import `paths`; BadInputError while another import runs."""
        if self.is_importing:
            raise BadInputError("an import is running", "wait for it to end, or /stop it")
        self.is_importing, self._is_stopped, self._stage = True, False, None
        self.post_message(self.Told("Importing…"))
        self._run(library, paths)

    def stop(self) -> None:
        """Stop the import; what was added is kept. BadInputError if none runs."""
        if not self.is_importing:
            raise BadInputError("no import is running", "/import PATHS begins one")
        self._is_stopped = True
        self.post_message(self.Told("Stopping the import…"))
        if self._process is not None:
            self._process.terminate()
            self.set_timer(_TERMINATED_S, self._kill)

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    def on_unmount(self) -> None:
        """Stop a running import; what was added is kept."""
        if self._process is not None:
            self._process.terminate()

    @work(thread=True, group="importing", exit_on_error=False)
    def _run(self, library: Library, paths: list[Path]) -> None:
        from qa.faces.tui.import_process import follow_import, start_import  # here, as they bring the library

        before = library.counts()[0]
        try:
            self._process = start_import(library.root, paths)
            if self._is_stopped:
                end_child(self._process)
            ended = self.Ended(follow_import(self._process, self._tell))
        except Exception as error:  # the user gets one line even for a bug
            stopped = self._is_stopped
            ended = self.Ended(stopped_after=library.counts()[0] - before) if stopped else self.Ended(error=error)
        finally:
            self._process, self.is_importing = None, False
        self.post_message(ended)

    def _tell(self, stage: Stage, done: int, total: int) -> None:
        """Post how far it is, not too often; called in the thread."""
        now = time.monotonic()
        if stage is not self._stage:
            self._stage, self._began, self._told = stage, now, 0.0
        if now - self._told >= _TOLD_S and not self._is_stopped:
            self._told = now
            self.post_message(self.Told(_progress(stage, done, total, now - self._began)))


def _progress(stage: Stage, done: int, total: int, seconds: float) -> str:
    """Return the stage, done of total, and about how many minutes are left."""
    from qa.wording import STAGES

    left = ""
    if done >= _ENOUGH * total > 0 and done < total:
        minutes = seconds * (total - done) / done / 60
        left = f"   about {minutes:.0f} min" if minutes >= 1 else "   less than a minute"
    return f"Importing: {STAGES[stage]} {done:,} of {total:,}{left}   /stop stops it, what is in stays"
