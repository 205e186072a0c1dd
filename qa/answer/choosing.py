"""The answers that the reader found in the hits, each with what speaks for it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text.analysis import split_words
from index.values import Hit, Retriever, Span
from qa.answer.asked import Asked
from qa.answer.confidence import Grounds
from qa.answer.question_terms import About
from qa.answer.reader.readings import AnswerSpan, Reading
from qa.answer.reranking import PassageReader, ReadHit, quote_around, trimmed

ALTERNATIVES = 3
"""How many answers of one passage are weighed for a question that asks for one thing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words in a hit that may answer.

    `quote`, and in it `answer`, are characters of the passage's text.
    """

    hit: Hit
    quote: Span
    answer: Span
    about: About
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class _Passage:
    """A hit that was read: its likeliest answers, their chance, and its words."""

    hit: Hit
    spans: tuple[AnswerSpan, ...]
    sure: float
    best: str


def candidates(asked: Asked, read: Sequence[ReadHit], reader: PassageReader) -> Iterator[Candidate]:
    """Yield each hit's likeliest answers.

    At most `ALTERNATIVES`, or all for a question that asks for several.

    Words of another kind than is asked for, as a length for a price, are none.
    """
    most = None if asked.answer_type.several else ALTERNATIVES
    passages = [passage for each in read if (passage := _passage(each, reader, most)) is not None]
    weigher = _Weigher(asked, passages, sorted((each.hit.score for each in read), reverse=True))
    for passage in passages:
        about = asked.terms.about(passage.hit)
        for turn, span in enumerate(passage.spans):
            quote = quote_around(passage.hit.passage, passage.hit.article.language, span)
            grounds = weigher.grounds(passage, turn, quote, about)
            if grounds.fitting >= 0.0:  # else it is of another kind than is asked for
                yield Candidate(passage.hit, quote, Span(span.start, span.end), about, grounds)


def _passage(each: ReadHit, reader: PassageReader, most: int | None) -> _Passage | None:
    if each.reading is None:
        return None
    text, answerable = each.hit.passage.text, each.reading.answerable
    spans = tuple(span for one in each.reading.spans[:most] if (span := trimmed(one, text)) is not None)
    if not spans:
        return None
    sure = reader.probability(Reading(spans, answerable))
    return _Passage(each.hit, spans, sure, " ".join(_words(text[spans[0].start : spans[0].end])))


class _Weigher:
    """Weigh the answers to one question beside each other.

    `scores` are those of all hits, best first.
    """

    def __init__(self, asked: Asked, passages: Sequence[_Passage], scores: Sequence[float]) -> None:
        self._type, self._terms, self._passages, self._scores = asked.answer_type, asked.terms, passages, scores

    def grounds(self, passage: _Passage, turn: int, quote: Span, about: About) -> Grounds:
        """What speaks for one answer of a passage, whose quote is known."""
        hit, span = passage.hit, passage.spans[turn]
        language = hit.article.language
        lexical = hit.signal(Retriever.BM25)
        words, quoted = _words(hit.passage.text[span.start : span.end]), quote.of(hit.passage.text)
        joined = " ".join(words)
        others = (other for other in self._passages if other is not passage and _alike(other.best, joined))
        return Grounds(
            span=span.score,
            place=float(turn),
            retrieved=hit.score - self._scores[0],
            rank=math.log1p(self._scores.index(hit.score)),
            lexical=1.0 / lexical.rank if lexical else 0.0,
            told=self._terms.told_in(quoted, language),
            missing_anywhere=about.missing,
            missing_in_quote=self._terms.missing_in_quote(quoted, hit.article),
            fitting=self._type.fit(Span(span.start - quote.start, span.end - quote.start), quoted, language),
            agreeing=max((other.sure for other in others), default=0.0),
            length=math.log1p(len(words)),
        )


def _alike(one: str, other: str) -> bool:
    """Whether one answer's words are in the other's."""
    return bool(one) and bool(other) and (f" {one} " in f" {other} " or f" {other} " in f" {one} ")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in split_words(text))
