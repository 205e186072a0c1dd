"""The days that a question asked of, and how old an answer is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MONTH = 31
"""How many days old an answer about the present may be before it says so."""


@dataclass(frozen=True, slots=True)
class AskedDays:
    """The days of publication, both included, that the words `said` of a question mean.

    Without `until` they have no end, without `since` no beginning. `everything` tells that no article of these days
    answers, so that all were asked.

    >>> AskedDays("sejak 2020", date(2020, 1, 1), None).everything
    False
    """

    said: str
    since: date | None
    until: date | None
    everything: bool = False


@dataclass(frozen=True, slots=True)
class AsOf:
    """How old an answer is that was asked for the present.

    `day` is that of its newest article, and `days` how many ago that was; both are None if none of its articles has a
    day.

    >>> AsOf(date(2022, 6, 25), 1619).is_old
    True
    """

    day: date | None
    days: int | None

    @property
    def is_old(self) -> bool:
        """Whether it is more than a month old, or of an unknown day."""
        return self.days is None or self.days > MONTH


def as_of(published: Iterable[date | None], today: date) -> AsOf:
    """Return how old the newest of some articles is, from their days."""
    newest = max(filter(None, published), default=None)
    return AsOf(newest, None if newest is None else max((today - newest).days, 0))
