"""How far scopes and answers reach, in words alike on every face."""

from __future__ import annotations

from index.values import Filters
from qa.extent import Extent
from qa.values import Answer


def chips(filters: Filters) -> tuple[tuple[str, str], ...]:
    """Return the parts of a scope: the command that changes each, and its words."""
    found = list[tuple[str, str]]()
    if filters.since:
        found.append(("since", f"since {filters.since}"))
    if filters.until:
        found.append(("until", f"until {filters.until}"))
    if filters.sources:
        found.append(("source", "only " + ", ".join(sorted(filters.sources))))
    if filters.languages:
        found.append(("language", "in " + ", ".join(sorted(filters.languages))))
    if filters.tags:
        found.append(("tag", "tagged " + ", ".join(sorted(filters.tags))))
    return tuple(found)


def out_of(answer: Answer) -> list[str]:
    """Return a line if more articles say so than are quoted, else none."""
    if not answer.citations or (extent := answer.extent) is None or not extent.leaves_more:
        return []
    at_least, more = ("at least ", f"; {extent.unread} more as near not read") if extent.unread else ("", "")
    said = f"{extent.quoted} of {at_least}{extent.answering} articles that say so"
    return [f"{said}, among the {extent.passages} nearest passages read{more}."]


def read_of(extent: Extent | None) -> str:
    """Return what was read where nothing was found, and out of how many articles.

    >>> read_of(Extent(0, 0, 20, 17, 20, in_scope=3204))
    'the 20 nearest passages of 17 articles (of 3,204 in scope)'
    """
    if extent is None or not extent.passages or extent.in_scope is None:
        return "these articles"
    passages = "the nearest passage" if extent.passages == 1 else f"the {extent.passages:,} nearest passages"
    articles = f"{extent.articles:,} article{'' if extent.articles == 1 else 's'}"
    return f"{passages} of {articles} (of {extent.in_scope:,} in scope)"
