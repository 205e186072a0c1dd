"""Fusion: one score from BM25 and the dense retriever, weighed by what each can see.

Equal-weight reciprocal rank fusion is a trap across languages: where question and passage share no words BM25 ranks
noise, and half of the fused ranking is that noise. Here BM25 counts for the share of the question that it saw in a
passage: its score over the most that a passage in that language could have from this question. Where most words of the
question occur in no passage, as between languages without a lexicon, that share is small and its voice with it; where a
passage has them all, it can outweigh the other. The dense retriever counts in units of how far its scores spread, so
the two are added without either being stretched to fill a scale.

In a library of several languages, those whose words BM25 knows (the question's own, and what a lexicon leads to) are
brought level with each other. Against the others its silence says nothing: between them and those it knows the dense
retriever alone decides, and BM25 orders each side for itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.values import Codes, Scores

COVERAGE_WEIGHT = 4.0
"""The units of spread that a passage with the whole question earns.

Of the weights tried on training questions (`qa-eval train fusion`) the one whose least gain over the better of the two
retrievers, whichever the set, is greatest.
"""

SPREAD = 0.02
"""One unit of dense scores: their spread between unrelated texts in the shipped model."""

LEAST_LEVEL = 0.7
"""The least share of the best score that levels a language's best passage.

Higher is better where one language has but one topic: the mean that the dense index takes out is then the topic's too,
and BM25 must find it. It is worse where both languages have the same topics. Of the shares tried on training questions
(`qa-eval train fusion`) the least at which the least gain over the better retriever is greatest.
"""

TOP = 3
"""How many of a language's best passages are compared with those of the others."""


def min_max(scores: Scores) -> Scores:
    """Return `scores` scaled to [0, 1], higher is better; all zeros if they are equal."""
    if len(scores) == 0:
        return scores
    low, high = float(scores.min()), float(scores.max())
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


def share_seen(lexical: Scores, codes: Codes, most: Scores) -> Scores:
    """Return the share of the question that BM25 saw in each passage (n,).

    `lexical` (n,) are BM25's scores, `codes` (n,) the passages' languages, and `most` (languages,) what a passage in a
    language would score that had every term of the question once.
    """
    shares: Scores = np.divide(lexical, most[codes], out=np.zeros_like(lexical), where=most[codes] > 0)
    return shares


def level(shares: Scores, codes: Codes, least: float = LEAST_LEVEL) -> Scores:
    """Return `shares` (n,) with each language's best passage brought to the best of all.

    Only languages whose best has the share `least` of it are brought up in full. A question shares all its words with
    passages in its own language, and with others only those that a lexicon knows; how many those are says nothing about
    the passages.
    """
    best = np.zeros(int(codes.max(initial=0)) + 1)
    np.maximum.at(best, codes, shares)
    overall = float(best.max())
    return shares * overall / np.maximum(best, least * overall)[codes] if overall > 0 else shares


def align(fused: Scores, dense: Scores, groups: Codes) -> Scores:
    """Return `fused` (n,) with the mean of each group's `TOP` moved to that of `dense`.

    The order within a group stays; that between groups becomes the dense retriever's. Both are in one unit.
    """
    aligned = fused.copy()
    for group in np.unique(groups):
        members = groups == group
        aligned[members] += _top_mean(dense[members]) - _top_mean(fused[members])
    return aligned


def _top_mean(scores: Scores) -> float:
    return float(np.sort(scores)[-TOP:].mean())


@dataclass(frozen=True, slots=True)
class Sight:
    """What BM25 can see in each language; row i of both arrays is language i.

    `most` is what a passage would score that had every term of the question once, `groups` is 0 for the languages whose
    words it knows and a number of its own for each of the others.
    """

    most: Scores
    groups: Codes


def fuse(
    lexical: Scores,
    dense: Scores,
    codes: Codes,
    sight: Sight,
    *,
    weight: float = COVERAGE_WEIGHT,
    least: float = LEAST_LEVEL,
    spread: float = SPREAD,
) -> Scores:
    """Return the fused score in [0, 1] of each candidate (n,), the best 1.

    `lexical` (n,) are BM25's scores, `codes` (n,) the passages' languages, and `dense` (n,) inner products whose
    standard deviation between unrelated texts is `spread`; `least` is that of `level`.
    """
    close = dense / spread
    seen = weight * level(share_seen(lexical, codes, sight.most), codes, least)
    return min_max(align(seen + close, close, sight.groups[codes]))
