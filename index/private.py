"""Files and folders that only their user can access, whatever the umask.

If the file system has no modes, nothing is changed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

FILE, FOLDER = 0o600, 0o700


def opener(path: str, flags: int) -> int:
    """Open a file that only its user can access, for `open(..., opener=opener)`."""
    descriptor = os.open(path, flags, FILE)
    with suppress(OSError, AttributeError):  # Windows has no such call
        os.fchmod(descriptor, FILE)
    return descriptor


def new_folder(folder: Path) -> None:
    """Make a folder; OSError if it exists or cannot be made."""
    folder.mkdir(mode=FOLDER)
    _set(folder, FOLDER)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, unless they exist; OSError if that fails."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    try:
        new_folder(folder)
    except FileExistsError:  # another process was first, or it is a file
        if not folder.is_dir():
            raise


def keep_private(folder: Path) -> None:
    """Make a folder and everything in it accessible to its user alone."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            _set(path, FOLDER if path.is_dir() else FILE)


def _set(path: Path, mode: int) -> None:
    with suppress(OSError):
        path.chmod(mode)
