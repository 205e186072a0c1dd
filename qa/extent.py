"""How far an answer reaches: what was read for it, and what of that answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Told = tuple[str | None, date | None, str]
"""The outlet and the day of an article, and which story it tells."""


class Stop(StrEnum):
    """Why reading ended.

    ENOUGH: what was read settles one answer. ALL_READ: nothing that was to be read is left. QUIET: many passages in a
    row had no answer. OUT_OF_TIME and INTERRUPTED: there may be more.

    >>> library.ask_all("Apa itu Iskander-M?").extent.stopped
    <Stop.ALL_READ: 'all_read'>
    """

    ENOUGH = "enough"
    ALL_READ = "all_read"
    QUIET = "quiet"
    OUT_OF_TIME = "out_of_time"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many articles there are of one outlet or month.

    `name` is the outlet, or the month as "2022-06", or None for those without. `stories` counts copies of one story
    once, however many outlets printed it.

    >>> library.count('"Iskander-M"', "month").counts[0].name
    '2022-06'
    """

    name: str | None
    articles: int
    stories: int


def by_outlet(told: Iterable[Told]) -> tuple[Counted, ...]:
    """Count articles by outlet: the largest first, those without last."""
    counts = _counted((outlet, story) for outlet, _, story in told)
    return tuple(sorted(counts, key=lambda each: (each.name is None, -each.articles, each.name or "")))


def by_month(told: Iterable[Told]) -> tuple[Counted, ...]:
    """Count articles by month, in order, those without a day last."""
    counts = _counted((f"{day:%Y-%m}" if day else None, story) for _, day, story in told)
    return tuple(sorted(counts, key=lambda each: (each.name is None, each.name or "")))


def _counted(named: Iterable[tuple[str | None, str]]) -> list[Counted]:
    stories: dict[str | None, list[str]] = {}
    for name, story in named:
        stories.setdefault(name, []).append(story)
    return [Counted(name, len(those), len(set(those))) for name, those in stories.items()]


@dataclass(frozen=True, slots=True)
class Extent:
    """What an answer is out of.

    `answering` articles say something that answers, `quoted` of them in the answer; a story that several outlets
    printed is one. They were found in `passages` passages of `articles` articles, read nearest first out of `near`
    passages: the nearest few, for all answers every one in scope. `unread` articles are as near and were not read.
    `stopped` is None while more is being read. Of all answers, `outlets` and `months` count the articles that
    are quoted, copies too, as `Library.count` does; both are empty of any other answer. `in_scope` counts the articles
    that were asked, where none of them answers; None of an answer with quotes.

    >>> extent = library.ask("Apa itu Iskander-M?").extent
    >>> extent.quoted <= extent.answering <= extent.articles <= extent.passages <= extent.near
    True
    """

    answering: int
    quoted: int
    passages: int
    articles: int
    near: int
    unread: int = 0
    stopped: Stop | None = None
    outlets: tuple[Counted, ...] = ()
    months: tuple[Counted, ...] = ()
    in_scope: int | None = None

    @property
    def leaves_more(self) -> bool:
        """Whether more articles answer, or may, than are quoted."""
        return self.answering > self.quoted or self.unread > 0


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of wall time: finding passages, choosing quotes from them, and all together.

    >>> library.ask("Apa itu Iskander-M?").timings.total_ms > 0
    True
    """

    retrieval_ms: float
    reading_ms: float
    total_ms: float
