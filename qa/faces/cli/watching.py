"""`qa watch`: a library that follows folders."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from watchfiles import Change, DefaultFilter
from watchfiles import watch as changes_in

from index.errors import KutipError
from index.formats import Columns
from index.importing.report import ImportReport
from index.importing.syncing import check_folders
from index.values import Problem
from qa.faces.cli.progress import ImportProgress, ShowColumns
from qa.faces.cli.talk import say
from qa.library import Library

QUIET_SECONDS = 3.0
_LONGEST_SECONDS = 30.0
_RETRY_SECONDS = 5.0
_LOOK_MS = 500
_STEP_MS = 250

_Identity = tuple[int, int]
"""A folder's device and inode."""


def watch(
    library: Library,
    folders: Sequence[Path],
    columns: Columns | None,
    done: Callable[[ImportReport], None],
    stop: threading.Event | None = None,
) -> None:
    """Make the library hold what `folders` hold, now and after every change, until `stop`.

    A change is followed once all has been quiet for 3 seconds, or after 30. Watching begins before the folders are
    read, so that no change is missed in between, and begins anew if a folder goes, comes back or is replaced. What
    fails for now (another process writes, a disk is away) is printed and retried some seconds later.
    """
    check_folders(folders)
    stop = stop or threading.Event()
    follower = _Follower(library, columns, done)
    missing: set[Path] = set()
    while not stop.is_set():
        seen = _identities(folders)
        there = [folder for folder, identity in zip(folders, seen, strict=True) if identity]
        for folder in [each for each in folders if each not in missing and each not in there]:
            say(f"note: the folder {folder} is gone; what came from it is kept, and it is followed once it is back")
        missing = set(folders).difference(there)
        for changed in _changes(folders, seen, library.root, stop):
            if changed:
                follower.due.put_off(time.monotonic())
            if there and follower.due.has_come(time.monotonic()):
                follower.follow(there)
        follower.due.put_off(time.monotonic())


def _changes(
    folders: Sequence[Path], seen: Sequence[_Identity | None], own: Path, stop: threading.Event
) -> Iterator[bool]:
    """Yield, about twice a second, whether anything changed in the folders that were `seen`.

    Changes in `own` do not count. Ends with `stop`, and if any of the folders goes, comes or is replaced.
    """
    watched = {_whole(folder) for folder, there in zip(folders, seen, strict=True) if there}
    matters = DefaultFilter(ignore_paths=[_whole(own) + os.sep])
    try:
        for changes in changes_in(
            *watched,
            watch_filter=None,  # while only filtered changes came, nothing would be yielded
            debounce=_LOOK_MS,
            step=_STEP_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
            stop_event=stop,
        ):
            # A folder that is replaced at once may get the inode of the one before.
            remade = any(change is Change.deleted and path in watched for change, path in changes)
            if remade or _identities(folders) != seen:
                return
            yield any(matters(change, path) for change, path in changes)
    except FileNotFoundError:  # a folder went before its watch began
        stop.wait(_LOOK_MS / 1e3)


def _whole(path: Path) -> str:
    """Return the path as changes name it."""
    return os.path.abspath(path)  # noqa: PTH100 - `absolute` keeps `..`


def _identities(folders: Sequence[Path]) -> list[_Identity | None]:
    return [_identity(folder) for folder in folders]


def _identity(folder: Path) -> _Identity | None:
    """Return what tells a folder from another in its place, None if there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


class Due:
    """When to follow changes, in seconds of a monotonic clock; at first it is now."""

    def __init__(self) -> None:
        self._at: float | None = 0.0
        self._latest: float | None = None

    def put_off(self, now: float) -> None:
        """Wait until it is quiet after a change, but not forever."""
        if self._latest is None:
            self._latest = now + _LONGEST_SECONDS
        self._at = min(now + QUIET_SECONDS, self._latest)

    def has_come(self, now: float) -> bool:
        """Return whether there are changes to follow, and it is time."""
        return self._at is not None and now >= self._at

    def settle(self, again: float | None = None) -> None:
        """Note that all changes were followed, or that it failed and is retried at `again`."""
        self._at, self._latest = again, None


class _Follower:
    """Brings a library up to date with folders."""

    def __init__(self, library: Library, columns: Columns | None, done: Callable[[ImportReport], None]) -> None:
        self._library, self._columns, self._done = library, columns, done
        self._show = ShowColumns()
        self._printed: set[Problem] | None = None
        self._failure = ""
        self.due = Due()

    def follow(self, folders: Sequence[Path]) -> None:
        """Follow the folders once, and print the result."""
        try:
            with ImportProgress() as progress:
                report = self._library.add(folders, columns=self._columns, tell=progress, show=self._show, sync=True)
        except KutipError as error:
            if str(error) != self._failure:
                say(f"error: {error}")
            self._failure = str(error)
            self.due.settle(again=time.monotonic() + _RETRY_SECONDS)
            return
        self._failure = ""
        self.due.settle()
        fresh = report
        if self._printed is not None:
            problems = tuple(problem for problem in report.problems if problem not in self._printed)
            fresh = replace(report, problems=problems, taken={})
        self._printed = set(report.problems)
        if fresh.added or fresh.replaced or fresh.removed or fresh.problems:
            self._done(fresh)
