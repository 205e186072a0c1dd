"""What is nearest to a question without an answer: one sentence of each article."""

from __future__ import annotations

from dataclasses import dataclass

from index.retrieval.coverage import Coverage, concepts, expressed
from index.text.language import UNDETERMINED
from index.text.sentences import split_sentences
from index.values import Hit, Span
from qa.values import Answer

MOST = 5
"""How many articles are shown at most."""

LONGEST = 200
"""How many characters of the sentence are shown at most."""


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence near a question.

    `sentence` are the characters of the hit's article that read `text`.
    """

    hit: Hit
    sentence: Span
    text: str


def nearest(answer: Answer) -> tuple[Near, ...]:
    """Return the nearest sentence of each of the first `MOST` articles.

    It is the one with most of the question's words.
    """
    language = answer.language or UNDETERMINED
    coverage = Coverage(concepts(answer.question, language))
    best: dict[str, tuple[float, Near]] = {}
    for hit in answer.hits:
        known = hit.article.article_id
        if known not in best and len(best) == MOST:
            continue
        for near in _sentences(hit):
            share = coverage.share_in(expressed(near.text, hit.article.language, language))
            if known not in best or share > best[known][0]:
                best[known] = (share, near)
    return tuple(near for _, near in best.values())


def _sentences(hit: Hit) -> list[Near]:
    start, text = hit.passage.start, hit.passage.text
    return [
        Near(hit, Span(start + each.start, start + each.end), each.of(text))
        for each in split_sentences(text, hit.article.language)
    ]
