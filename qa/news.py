"""What is told of followed questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from index.values import EVERYTHING, Filters
from qa.reach import chips
from qa.shown import Shown
from qa.values import Citation


class Reason(StrEnum):
    """Why a new answer to a followed question is told.

    FIRST: nothing answered before. CONFIRMS: an independent source says the same. REPEATS: a copy, or the same outlet,
    says it again. CONTRADICTS: it cannot be true beside what was known. ADDS: it says something else as well.

    >>> Reason("repeats").name
    'REPEATS'
    """

    FIRST = "first answer"
    CONFIRMS = "confirms"
    REPEATS = "repeats"
    CONTRADICTS = "contradicts"
    ADDS = "adds"


@dataclass(frozen=True, slots=True)
class Followed(Shown):
    """A question followed since a moment (UTC), under a number.

    `known` counts the articles that are known to answer it, and `news` those of them that nobody has seen yet. Only
    articles that `filters` leave are asked, and only those of the days that it says itself, unless `any_time`.

    >>> library.follow("Apa itu Iskander-M?").number
    1
    """

    number: int
    question: str
    since: datetime
    known: int
    news: int
    filters: Filters = EVERYTHING
    any_time: bool = False

    @property
    def asked(self) -> str:
        """The question with its scope in words.

        >>> library.follow("Apa itu Iskander-M?", since="2022").asked
        'Apa itu Iskander-M? [since 2022-01-01]'
        """
        within = [*(words for _, words in chips(self.filters)), *(["any time"] if self.any_time else [])]
        return f"{self.question} [{', '.join(within)}]" if within else self.question

    @property
    def told(self) -> str:
        """The question with its scope and counts, in words.

        >>> library.follow("Apa itu Iskander-M?").told
        'Apa itu Iskander-M? (1 article(s) answer)'
        """
        return f"{self.asked} ({self.known} article(s) answer{f', {self.news} new' if self.news else ''})"


@dataclass(frozen=True, slots=True)
class News(Shown):
    """A new answer to a followed question, found at `found` (UTC).

    `asked` is the question with its scope in words, as it may be followed in several. `citation` quotes the answer, and
    `known` what it confirms, repeats or contradicts, if that is still there. `number` is its own, whatever else there
    is.

    >>> library.news()
    ()
    """

    number: int
    question: str
    asked: str
    reason: Reason
    citation: Citation
    known: Citation | None
    found: datetime


def numbered(news: Iterable[News]) -> tuple[News, ...]:
    """Return news by question, their quotes numbered throughout, each before what was known."""
    found, number = list[News](), 0
    for each in sorted(news, key=lambda one: one.asked):
        number += 1
        citation, known = replace(each.citation, number=number), each.known
        if known is not None:
            number += 1
            known = replace(known, number=number)
        found.append(replace(each, citation=citation, known=known))
    return tuple(found)
