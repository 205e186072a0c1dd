"""Folders of generations: synced, put in place, deleted."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from index.errors import IndexDamagedError, IndexOutdatedError
from index.generations.manifest import read_manifest, verify_files
from index.paths import LibraryPaths, sync_folder


def sync(folder: Path) -> None:
    """Have everything in `folder` written to disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)


def put_in_place(staging: Path, target: Path) -> None:
    """Rename `staging` to `target`, or drop it if an intact generation is there already."""
    if target.exists():  # the same articles and settings give the same name
        if _is_intact(target):
            shutil.rmtree(staging)
            return
        shutil.rmtree(target)
    staging.rename(target)
    sync_folder(target.parent)


def _is_intact(folder: Path) -> bool:
    try:
        verify_files(folder, read_manifest(folder, folder.name.rpartition("-")[2]))
    except (IndexDamagedError, IndexOutdatedError):
        return False
    return True


def delete(path: Path) -> None:
    """Delete a file, a link or a folder, if it exists."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sweep(paths: LibraryPaths, keep: str | None) -> None:
    """Delete every generation but `keep`, unfinished ones too; open readers are not disturbed."""
    for folder in paths.generations.iterdir():
        if folder.name != keep:
            with contextlib.suppress(OSError):
                shutil.rmtree(folder)
