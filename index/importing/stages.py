"""The stages of an import, for those who tell them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Stage(StrEnum):
    """What an import is doing."""

    READING = "reading"
    EMBEDDING = "embedding"
    INDEXING = "indexing"
    FOLLOWING = "following"


Tell = Callable[[Stage, int, int], None]
"""Called with (stage, done, total): files while reading, passages after, then followed questions."""
