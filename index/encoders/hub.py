"""Loads a sentence-transformers model from a folder or from the hub, or says in one line why not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.encoders.openmp import spinning
from index.encoders.quiet import quiet
from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_HINT = "check the name, or leave --model out to use the embedded model"
_TIMEOUT = 5.0
"""Seconds for the hub to answer whether it has a model."""
_LOADED_FILES = frozenset({".bin", ".json", ".model", ".safetensors", ".txt"})


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model, and the name of it and of its version that no other weights have."""

    model: SentenceTransformer
    fingerprint: str


def load_named(name: str) -> LoadedModel:
    """The model in the folder `name`, or of that name on the hub; ModelError where it cannot be had.

    A name without an owner is one of sentence-transformers' own. A model that has been downloaded before is
    loaded without asking the network for anything.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return LoadedModel(load_local(folder), f"{folder.resolve().name}@{_digest(folder)}")
    if name.startswith((".", "~", "/")) or name.count("/") > 1 or not name.strip():
        raise ModelError(f"There is no model folder {name!r}", _HINT)
    repository = name if "/" in name else f"sentence-transformers/{name}"
    return LoadedModel(_load_from_hub(repository), f"{repository}@{_revision(repository)}")


def load_local(folder: Path) -> SentenceTransformer:
    """The model in `folder`, without the network; ModelError where it is no such model or is damaged."""
    return _load(str(folder), local_only=True)


def _load_from_hub(repository: str) -> SentenceTransformer:
    if _is_downloaded(repository):
        try:
            return _load(repository, local_only=True)
        except ModelError:
            # The download was perhaps broken off: the hub has the rest.
            pass
    _ask_hub(repository)
    return _load(repository, local_only=False)


def _load(name: str, *, local_only: bool) -> SentenceTransformer:
    try:
        with spinning(0), quiet():
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(name, local_files_only=local_only)
    except Exception as error:  # whatever any of four libraries raises at a bad file
        raise ModelError(f"The model {name} cannot be loaded ({_line(error)})", _HINT) from error


def _is_downloaded(repository: str) -> bool:
    """Whether the cache knows which modules the model has: without that it would load, but pool wrongly."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        return try_to_load_from_cache(repository, "modules.json") is not None
    except HFValidationError as error:
        raise ModelError(f"{repository!r} cannot be the name of a model", _HINT) from error


def _ask_hub(repository: str) -> None:
    """Fail at once where the hub cannot be reached or has no such model; loading would try for minutes."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import RepositoryNotFoundError

    try:
        with quiet():
            HfApi().model_info(repository, timeout=_TIMEOUT)
    except RepositoryNotFoundError as error:
        raise ModelError(f"There is no model {repository}, or it is not public", _HINT) from error
    except Exception as error:  # the hub's client and the HTTP client under it share no base class
        raise ModelError(
            f"The model {repository} is not on this machine, and the hub did not give it ({_line(error)})",
            _HINT,
        ) from error


def _revision(repository: str) -> str:
    """The first twelve digits of the commit that was loaded."""
    from huggingface_hub import try_to_load_from_cache

    cached = try_to_load_from_cache(repository, "config.json")
    return Path(cached).parent.name[:12] if isinstance(cached, str) else "unknown"


def _digest(folder: Path) -> str:
    """The first twelve digits of a SHA-256 over the names and contents of the files of a model."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _LOADED_FILES:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            total.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return total.hexdigest()[:12]


def _line(error: Exception) -> str:
    """The first line of what `error` says, at most 120 characters of it."""
    lines = str(error).strip().splitlines()
    return lines[0][:120] if lines else type(error).__name__
