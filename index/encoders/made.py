"""Folders in the cache that are made once: whole, or not there.

A folder is built beside its place and renamed into it, so what bears its name is whole. Its name has the version of
what it is made of and of what makes it, so that a newer one makes its own. Beside its files it holds `unpacked.json`
with the size of each, by which a file cut short is found out.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from index.errors import ModelError
from index.private import FILE, keep_private, make_folder

_MARKER = "unpacked.json"


def make_once(
    folder: Path, write: Callable[[Path], None], megabytes: int, doing: str, say: Callable[[str], None] | None
) -> Path:
    """`folder`, which `write` fills, made now if it is not there whole; processes that come at once wait for the first.

    `say` is given a line, which begins with `doing`, before it is made. Raises ModelError, with the
    `megabytes` that it takes, where that fails.
    """
    if is_whole(folder):
        return folder
    from filelock import FileLock

    cache = folder.parent
    try:
        make_folder(cache)
        with FileLock(cache / f"{folder.name}.lock", mode=FILE):
            if not is_whole(folder):
                if say is not None:
                    say(f"{doing} the embedding model: once, for some seconds.")
                _install(folder, write)
    except OSError as error:
        raise ModelError(
            f"The embedding model cannot be unpacked into {cache} ({error.strerror or error})",
            f"make room there ({megabytes} MB), or give a cache folder that can be written to",
        ) from error
    return folder


def is_whole(folder: Path) -> bool:
    """Whether every file that was written to `folder` is there, in its full size."""
    try:
        sizes = json.loads((folder / _MARKER).read_text(encoding="utf-8"))["sizes"]
        return bool(sizes) and all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _install(folder: Path, write: Callable[[Path], None]) -> None:
    """Build the folder aside, and put it in the place of whatever is at `folder`; the lock is held."""
    for leftover in folder.parent.glob(f".{folder.name}.*"):
        shutil.rmtree(leftover, ignore_errors=True)
    aside = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        built = aside / "built"
        built.mkdir()
        write(built)
        _mark(built)
        keep_private(built)
        if folder.exists():
            folder.rename(aside / "damaged")
        built.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _mark(folder: Path) -> None:
    """Make the files durable, and write down how long each is."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        _flush(path)
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    (folder / _MARKER).write_text(json.dumps({"sizes": sizes}, indent=2) + "\n", encoding="utf-8")
    _flush(folder / _MARKER)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
