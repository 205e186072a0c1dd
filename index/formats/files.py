"""Which files there are to read for the paths a person gives."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.formats.kinds import ACCEPTED, format_of, is_taken_from_folder
from index.formats.parsed import Problem, UnreadableError
from index.formats.plain import sidecars
from index.paths import LibraryPaths

LEAVES = "it is a link that leaves the folder"
"""Why what a folder links to is not read: whoever fills the folder could else have any file of this machine read."""

_PART = re.compile(r"[!#]")
"""Where within a path a member of an archive, or a record, may begin."""


def find_files(paths: Iterable[Path]) -> Iterator[Path | Problem]:
    """The files to read for `paths`: themselves, and what their folders hold at any depth, in sorted order.

    Folders give the files of every format (in any case), without hidden files and
    folders, libraries, a `README.md`, which is about its folder, and what lies
    behind links to folders. A named path that does not exist or is of no format, a
    folder that cannot be listed, and a link in a folder to a file outside of it come
    as a `Problem`; nothing is raised. A named path may itself be a link.
    """
    for path in paths:
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            yield Problem(path, why(error))
            continue
        if stat.S_ISDIR(mode):
            yield from _walk(path)
        elif format_of(path.name):
            yield _inside(path, path.parent, Path(os.path.realpath(path)).parent, named=True)
        else:
            yield Problem(path, ACCEPTED)


def check_file(path: Path, limit: int | None = None) -> None:
    """UnreadableError where `path` is no regular file that exists, or has more than `limit` bytes; opens nothing."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise UnreadableError(why(error)) from error
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError("it is not a regular file")
    if limit is not None and status.st_size > limit:
        raise UnreadableError(f"it is too large ({status.st_size:,} bytes; the limit is {limit:,})")


def written(path: Path | str) -> str:
    r"""A path as it is kept: absolute, links to folders followed, bytes that are no UTF-8 as `\xff`; of a URL only the
    latter."""
    named = path if isinstance(path, str) else _resolved(path)
    return named.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _resolved(path: Path) -> str:
    try:
        if os.path.isdir(path):  # noqa: PTH112 - `is_dir` raises where that cannot be told
            return os.path.realpath(path)
        return os.path.join(os.path.realpath(path.parent), path.name)  # noqa: PTH118 - a Path drops nothing more here
    except ValueError:  # there is a NUL in it
        return os.path.abspath(path)  # noqa: PTH100 - `absolute` keeps `..`


def file_of(origin: str) -> str | None:
    """The file in which `origin` (a path, with `!member` or `#record`) lies, links followed, None if it is gone; of
    what is no path, such as a URL, itself. A file that cannot be looked at may be there."""
    if not Path(origin).is_absolute():
        return origin
    ends = (*(found.start() for found in _PART.finditer(origin)), len(origin))
    return next((os.path.realpath(origin[:end]) for end in ends if _may_be_file(origin[:end])), None)


def _may_be_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 - a path is made of nothing here
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG


def why(error: Exception) -> str:
    """Why a file cannot be opened, for a person."""
    if isinstance(error, FileNotFoundError):
        return "it does not exist"
    if isinstance(error, PermissionError):
        return "permission is denied"
    return f"it cannot be opened ({getattr(error, 'strerror', None) or error})"


def _walk(folder: Path) -> Iterator[Path | Problem]:
    failed: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if LibraryPaths(Path(root)).database.name in files:  # a library, which may lie among its articles
            folders[:] = []
            continue
        for name in sorted(files):
            if is_taken_from_folder(name):
                yield _inside(Path(root, name), folder)
    for error in failed:
        yield Problem(Path(error.filename), why(error))


def _inside(path: Path, *folders: Path, named: bool = False) -> Path | Problem:
    """A file to read, or the problem that it, unless it is named, or what describes it is a link out of `folders`."""
    form = format_of(path.name)
    beside = sidecars(path, form) if form else ()
    links = (each for each in (beside if named else (path, *beside)) if os.path.islink(each))  # noqa: PTH114 - as below
    homes = tuple(os.path.join(os.path.realpath(folder), "") for folder in folders)  # noqa: PTH118 - a Path drops the end
    leaving = next((link for link in links if not os.path.realpath(link).startswith(homes)), None)
    return path if leaving is None else Problem(leaving, LEAVES)
