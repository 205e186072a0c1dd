"""What a search found, as people look at it: an article each, words marked."""

from __future__ import annotations

from dataclasses import replace

from index.search import MOST_HITS, HybridSearcher, check_k
from index.text.analysis import located_terms
from index.values import EVERYTHING, Filters, Hit, Span

_TELLS = 0.36
"""The least weight of a word that is marked: what stands in nearly every text has less."""

_MEANS = 1 / 3
"""The least share of a word's weight that its translation has if it is marked."""


def best_by_article(searcher: HybridSearcher, query: str, k: int, filters: Filters = EVERYTHING) -> tuple[Hit, ...]:
    """Return the best passage of each of the best `k` articles, best first.

    Raises what `HybridSearcher.search` does.
    """
    check_k(k)
    analysed, count = searcher.analyse(query), k
    while True:
        hits = searcher.retrieve(analysed, count, filters)
        best: dict[str, Hit] = {}
        for hit in hits:
            best.setdefault(hit.article.article_id, hit)
        if len(best) >= k or len(hits) < count or count >= MOST_HITS:
            return tuple(replace(hit, rank=rank) for rank, hit in enumerate(list(best.values())[:k], 1))
        count = min(2 * count, MOST_HITS)


def terms_of(searcher: HybridSearcher, query: str) -> frozenset[str]:
    """Return the terms of a query, and their translations, that tell something."""
    routes = searcher.translations(query, searcher.language(query)).values()
    words = [(alike, max(alike.values())) for translations in routes for alike in translations if alike]
    return frozenset(
        term for alike, most in words if most >= _TELLS for term, weight in alike.items() if weight >= _MEANS * most
    )


def words_found(text: str, language: str, wanted: frozenset[str]) -> tuple[Span, ...]:
    """Return the words of `text` that make terms that are `wanted`, in reading order."""
    spans: list[Span] = []
    for start, end, term in located_terms(text, language):
        if term in wanted:
            if spans and spans[-1].end >= start:
                start = spans.pop().start
            spans.append(Span(start, end))
    return tuple(spans)
