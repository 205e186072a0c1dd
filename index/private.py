"""Files and folders that are their user's alone, whatever the umask: what is in a library is nobody else's to read.

Where the file system has no modes, they are as it makes them.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

FILE, FOLDER = 0o600, 0o700


def opener(path: str, flags: int) -> int:
    """Open a file for `open(..., opener=opener)`: one that is made, or written anew, is its user's alone."""
    descriptor = os.open(path, flags, FILE)
    with suppress(OSError, AttributeError):  # Windows has no such call
        os.fchmod(descriptor, FILE)
    return descriptor


def new_folder(folder: Path) -> None:
    """Make a folder; OSError where it is there already, or cannot be made."""
    folder.mkdir(mode=FOLDER)
    _set(folder, FOLDER)


def make_folder(folder: Path) -> None:
    """Make a folder, and those that it is to lie in; one that is there stays as it is. OSError where that cannot be."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    try:
        new_folder(folder)
    except FileExistsError:  # another process was first, or it is a file
        if not folder.is_dir():
            raise


def keep_private(folder: Path) -> None:
    """Take a folder that was just filled, with all that is in it, from everybody but its user."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            _set(path, FOLDER if path.is_dir() else FILE)


def _set(path: Path, mode: int) -> None:
    with suppress(OSError):
        path.chmod(mode)
