"""The answers that the reader found in the hits, each with its grounds."""

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
from qa.answer.reranking import PassageReader, ReadHit, quote_around, trim

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
class _ReadPassage:
    """A hit that was read: its likeliest answers, the best one's probability and words."""

    hit: Hit
    spans: tuple[AnswerSpan, ...]
    probability: float
    best_words: str


def find_candidates(asked: Asked, read: Sequence[ReadHit], reader: PassageReader) -> Iterator[Candidate]:
    """Yield each hit's likeliest answers: at most `ALTERNATIVES`, or all if several are asked for.

    Words of another kind than the question asks for, such as a length for a price, are left out.
    """
    most = None if asked.answer_type.several else ALTERNATIVES
    passages = [passage for each in read if (passage := _likeliest(each, reader, most)) is not None]
    weigher = _Weigher(asked, passages, sorted((each.hit.score for each in read), reverse=True))
    for passage in passages:
        about = asked.terms.about(passage.hit)
        for turn, span in enumerate(passage.spans):
            quote = quote_around(passage.hit.passage, passage.hit.article.language, span)
            grounds = weigher.grounds(passage, turn, quote, about)
            if grounds.fitting >= 0.0:  # else it is of another kind than is asked for
                yield Candidate(passage.hit, quote, Span(span.start, span.end), about, grounds)


def _likeliest(read: ReadHit, reader: PassageReader, most: int | None) -> _ReadPassage | None:
    """Return a hit with its best answers, None without any or if not read."""
    if read.reading is None:
        return None
    text, answerable = read.hit.passage.text, read.reading.answerable
    spans = tuple(span for one in read.reading.spans[:most] if (span := trim(one, text)) is not None)
    if not spans:
        return None
    probability = reader.probability(Reading(spans, answerable))
    return _ReadPassage(read.hit, spans, probability, " ".join(_words(text[spans[0].start : spans[0].end])))


class _Weigher:
    """Compares the answers to one question; `scores` are those of all hits, best first."""

    def __init__(self, asked: Asked, passages: Sequence[_ReadPassage], scores: Sequence[float]) -> None:
        self._type, self._terms, self._passages, self._scores = asked.answer_type, asked.terms, passages, scores

    def grounds(self, passage: _ReadPassage, turn: int, quote: Span, about: About) -> Grounds:
        """Return the grounds of a passage's answer number `turn`, which stands in `quote`."""
        hit, span = passage.hit, passage.spans[turn]
        language = hit.article.language
        lexical = hit.signal(Retriever.BM25)
        words, quoted = _words(hit.passage.text[span.start : span.end]), quote.of(hit.passage.text)
        joined = " ".join(words)
        agreeing = (
            other.probability
            for other in self._passages
            if other is not passage and _share_words(other.best_words, joined)
        )
        return Grounds(
            span=span.score,
            place=float(turn),
            retrieved=hit.score - self._scores[0],
            rank=math.log1p(self._scores.index(hit.score)),
            lexical=1.0 / lexical.rank if lexical else 0.0,
            told=self._terms.share_of_words(quoted, language),
            missing_anywhere=about.missing,
            missing_in_quote=self._terms.missing_in_quote(quoted, hit.article),
            fitting=self._type.fit(Span(span.start - quote.start, span.end - quote.start), quoted, language),
            agreeing=max(agreeing, default=0.0),
            length=math.log1p(len(words)),
        )


def _share_words(one: str, other: str) -> bool:
    """Whether one answer's words stand in the other."""
    return bool(one) and bool(other) and (f" {one} " in f" {other} " or f" {other} " in f" {one} ")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in split_words(text))
