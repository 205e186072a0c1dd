"""How complete all answers are, in words for people, alike on every face."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qa.extent import Extent, Stop
from qa.wording import written

_STOPS = {
    Stop.ENOUGH: "that settles it",
    Stop.ALL_READ: "nothing is left to read",
    Stop.QUIET: "the last ones had no answer, so no more were read",
    Stop.OUT_OF_TIME: "the time was up, so there may be more",
    Stop.INTERRUPTED: "it was stopped, so there may be more",
}


def found(extent: Extent, claims: int) -> str:
    """Return how many articles answer, which no article states.

    >>> found(Extent(15, 15, 140, 118, 7557), claims=14)
    '15 articles have an answer, 14 different ones.'
    """
    if extent.quoted == 1:
        return "1 article has an answer."
    return f"{extent.quoted:,} articles have an answer, {claims:,} different {'one' if claims == 1 else 'ones'}."


def read(extent: Extent) -> str:
    """Return how far was read, and why no further."""
    why = f": {_STOPS[extent.stopped]}" if extent.stopped else ""
    return (
        f"Read, nearest first: {extent.passages:,} of {extent.near:,} passages, in {extent.articles:,} articles{why}."
    )


def counted(extent: Extent) -> list[str]:
    """Return the lines with the articles that answer by outlet and by month, if any."""
    if not extent.outlets:
        return []
    months = [(_month(each.name) if each.name else None, each.stories) for each in extent.months]
    outlets = [(each.name, each.stories) for each in extent.outlets]
    return [f"By outlet: {_counts(outlets, 'no outlet')}", f"By month: {_counts(months, 'undated')}"]


def _counts(counts: Sequence[tuple[str | None, int]], unnamed: str) -> str:
    return ", ".join(f"{name or unnamed} {stories:,}" for name, stories in counts)


def _month(written_short: str) -> str:
    return written(date.fromisoformat(f"{written_short}-01")).partition(" ")[2]
