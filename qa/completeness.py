"""How complete all answers are, in words for people, alike on every face."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qa.extent import Extent, Stop
from qa.values import Answer, Citation
from qa.wording import joined, written

_STOPS = {
    Stop.ENOUGH: "that settles it",
    Stop.ALL_READ: "nothing is left to read",
    Stop.QUIET: "the last ones had no answer, so no more were read",
    Stop.OUT_OF_TIME: "the time was up, so there may be more",
    Stop.INTERRUPTED: "it was stopped, so there may be more",
}


_ENDED_EARLY = (Stop.QUIET, Stop.OUT_OF_TIME, Stop.INTERRUPTED)
"""Why only reading for all answers ends."""


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


def reading(extent: Extent) -> str:
    """Return how far is read while it goes on.

    >>> reading(Extent(15, 15, 1240, 118, 7557))
    'Reading on: 1,240 of 7,557 passages, 15 articles answer'
    """
    answer = "article answers" if extent.quoted == 1 else "articles answer"
    return f"Reading on: {extent.passages:,} of {extent.near:,} passages, {extent.quoted:,} {answer}"


def told(answer: Answer) -> tuple[list[str], list[str]]:
    """Return what is said over and under all answers; nothing of any other answer."""
    extent = answer.extent
    if extent is None or not (extent.outlets or extent.stopped in _ENDED_EARLY):
        return [], []
    over = [found(extent, len(answer.claims)), *counted(extent)] if answer.citations else []
    return over, [read(extent)]


def also_in(citation: Citation) -> str:
    """Return who else printed the story of a quote, empty if nobody did."""
    others = "; ".join(joined(each.source or each.title, each.published) for each in citation.copies)
    return f"also in {others}" if others else ""


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
