"""The words by which articles tell when something was or is to be.

Fields called a pattern are as those of `wording`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """How articles tell when.

    `{count}` and `{weekday}` in a pattern stand for any of those; all are counted from the article's day.
    """

    relative: tuple[tuple[str, str, int], ...]
    """Patterns of times, beside those of questions, each with its unit and how many of it before."""

    of_others: str
    """Times that are counted from another that is told, or are part of a longer one, a pattern."""

    this_weekday: str
    """The weekday of this week, a pattern."""

    next_weekday: str
    """The weekday of next week, a pattern."""

    coming_weekday: str
    """The weekday that comes first, a pattern."""

    day_parts: str
    """Words for a part of a day, which may stand behind it, a pattern."""

    not_weekday: str
    """Words right before a weekday that make it no day of its own, a pattern."""

    next_day: str
    """The day after the one told before, a pattern."""

    days_later: str
    """The count of days after the one told before, a pattern."""

    before_month: str
    """Words before the name of a month that make it one, a pattern."""

    last_month: str
    """Words right before or behind a month that make it the last of its name, a pattern."""

    next_month: str
    """Words right before or behind a month that make it the next of its name, a pattern."""

    hedged: str
    """Words before a count that is not exact, or in place of one, a pattern."""

    then: str
    """The word behind a count that may also begin what comes next, a pattern that may be empty."""

    joined: str
    """Words between two times that have one year, a pattern."""

    ranging: str
    """Those of them between the first and the last day of one time, a pattern."""

    past: str
    """What in a clause tells of the past, a pattern."""

    future: str
    """What in a clause tells of the future, a pattern."""

    unclear: str
    """What in a clause tells of neither, a pattern."""

    dating: str
    """Words right before a number that make it a year, a pattern."""

    ahead: str
    """What right before a time makes it one still to come, from what is told of the past, a pattern."""

    clauses: str
    """What stands between clauses, a pattern."""

    tells_tense: bool
    """Whether verbs tell the past; where they do not, a clause without `future` is of days just past."""

    month_first: bool = False
    """Whether figures may have the month before the day, so that either may be meant."""

    long_past: str = ""
    """What right before a verb tells of any past, a pattern; only where verbs do not."""
