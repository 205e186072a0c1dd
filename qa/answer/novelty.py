"""What a new answer is to those known before: first, the same, or another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.text.shingles import overlap, shingles
from index.values import Article, Span, Stories
from qa.answer.agreement import SINGLE, AnswerText, Relation, compare
from qa.answer.answer_type import AnswerType
from qa.answer.claims import Statement, contradicts, independent_sources
from qa.news import Reason


@dataclass(frozen=True, slots=True)
class Known:
    """A known answer: what says it, and its quote.

    `now` is the article that took its article's place; `number` tells it from the others.
    """

    number: int
    statement: Statement
    quote: str
    now: str | None = None


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


def novelty(
    answer: Statement, quote: str, known: Sequence[Known], asked: AnswerType, stories: Stories
) -> Novelty | None:
    """Return what an answer is to the `known` ones, None if it is no news.

    What took the place of an article that is known, or is it, is news only if it says otherwise.
    """
    if not known:
        return Novelty(Reason.FIRST)
    own = answer.article.article_id
    same = [each for each in known if _says_the_same(each, answer, quote, asked)]
    if any(own in (each.now, each.statement.article.article_id) for each in same):
        return None
    again = next((each for each in same if _is_one_source(each, answer.article, quote, stories)), None)
    if again is not None:
        return Novelty(Reason.REPEATS, again.number)
    if same:
        return Novelty(Reason.CONFIRMS, same[0].number)
    if asked.kind in SINGLE and not asked.several:
        others = (each for each in reversed(known) if contradicts(each.statement, answer, asked.kind, stories))
        other = next(others, None)
        if other is not None:
            return Novelty(Reason.CONTRADICTS, other.number)
    is_known = any(own in (each.now, each.statement.article.article_id) for each in known)
    return None if is_known else Novelty(Reason.ADDS)


def _says_the_same(known: Known, answer: Statement, quote: str, asked: AnswerType) -> bool:
    if " ".join(known.quote.split()).casefold() == " ".join(quote.split()).casefold():
        return True
    return compare(known.statement.answer, answer.answer, asked.kind) is Relation.SAME


def _is_one_source(known: Known, article: Article, quote: str, stories: Stories) -> bool:
    """Whether it is said again: by one outlet, a copy, or in its words."""
    first, second = independent_sources([known.statement.article, article], stories)
    return first == second or overlap(shingles(quote), shingles(known.statement.article.text)) == 1.0
