"""Who says what about a question: quotes, grouped by their speakers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qa.answer.answer_names import is_same, name_in
from qa.answer.compose import FindArticle, cite
from qa.answer.said_questions import asked_speech
from qa.answer.voices import MOST_ON_TOPIC, on_topic
from qa.shown import Shown
from qa.values import Answer, Citation


@dataclass(frozen=True, slots=True)
class Voice(Shown):
    """One speaker, by the longest name that the quotes have, and what they say.

    >>> library.people("nuclear weapons in Belarus").voices[0].name
    'Presiden Rusia Vladimir Putin'
    """

    name: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class People(Shown):
    """Who says what about a question, those with most quotes first.

    The citations are numbered through. `language` is the question's (ISO 639-1), None where it was not told.

    >>> library.people("nuclear weapons in Belarus").voices[0].citations[0].number
    1
    """

    question: str
    language: str | None
    voices: tuple[Voice, ...]


def people_of(answer: Answer, find: FindArticle) -> People:
    """Return who says what in an answer's quotes, and in its hits."""
    speech, cited = asked_speech(answer.question), list(answer.citations)
    if speech is None or speech.speaker is None:
        topic = speech.topic if speech else answer.question
        cited += cite(on_topic(answer.hits, topic, answer.language or "und"), find)
    once = {(each.article_id, each.start): each for each in reversed(cited) if each.speaker}
    groups = sorted(_by_name(list(reversed(once.values()))[:MOST_ON_TOPIC]), key=len, reverse=True)
    voices, number = list[Voice](), 0
    for group in groups:
        numbered = tuple(replace(each, number=number + place) for place, each in enumerate(group, 1))
        voices.append(Voice(max((each.speaker or "" for each in group), key=len), numbered))
        number += len(group)
    return People(answer.question, answer.language, tuple(voices))


def _by_name(citations: Iterable[Citation]) -> list[list[Citation]]:
    """Group quotes by their speakers' names, in whatever spelling and with whatever titles."""
    groups = list[list[Citation]]()
    for citation in citations:
        own = next((group for group in groups if all(_is_one(citation, each) for each in group)), None)
        if own is None:
            groups.append([citation])
        else:
            own.append(citation)
    return groups


def _is_one(one: Citation, other: Citation) -> bool:
    """Whether one speaker says both; without a name, only in one article."""
    names = one.speaker or "", other.speaker or ""
    return is_same(*names) and (bool(name_in(names[0]).words) or one.article_id == other.article_id)
