"""The stages of an import, for those who tell them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Stage(StrEnum):
    """What an import is doing, as `tell` hears it.

    >>> stages = []
    >>> library.add({"text": "The ferry sails at noon."}, tell=lambda stage, *_: stages.append(stage)).added
    1
    >>> Stage.EMBEDDING in stages
    True
    """

    READING = "reading"
    EMBEDDING = "embedding"
    INDEXING = "indexing"
    FOLLOWING = "following"


Tell = Callable[[Stage, int, int], None]
"""Called with (stage, done, total): files while reading, passages after, then followed questions."""
