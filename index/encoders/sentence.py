"""Embedding with any sentence-transformers model, from a folder or from the hub.

torch takes seconds to import, so nothing here imports it before there is a model to load.
"""

from __future__ import annotations

import hashlib
import logging
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from index.encoders.cores import spinning
from index.encoders.embedded import E5_PREFIXES, fit_text
from index.errors import ModelError
from index.values import TextKind, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_HINT = "check the name, or leave --model out to use the embedded model"
_TIMEOUT = 5.0
"""Seconds for the hub to answer whether it has a model."""

_BATCH = 32
_E5 = re.compile(r"(?<![a-z0-9])e5(?![a-z0-9])")
_LOADED_FILES = frozenset({".bin", ".json", ".model", ".safetensors", ".txt"})
_PROMPT_NAMES = {TextKind.QUERY: ("query",), TextKind.PASSAGE: ("document", "passage", "corpus")}
_TALKATIVE = ("huggingface_hub", "sentence_transformers", "transformers")


class SentenceTransformersEncoder:
    """An `Encoder` on a sentence-transformers model, which truncates texts that are too long."""

    def __init__(self, model: SentenceTransformer, fingerprint: str, prefixes: Mapping[TextKind, str]) -> None:
        self._model = model
        self._fingerprint = fingerprint
        self._prefixes = prefixes
        self._lock = Lock()

    @classmethod
    def named(cls, name: str) -> SentenceTransformersEncoder:
        """Load a model from a folder or the hub; ModelError if that fails.

        A name without an owner is one of sentence-transformers' own. A model that has been downloaded before is
        loaded without the network. It gets its own prompts, else E5's if its name says that it is one, else none.
        """
        folder = Path(name).expanduser()
        if folder.is_dir():
            model, fingerprint = _load(str(folder), local_only=True), f"{folder.resolve().name}@{_digest(folder)}"
        elif name.startswith((".", "~", "/")) or name.count("/") > 1 or not name.strip():
            raise ModelError(f"There is no model folder {name!r}", _HINT)
        else:
            repository = name if "/" in name else f"sentence-transformers/{name}"
            model, fingerprint = _load_from_hub(repository), f"{repository}@{_revision(repository)}"
        return cls(model, fingerprint, prefixes_of(name, model.prompts))

    @property
    def fingerprint(self) -> str:
        """The model's name and version, which no other weights have."""
        return self._fingerprint

    @property
    def dim(self) -> int:
        """The length of a vector."""
        return self._model.get_embedding_dimension() or self.encode(["."], TextKind.PASSAGE).shape[1]

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 (len(texts), dim), unit rows, on a GPU if there is one."""
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        model = self._model
        encode = model.encode_query if kind is TextKind.QUERY else model.encode_document
        # A fast tokenizer's padding is state of its own, so two threads may not use it at once.
        with self._lock, _quiet():
            vectors = encode(
                [fit_text(text) for text in texts],
                prompt=self._prefixes[kind],
                batch_size=_BATCH,
                show_progress_bar=False,
                normalize_embeddings=True,
            )
        return np.asarray(vectors, dtype=np.float32)


def prefixes_of(name: str, prompts: Mapping[str, str | None]) -> dict[TextKind, str]:
    """Return what the model `name` expects before each kind of text.

    `prompts` are the model's own, and go first. Instruction-tuned E5 models want instructions instead of E5's prefixes:
    without prompts they get nothing.
    """
    own = {kind: _first(prompts, names) for kind, names in _PROMPT_NAMES.items()}
    lowered = name.lower()
    if any(own.values()) or "instruct" in lowered or _E5.search(lowered) is None:
        return own
    return dict(E5_PREFIXES)


def _first(prompts: Mapping[str, str | None], names: Sequence[str]) -> str:
    """Return the first prompt of `names` that is not empty: sentence-transformers adds empty ones."""
    return next((prompt for name in names if (prompt := prompts.get(name))), "")


def _load_from_hub(repository: str) -> SentenceTransformer:
    if _is_downloaded(repository):
        try:
            return _load(repository, local_only=True)
        except ModelError:
            # Perhaps the download was interrupted: the hub has the rest.
            pass
    _ask_hub(repository)
    return _load(repository, local_only=False)


def _load(name: str, *, local_only: bool) -> SentenceTransformer:
    try:
        with spinning(0), _quiet():
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(name, local_files_only=local_only)
    except Exception as error:  # whatever any of four libraries raises at a bad file
        raise ModelError(f"The model {name} cannot be loaded ({_line(error)})", _HINT) from error


def _is_downloaded(repository: str) -> bool:
    """Return whether the cache knows the model's modules, without which it would pool wrongly."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        return try_to_load_from_cache(repository, "modules.json") is not None
    except HFValidationError as error:
        raise ModelError(f"{repository!r} is not a valid model name", _HINT) from error


def _ask_hub(repository: str) -> None:
    """Raise ModelError if the hub cannot be reached or has no such model.

    Loading would try for minutes.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import RepositoryNotFoundError

    try:
        with _quiet():
            HfApi().model_info(repository, timeout=_TIMEOUT)
    except RepositoryNotFoundError as error:
        raise ModelError(f"There is no model {repository}, or it is not public", _HINT) from error
    except Exception as error:  # the hub's client and the HTTP client under it share no base class
        raise ModelError(
            f"The model {repository} is not on this machine, and cannot be downloaded ({_line(error)})",
            _HINT,
        ) from error


def _revision(repository: str) -> str:
    """Return the first twelve digits of the commit that was loaded."""
    from huggingface_hub import try_to_load_from_cache

    cached = try_to_load_from_cache(repository, "config.json")
    return Path(cached).parent.name[:12] if isinstance(cached, str) else "unknown"


def _digest(folder: Path) -> str:
    """Return twelve digits of a SHA-256 over the names and contents of a model's files."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _LOADED_FILES:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            total.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return total.hexdigest()[:12]


def _line(error: Exception) -> str:
    """Return the first line of an error's message, at most 120 characters of it."""
    lines = str(error).strip().splitlines()
    return lines[0][:120] if lines else type(error).__name__


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the warnings, log lines and progress bars of the libraries used within.

    Warnings and log levels are as before afterwards; the progress bars stay off.
    """
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from huggingface_hub.utils.tqdm import disable_progress_bars
        from transformers.utils import logging as transformers_logging

        disable_progress_bars()
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        levels = [logger.level for logger in loggers]
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
