"""Which sentences of the hits answer the question: scored with their context, none of them rewritten.

Until a reader sees question and passage together, a sentence is judged by what it covers of the
question itself, by what only its context adds (the two sentences before it and the article's
title: "Dia juga berjanji ..." has its Putin there), by what neither has, by its closeness to
the question as the embedding model sees it, and by its passage's score.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis import terms
from index.question import Coverage, concepts
from index.search import HybridSearcher, Query
from index.sentences import split_sentences
from index.values import Hit, Span, TextKind
from qa.compose import Quote, Selection
from qa.values import Shortfall

POOL = 20
"""How many hits the passages to read are chosen from."""

PASSAGES_READ = 5
PASSAGES_AN_ARTICLE = 2
SENTENCES_EMBEDDED = 12
CONTEXT_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of one sentence.

    `covered` and `by_context` are shares of the question in [0, 1], weighted by idf; `missing` is the
    largest such share of a single term that neither covers (lower is better). `closeness` is the
    cosine with the question above the average of the passages in the sentence's language;
    `passage_score` is the hit's, in [0, 1].
    """

    covered: float
    by_context: float
    missing: float
    closeness: float
    passage_score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit: `span` in its article's text, which reads `text`."""

    hit: Hit
    span: Span
    text: str
    features: Features


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence and its coverage, before it is embedded."""

    hit: Hit
    span: Span
    text: str
    covered: float
    by_context: float
    missing: float

    @property
    def promise(self) -> float:
        """The order in which sentences are worth embedding."""
        return self.covered + self.by_context / 2 + self.hit.score


def read(query: Query, hits: Sequence[Hit], searcher: HybridSearcher) -> tuple[Candidate, ...]:
    """The most promising sentences of the best hits, in the order of the hits and of their text.

    The same words in two articles are one candidate, that of the better hit.
    """
    found: dict[str, _Read] = {}
    for hit in to_read(hits):
        for sentence in _sentences(hit, _coverage(query, hit.article.language, searcher)):
            found.setdefault(" ".join(sentence.text.split()).casefold(), sentence)
    sentences = list(found.values())
    worth = sorted(range(len(sentences)), key=lambda i: -sentences[i].promise)[:SENTENCES_EMBEDDED]
    chosen = [sentences[i] for i in sorted(worth)]
    if not chosen:
        return ()
    cosines = searcher.encoder.encode([sentence.text for sentence in chosen], TextKind.PASSAGE) @ query.vector
    averages = searcher.average_cosines(query)
    return tuple(
        Candidate(
            s.hit,
            s.span,
            s.text,
            Features(
                covered=s.covered,
                by_context=s.by_context,
                missing=s.missing,
                closeness=float(cosine) - averages[s.hit.article.language],
                passage_score=s.hit.score,
            ),
        )
        for s, cosine in zip(chosen, cosines, strict=True)
    )


def to_read(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits whose sentences are worth reading: the best, but few of one article, so that others are heard."""
    taken: list[Hit] = []
    for hit in hits:
        same = sum(1 for other in taken if other.article.article_id == hit.article.article_id)
        if same < PASSAGES_AN_ARTICLE and len(taken) < PASSAGES_READ:
            taken.append(hit)
    return tuple(taken)


def _coverage(query: Query, passage_language: str, searcher: HybridSearcher) -> Coverage:
    lexical = searcher.generation.lexical
    return concepts(query.text, query.language, passage_language, lexical.document_frequency, lexical.size)


def _sentences(hit: Hit, coverage: Coverage) -> list[_Read]:
    language = hit.article.language
    spans = split_sentences(hit.passage.text, language)
    texts = [span.of(hit.passage.text) for span in spans]
    words = [frozenset(terms(text, language)) for text in texts]
    title = frozenset(terms(hit.article.title, language))
    found = []
    for place, span in enumerate(spans):
        own = coverage.weights(words[place])
        context = coverage.weights(title.union(*words[max(0, place - CONTEXT_SENTENCES) : place]))
        added = tuple(max(0.0, there - here) for here, there in zip(own, context, strict=True))
        found.append(
            _Read(
                hit=hit,
                span=Span(hit.passage.start + span.start, hit.passage.start + span.end),
                text=texts[place],
                covered=coverage.share(own),
                by_context=coverage.share(added),
                missing=coverage.largest_gap(tuple(map(max, own, context))),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model over `Features`, and what it adds."""

    covered: float
    by_context: float
    missing: float
    closeness: float
    passage_score: float
    bias: float = 0.0

    def __call__(self, features: Features) -> float:
        """The model's value, higher is better."""
        return (
            self.covered * features.covered
            + self.by_context * features.by_context
            + self.missing * features.missing
            + self.closeness * features.closeness
            + self.passage_score * features.passage_score
            + self.bias
        )


RANKING = Weights(covered=7.4, by_context=3.5, missing=0.0, closeness=59.0, passage_score=7.9)
"""Which sentence of several answers, given that one does: a conditional logit model."""

ANSWERABLE = Weights(covered=6.0, by_context=4.0, missing=-4.0, closeness=20.0, passage_score=0.0, bias=-3.0)
"""Whether the best sentence answers at all: a logistic model."""


def rank(candidates: Sequence[Candidate]) -> tuple[tuple[Candidate, float], ...]:
    """The candidates by how likely each is to hold the answer if one does, with that probability; ties by order."""
    if not candidates:
        return ()
    scores = np.array([RANKING(candidate.features) for candidate in candidates])
    likelihood = np.exp(scores - scores.max())
    order = np.lexsort((np.arange(len(scores)), -scores))
    return tuple((candidates[i], float(likelihood[i] / likelihood.sum())) for i in order)


def confidence(best: Candidate) -> float:
    """How likely the best sentence is to answer the question, in (0, 1)."""
    return 1.0 / (1.0 + math.exp(-ANSWERABLE(best.features)))


MOST_QUOTES = 3
LEAST_OF_BEST = 0.2
"""The least likelihood, as a share of the best sentence's, that makes a sentence a quote beside it."""

LEAST_CONFIDENCE = 0.5


def select(query: Query, hits: Sequence[Hit], searcher: HybridSearcher) -> Selection:
    """The quotes that answer `query`, best first; none, and why, where even the best sentence is too far from it."""
    ranked = rank(read(query, hits, searcher))
    if not ranked:
        return Selection((), 0.0, Shortfall.NOTHING_NEAR)
    best, likelihood = ranked[0]
    sure = confidence(best)
    if sure < LEAST_CONFIDENCE:
        return Selection((), sure, Shortfall.NOTHING_NEAR)
    good = [candidate for candidate, share in ranked if share >= LEAST_OF_BEST * likelihood]
    quotes = tuple(Quote(c.hit.article.article_id, c.span, c.text) for c in _independent_first(good)[:MOST_QUOTES])
    return Selection(quotes, sure, None)


def _independent_first(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of every article, in their order, then the rest in theirs."""
    best: dict[str, Candidate] = {}
    for candidate in ranked:
        best.setdefault(candidate.hit.article.article_id, candidate)
    firsts = list(best.values())
    return firsts + [candidate for candidate in ranked if candidate not in firsts]
