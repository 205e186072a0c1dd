"""The days that a question asked of, as an answer tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AskedDays:
    """The days of publication, both included, that the words `said` of a question mean.

    Without `until` they have no end. `everything` tells that no article of these days answers, so that all were asked.

    >>> AskedDays("sejak 2020", date(2020, 1, 1), None).everything
    False
    """

    said: str
    since: date
    until: date | None
    everything: bool = False
