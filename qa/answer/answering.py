"""Select an answer's quotes from what the reader found in the hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.text.analysis import split_words
from index.values import Hit, Span, Stories
from qa.answer.agreement import SINGLE, AnswerText
from qa.answer.alike import with_alike
from qa.answer.answer_type import AnswerType, Kind
from qa.answer.asked import Asked, Pool
from qa.answer.candidates import Candidate, find_candidates
from qa.answer.claims import (
    Groups,
    Statement,
    are_apart,
    choose_places,
    contradict,
    differs,
    group_of,
    group_statements,
    independent_sources,
    newest_first,
    without_other_places,
)
from qa.answer.compose import Quote, Selection
from qa.answer.confidence import Confidence
from qa.answer.declining import decline
from qa.answer.denials import with_what_is_denied
from qa.answer.holders import standing
from qa.answer.question_terms import About
from qa.answer.reaching import extent_of, unread_as_near
from qa.answer.reranking import PassageReader, ReadHit
from qa.extent import Extent

MOST_QUOTES = 3
MOST_OF_LIST = 8
"""How many quotes answer a question that asks for one thing, and one that asks for several."""

LEAST_OF_BEST = 0.5
"""The least confidence, as a share of the best answer's, of any beside it."""

CONTRADICTION_MARGIN = 3.0
"""The most that an answer may be worth less than the best and still contradict it: a 20th as likely to be right.

A less likely one answers another question.
"""

ANSWERED_IN_CLAUSES = frozenset({Kind.REASON, Kind.MANNER})
"""The kinds of answers that a noun alone does not give."""

LEAST_CLAUSE = 4
"""The fewest words of a clause."""


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """An answer in a hit.

    `quote` is a span of the article's text, which reads `text`, and `answer` a span of `text`. `about` says how much of
    the question the hit is about; answers are ranked by `worth`, higher is better.
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
        """Return what it says, and which article says it."""
        before, after = self.text[: self.answer.start], self.text[self.answer.end :]
        answer = AnswerText(self.answer.of(self.text), self.hit.article.language, before, after)
        return Statement(answer, self.hit.article)


def select_quotes(asked: Asked, pool: Pool, read: Sequence[ReadHit], reader: PassageReader) -> Selection:
    """Return the quotes that answer, best first, or the reason for none.

    `read` are the hits of the pool as they were read.
    """
    found = with_alike(found_in(asked, read, reader), reader.confidence.threshold, LEAST_OF_BEST)
    confidence = found[0].confidence if found else 0.0
    if not found or confidence < reader.confidence.threshold:
        declined = decline([each.hit for each in read], asked, pool.spread, confidence)
        return replace(declined, extent=extent_of(read))
    least = max(reader.confidence.threshold, LEAST_OF_BEST * confidence)
    found = without_former([each for each in found if each.confidence >= least], asked)
    kept = without_repeats(found, several=asked.answer_type.several)
    if asked.answer_type.kind in ANSWERED_IN_CLAUSES:
        kept = [widen_short(each) for each in kept]
    groups = _groups_that_answer(kept, asked, pool.stories)
    selection = _select(groups, kept, asked, pool.stories)
    return replace(
        selection, extent=_extent(read, found, [kept[place] for group in groups for place in group], selection, asked)
    )


def without_former(found: Sequence[FoundAnswer], asked: Asked) -> list[FoundAnswer]:
    """Return the answers without mentions of former holders of the office, where others answer."""
    return [found[place] for place in standing([each.statement.answer for each in found], asked)]


def found_in(asked: Asked, read: Sequence[ReadHit], reader: PassageReader) -> list[FoundAnswer]:
    """Return all that may answer in the hits that were read, the best first."""
    weighed = [_weigh(each, reader.confidence) for each in find_candidates(asked, read, reader)]
    return sorted(weighed, key=lambda each: -each.worth)


def best_by_article(asked: Asked, read: Sequence[ReadHit], reader: PassageReader) -> list[FoundAnswer]:
    """Return each article's best answer, those that are not likely enough left out."""
    best: dict[str, FoundAnswer] = {}
    for each in found_in(asked, read, reader):
        if each.confidence >= reader.confidence.threshold:
            best.setdefault(each.hit.article.article_id, each)
    in_clauses = asked.answer_type.kind in ANSWERED_IN_CLAUSES
    return [widen_short(each) if in_clauses else each for each in best.values()]


def _weigh(candidate: Candidate, confidence: Confidence) -> FoundAnswer:
    """Return a candidate with its worth, its confidence and its place in the article."""
    hit, quote = candidate.hit, candidate.quote
    text = quote.of(hit.passage.text)
    answer = Span(candidate.answer.start - quote.start, candidate.answer.end - quote.start)
    return FoundAnswer(
        hit=hit,
        quote=Span(hit.passage.start + quote.start, hit.passage.start + quote.end),
        text=text,
        answer=with_what_is_denied(text, answer, hit.article.language),
        about=candidate.about,
        worth=confidence.worth(candidate.grounds),
        confidence=confidence(candidate.grounds),
    )


def without_repeats(found: Sequence[FoundAnswer], *, several: bool) -> list[FoundAnswer]:
    """Return the answers, best first, whose quotes neither repeat nor overlap a better one.

    If a question asks for `several`, those in one sentence become one answer: from the first to the last.
    """
    kept: list[FoundAnswer] = []
    places: dict[str, int] = {}
    for each in found:
        words = _words(each)
        place = places.get(words)
        if place is not None and several and kept[place].quote == each.quote:
            first, last = kept[place].answer, each.answer
            kept[place] = replace(kept[place], answer=Span(min(first.start, last.start), max(first.end, last.end)))
        elif place is None and not any(_overlap(each, other) for other in kept):
            places[words] = len(kept)
            kept.append(each)
    return kept


