"""From what a reader found in the hits to the quotes of an answer: which, in which order, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.search import HybridSearcher, Query
from index.values import Hit, Retriever, Span
from qa.claims import SINGLE, Groups, Statement, contradicts, grouped, newest_first, origins
from qa.compose import Quote, Selection
from qa.expectation import Expectation, asks_for_several, expected
from qa.premise import About, Premise
from qa.reader.values import AnswerSpan, Reading
from qa.reading import Grounds, PassageReader, ReadHit, logit, quote_around, trimmed
from qa.sameness import Said
from qa.values import Shortfall

ALTERNATIVES = 3
"""How many answers of one passage are weighed for a question that asks for one thing."""

MOST_QUOTES = 3
MOST_OF_LIST = 8
"""How many quotes answer a question that asks for one thing, and one that asks for several."""

LEAST_OF_BEST = 0.5
"""The least confidence, as a share of the best answer's, of any beside it."""

NEAR_COVERED = 0.5
"""The share of a question, less the words that no hit has, that a passage near it expresses."""

NEAR_AT_LEAST = 0.3
"""The share of the whole question that such a passage expresses at least."""

NEAR_CLOSE = 3.5
"""How many spreads of the dense scores above unrelated passages one is near whatever its words.

Of 640 training questions over passages of another data set 1 in 11 had one so close, of 240 over their own 9 in 10.
"""

Stories = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """An answer in a hit: `quote` in its article's text reads `text`, and `answer` are characters of that.

    `about` says how much of the question the hit is about, `confidence` what `grounds` come to.
    """

    hit: Hit
    quote: Span
    text: str
    answer: Span
    about: About
    grounds: Grounds
    confidence: float

    @property
    def statement(self) -> Statement:
        """What it says, and which article says it."""
        return Statement(Said(self.answer.of(self.text), self.hit.article.language), self.hit.article)


def select_read(query: Query, read: Sequence[ReadHit], searcher: HybridSearcher, reader: PassageReader) -> Selection:
    """The quotes that answer `query`, best first; none, and why, where no answer reaches the reader's threshold."""
    premise = Premise(query.text, query.language)
    several = asks_for_several(query.text)
    found = ranked(answers_in(query, read, searcher, reader, premise))
    sure = found[0].confidence if found else 0.0
    if not found or sure < reader.confidence.threshold:
        return _declined([each.hit for each in read], premise, searcher, sure)
    least = max(reader.confidence.threshold, LEAST_OF_BEST * sure)
    return chosen(
        [each for each in found if each.confidence >= least],
        expected(query.text),
        searcher.generation.stories,
        several=several,
    )


def answers_in(
    query: Query, read: Sequence[ReadHit], searcher: HybridSearcher, reader: PassageReader, premise: Premise
) -> Iterator[Found]:
    """Each hit's `ALTERNATIVES` likeliest answers, or all it has for a question that asks for several."""
    most = None if asks_for_several(query.text) else ALTERNATIVES
    expectation = expected(query.text)
    for each in read:
        if each.reading is None:
            continue
        about, closeness = premise.about(each.hit), searcher.closeness(query, each.hit)
        for span in each.reading.spans[:most]:
            answer = trimmed(span, each.hit.passage.text)
            if answer is not None:
                quote = quote_around(each.hit.passage, each.hit.article.language, answer)
                grounds = Grounds(
                    answers=logit(reader.probability(Reading((span,), each.reading.answerable))),
                    span=span.score,
                    closeness=closeness,
                    covered=about.covered,
                    named=about.named,
                    said=premise.share_in(quote.of(each.hit.passage.text), each.hit.article.language),
                    fitting=expectation.met_by(each.hit.passage.text[answer.start : answer.end]),
                )
                yield _quoted(each.hit, quote, answer, about, grounds, reader.confidence(grounds))


def _quoted(hit: Hit, quote: Span, answer: AnswerSpan, about: About, grounds: Grounds, confidence: float) -> Found:
    return Found(
        hit=hit,
        quote=Span(hit.passage.start + quote.start, hit.passage.start + quote.end),
        text=quote.of(hit.passage.text),
        answer=Span(answer.start - quote.start, answer.end - quote.start),
        about=about,
        grounds=grounds,
        confidence=confidence,
    )


