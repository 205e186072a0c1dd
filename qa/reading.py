"""What a reader makes of the hits: how likely each of them answers, their order, and the quotes around its spans."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.sentences import split_sentences
from index.values import Hit, Passage, Retriever, Signal, Span
from qa.reader.values import AnswerSpan, Reading, Text

_SURE = 1e-6


class PassageReader(Protocol):
    """Reads a question and passages together."""

    @property
    def fingerprint(self) -> str:
        """Equal for two readers exactly when they say the same of the same texts."""
        ...

    @property
    def ranking_weight(self) -> float:
        """How many points of the fused score in [0, 1] one point of the logit that a passage answers is worth."""
        ...

    @property
    def confidence(self) -> Confidence:
        """How likely an answer is right, from what speaks for it."""
        ...

    def read_within(self, question: str, texts: Sequence[Text], budget_ms: float) -> tuple[Reading | None, ...]:
        """A reading of each of `texts`, None for those that it did not come to; raises ModelError where it fails."""
        ...

    def probability(self, reading: Reading) -> float:
        """How likely the passage answers, and with the first of the reading's spans, in (0, 1)."""
        ...


@dataclass(frozen=True, slots=True)
class Grounds:
    """What speaks for an answer; higher is better throughout.

    `answers` is the logit of how likely its passage answers with it, `span` the score of its words above that of no
    answer, `closeness` the passage's with the question, in standard deviations above unrelated texts. `covered` is the
    share of the question, by importance and in [0, 1], that passage and title express, `named` that of its names and
    figures alone, 1 where it has none, and `said` that which the quoted sentences express alone. `fitting` is 1 where
    the answer has the number or time that is asked for, -1 where it lacks it, else 0.
    """

    answers: float
    span: float = 0.0
    closeness: float = 0.0
    covered: float = 0.0
    named: float = 0.0
    said: float = 0.0
    fitting: float = 0.0


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic model over `Grounds`: how likely an answer is right; one below `threshold` is not given.

    Without parameters it takes the passage's own likelihood for the answer's.
    """

    answers: float = 1.0
    span: float = 0.0
    closeness: float = 0.0
    covered: float = 0.0
    named: float = 0.0
    said: float = 0.0
    fitting: float = 0.0
    bias: float = 0.0
    threshold: float = 0.5

    def __call__(self, grounds: Grounds) -> float:
        """How likely an answer with these grounds is right, in (0, 1)."""
        return expit(
            self.answers * grounds.answers
            + self.span * grounds.span
            + self.closeness * grounds.closeness
            + self.covered * grounds.covered
            + self.named * grounds.named
            + self.said * grounds.said
            + self.fitting * grounds.fitting
            + self.bias
        )


@dataclass(frozen=True, slots=True)
class ReadHit:
    """A hit with what the reader made of it; None where the reader did not come to it."""

    hit: Hit
    reading: Reading | None


def read_hits(question: str, hits: Sequence[Hit], reader: PassageReader, budget_ms: float) -> tuple[ReadHit, ...]:
    """The hits, best first by reader and retrieval together; those not read follow in their own order.

    A hit's rank is its new place; its score stays retrieval's, and its signals say how likely the reader thinks it
    answers. Raises ModelError where the reader fails.
    """
    texts = [Text(hit.article.title, hit.passage.text) for hit in hits]
    readings = reader.read_within(question, texts, budget_ms)
    chances = [None if reading is None else reader.probability(reading) for reading in readings]
    by_reader = _order([-math.inf if chance is None else chance for chance in chances])
    worth = [
        -math.inf if chance is None else reader.ranking_weight * logit(chance) + hit.score
        for hit, chance in zip(hits, chances, strict=True)
    ]
    read = []
    for rank, place in enumerate(_order(worth), 1):
        hit, chance = hits[place], chances[place]
        said = () if chance is None else (Signal(Retriever.READER, by_reader.index(place) + 1, chance),)
        read.append(ReadHit(replace(hit, rank=rank, signals=(*hit.signals, *said)), readings[place]))
    return tuple(read)


def quote_around(passage: Passage, language: str, answer: AnswerSpan) -> Span:
    """The whole sentences of a passage that an answer touches, as a span of its text."""
    sentences = split_sentences(passage.text, language)
    touched = [span for span in sentences if span.start < answer.end and answer.start < span.end]
    if not touched:
        return Span(answer.start, answer.end)
    return Span(min(touched[0].start, answer.start), max(touched[-1].end, answer.end))


def trimmed(answer: AnswerSpan, text: str) -> AnswerSpan | None:
    """The span without whitespace at its ends; None where it lies outside `text` or nothing of it is left."""
    if not 0 <= answer.start < answer.end <= len(text):
        return None
    words = text[answer.start : answer.end]
    start = answer.start + len(words) - len(words.lstrip())
    end = answer.end - (len(words) - len(words.rstrip()))
    return replace(answer, start=start, end=end) if start < end else None


def logit(probability: float) -> float:
    """The logarithm of the odds; what is next to certain counts as one in a million."""
    kept = min(max(probability, _SURE), 1.0 - _SURE)
    return math.log(kept / (1.0 - kept))


def expit(value: float) -> float:
    """The probability whose logit is `value`."""
    odds = math.exp(-abs(value))
    return 1.0 / (1.0 + odds) if value >= 0 else odds / (1.0 + odds)


def _order(worth: Sequence[float]) -> list[int]:
    """Places by what they are worth, the best first; ties by place."""
    return sorted(range(len(worth)), key=lambda place: (-worth[place], place))
