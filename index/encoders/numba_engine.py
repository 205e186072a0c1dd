"""The embedded model on kernels that Numba compiles: the quickest on x86 processors with AVX2 but no VNNI.

`tiles` says how it computes. Weights have the four bits that they have in the file. What they are multiplied with is
cut to eight bits, the numbers of each token by themselves, so that a vector depends on no other text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from importlib import import_module, reload
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from shutil import rmtree
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoders.batching import Tokens
from index.encoders.cores import core_count
from index.encoders.embedded import DIM, WINDOW, weight_file
from index.encoders.windowed import WindowedEncoder, reason_of
from index.errors import ModelError
from index.private import make_folder
from index.values import Vectors

if TYPE_CHECKING:
    from index.encoders.kernels import Scratch

_BUDGET = WINDOW
"""Tokens in a batch: more gain nothing, and what is computed of them leaves the caches."""

_SOURCES = ("emitting", "tiles", "kernels")
_KERNELS = "index.encoders.kernels"
_import_lock = Lock()


class NumbaEncoder(WindowedEncoder):
    """An `Encoder` whose passes run one to a core; any number of threads may encode at once, and share the cores.

    Loading it imports numba and tokenizers, not torch, and compiles for some seconds where `cache` does not have it
    already; ModelError where that fails.
    """

    def __init__(self, cache: Path, say: Callable[[str], None] | None = None) -> None:
        cores = core_count()
        try:
            super().__init__(cache, say, _BUDGET, cores)
            self._kernels = _load_kernels(cache, say)
            from index.encoders.packing import load_model

            self._model = load_model(weight_file())
            self._scratch: SimpleQueue[Scratch] = SimpleQueue()
            for _ in range(cores):
                self._scratch.put(self._kernels.make_scratch(_BUDGET))
        except ModelError:
            raise
        except Exception as error:  # a compiler can fail in many ways
            raise self._unusable(error) from error

    def _pass(self, batch: Sequence[Tokens]) -> Vectors:
        ends = np.cumsum([len(tokens) for tokens in batch], dtype=np.int64)
        means = np.empty((len(batch), DIM), dtype=np.float32)
        scratch = self._scratch.get()
        try:
            scratch.rows[: ends[-1]] = self._embeddings(batch)
            self._kernels.run(self._model, ends, scratch, means)
        except Exception as error:
            raise self._unusable(error) from error
        finally:
            self._scratch.put(scratch)
        return means

    def _unusable(self, error: Exception) -> ModelError:
        return ModelError(
            f"Numba cannot be used ({reason_of(error)})",
            "reinstall it with: pip install --force-reinstall numba llvmlite tokenizers",
        )


def compiled_folder(cache: Path) -> Path:
    """Where in `cache` Numba keeps what it compiled of these very sources."""
    digest = sha256()
    for name in _SOURCES:
        digest.update(_source(name).read_bytes())
    return cache / f"numba-{digest.hexdigest()[:16]}"


def _source(name: str) -> Path:
    spec = find_spec(f"index.encoders.{name}")
    if spec is None or spec.origin is None:
        raise ImportError(f"{name} is not installed")
    return Path(spec.origin)


def _load_kernels(cache: Path, say: Callable[[str], None] | None) -> Any:
    """The module of the kernels, compiled: kept in `cache` if that can be written, and made anew if it is damaged."""
    from numba import config

    if config.CPU_NAME or config.CPU_FEATURES or not config.ENABLE_AVX:
        raise RuntimeError("it does not compile for AVX2 here")
    folder = compiled_folder(cache)
    with _import_lock:
        if say is not None and not any(folder.rglob("*.nbc")):
            say("Compiling the embedding model: once, for some seconds.")
        try:
            kernels = _import_kernels(folder if _is_writable(folder) else None)
            kernels.compile_all()
        except Exception:  # a file cut short, a full disk; what is wrong with the kernels themselves fails again
            rmtree(folder, ignore_errors=True)
            kernels = _import_kernels(None, anew=True)
            kernels.compile_all()
        return kernels


def _import_kernels(folder: Path | None, *, anew: bool = False) -> Any:
    """The module of the kernels. Where it keeps what it compiles is settled as it is imported, for good."""
    from numba import config

    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder or "")
    try:
        kernels = import_module(_KERNELS)
        return reload(kernels) if anew else kernels
    finally:
        config.CACHE_DIR = before


def _is_writable(folder: Path) -> bool:
    """Whether a file can be put there; Numba would else look for another place by itself."""
    try:
        make_folder(folder)
        with NamedTemporaryFile(dir=folder):
            return True
    except OSError:
        return False
