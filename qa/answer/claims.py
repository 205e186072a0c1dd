"""Group answers that agree, find contradictions, and count independent sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.values import Article, Stories
from qa.answer.agreement import NAMES, SINGLE, AnswerText, Relation, compare
from qa.answer.answer_type import Kind


@dataclass(frozen=True, slots=True)
class Statement:
    """An answer and the article that gives it."""

    answer: AnswerText
    article: Article


Groups = tuple[tuple[int, ...], ...]
"""The places of statements that say the same, for each claim."""


def group_statements(statements: Sequence[Statement], kind: Kind) -> Groups:
    """Group the places of statements that say the same, in their order."""
    groups: list[list[int]] = []
    for place, statement in enumerate(statements):
        alike = (
            group for group in groups if compare(statements[group[0]].answer, statement.answer, kind) is Relation.SAME
        )
        group = next(alike, None)
        if group is None:
            groups.append([place])
        else:
            group.append(place)
    return tuple(tuple(group) for group in groups)


def contradicts(first: Statement, second: Statement, kind: Kind, stories: Stories, newest: bool = False) -> bool:
    """Whether two statements cannot both be the one answer to a question.

    One article does not contradict itself, nor its copies, unless one is of a later day and says what the other lacks;
    nor does an article that has the other's name in it too, unless the `newest` is asked for and it is the later.
    """
    one, other = first.article, second.article
    if kind not in SINGLE or one.article_id == other.article_id:
        return False
    if other.article_id in stories.get(one.article_id, ()) and not _updates(first, second):
        return False
    if compare(first.answer, second.answer, kind) is not Relation.DIFFERENT:
        return False
    if kind not in NAMES or (newest and _updates(first, second)):
        return True
    return not (_mentions(one, second.answer) or _mentions(other, first.answer))


def _updates(first: Statement, second: Statement) -> bool:
    """Whether the later article has an answer that the earlier lacks."""
    days = first.article.published, second.article.published
    if None in days or days[0] == days[1]:
        return False
    earlier, later = sorted((first, second), key=lambda each: each.article.published or date.min)
    return not _mentions(earlier.article, later.answer)


def independent_sources(articles: Sequence[Article], stories: Stories) -> tuple[str, ...]:
    """Return the name of each article's independent source.

    Articles of one outlet, and copies of one story, share a source.
    """
    keys = [_keys(article, stories) for article in articles]
    names = [f"article {article.article_id}" for article in articles]
    for place in range(len(articles)):
        for before in range(place):
            if keys[place] & keys[before] and names[place] != names[before]:
                joined = names[place]
                names = [names[before] if name == joined else name for name in names]
    return tuple(names)


def newest_first(places: Sequence[int], published: Sequence[date | None]) -> tuple[int, ...]:
    """Sort `places` by date, newest first, undated last."""
    return tuple(sorted(places, key=lambda place: -(published[place] or date.min).toordinal()))


def _keys(article: Article, stories: Stories) -> frozenset[str]:
    story = {f"article {article_id}" for article_id in (article.article_id, *stories.get(article.article_id, ()))}
    return frozenset(story | ({f"outlet {article.source.casefold()}"} if article.source else set()))


def _mentions(article: Article, answer: AnswerText) -> bool:
    return answer.text.casefold() in f"{article.title}\n{article.text}".casefold()
