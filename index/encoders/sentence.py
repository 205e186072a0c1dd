"""Embedding with sentence-transformers: any model by name, and the embedded one where it is the best engine.

torch takes seconds to import, so nothing here imports it before there is a text to embed or a model to load.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from index.encoders.embedded import E5_PREFIXES, embedded_fingerprint, fit_text
from index.encoders.hub import load_local, load_named
from index.encoders.quiet import quiet
from index.encoders.unpack import unpack
from index.errors import ModelError
from index.values import TextKind, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 32
_E5 = re.compile(r"(?<![a-z0-9])e5(?![a-z0-9])")
_PROMPT_NAMES = {TextKind.QUERY: ("query",), TextKind.PASSAGE: ("document", "passage", "corpus")}


class SentenceTransformersEncoder:
    """An `Encoder` on a loaded sentence-transformers model; a text over the model's length is cut by it."""

    def __init__(self, model: SentenceTransformer, fingerprint: str, prefixes: Mapping[TextKind, str]) -> None:
        self._model = model
        self._fingerprint = fingerprint
        self._prefixes = prefixes
        self._lock = Lock()

    @classmethod
    def named(cls, name: str) -> SentenceTransformersEncoder:
        """The model of the hub name or folder `name`; ModelError where it cannot be had.

        It gets the prompts that it brings itself, else E5's where its name says that it is one, else none.
        """
        loaded = load_named(name)
        return cls(loaded.model, loaded.fingerprint, prefixes_of(name, loaded.model.prompts))

    @classmethod
    def embedded(cls, cache: Path, say: Callable[[str], None] | None = None) -> SentenceTransformersEncoder:
        """The embedded model, unpacked into `cache` if need be; ModelError where that fails."""
        folder = unpack(cache, say)
        try:
            return cls(load_local(folder), embedded_fingerprint(), E5_PREFIXES)
        except ModelError as error:
            raise ModelError(error.message, f"delete {folder}, and it will be made anew") from error

    @property
    def fingerprint(self) -> str:
        """The model's name and which of its versions this is."""
        return self._fingerprint

    @property
    def dim(self) -> int:
        """The length of a vector."""
        return self._model.get_embedding_dimension() or self.encode(["."], TextKind.PASSAGE).shape[1]

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 (len(texts), dim), unit rows, on a GPU if there is one, else on the CPU."""
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        model = self._model
        encode = model.encode_query if kind is TextKind.QUERY else model.encode_document
        # A fast tokenizer's padding is state of its own, so two threads may not use it at once.
        with self._lock, quiet():
            vectors = encode(
                [fit_text(text) for text in texts],
                prompt=self._prefixes[kind],
                batch_size=_BATCH,
                show_progress_bar=False,
                normalize_embeddings=True,
            )
        return np.asarray(vectors, dtype=np.float32)


def prefixes_of(name: str, prompts: Mapping[str, str | None]) -> dict[TextKind, str]:
    """What is put before each kind of text for the model `name` with its own `prompts`.

    Instruction-tuned E5 models want instructions instead of E5's prefixes: without prompts they get nothing.
    """
    own = {kind: _first(prompts, names) for kind, names in _PROMPT_NAMES.items()}
    lowered = name.lower()
    if any(own.values()) or "instruct" in lowered or _E5.search(lowered) is None:
        return own
    return dict(E5_PREFIXES)


def _first(prompts: Mapping[str, str | None], names: Sequence[str]) -> str:
    """The first prompt of `names` that says something: sentence-transformers adds empty ones of its own."""
    return next((prompt for name in names if (prompt := prompts.get(name))), "")
