"""The bar that shows an import running in a process of its own."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import ProgressBar, Static

from index.errors import BadInputError
from index.importing.pipeline import Stage
from index.importing.report import ImportReport
from qa.faces.tui.import_process import follow_import, start_import
from qa.wording import STAGES


class ImportBar(Vertical):
    """Imports into the library at `root`, one import at a time; hidden otherwise."""

    @dataclass
    class Ended(Message):
        """An import has ended: its report, or the error."""

        report: ImportReport | None
        error: Exception | None = None

    def __init__(self, root: Path) -> None:
        super().__init__(id="importing")
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None

    def compose(self) -> ComposeResult:
        """Yield what is being done, and how much of it."""
        yield Static("")
        yield ProgressBar(show_eta=False)

    def on_mount(self) -> None:
        """Hide until something is imported."""
        self.display = False

    def start(self, paths: list[Path]) -> None:
        """Import `paths`; BadInputError while another import runs."""
        if self.display:
            raise BadInputError("an import is running", "wait for it to end")
        self._show(Stage.READING, 0, 0)
        self._run(paths)

    def on_unmount(self) -> None:
        """Stop a running import; what was added is kept."""
        if self._process is not None:
            self._process.terminate()

    @work(thread=True, group="importing", exit_on_error=False)
    def _run(self, paths: list[Path]) -> None:
        try:
            self._process = start_import(self._root, paths)
            self.post_message(self.Ended(follow_import(self._process, self._tell)))
        except Exception as error:  # the user gets one line even for a bug
            self.post_message(self.Ended(None, error))
        finally:
            self._process = None
            if self.is_running:
                self.app.call_from_thread(self._hide)

    def _tell(self, stage: Stage, done: int, total: int) -> None:
        if self.is_running:
            self.app.call_from_thread(self._show, stage, done, total)

    def _show(self, stage: Stage, done: int, total: int) -> None:
        self.display = True
        self.query_one(Static).update(Content(f"Importing: {STAGES[stage]} {done}/{total}"))
        self.query_one(ProgressBar).update(total=total or None, progress=done)

    def _hide(self) -> None:
        self.display = False
