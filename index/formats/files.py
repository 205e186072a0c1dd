"""Finding the files to read in the paths that a person gives."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.formats import leftovers
from index.formats.kinds import ACCEPTED, format_of
from index.formats.parsed import ParseProblem, UnreadableError
from index.formats.plain import sidecars
from index.formats.saved_pages import belongs_to_page, page_of
from index.paths import LibraryPaths
from index.values import Problem

LEAVES = "it is a link that leaves the folder"
"""Why such a link is not followed: whoever fills the folder could have any file of the machine read."""


def find_files(paths: Iterable[Path]) -> Iterator[Path | Problem]:
    """Yield the files to read: `paths`, and the files in folders at any depth, sorted.

    Every file in a folder is either yielded or a `Problem` that says why not, except a `.yaml` that belongs to an
    article; of hidden folders and libraries the folder alone is one, and so is a link to a folder. A path that does not
    exist or has no known format, a folder that cannot be listed, and a link in a folder to a file outside it are each a
    `Problem` too; nothing is raised. A path in `paths` may itself be a link.
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
            yield Problem(path, leftovers.document(path.name) or ACCEPTED)


def check_file(path: Path, limit: int | None = None) -> None:
    """Raise UnreadableError unless `path` is a regular file of at most `limit` bytes; open nothing."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise UnreadableError(why(error)) from error
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError(leftovers.SPECIAL)
    if limit is not None and status.st_size > limit:
        raise UnreadableError(f"it is too large ({status.st_size:,} bytes; the limit is {limit:,})")


def why(error: Exception) -> str:
    """Return why a file cannot be opened, for a person."""
    if isinstance(error, FileNotFoundError):
        return "it does not exist"
    if isinstance(error, PermissionError):
        return "permission is denied"
    return f"it cannot be opened ({getattr(error, 'strerror', None) or error})"


def _walk(folder: Path) -> Iterator[Path | Problem]:
    failed: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=failed.append):
        where = Path(root)
        if LibraryPaths(where).database.name in files:  # a library, which may lie among its articles
            folders[:] = []
            yield _problem(where, leftovers.left_out(leftovers.LIBRARY))
            continue
        yield from (
            _problem(where / name, leftovers.left_out(leftovers.HIDDEN_FOLDER))
            for name in sorted(folders)
            if name.startswith(".")
        )
        pages = {page for name in files if (page := page_of(name))}
        yield from (
            _problem(where / name, leftovers.left_out(leftovers.SAVED))
            for name in sorted(folders)
            if belongs_to_page(name, pages)
        )
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not belongs_to_page(name, pages))
        yield from (
            _problem(where / name, leftovers.left_out(leftovers.LINK))
            for name in folders
            if (where / name).is_symlink()
        )
        beside = {
            each.name
            for name in files
            if (form := format_of(name)) and name[0] != "."
            for each in sidecars(where / name, form)
        }
        for name in sorted(files):
            if name not in beside:
                yield _in_folder(where / name, folder)
    for error in failed:
        yield Problem(Path(error.filename), why(error))


def _in_folder(path: Path, folder: Path) -> Path | Problem:
    """Return a file of a `folder`, or why it is not read."""
    is_link = path.is_symlink()
    try:
        status = None if is_link else path.stat()
        size = status.st_size if status and stat.S_ISREG(status.st_mode) else None
        found = leftovers.leftover(path.name, size, lambda: _start(path))
    except (OSError, ValueError) as error:
        return Problem(path, why(error))
    except UnreadableError as error:
        found = leftovers.left_out(str(error))  # a pipe, a socket or a device
    if found is None:
        return _inside(path, folder)
    return _problem(path, leftovers.left_out(leftovers.LINK) if is_link else found)


def _start(path: Path) -> bytes:
    if path.is_symlink():
        return b""
    check_file(path)
    with path.open("rb") as stream:
        return stream.read(leftovers.START_BYTES)


def _problem(path: Path, found: ParseProblem) -> Problem:
    return Problem(path, found.reason, found.kind)


def _inside(path: Path, *folders: Path, named: bool = False) -> Path | Problem:
    """Return `path`, or a problem if it or its sidecar links out of `folders`.

    A file that is `named` by a person may itself be one.
    """
    form = format_of(path.name)
    beside = sidecars(path, form) if form else ()
    links = (each for each in (beside if named else (path, *beside)) if os.path.islink(each))  # noqa: PTH114 - as below
    homes = tuple(os.path.join(os.path.realpath(folder), "") for folder in folders)  # noqa: PTH118 - a Path drops the end
    leaving = next((link for link in links if not os.path.realpath(link).startswith(homes)), None)
    return path if leaving is None else Problem(leaving, LEAVES)
