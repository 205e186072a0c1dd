"""The state of a library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qa.shown import Shown


@dataclass(frozen=True, slots=True)
class LibraryStatus(Shown):
    """The state of a library.

    `up_to_date` is False while articles are kept that the index does not hold. `problems` counts what could not be
    read, `left_out` the files that are no articles, and `doubtful` the warnings about articles that were taken, without
    those that were dismissed: see `Library.problems`. `edited` counts articles that a person has edited.

    >>> state = library.status()
    >>> state.articles, state.up_to_date
    (25, True)
    """

    root: Path
    articles: int
    passages: int
    languages: tuple[tuple[str, int], ...]
    model: str
    generation: str | None
    up_to_date: bool
    bytes_on_disk: int
    problems: int = 0
    left_out: int = 0
    doubtful: int = 0
    edited: int = 0
