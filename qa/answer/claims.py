"""Group answers that agree, find contradictions, and count independent sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from index.text.languages import LANGUAGES
from index.values import Article, Stories
from qa.answer.agreement import NAMES, NUMBERS, SINGLE, AnswerText, Relation, compare
from qa.answer.answer_type import Kind
from qa.answer.asked import Asked
from qa.answer.counted import fate_in
from qa.answer.holders import is_succeeded_in
from qa.answer.whereabouts import names_place, place_of

YEAR = timedelta(days=365)
"""The longest time between two counts of those whom one event befell."""

_ANOTHER = {code: re.compile(rf"\b{wording.answers.another}\b", re.IGNORECASE) for code, wording in LANGUAGES.items()}


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


def contradicts(first: Statement, second: Statement, kind: Kind, stories: Stories) -> bool:
    """Whether two statements cannot both be true, as values of other places can."""
    return differs(first, second, kind, stories) and not are_of_other_places(first, second, kind)


def are_of_other_places(first: Statement, second: Statement, kind: Kind) -> bool:
    """Whether each of two values is of a place that the other's article lacks."""
    if kind in NAMES:
        return False
    one, other = (place_of(each.answer, each.article.title) for each in (first, second))
    return bool(one and other) and not (
        names_place(second.article, one, first.answer.language)
        or names_place(first.article, other, second.answer.language)
    )


def differs(first: Statement, second: Statement, kind: Kind, stories: Stories, newest: bool = False) -> bool:
    """Whether two statements cannot both be the one answer to a question.

    One article does not contradict itself, nor its copies, unless one is of a later day and says what the other lacks;
    nor does an article that has the other's name in it too, unless the `newest` is asked for and it is the later, or
    it tells that the other's holder of an office is succeeded.
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
    if kind is Kind.PERSON and (is_succeeded_in(one, second.answer) or is_succeeded_in(other, first.answer)):
        return True
    return not (_mentions(one, second.answer) or _mentions(other, first.answer))


def _updates(first: Statement, second: Statement) -> bool:
    """Whether the later article has an answer that the earlier lacks."""
    days = first.article.published, second.article.published
    if None in days or days[0] == days[1]:
        return False
    earlier, later = sorted((first, second), key=lambda each: each.article.published or date.min)
    return not _mentions(earlier.article, later.answer)


def without_other_places(groups: Groups, statements: Sequence[Statement], kind: Kind) -> Groups:
    """Return groups without values of other places than the first.

    Where all others are of such places, they stay.
    """
    first = statements[groups[0][0]]
    here = (group for group in groups[1:] if not are_of_other_places(first, statements[group[0]], kind))
    own = groups[0], *here
    return own if len(own) > 1 else groups


def contradict(groups: Groups, statements: Sequence[Statement], kind: Kind) -> bool:
    """Whether other groups than the first, which `without_other_places` left, contradict it."""
    if len(groups) < 2:
        return False
    first, second = (statements[group[0]] for group in groups[:2])
    return not are_of_other_places(first, second, kind)


def are_apart(statements: Sequence[Statement], asked: Asked) -> bool:
    """Whether numbers may be of several events.

    Then one calls its own another, or what befell people is told years apart.
    """
    if asked.answer_type.kind not in NUMBERS:
        return False
    days = sorted(filter(None, (each.article.published for each in statements)))
    if fate_in(asked.query.text) and any(later - earlier > YEAR for earlier, later in pairwise(days)):
        return True
    return any(_tells_another(each.answer, asked) for each in statements)


def _tells_another(said: AnswerText, asked: Asked) -> bool:
    """Whether an answer's sentence calls what is asked of another: "a new earthquake"."""
    form = _ANOTHER.get(said.language)
    found = form.finditer(f"{said.before}{said.text}{said.after}") if form else ()
    return any(asked.terms.share_of_words(each["event"], said.language) > 0 for each in found)


def choose_places(groups: Groups, articles: Sequence[str], most: int) -> tuple[int, ...]:
    """Return at most `most` places: one of every group first, then one of every article.

    `articles` are the ids of the places' articles.
    """
    turns = []
    for number, group in enumerate(groups):
        times: dict[str, int] = {}
        for turn, place in enumerate(group):
            times[articles[place]] = times.get(articles[place], 0) + 1
            turns.append((times[articles[place]], turn, number, place))
    taken = {place for *_, place in sorted(turns)[:most]}
    return tuple(place for group in groups for place in group if place in taken)


def group_of(groups: Groups, place: int) -> int:
    """Return the number of the group that has a place."""
    return next(number for number, group in enumerate(groups) if place in group)


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
