"""`qa watch`: a library that follows folders."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from watchfiles import watch as changes_in

from index.errors import KutipError
from index.readers import Columns, Problem
from index.syncing import check_folders
from qa.cli.columns import ShowColumns
from qa.cli.talk import ImportProgress, say
from qa.library import Library
from qa.values import ImportReport

_QUIET_MS = 1_000
_RETRY_SECONDS = 5.0


def watch(
    library: Library,
    folders: Sequence[Path],
    columns: Columns | None,
    done: Callable[[ImportReport], None],
    stop: threading.Event | None = None,
) -> None:
    """Make the library hold what `folders` hold, at once and whenever they have changed and been quiet for a second.

    The watching begins before the folders are first read, so that no change falls between the two. What cannot
    be done at the moment (another process writes, a folder's disk is not there) is said, and tried again in some
    seconds. Ends with `stop`, or an interrupt.
    """
    check_folders(folders)
    follower = _Follower(library, folders, columns, done)
    for changed in changes_in(
        *folders,
        debounce=_QUIET_MS * 4,
        step=_QUIET_MS,
        rust_timeout=_QUIET_MS,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=False,
    ):
        if changed or follower.is_due():
            follower.follow()


class _Follower:
    """Brings a library up to date with folders."""

    def __init__(
        self,
        library: Library,
        folders: Sequence[Path],
        columns: Columns | None,
        done: Callable[[ImportReport], None],
    ) -> None:
        self._library, self._folders, self._columns, self._done = library, folders, columns, done
        self._show = ShowColumns()
        self._said: set[Problem] = set()
        self._failure = ""
        self._due_at: float | None = time.monotonic()

    def is_due(self) -> bool:
        """Whether it was never done, or failed some seconds ago."""
        return self._due_at is not None and time.monotonic() >= self._due_at

    def follow(self) -> None:
        """Do it once, and say what came of it."""
        try:
            with ImportProgress() as progress:
                report = self._library.add(
                    self._folders, columns=self._columns, tell=progress, show=self._show, sync=True
                )
        except KutipError as error:
            if str(error) != self._failure:
                say(f"error: {error}")
            self._failure, self._due_at = str(error), time.monotonic() + _RETRY_SECONDS
            return
        self._failure, self._due_at = "", None
        for problem in report.problems:
            if problem not in self._said:
                say(f"not read: {problem.path}: {problem.reason}")
        self._said = set(report.problems)
        if report.added or report.replaced or report.removed:
            self._done(report)
