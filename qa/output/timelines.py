"""Timelines in words for people, and as rows for tables."""

from __future__ import annotations

from typing import Any

from qa.day_words import asked_days, period, undated_left_out, written
from qa.timeline import Timeline, TimelineEntry
from qa.wording import dated, not_found

COLUMNS = (
    "when", "since", "until", "told", "quote", "speaker", "source", "published", "also_in", "articles", "sources",
    "url", "title", "article_id", "start", "end", "page", "address", "number",
)  # fmt: skip
"""The columns of the table: a row for each entry, the outlets of its other articles in `also_in`."""


def when(entry: TimelineEntry) -> str:
    """Return the days of an entry as people write them."""
    told = entry.when
    if "/" in told or entry.since == entry.until:
        return period(entry.since, entry.until)
    return told if told.isdigit() else written(entry.since).partition(" ")[2]


def whence(entry: TimelineEntry) -> str:
    """Return where the days come from: the words that tell them, or the article."""
    return "the article's day" if entry.told is None else f"told: “{entry.told}”"


def where(entry: TimelineEntry) -> str:
    """Return who printed an entry and when, and how many more articles say the same."""
    more = len(entry.citations) - 1
    if not more:
        return dated(entry.citations[0])
    also = f"{more} more {'article' if more == 1 else 'articles'}"
    independent = "1 independent source" if entry.sources == 1 else f"{entry.sources} independent sources"
    return f"{dated(entry.citations[0])}, and {also} ({independent})"


def notes(given: Timeline) -> list[str]:
    """Return why a timeline is empty, and what is left out of it."""
    none = [] if given.entries else [f"{not_found(given)}"]
    untold = []
    if given.untold:
        says = "sentence says" if given.untold == 1 else "sentences say"
        untold = [
            f"{given.untold:,} more {says} no day, and {'its' if given.untold == 1 else 'their'} article has none."
        ]
    return [*none, *untold, *asked_days(given.days), *undated_left_out(given.undated)]


def rows(given: Timeline) -> list[dict[str, Any]]:
    """Return a row for each entry, with the names of `COLUMNS`."""
    return [_row(entry) for entry in given.entries]


def _row(entry: TimelineEntry) -> dict[str, Any]:
    first, *others = entry.citations
    also = "; ".join(each.source or each.title for each in others)
    own = {name: getattr(first, name, None) for name in COLUMNS}
    return {**own, **{name: getattr(entry, name) for name in COLUMNS if hasattr(entry, name)}, "also_in": also}
