"""The interface of compared systems, and the packages that some of them need."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from eval.values import Document
from index.errors import BadInputError
from index.storage.passages import passage_content
from index.values import Vectors

_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


class Peer(Protocol):
    """A search engine over one set's documents."""

    @property
    def name(self) -> str:
        """The name in tables."""
        ...

    def build(self, documents: Sequence[Document], vectors: Vectors) -> None:
        """Index `documents`, whose passage vectors are the unit rows of `vectors` (len(documents), dim), in order.

        Replaces what was built before. Raises BadInputError if the rows do not match; MissingExtraError without its
        package.
        """
        ...

    def search(self, question: str, k: int) -> tuple[tuple[str, float], ...]:
        """Return ids and scores (higher is better) of up to `k` documents, best first."""
        ...


Factory = Callable[[], Peer]
"""Makes a system with nothing in it."""


def contents(documents: Sequence[Document]) -> list[str]:
    """Return the text of each document that every system is given: Kutip's passages."""
    return [passage_content(document.title, document.text) for document in documents]


def check_rows(documents: Sequence[Document], vectors: Vectors) -> None:
    """Raise BadInputError without documents, or without one vector for each."""
    if not documents:
        raise BadInputError("there are no documents to search", "give a set that brings its documents")
    if vectors.ndim != 2 or len(vectors) != len(documents):
        raise BadInputError(
            f"{len(documents)} documents have vectors of shape {vectors.shape}", "give one row for each document"
        )


@contextmanager
def hushed() -> Iterator[None]:
    """Silence logs and warnings below errors, and keep Hugging Face's libraries offline.

    What is imported inside may remember for good that it is offline.
    """
    disabled, before = logging.root.manager.disable, {name: os.environ.get(name) for name in _OFFLINE}
    os.environ.update(dict.fromkeys(_OFFLINE, "1"))
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
