"""The list of articles in the order that a person asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from index.errors import BadInputError
from index.storage.store import ArticleSummary
from index.values import Filters
from qa.faces.cli.options import Sort
from qa.library import Library


def listed(
    library: Library, filters: Filters, sort: Sort, reverse: bool, most: int | None, *, undated: bool = False
) -> list[ArticleSummary]:
    """Return at most `most` articles in order; undated and nameless ones are last either way.

    Raises BadInputError if `most` is under 1, and for days of `undated` ones.
    """
    if undated and (filters.since or filters.until):
        raise BadInputError("articles without a date are of no days", "leave out --undated, or --since and --until")
    if most is not None and most < 1:
        raise BadInputError(f"k is {most}", "give a number from 1 on")
    kept = list(library.articles(filters=filters, undated=undated))
    key, missing, backward = _orders(library)[sort]
    kept.sort(key=key, reverse=backward is not reverse)
    return sorted(kept, key=missing)[:most]


_Key = Callable[[ArticleSummary], int | str | date]
_Order = tuple[_Key, Callable[[ArticleSummary], bool], bool]


def _orders(library: Library) -> dict[Sort, _Order]:
    """Return what each order compares, what lacks it, and whether the greatest is first."""
    added = {article_id: place for place, article_id in enumerate(library.ids_as_added())}
    return {
        "date": (lambda each: each.published or date.min, lambda each: each.published is None, True),
        "added": (lambda each: added.get(each.article_id, -1), lambda _: False, False),
        "title": (lambda each: each.title.casefold().lstrip("\"'“”‘’«»„ "), lambda _: False, False),
        "source": (lambda each: (each.source or "").casefold(), lambda each: each.source is None, False),
    }
