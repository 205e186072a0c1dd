"""Lexical search: BM25+ behind one interface, with an engine for each size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.retrieval.lexical.files import Engine, read_description
from index.retrieval.lexical.formula import SHIPPED, Formula
from index.retrieval.lexical.interface import LexicalIndex, WeightedTerm
from index.retrieval.lexical.large import LargeIndex
from index.retrieval.lexical.small import SmallIndex

__all__ = [
    "SHIPPED",
    "SMALL_LIMIT",
    "Formula",
    "LargeIndex",
    "LexicalIndex",
    "SmallIndex",
    "WeightedTerm",
    "build_lexical",
    "load_lexical",
]

SMALL_LIMIT = 1000
"""The most passages for `rank-bm25`.

Up to here an import is faster with it, since it needs neither SciPy (0.12 s to load) nor a weight for every posting,
and rebuilding it costs at most some 40 ms when the library is opened and 0.7 ms for a question. Both costs grow with
the passages: at 20,000 they are 760 ms and 64 ms, against 12 ms and 0.15 ms for `bm25s`.
"""


def build_lexical(documents: Sequence[Sequence[str]]) -> LexicalIndex:
    """Index `documents`, the terms of one passage each; rows of scores keep their order."""
    engine = SmallIndex if len(documents) <= SMALL_LIMIT else LargeIndex
    return engine.from_documents(documents)


def load_lexical(directory: Path) -> LexicalIndex:
    """Open the index that was saved in `directory`.

    Raises IndexDamagedError, which names the file, if one is missing or inconsistent, and IndexOutdatedError if it was
    written in another format or with other constants.
    """
    engine, _ = read_description(directory)
    return SmallIndex.load(directory) if engine is Engine.SMALL else LargeIndex.load(directory)
