"""Rank hits by reader and retrieval, and find the quotes around answers."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.text.sentences import split_sentences
from index.values import Hit, Passage, Retriever, Signal, Span
from qa.answer.confidence import Confidence, logit
from qa.answer.question_wording import about_one
from qa.answer.reader.readings import AnswerSpan, Reading, Text

_sentences = functools.lru_cache(maxsize=256)(split_sentences)
"""The sentences of passages, each of which has several answers around which a quote is sought."""


class PassageReader(Protocol):
    """Reads a question and passages together."""

    @property
    def fingerprint(self) -> str:
        """Equal for two readers exactly when they read the same texts alike."""
        ...

    @property
    def ranking_weight(self) -> float:
        """Points of the fused score in [0, 1] that one point of logit is worth."""
        ...

    @property
    def confidence(self) -> Confidence:
        """The model of how likely an answer is right, given its grounds."""
        ...

    def read_within(self, question: str, texts: Sequence[Text], budget_ms: float) -> tuple[Reading | None, ...]:
        """Return a reading of each of `texts`, None for those not reached.

        Raises ModelError if reading fails.
        """
        ...

    def probability(self, reading: Reading) -> float:
        """Return how likely the passage answers with its first span, in (0, 1)."""
        ...


@dataclass(frozen=True, slots=True)
class ReadHit:
    """A hit and its reading, None if it was not read."""

    hit: Hit
    reading: Reading | None


def read_hits(question: str, hits: Sequence[Hit], reader: PassageReader, budget_ms: float) -> tuple[ReadHit, ...]:
    """Return the hits, best first by reader and retrieval together.

    Those not read follow in their own order. A hit's rank is its new place; its score stays
    retrieval's, and its signals say how likely the reader thinks it answers. Raises ModelError if the reader fails.
    """
    texts = [Text(hit.article.title, hit.passage.text) for hit in hits]
    readings = reader.read_within(about_one(question), texts, budget_ms)
    chances = [None if reading is None else reader.probability(reading) for reading in readings]
    reader_order = _order([-math.inf if chance is None else chance for chance in chances])
    worth = [
        -math.inf if chance is None else reader.ranking_weight * logit(chance) + hit.score
        for hit, chance in zip(hits, chances, strict=True)
    ]
    read = []
    for rank, place in enumerate(_order(worth), 1):
        hit, chance = hits[place], chances[place]
        by_reader = () if chance is None else (Signal(Retriever.READER, reader_order.index(place) + 1, chance),)
        read.append(ReadHit(replace(hit, rank=rank, signals=(*hit.signals, *by_reader)), readings[place]))
    return tuple(read)


def quote_around(passage: Passage, language: str, answer: AnswerSpan) -> Span:
    """Return the whole sentences that an answer touches, as a span of the passage."""
    sentences = _sentences(passage.text, language)
    touched = [span for span in sentences if span.start < answer.end and answer.start < span.end]
    if not touched:
        return Span(answer.start, answer.end)
    return Span(min(touched[0].start, answer.start), max(touched[-1].end, answer.end))


def trim(answer: AnswerSpan, text: str) -> AnswerSpan | None:
    """Return the answer without outer whitespace, an open bracket, or a second paragraph.

    It is None if it lies outside `text` or no letter or figure of it is left.
    """
    if not 0 <= answer.start < answer.end <= len(text):
        return None
    begun = text[answer.start : answer.end].lstrip()
    start = answer.end - len(begun)
    words = begun.split("\n\n", 1)[0].rstrip()
    if words.startswith("(") and ")" not in words:
        inside = words[1:].lstrip()
        start, words = start + len(words) - len(inside), inside
    has_words = any(map(str.isalnum, words))
    return replace(answer, start=start, end=start + len(words)) if has_words else None


def _order(worth: Sequence[float]) -> list[int]:
    """Return the places, those worth most first; ties by place."""
    return sorted(range(len(worth)), key=lambda place: (-worth[place], place))
