"""What a new answer is to those known before: first, the same, or another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.text.shingles import carries
from index.values import Article, Span, Stories
from qa.answer.agreement import NUMBERS, SINGLE, AnswerText, Relation, compare
from qa.answer.answer_type import AnswerType, Kind
from qa.answer.answering import CONTRADICTION_MARGIN
from qa.answer.claims import Statement, are_of_other_places, contradicts, independent_sources
from qa.news import Reason


@dataclass(frozen=True, slots=True)
class Known:
    """An answer: what says it, its quote, and its worth beside others.

    `number` tells it from the others, and `now` is the article that took its article's place.
    """

    number: int
    statement: Statement
    quote: str
    worth: float
    now: str | None = None

    def is_in(self, article_id: str) -> bool:
        """Whether it is in this article, or in what it was before."""
        return article_id in (self.statement.article.article_id, self.now)


@dataclass(frozen=True, slots=True)
class Novelty:
    """What an answer is to the known answer of a number."""

    reason: Reason
    against: int | None = None


def statement_in(article: Article, quote: Span, answer: Span) -> Statement:
    """Return what a quote of an article says; `answer` are characters of the quote."""
    text = quote.of(article.text)
    words = AnswerText(answer.of(text), article.language, text[: answer.start], text[answer.end :])
    return Statement(words, article)


def novelty(answer: Known, known: Sequence[Known], asked: AnswerType, stories: Stories) -> Novelty | None:
    """Return what an answer is to the `known` ones, None if it is no news.

    What took the place of a known article is news only if it contradicts.
    """
    if not known:
        return Novelty(Reason.FIRST)
    article_id = answer.statement.article.article_id
    same = [each for each in known if _says_the_same(each, answer, asked.kind)]
    if any(each.is_in(article_id) for each in same):
        return None
    if same:
        again = next((each for each in same if _is_one_source(each, answer, stories)), None)
        return Novelty(Reason.REPEATS, again.number) if again else Novelty(Reason.CONFIRMS, same[0].number)
    found = _other(answer, known, asked, stories)
    is_changed = any(each.is_in(article_id) for each in known)
    return None if found and is_changed and found.reason is not Reason.CONTRADICTS else found


def _other(answer: Known, known: Sequence[Known], asked: AnswerType, stories: Stories) -> Novelty | None:
    """Return what an answer is that none of the `known` gives.

    What is worth far less than they are answers another question, and so does a number of other things, but not one of
    another place.
    """
    if answer.worth < max(each.worth for each in known) - CONTRADICTION_MARGIN:
        return None
    if asked.several or asked.kind not in SINGLE:
        return Novelty(Reason.ADDS)
    others = (each for each in reversed(known) if contradicts(each.statement, answer.statement, asked.kind, stories))
    other = next(others, None)
    if other is not None:
        return Novelty(Reason.CONTRADICTS, other.number)
    is_elsewhere = all(are_of_other_places(each.statement, answer.statement, asked.kind) for each in known)
    return Novelty(Reason.ADDS) if is_elsewhere or asked.kind not in NUMBERS else None


def _says_the_same(known: Known, answer: Known, kind: Kind) -> bool:
    if known.quote.casefold().split() == answer.quote.casefold().split():
        return True
    return compare(known.statement.answer, answer.statement.answer, kind) is Relation.SAME


def _is_one_source(known: Known, answer: Known, stories: Stories) -> bool:
    """Whether it is said again: by one outlet, a copy, or in its words."""
    before = known.statement.article
    first, second = independent_sources([before, answer.statement.article], stories)
    return first == second or carries(before.text, answer.quote)
