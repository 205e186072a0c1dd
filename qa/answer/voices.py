"""Quotes by who says them: those of one speaker, or on one topic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from index.retrieval.coverage import Coverage, concepts, expressed
from index.text.analysis import split_words
from index.values import Article, Hit, Span
from qa.answer.answer_names import folded, is_of, is_one, is_same, name_in
from qa.answer.compose import Quote, Selection
from qa.answer.said_questions import DETERMINERS, OFFICES, AskedSpeech
from qa.answer.speakers import speaker_of, speakers_within
from qa.values import Shortfall

MOST = 8
"""How many quotes answer what somebody says, or who says it, at most."""

MOST_ON_TOPIC = 40
"""How many quotes on one topic, of all who say them, are given at most."""

_LEAST_OF_TOPIC, _LEAST_OF_CLAIM = 0.51, 0.75
"""The least share of a topic's words that a quote has: of what somebody says of it, and of whose words they are."""


_LESS = 0.15
"""How much less of a claim another quote may have than the one with most of it."""

_OPENING = 6
"""Within how many words of a quote it names whom it is about."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A quote whose speaker is plain.

    `own` is the share of the topic's words that it has, and `share` the mean of that and of its passage and title's.
    """

    hit: Hit
    quote: Span
    speaker: Span
    own: float
    share: float

    @property
    def article_id(self) -> str:
        """The article's id."""
        return self.hit.article.article_id

    @property
    def name(self) -> str:
        """Who says it, as the article names them there."""
        return self.speaker.of(self.hit.article.text)


def spoken_in(hits: Iterable[Hit], topic: str, language: str) -> list[Spoken]:
    """Return the quotes in the hits whose speaker is plain, those on the topic first."""
    coverage = Coverage(concepts(topic, language))
    found: dict[tuple[str, Span], Spoken] = {}
    for hit in hits:
        passage, article = hit.passage, hit.article
        near = coverage.share_in(expressed(f"{article.title}\n{passage.text}", article.language, language))
        for quote, speaker in speakers_within(article.text, Span(passage.start, passage.end), article.language):
            if speaker is None:
                continue
            own = coverage.share_in(expressed(quote.of(article.text), article.language, language))
            own, share = (own, (own + near) / 2) if coverage.concepts else (1.0, 1.0)
            found.setdefault((article.article_id, quote), Spoken(hit, quote, speaker, own, share))
    return sorted(found.values(), key=lambda each: -each.share)


def by_speaker(asked: AskedSpeech, hits: Sequence[Hit], selection: Selection, language: str) -> Selection:
    """Return the quotes that answer what somebody says, or who says it.

    `selection` has those that the reader found; of these, one that is known to be somebody else's is left out.
    """
    spoken = spoken_in(hits, asked.topic, language)
    least = _LEAST_OF_TOPIC
    if asked.speaker is not None:
        own = _of(asked.speaker, spoken)
    else:
        own = [each for each in spoken if each.own >= _LEAST_OF_CLAIM]
        least = max(_LEAST_OF_CLAIM, max((each.share for each in own), default=0.0) - _LESS)
    chosen = [each for each in own if each.share >= least]
    if asked.speaker is None:
        read = [each for each in chosen if any(_overlap(each, quote) for quote in selection.quotes)]
        chosen = read or chosen
    articles = {hit.article.article_id: hit.article for hit in hits}
    found = selection.quotes if asked.speaker or not chosen else ()  # where who says it is plain, that is the answer
    kept = [each for each in found if _stays(each, asked, articles[each.article_id], own, not chosen)]
    more = (each for each in chosen if not any(_overlap(each, other) for other in kept))
    quotes = (*kept, *(_quote(each, is_answer=asked.speaker is None) for each in more))[:MOST]
    if not quotes:
        none = Shortfall.NOT_ANSWERED if hits else selection.shortfall
        return replace(selection, quotes=(), shortfall=selection.shortfall or none, groups=(), disagreement=False)
    groups = tuple((place,) for place in range(len(quotes)))
    best = max((each.share for each in chosen), default=0.0)
    said_in = len({quote.article_id for quote in quotes})
    extent = selection.extent and replace(selection.extent, answering=said_in, unread=0)
    return Selection(
        quotes, max(selection.confidence, best), None, groups, extent=extent, asks_speaker=asked.speaker is None
    )


def on_topic(hits: Sequence[Hit], topic: str, language: str) -> list[Quote]:
    """Return the quotes on a topic whose speaker is plain, the nearest first."""
    spoken = spoken_in(hits, topic, language)
    return [_quote(each, is_answer=False) for each in spoken if each.share >= _LEAST_OF_TOPIC][:MOST_ON_TOPIC]


def is_named(asked: str, name: str) -> bool:
    """Whether a name, in any case and with any titles, may be a speaker's."""
    words, own = _words(asked), _words(name)
    if words and words == own[: len(words)]:
        return True
    written = asked.title() if asked.islower() else asked
    offices = [set(each) & OFFICES for each in (words, own)]
    return is_one(name_in(written), name_in(name)) and not (
        is_of(written, name) or (all(offices) and offices[0].isdisjoint(offices[1]))
    )


def _words(name: str) -> list[str]:
    """Return the words of a name without a determiner before it."""
    return [*dropwhile(DETERMINERS.__contains__, split_words(name.casefold()))]


def _of(asked: str, spoken: Iterable[Spoken]) -> list[Spoken]:
    """Return the quotes of one speaker, by any name that their article has for them."""
    given = list(spoken)
    full = {(each.article_id, each.name) for each in given if is_named(asked, each.name)}
    return [each for each in given if any(one == each.article_id and is_same(name, each.name) for one, name in full)]


def _stays(quote: Quote, asked: AskedSpeech, article: Article, own: Iterable[Spoken], alone: bool) -> bool:
    """Whether a quote that the reader found may answer.

    One whose speaker is not plain may where it is `alone`; if a speaker is asked for, it must begin with the name.
    """
    speaker = speaker_of(article.text, quote.span, article.language)
    if asked.speaker is None:
        if speaker is None:
            return alone
        return quote.answer_text is not None and is_named(quote.answer_text, speaker.of(article.text))
    if speaker is not None:
        return any(_overlap(each, quote) for each in own)
    words = name_in(asked.speaker.title()).words
    return alone and bool(words) and set(words) <= {folded(word) for word in split_words(quote.text)[:_OPENING]}


def _overlap(spoken: Spoken, quote: Quote) -> bool:
    one, other = spoken.quote, quote.span
    return spoken.article_id == quote.article_id and one.start < other.end and other.start < one.end


def _quote(spoken: Spoken, *, is_answer: bool) -> Quote:
    """Return a quote to be cited, with the speaker for its answer if that `is_answer`."""
    span, speaker, text = spoken.quote, spoken.speaker, spoken.hit.article.text
    answer = None
    if is_answer and span.start <= speaker.start and speaker.end <= span.end:
        answer = Span(speaker.start - span.start, speaker.end - span.start)
    return Quote(spoken.article_id, span, span.of(text), spoken.hit.copies, answer, spoken.name if answer else None)
