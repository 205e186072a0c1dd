"""The words by which one language says days and spans of them, as one value.

Fields called a pattern are as those of `wording`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Days:
    """How questions say which days they ask of.

    `{count}`, `{unit}` and `{weekday}` in a pattern stand for any of those.
    """

    relative: tuple[tuple[str, str, int], ...]
    """Patterns of times told from today, each with its unit and how many of it before; longer ones first."""

    counts: Mapping[str, int]
    """Number words that such times have."""

    units: Mapping[str, str]
    """Day, week, month and year to their patterns."""

    ago: str
    """A count of units before today, a pattern."""

    within: str
    """The count of units up to today, a pattern."""

    last_weekday: str
    """The day of the week that was last, a pattern."""

    before: str
    """Words before a time, a pattern."""

    before_year: str
    """Words before figures that make them a year, a pattern."""

    since: str
    """Words before the first day of a time without an end, a pattern."""

    until: str
    """Words before the last day of a time, a pattern."""

    as_of: str
    """Words before a time up to whose end something holds, a pattern."""

    earlier: str
    """Words before a time before which something holds, a pattern."""

    behind: str
    """Words behind such a time, which are no noun that it belongs to, a pattern."""

    present: str
    """Words for the present that a question can do without, a pattern."""

    latest: str
    """Other words that ask for the present or the latest, a pattern."""

    not_present: str
    """Phrases in which these words mean something else, a pattern."""