def widen_short(found: FoundAnswer) -> FoundAnswer:
    """Return the answer, widened to its whole quote if it is shorter than a clause."""
    is_short = len(split_words(found.answer.of(found.text))) < LEAST_CLAUSE
    return replace(found, answer=Span(0, len(found.text))) if is_short else found


def _overlap(one: FoundAnswer, other: FoundAnswer) -> bool:
    same = one.hit.article.article_id == other.hit.article.article_id
    return same and one.quote.start < other.quote.end and other.quote.start < one.quote.end


def _groups_that_answer(found: Sequence[FoundAnswer], asked: Asked, stories: Stories) -> Groups:
    """Return the places of the answers by what they say, best first.

    Of those that say the same, the ones in the question's language come first. A question that asks for one thing is
    answered by the best of them and by those that say the same or contradict it; one that asks for several, or for no
    known kind of thing, by all of them, unless it asks which one.
    """
    answer_type = asked.answer_type
    same = group_statements([each.statement for each in found], answer_type.kind)
    groups = tuple(_sort_by_language(group, found, asked.query.language) for group in same)
    if _asks_for_one(answer_type):
        best = groups[0]
        near = (each for each in groups if each is best or _differs(found[best[0]], found[each[0]], asked, stories))
        return without_other_places(tuple(near), [each.statement for each in found], answer_type.kind)
    return groups[:1] if answer_type.one else groups


def _asks_for_one(answer_type: AnswerType) -> bool:
    """Whether a question has one answer."""
    return answer_type.kind in SINGLE and not answer_type.several


def _select(groups: Groups, found: Sequence[FoundAnswer], asked: Asked, stories: Stories) -> Selection:
    """Return the quotes, best first.

    Each claim is quoted once before any is quoted twice, and of each claim every article. Where claims contradict each
    other, or the newest is asked for, the newest come before the others.
    """
    answer_type = asked.answer_type
    said = [each.statement for each in found]
    contradicting = _asks_for_one(answer_type) and contradict(groups, said, answer_type.kind)
    if asked.newest and not answer_type.several:
        groups = _newest_first(groups, found)
    elif contradicting:
        groups = (groups[0], *sorted(groups[1:], key=lambda group: _newest_of(group, found), reverse=True))
    articles = [each.hit.article.article_id for each in found]
    places = choose_places(groups, articles, MOST_OF_LIST if answer_type.several else MOST_QUOTES)
    disagreement = contradicting and len({group_of(groups, place) for place in places}) > 1
    if disagreement:
        places = newest_first(places, [each.hit.article.published for each in found])
    numbers = [group_of(groups, place) for place in places]
    selection = make_selection([found[place] for place in places], numbers, stories, disagreement)
    return replace(selection, several_events=are_apart([said[place] for place in places], asked))


def _newest_first(groups: Groups, found: Sequence[FoundAnswer]) -> Groups:
    """Return the groups nearly as good as the best, newest first, then the others.

    In each the newest places come first.
    """
    published = [each.hit.article.published for each in found]
    best = found[min(groups[0])]
    near = [group for group in groups if any(_is_near(best, found[place]) for place in group)]
    near.sort(key=lambda group: _newest_of(group, found), reverse=True)
    return tuple(newest_first(group, published) for group in (*near, *(each for each in groups if each not in near)))


def _newest_of(group: Sequence[int], found: Sequence[FoundAnswer]) -> date:
    return newest_day([found[place] for place in group])


def newest_day(found: Sequence[FoundAnswer]) -> date:
    """Return the last day of some answers' articles; `date.min` without any."""
    return max(each.hit.article.published or date.min for each in found)


def _extent(
    read: Sequence[ReadHit],
    found: Sequence[FoundAnswer],
    saying: Sequence[FoundAnswer],
    selection: Selection,
    asked: Asked,
) -> Extent:
    """Return the extent of an answer; `saying` say so in words of their own."""
    words = {_words(each) for each in saying}
    answering = {each.hit.article.article_id for each in found if _words(each) in words}
    shown = {quote.article_id for quote in selection.quotes}
    quoted = [each.about for each in saying if each.hit.article.article_id in shown]
    return extent_of(read, answering, unread_as_near(read, quoted, asked.terms))


def _words(found: FoundAnswer) -> str:
    return " ".join(found.text.split()).casefold()


def _sort_by_language(group: tuple[int, ...], found: Sequence[FoundAnswer], language: str) -> tuple[int, ...]:
    """Return the places of equal answers, those in the question's language first."""
    return tuple(sorted(group, key=lambda place: found[place].hit.article.language != language))


def _differs(best: FoundAnswer, other: FoundAnswer, asked: Asked, stories: Stories) -> bool:
    """Whether another answer is another than the best.

    One that is far less likely, or about other names, answers another question.
    """
    kind, said = asked.answer_type.kind, (best.statement, other.statement)
    return _is_near(best, other) and differs(*said, kind, stories, asked.newest)


def _is_near(best: FoundAnswer, other: FoundAnswer) -> bool:
    """Whether another answer has the best one's names, and is about as likely."""
    return other.about.named >= best.about.named and best.worth - other.worth <= CONTRADICTION_MARGIN


def make_selection(
    found: Sequence[FoundAnswer], numbers: Sequence[int], stories: Stories, disagreement: bool
) -> Selection:
    """Return the quotes of answers in their order; `numbers` says which group each belongs to."""
    sources = independent_sources([each.hit.article for each in found], stories)
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
    confidence = max(each.confidence for each in found)
    return Selection(quotes, confidence, None, tuple(groups), disagreement)
