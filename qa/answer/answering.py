"""From what a reader found in the hits to the quotes of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.text.analysis import split_words
from index.values import Hit, Span, Stories
from qa.answer.agreement import SINGLE, Said
from qa.answer.answer_type import AnswerType, Kind
from qa.answer.asked import Asked, Pool
from qa.answer.choosing import Candidate, candidates
from qa.answer.claims import Groups, Statement, contradicts, grouped, newest_first, origins
from qa.answer.compose import Quote, Selection
from qa.answer.confidence import Confidence
from qa.answer.declining import declined
from qa.answer.question_terms import About
from qa.answer.reranking import PassageReader, ReadHit

MOST_QUOTES = 3
MOST_OF_LIST = 8
"""How many quotes answer a question that asks for one thing, and one that asks for several."""

LEAST_OF_BEST = 0.5
"""The least confidence, as a share of the best answer's, of any beside it."""

AT_ODDS_WITHIN = 3.0
"""How much less than the best answer's the worth of one that contradicts it is at most: a 20th as likely to be right.

What is less likely than that is the answer to another question.
"""

TOLD_IN_CLAUSES = frozenset({Kind.REASON, Kind.MANNER})
"""What no noun alone tells."""

CLAUSE = 4
"""Of how many words a clause is at least."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer in a hit.

    `quote` in its article's text reads `text`, and `answer` are characters of that.

    `about` says how much of the question the hit is about, `worth` is what the answers are ranked by, higher better.
    """

    hit: Hit
    quote: Span
    text: str
    answer: Span
    about: About
    worth: float
    confidence: float

    @property
    def statement(self) -> Statement:
        """What it says, and which article says it."""
        before, after = self.text[: self.answer.start], self.text[self.answer.end :]
        said = Said(self.answer.of(self.text), self.hit.article.language, before, after)
        return Statement(said, self.hit.article)


def select_read(asked: Asked, pool: Pool, read: Sequence[ReadHit], reader: PassageReader) -> Selection:
    """Return the quotes that answer, best first, or the reason why there are none.

    `read` are the hits of the pool as they were read.
    """
    every = [_found(each, reader.confidence) for each in candidates(asked, read, reader)]
    found = sorted(every, key=lambda each: -each.worth)
    sure = found[0].confidence if found else 0.0
    if not found or sure < reader.confidence.threshold:
        return declined([each.hit for each in read], asked.terms, pool.spread, sure)
    least = max(reader.confidence.threshold, LEAST_OF_BEST * sure)
    kept = distinct([each for each in found if each.confidence >= least], several=asked.answer_type.several)
    if asked.answer_type.kind in TOLD_IN_CLAUSES:
        kept = [in_clauses(each) for each in kept]
    return chosen(kept, asked.answer_type, pool.stories, asked.query.language)


def _found(candidate: Candidate, confidence: Confidence) -> Found:
    hit, quote, answer = candidate.hit, candidate.quote, candidate.answer
    return Found(
        hit=hit,
        quote=Span(hit.passage.start + quote.start, hit.passage.start + quote.end),
        text=quote.of(hit.passage.text),
        answer=Span(answer.start - quote.start, answer.end - quote.start),
        about=candidate.about,
        worth=confidence.worth(candidate.grounds),
        confidence=confidence(candidate.grounds),
    )


def distinct(found: Sequence[Found], *, several: bool) -> list[Found]:
    """Return the answers of `found`, best first, whose quotes are new and do not overlap.

    Where a question asks for `several`, what one sentence has of them is one answer: from the first to the last.
    """
    kept: list[Found] = []
    places: dict[str, int] = {}
    for each in found:
        words = " ".join(each.text.split()).casefold()
        place = places.get(words)
        if place is not None and several and kept[place].quote == each.quote:
            kept[place] = replace(kept[place], answer=_hull(kept[place].answer, each.answer))
        elif place is None and not any(_overlap(each, other) for other in kept):
            places[words] = len(kept)
            kept.append(each)
    return kept


def _hull(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))


def in_clauses(found: Found) -> Found:
    """Return `found` with its whole sentence as answer if it has only a few words."""
    return (
        replace(found, answer=Span(0, len(found.text)))
        if len(split_words(found.statement.said.text)) < CLAUSE
        else found
    )


def _overlap(one: Found, other: Found) -> bool:
    same = one.hit.article.article_id == other.hit.article.article_id
    return same and one.quote.start < other.quote.end and other.quote.start < one.quote.end


def chosen(found: Sequence[Found], asked: AnswerType, stories: Stories, language: str) -> Selection:
    """What answers of enough confidence, best first and at least one, say together.

    A question that asks for one thing is answered by the best of them and by those that say the same or contradict it;
    one that asks for several, or for no kind of thing that can be told, by all of them, unless it asks which one. Every
    claim is heard before any is heard twice, and of each claim every article, those in the question's `language` first.
    """
    statements = [each.statement for each in found]
    groups = tuple(_own_language_first(group, found, language) for group in grouped(statements, asked.kind))
    one_answer = asked.kind in SINGLE and not asked.several
    if one_answer:
        groups = tuple(
            group
            for group in groups
            if group is groups[0] or _contradicts(found[groups[0][0]], found[group[0]], asked.kind, stories)
        )
    elif asked.one:
        groups = groups[:1]
    places = _heard(groups, found, MOST_OF_LIST if asked.several else MOST_QUOTES)
    disagreement = one_answer and len(groups) > 1 and len({_group_of(groups, place) for place in places}) > 1
    if disagreement:
        places = newest_first(places, [each.hit.article.published for each in found])
    return _selection([found[place] for place in places], [_group_of(groups, p) for p in places], stories, disagreement)


def _own_language_first(group: tuple[int, ...], found: Sequence[Found], language: str) -> tuple[int, ...]:
    """Return the places of equal answers, those in the question's language first."""
    return tuple(sorted(group, key=lambda place: found[place].hit.article.language != language))


def _contradicts(best: Found, other: Found, kind: Kind, stories: Stories) -> bool:
    """Whether another answer contradicts the best.

    One that is far less likely, or about other names, answers something else.
    """
    on_the_same = other.about.named >= best.about.named and best.worth - other.worth <= AT_ODDS_WITHIN
    return on_the_same and contradicts(best.statement, other.statement, kind, stories)


def _heard(groups: Groups, found: Sequence[Found], most: int) -> tuple[int, ...]:
    """Return at most `most` places, one of every group first, then of every article."""
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
