"""Which sentences of the hits answer the question: scored with their context, none of them rewritten.

Until a reader sees question and passage together, a sentence is judged by what it covers of the
question itself, by what only its context adds (the two sentences before it and the article's
title: "Dia juga berjanji ..." has its Putin there), by whether it has the number or time asked
for, by its closeness to the question as the embedding model sees it, and by its passage's score.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.question import Coverage, concepts, expressed
from index.search import HybridSearcher, Query
from index.sentences import split_sentences
from index.store import passage_content
from index.values import Hit, Span, TextKind
from qa.compose import Quote, Selection
from qa.expectation import Expectation, expected
from qa.values import Shortfall

POOL = 20
"""How many hits are read."""

SENTENCES_EMBEDDED = 12
CONTEXT_SENTENCES = 2

MOST_QUOTES = 3
LEAST_OF_BEST = 0.2
"""The least likelihood, as a share of the best sentence's, that may make a sentence a quote beside it."""

LEAST_CONFIDENCE = 0.5
"""The least confidence of a quote; a question without any is not answered."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of one sentence; higher is better throughout.

    The first three are shares of the question, by importance and in [0, 1]: what the sentence covers,
    what only its context adds, and what it covers of those words that are neither names nor grammar
    ("promise"). `fitting` is 1 where it has the number or time that is asked for, -1 where it lacks it,
    else 0. `closeness` is its cosine with the question (its article's title before it) in standard
    deviations above that of unrelated sentences; `passage_score` is the hit's, in [0, 1].
    """

    covered: float
    by_context: float
    said: float
    fitting: float
    closeness: float
    passage_score: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model over `Features`, and what it adds."""

    covered: float
    by_context: float
    said: float
    fitting: float
    closeness: float
    passage_score: float
    bias: float = 0.0

    def __call__(self, features: Features) -> float:
        """The model's value, higher is better."""
        return (
            self.covered * features.covered
            + self.by_context * features.by_context
            + self.said * features.said
            + self.fitting * features.fitting
            + self.closeness * features.closeness
            + self.passage_score * features.passage_score
            + self.bias
        )


RANKING = Weights(covered=1.86, by_context=2.12, said=2.41, fitting=1.88, closeness=0.64, passage_score=8.27)
"""Which sentence of several answers, given that one does: a conditional logit model."""

ANSWERABLE = Weights(
    covered=3.47, by_context=2.64, said=0.4, fitting=0.0, closeness=0.37, passage_score=0.0, bias=-3.92
)
"""Whether one of the best sentences answers at all: a logistic model."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit: `span` in its article's text, which reads `text`."""

    hit: Hit
    span: Span
    text: str
    features: Features


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence before it is embedded: `embedded` is what will be, `features` lack its closeness."""

    hit: Hit
    span: Span
    text: str
    embedded: str
    features: Features


def read(query: Query, hits: Sequence[Hit], searcher: HybridSearcher) -> tuple[Candidate, ...]:
    """The most promising sentences of the hits, in the order of the hits and of their text.

    Only the few that look best without it are embedded, which is what takes time. The same words in
    two articles are one candidate, that of the better hit.
    """
    found: dict[str, _Read] = {}
    coverage = Coverage(concepts(query.text, query.language))
    expectation = expected(query.text)
    for hit in hits:
        for sentence in _sentences(hit, query.language, coverage, expectation):
            found.setdefault(" ".join(sentence.text.split()).casefold(), sentence)
    sentences = list(found.values())
    promising = sorted(range(len(sentences)), key=lambda i: -RANKING(sentences[i].features))[:SENTENCES_EMBEDDED]
    chosen = [sentences[i] for i in sorted(promising)]
    if not chosen:
        return ()
    cosines = searcher.encoder.encode([sentence.embedded for sentence in chosen], TextKind.PASSAGE) @ query.vector
    bands = {language: searcher.band(query, language) for language in {s.hit.article.language for s in chosen}}
    return tuple(
        Candidate(s.hit, s.span, s.text, replace(s.features, closeness=bands[s.hit.article.language].closeness(c)))
        for s, c in zip(chosen, map(float, cosines), strict=True)
    )


def _sentences(hit: Hit, language: str, coverage: Coverage, expectation: Expectation) -> list[_Read]:
    own_language = hit.article.language
    spans = split_sentences(hit.passage.text, own_language)
    texts = [span.of(hit.passage.text) for span in spans]
    weights = [coverage.weights(expressed(text, own_language, language)) for text in texts]
    title = coverage.weights(expressed(hit.article.title, own_language, language))
    found = []
    for place, span in enumerate(spans):
        own = weights[place]
        context = _greatest(title, *weights[max(0, place - CONTEXT_SENTENCES) : place])
        features = Features(
            covered=coverage.share(own),
            by_context=coverage.share(_beyond(context, own)),
            said=coverage.share_said(own),
            fitting=expectation.met_by(texts[place]),
            closeness=0.0,
            passage_score=hit.score,
        )
        whole = Span(hit.passage.start + span.start, hit.passage.start + span.end)
        found.append(_Read(hit, whole, texts[place], passage_content(hit.article.title, texts[place]), features))
    return found


def _greatest(*weights: Sequence[float]) -> tuple[float, ...]:
    """The greatest weight of each concept."""
    return tuple(map(max, zip(*weights, strict=True)))


def _beyond(these: Sequence[float], those: Sequence[float]) -> tuple[float, ...]:
    """How far each weight of `these` exceeds that of `those`."""
    return tuple(max(0.0, here - there) for here, there in zip(these, those, strict=True))


def rank(candidates: Sequence[Candidate]) -> tuple[tuple[Candidate, float], ...]:
    """The candidates by how likely each is to hold the answer if one does, with that probability; ties by order."""
    if not candidates:
        return ()
    scores = np.array([RANKING(candidate.features) for candidate in candidates])
    likelihood = np.exp(scores - scores.max())
    order = np.lexsort((np.arange(len(scores)), -scores))
    return tuple((candidates[i], float(likelihood[i] / likelihood.sum())) for i in order)


def confidence(candidate: Candidate) -> float:
    """How likely a sentence is to answer the question, in (0, 1)."""
    return 1.0 / (1.0 + math.exp(-ANSWERABLE(candidate.features)))


def select(query: Query, hits: Sequence[Hit], searcher: HybridSearcher) -> Selection:
    """The quotes that answer `query`, best first; none, and why, where even the best are too far from it."""
    ranked = rank(read(query, hits, searcher))
    if not ranked:
        return Selection((), 0.0, Shortfall.NOTHING_NEAR)
    near = [(c, confidence(c)) for c, share in ranked if share >= LEAST_OF_BEST * ranked[0][1]]
    sure = max(chance for _, chance in near)
    good = [candidate for candidate, chance in near if chance >= LEAST_CONFIDENCE]
    if not good:
        return Selection((), sure, Shortfall.NOTHING_NEAR)
    quotes = tuple(
        Quote(c.hit.article.article_id, c.span, c.text, c.hit.copies) for c in _independent_first(good)[:MOST_QUOTES]
    )
    return Selection(quotes, sure, None)


def _independent_first(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of every article, in their order, then the rest in theirs."""
    best: dict[str, Candidate] = {}
    for candidate in ranked:
        best.setdefault(candidate.hit.article.article_id, candidate)
    firsts = list(best.values())
    return firsts + [candidate for candidate in ranked if candidate not in firsts]
