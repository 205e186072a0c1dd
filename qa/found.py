"""What a search found, as people look at it: an article each, words marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from index.errors import BadQuestionError
from index.search import MOST_HITS, HybridSearcher, check_k
from index.text.analysis import located_terms
from index.text.folding import places
from index.values import EVERYTHING, Filters, Hit, Mask, Span
from qa.exact import By, Counts, fitting, newest, rows_of, told
from qa.query import exact_query

Marks = Callable[[str, str], tuple[Span, ...]]
"""A text and its language to what is marked in it, in reading order."""

_WORDS = re.compile(r"\w+")
_TELLS = 0.36
"""The least weight of a word that is marked: what stands in nearly every text has less."""

_MEANS = 1 / 3
"""The least share of a word's weight that its translation has if it is marked."""


def search(searcher: HybridSearcher, query: str, k: int, filters: Filters, *, every: bool) -> tuple[Hit, ...]:
    """Return the best `k` passages for a query.

    Of each article it is one, or with `every` as many as there are. All of them fit what the query says exactly (see
    `Query`); where that is all, the newest come first. Raises BadQuestionError for an invalid query, BadInputError for
    a `k` out of range and for outlets that no article has.
    """
    check_k(k)
    exact = exact_query(query)
    if exact is not None:
        found = fitting(searcher, exact, filters)
        if not exact.words:
            return newest(searcher, found, k, every=every)
    words, rows = (query, None) if exact is None else (exact.words, rows_of(searcher, found))
    if every:
        return searcher.retrieve(searcher.analyse(words), k, filters, rows)
    return best_by_article(searcher, words, k, filters, rows)


def counted(searcher: HybridSearcher, query: str, by: By, filters: Filters) -> Counts:
    """Count all articles that fit a query, which says all exactly.

    Raises what `search` does, and BadQuestionError for other words.
    """
    exact = exact_query(query)
    if exact is None or exact.words:
        words = query if exact is None else exact.words
        raise BadQuestionError(
            f"only what is said exactly can be counted, not {words[:40]!r}",
            f"put words in quotation marks: '\"{words[:40]}\"'",
        )
    return told(searcher, fitting(searcher, exact, filters).articles, by)


def best_by_article(
    searcher: HybridSearcher, query: str, k: int, filters: Filters = EVERYTHING, among: Mask | None = None
) -> tuple[Hit, ...]:
    """Return the best passage of each of the best `k` articles, best first.

    Only rows `among` these (rows,) are searched, if they are given. Raises what `HybridSearcher.search` does,
    but for `k`.
    """
    analysed, count = searcher.analyse(query), k
    while True:
        hits = searcher.retrieve(analysed, count, filters, among)
        best: dict[str, Hit] = {}
        for hit in hits:
            best.setdefault(hit.article.article_id, hit)
        if len(best) >= k or len(hits) < count or count >= MOST_HITS:
            return tuple(replace(hit, rank=rank) for rank, hit in enumerate(list(best.values())[:k], 1))
        count = min(2 * count, MOST_HITS)


def marks(searcher: HybridSearcher, query: str) -> Marks:
    """Return what finds the words of a query in a text, given the text's language."""
    exact = exact_query(query)
    words = query if exact is None else exact.words
    phrases = () if exact is None else exact.phrases
    wanted = terms_of(searcher, words) if words else frozenset[str]()

    def found(text: str, language: str) -> tuple[Span, ...]:
        spans = [*words_found(text, language, wanted), *(span for each in phrases for span in places(text, each))]
        return _joined(sorted(spans, key=lambda span: span.start))

    return found


def reservations(hits: Iterable[Hit], query: str, marks: Marks) -> Iterator[str]:
    """Yield a line if nothing was found, or nothing with a word of the query."""
    exact = exact_query(query)
    words = _WORDS.findall((query if exact is None else exact.words).casefold())
    texts = [(f"{hit.article.title}\n{hit.passage.text}", hit.article.language) for hit in hits]
    found = (any(word in text.casefold() for word in words) or marks(text, language) for text, language in texts)
    if not texts:
        yield "nothing found"
    elif words and not any(found):
        yield "note: none of these has a word of the search; they are the nearest in meaning"


def terms_of(searcher: HybridSearcher, query: str) -> frozenset[str]:
    """Return the terms of a query, and their translations, that tell something."""
    routes = searcher.translations(query, searcher.language(query)).values()
    words = [(alike, max(alike.values())) for translations in routes for alike in translations if alike]
    return frozenset(
        term for alike, most in words if most >= _TELLS for term, weight in alike.items() if weight >= _MEANS * most
    )


def words_found(text: str, language: str, wanted: frozenset[str]) -> tuple[Span, ...]:
    """Return the words of `text` that make terms that are `wanted`, in reading order."""
    return _joined(Span(start, end) for start, end, term in located_terms(text, language) if term in wanted)


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans, which come by their starts, without any that touch."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end >= span.start:
            before = joined.pop()
            span = Span(before.start, max(before.end, span.end))
        joined.append(span)
    return tuple(joined)
