"""Mentions of those who held an office before: former holders, and ones who are succeeded."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from index.text.languages import alternatives, words_of
from index.values import Article
from qa.answer.agreement import AnswerText, Relation, compare
from qa.answer.answer_type import Kind
from qa.answer.asked import Asked

_REACH = 90
_FORMER = alternatives(lambda wording: wording.answers.former)
_SUCCEEDING = alternatives(lambda wording: wording.answers.succeeding)
_OFFICE = rf"(?P<office>[^,.;:!?()\"“”\n]{{1,{_REACH}}})"
_FORMER_BEFORE = re.compile(rf"\b(?:{_FORMER})[ -]{_OFFICE}(?P<comma>, [^,.;:!?()\"“”\n]{{1,60}})?$", re.IGNORECASE)
_FORMER_BEHIND = re.compile(rf"[ ,(]{{1,3}}(?:(?:who was|yang|the|an?) )?(?:{_FORMER})[ -]{_OFFICE}", re.IGNORECASE)
_SUCCEEDING_BEFORE = re.compile(rf"\b(?:{_SUCCEEDING}),? {_OFFICE}$", re.IGNORECASE)
_SUCCEEDED_BEHIND = re.compile(rf",? (?:{alternatives(lambda wording: wording.answers.succeeded)})\b", re.IGNORECASE)
_ASKED = re.compile(
    rf"\b(?:{_FORMER}|{_SUCCEEDING}|{alternatives(lambda wording: wording.answers.succeeded)})\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_BESIDE = words_of(lambda wording: wording.titles) | words_of(lambda wording: wording.answers.beside_office)

IsOfOffice = Callable[[str], bool]
"""Whether a word is of the office that is asked for."""


def standing(said: Sequence[AnswerText], asked: Asked) -> tuple[int, ...]:
    """Return the places of the answers that no mention as a former holder gives.

    Such a mention stays if nothing else answers; where the newest is not asked for, also if none says the same.
    """
    kind, places = asked.answer_type.kind, range(len(said))
    if kind is not Kind.PERSON or _ASKED.search(asked.query.text):
        return tuple(places)
    others = [place for place in places if not _is_former(said[place], asked)]
    if not others or asked.newest:
        return tuple(others or places)
    return tuple(
        place
        for place in places
        if place in others or not any(compare(said[other], said[place], kind) is Relation.SAME for other in others)
    )


def is_succeeded_in(article: Article, answer: AnswerText) -> bool:
    """Whether an article tells that the holder whom an answer names is succeeded."""
    parts = f"{article.title}\n{article.text}".split(answer.text)
    return any(
        _is_succeeded(AnswerText(answer.text, article.language, before[-_REACH:], after[:_REACH]))
        for before, after in pairwise(parts)
    )


def _is_former(said: AnswerText, asked: Asked) -> bool:
    """Whether an answer is named as one who held the asked office before."""

    def is_asked(word: str) -> bool:
        return asked.terms.share_of_words(word, said.language) > 0

    if _is_succeeded(said, is_asked):
        return True
    before = _FORMER_BEFORE.search(f"{said.before[-_REACH:]}{said.text}")
    behind = _FORMER_BEHIND.match(said.after)
    named = before if before and _names_office(before, is_asked, asked.query.text) else behind
    return named is not None and any(map(is_asked, _WORD.findall(named["office"])))


def _names_office(before: re.Match[str], is_asked: IsOfOffice, question: str) -> bool:
    """Whether words before a name are its office.

    Before a comma they have no name but the question's.
    """
    words = _WORD.findall(before["office"])
    known = _BESIDE | {word.casefold() for word in _WORD.findall(question)}
    is_apart = before["comma"] and not all(word.casefold() in known or is_asked(word) for word in words)
    return not is_apart and _is_office(f"{before['office']}{before['comma'] or ''}", is_asked)


def _is_succeeded(said: AnswerText, is_asked: IsOfOffice = lambda _: False) -> bool:
    """Whether an answer is named as one whom another succeeds."""
    before = _SUCCEEDING_BEFORE.search(f"{said.before[-_REACH:]}{said.text}")
    return bool(before and _is_office(before["office"], is_asked)) or bool(_SUCCEEDED_BEHIND.match(said.after))


def _is_office(words: str, is_asked: IsOfOffice) -> bool:
    """Whether words are but an office, what it is of, and a name."""
    return all(word[0].isupper() or word.casefold() in _BESIDE or is_asked(word) for word in _WORD.findall(words))
