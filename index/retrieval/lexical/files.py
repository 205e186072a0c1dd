"""The plain files of a stored lexical index: JSON and `.npy`, never pickle."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from tokenize import TokenError
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from index.errors import IndexDamagedError, IndexOutdatedError
from index.retrieval.lexical.formula import SHIPPED, Formula

FORMAT = 2
DESCRIPTION = "lexical.json"
VOCABULARY = "vocabulary.json"
REBUILD = "rebuild the index from the stored articles"

Number = TypeVar("Number", bound=np.generic)


class Engine(StrEnum):
    """Which engine wrote the directory."""

    SMALL = "rank-bm25"
    LARGE = "bm25s"


def write_description(directory: Path, engine: Engine, passages: int, formula: Formula) -> None:
    """Create `directory` and write the description of its other files."""
    directory.mkdir(parents=True, exist_ok=True)
    described = {"format": FORMAT, "engine": engine.value, "passages": passages, "constants": formula.constants()}
    _write_json(directory / DESCRIPTION, described)


def read_description(directory: Path) -> tuple[Engine, int]:
    """Return the engine and the number of passages of the index in `directory`.

    Raises IndexDamagedError if the file is missing or malformed, and IndexOutdatedError if it was written in another
    format or with other constants.
    """
    path = directory / DESCRIPTION
    found = _read_json(path)
    if not isinstance(found, dict):
        raise damaged(path, "is not a JSON object")
    if found.get("format") != FORMAT or found.get("constants") != SHIPPED.constants():
        raise IndexOutdatedError(f"{path} was written by another version of Kutip", REBUILD)
    passages = found.get("passages")
    if type(passages) is not int or passages < 0:
        raise damaged(path, "has no number of passages")
    engine = next((known for known in Engine if known.value == found.get("engine")), None)
    if engine is None:
        raise damaged(path, "names an unknown engine")
    return engine, passages


def number(vocabulary: Iterable[str]) -> dict[str, int]:
    """Return the number of each term: its place in `vocabulary`."""
    return {term: place for place, term in enumerate(vocabulary)}


def write_vocabulary(directory: Path, vocabulary: tuple[str, ...]) -> None:
    """Write the terms in the order of their numbers."""
    _write_json(directory / VOCABULARY, vocabulary)


def read_vocabulary(directory: Path) -> tuple[str, ...]:
    """Return the terms; raise IndexDamagedError if the file is not a sorted list of terms."""
    path = directory / VOCABULARY
    found = _read_json(path)
    if not isinstance(found, list) or not all(isinstance(term, str) for term in found):
        raise damaged(path, "is not a list of terms")
    if any(left >= right for left, right in pairwise(found)):
        raise damaged(path, "is not sorted")
    return tuple(found)


def read_array(path: Path, dtype: type[Number], *, mapped: bool = False) -> npt.NDArray[Number]:
    """Return the one-dimensional array in `path`: read, or mapped into memory if `mapped` is set.

    Raises IndexDamagedError if the file is missing, cut short, or holds something else.
    """
    try:
        # Unlike np.load, this reads nothing but `.npy`: no pickle, no archive.
        array = np.lib.format.open_memmap(path, mode="r")
    except FileNotFoundError:
        raise damaged(path, "is missing") from None
    except (OSError, ValueError, OverflowError, SyntaxError, TokenError) as error:
        raise damaged(path, "cannot be read") from error
    if array.ndim != 1 or array.dtype != np.dtype(dtype):
        raise damaged(path, f"is not a row of {np.dtype(dtype).name}")
    # A plain view: the class that open_memmap returns makes every slice several times slower.
    return np.asarray(array) if mapped else np.array(array)


def read_offsets(path: Path, rows: int, items: int) -> npt.NDArray[np.int64]:
    """Return the bounds of `rows` runs over `items` items; raise IndexDamagedError if invalid."""
    offsets = read_array(path, np.int64)
    if len(offsets) != rows + 1:
        raise damaged(path, f"has {len(offsets)} entries where {rows + 1} are due")
    if offsets[0] != 0 or offsets[-1] != items or np.any(np.diff(offsets) < 0):
        raise damaged(path, f"does not divide {items} items")
    return offsets


def check_range(path: Path, values: npt.NDArray[np.int32], limit: int) -> None:
    """Raise IndexDamagedError unless every value lies in [0, limit)."""
    if values.size and not (values.min() >= 0 and values.max() < limit):
        raise damaged(path, f"points outside [0, {limit})")


def damaged(path: Path, what: str) -> IndexDamagedError:
    """Return the error that says what is wrong with `path`."""
    return IndexDamagedError(f"{path} {what}", REBUILD)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=0, sort_keys=True) + "\n", encoding="ascii", newline="\n")


def _read_json(path: Path) -> object:
    try:
        found: object = json.loads(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise damaged(path, "is missing") from None
    except (OSError, ValueError, RecursionError) as error:
        raise damaged(path, "cannot be read") from error
    return found
