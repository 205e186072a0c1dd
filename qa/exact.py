"""Exact search: every article that fits, and what they are by outlet and month."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate, islice
from operator import attrgetter

import numpy as np

from index.errors import BadInputError
from index.outlets import outlets_named
from index.retrieval.copies import collapse
from index.search import HybridSearcher
from index.storage.store import ArticleSummary
from index.text.folding import places
from index.values import EVERYTHING, Filters, Hit, Mask, Span
from qa.extent import Counted, by_month, by_outlet
from qa.query import Query


class By(StrEnum):
    """What articles are counted by.

    >>> By("month").name
    'MONTH'
    """

    OUTLET = "outlet"
    MONTH = "month"

    @classmethod
    def _missing_(cls, value: object) -> None:
        raise BadInputError(f"articles are not counted by {value!r}", f"give one of: {', '.join(cls)}")


@dataclass(frozen=True)  # no slots: the MCP SDK makes no schema of a class that has them
class Counts:
    """How many articles fit an exact search, in all and by outlet or month.

    Outlets come largest first and months in their order; those without are last. A story that several of them have is
    counted in each, and once in all.

    >>> library.count('"Iskander-M" -Belarus').articles <= library.count('"Iskander-M"').articles
    True
    """

    articles: int
    stories: int
    by: By
    counts: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """The articles that fit, newest first, and where the phrases stand in them, by id."""

    articles: tuple[ArticleSummary, ...]
    spans: Mapping[str, tuple[Span, ...]]


def fitting(searcher: HybridSearcher, query: Query, filters: Filters = EVERYTHING) -> Fitting:
    """Return all articles that fit the exact parts of a query.

    Raises UnknownOutletError for a source that names no outlet, and BadInputError for filters that name none.
    """
    searcher.generation.mask(filters)  # which refuses names that no article has
    store, phrases = searcher.store, searcher.phrases
    known = [source.name for source in store.overview().sources]
    wanted, unwanted = outlets_named(query.sources, known), outlets_named(query.without_sources, known)
    pool = {
        each.article_id: each
        for each in store.summaries(filters=filters)
        if (not wanted or each.source in wanted)
        and each.source not in unwanted
        and all(places(each.title, title) for title in query.titles)
        and not any(places(each.title, title) for title in (*query.without_titles, *query.without))
    }
    spans: dict[str, tuple[Span, ...]] = {}
    for phrase in query.phrases:
        found = phrases.find(phrase, among=pool)
        pool = {article_id: each for article_id, each in pool.items() if article_id in found}
        for article_id in pool:
            spans[article_id] = (*spans.get(article_id, ()), *found[article_id])
    for phrase in query.without:
        found = phrases.find(phrase, among=pool)
        pool = {article_id: each for article_id, each in pool.items() if article_id not in found}
    return Fitting(tuple(pool.values()), spans)


def rows_of(searcher: HybridSearcher, found: Fitting) -> Mask:
    """Return which passage rows (rows,) of articles that fit hold a phrase.

    Where no phrase is looked for, they are all rows of these.
    """
    holders = {each.article_id: _holder(found.spans.get(each.article_id, ())) for each in found.articles}
    spans = searcher.store.passage_spans(list(holders))
    held = [passage_id for passage_id, article_id, span in spans if holders[article_id](span)]
    rows: Mask = np.isin(searcher.generation.passage_ids, held)
    return rows


def newest(searcher: HybridSearcher, found: Fitting, k: int, *, every: bool) -> tuple[Hit, ...]:
    """Return up to `k` hits of the articles that fit, newest first, without copies.

    They are the first passage with a phrase of each article, or with `every` all.
    """
    made, hits = list[Hit](), tuple[Hit, ...]()
    for start in range(0, len(found.articles), k):
        ids = [each.article_id for each in found.articles[start : start + k]]
        for article_id, article in sorted(searcher.store.articles(ids).items(), key=lambda pair: ids.index(pair[0])):
            holds = _holder(found.spans.get(article_id, ()))
            passages = searcher.store.passages_of(article_id)
            held = (each for each in passages if holds(Span(each.start, each.end)))
            made += [Hit(each, article, 1.0, 0, ()) for each in islice(held, None if every else 1)]
        hits = collapse(made, searcher.generation.stories, searcher.store.articles)
        if len(hits) >= k:
            break
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits[:k], 1))


def told(searcher: HybridSearcher, articles: Iterable[ArticleSummary], by: By) -> Counts:
    """Count articles by outlet or month, and the stories they tell."""
    stories = searcher.generation.stories
    counted = [
        (each.source, each.published, min((each.article_id, *stories.get(each.article_id, ())))) for each in articles
    ]
    counts = by_outlet(counted) if by is By.OUTLET else by_month(counted)
    return Counts(len(counted), len({story for *_, story in counted}), by, counts)


def _holder(spans: tuple[Span, ...]) -> Callable[[Span], bool]:
    """Return whether a part of any span is in a passage, if there are any."""
    ordered = sorted(spans, key=attrgetter("start"))
    starts, ends = [span.start for span in ordered], list(accumulate((span.end for span in ordered), max))

    def holds(passage: Span) -> bool:
        begun = bisect_left(starts, passage.end)
        return not spans or (begun > 0 and passage.start < ends[begun - 1])

    return holds
