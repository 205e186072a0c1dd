"""The articles in which the words nearest to a quotation may stand, by BM25 alone."""

from __future__ import annotations

from index.retrieval.lexical.interface import WeightedTerm
from index.search import HybridSearcher, best_rows
from index.text.analysis import terms
from qa.answer.drafts.marks import without_marks

_RAREST = 12
"""How many terms of a quotation are looked for: the common ones take long and tell little."""

_PASSAGES = 8


def nearest_articles(searcher: HybridSearcher, quotation: str) -> tuple[str, ...]:
    """Return the ids of articles with a quotation's rarest words, best first."""
    lexical = searcher.generation.lexical
    words = without_marks(quotation)
    known = {term for language in searcher.generation.manifest.languages for term in terms(words, language)}
    held = {term: count for term in known if (count := lexical.document_frequency(term))}
    rarest = sorted(held, key=lambda term: (held[term], term))[:_RAREST]
    rows = best_rows(lexical.scores([WeightedTerm(term) for term in rarest]), _PASSAGES) if rarest else ()
    passages = searcher.store.passages([int(searcher.generation.passage_ids[row]) for row in rows])
    ordered = [passages[each] for row in rows if (each := int(searcher.generation.passage_ids[row])) in passages]
    return tuple(dict.fromkeys(each.article_id for each in ordered))