def ranked(found: Iterator[Found]) -> list[Found]:
    """Answers by confidence, ties by order; of equal quotes, and of those that overlap, only the first."""
    kept: list[Found] = []
    seen: set[str] = set()
    for each in sorted(found, key=lambda one: -one.confidence):
        words = " ".join(each.text.split()).casefold()
        if words not in seen and not any(_overlap(each, other) for other in kept):
            seen.add(words)
            kept.append(each)
    return kept


def _overlap(one: Found, other: Found) -> bool:
    same = one.hit.article.article_id == other.hit.article.article_id
    return same and one.quote.start < other.quote.end and other.quote.start < one.quote.end


def chosen(found: Sequence[Found], expectation: Expectation, stories: Stories, *, several: bool) -> Selection:
    """What answers of enough confidence, best first and at least one, come to.

    A question that asks for one thing is answered by the best of them and by those that say the same or contradict it;
    one that asks for several, or for no kind of thing that can be told, by all of them. Every claim is heard before
    any is heard twice, and of each claim every article.
    """
    statements = [each.statement for each in found]
    groups = grouped(statements, expectation)
    one_answer = expectation in SINGLE and not several
    if one_answer:
        groups = tuple(
            group
            for group in groups
            if group is groups[0] or _contradicts(found[0], found[group[0]], expectation, stories)
        )
    places = _heard(groups, found, MOST_OF_LIST if several else MOST_QUOTES)
    disagreement = one_answer and len(groups) > 1 and len({_group_of(groups, place) for place in places}) > 1
    if disagreement:
        places = newest_first(places, [each.hit.article.published for each in found])
    return _selection([found[place] for place in places], [_group_of(groups, p) for p in places], stories, disagreement)


def _contradicts(best: Found, other: Found, expectation: Expectation, stories: Stories) -> bool:
    """Whether another answer contradicts the best: one from a passage about other names is to another question."""
    on_the_same = other.about.named >= best.about.named
    return on_the_same and contradicts(best.statement, other.statement, expectation, stories)


def _heard(groups: Groups, found: Sequence[Found], most: int) -> tuple[int, ...]:
    """At most `most` places, by group, each group's in their order: one of every group first, then of every article."""
    turns = []
    for number, group in enumerate(groups):
        times: dict[str, int] = {}
        for turn, place in enumerate(group):
            article = found[place].hit.article.article_id
            times[article] = times.get(article, 0) + 1
            turns.append((times[article], turn, number, place))
    taken = {place for *_, place in sorted(turns)[:most]}
    return tuple(place for group in groups for place in group if place in taken)


def _group_of(groups: Groups, place: int) -> int:
    return next(number for number, group in enumerate(groups) if place in group)


def _selection(found: Sequence[Found], numbers: Sequence[int], stories: Stories, disagreement: bool) -> Selection:
    sources = origins([each.hit.article for each in found], stories)
    quotes = tuple(
        Quote(
            article_id=each.hit.article.article_id,
            span=each.quote,
            text=each.text,
            copies=each.hit.copies,
            answer=each.answer,
            answer_text=each.answer.of(each.text),
            origin=source,
        )
        for each, source in zip(found, sources, strict=True)
    )
    groups = []
    for number in dict.fromkeys(numbers):
        members = [place for place, other in enumerate(numbers) if other == number]
        groups.append(tuple(sorted(members, key=lambda place: (-found[place].confidence, place))))
    sure = max(each.confidence for each in found)
    return Selection(quotes, sure, None, tuple(groups), disagreement)


def _declined(hits: Sequence[Hit], premise: Premise, searcher: HybridSearcher, sure: float) -> Selection:
    """Why nothing is quoted: whether anything was near, and whether it had the words that the question rests on."""
    left = premise.share_without(premise.absent(hits))
    spread = searcher.spread()
    near = [hit for hit in hits if is_near(hit, premise.about(hit), left, spread)]
    if not near:
        return Selection((), sure, Shortfall.NOTHING_NEAR)
    absent = premise.absent(near)
    return Selection((), sure, Shortfall.PREMISE_ABSENT if absent else Shortfall.NOT_ANSWERED, absent=absent)


def is_near(hit: Hit, about: About, left: float, spread: float) -> bool:
    """Whether a passage is about what is asked: by its words, or by its embedding.

    `left` is the share of the question that any passage has, `spread` that of the dense scores.
    """
    dense = hit.signal(Retriever.DENSE)
    close = dense is not None and dense.score >= NEAR_CLOSE * spread
    return close or about.covered >= max(NEAR_AT_LEAST, NEAR_COVERED * left)
