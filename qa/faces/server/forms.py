"""The form of the page: a question and its filters, kept in the address."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request

from index.errors import BadInputError, UnknownOutletError
from index.outlets import outlets_named
from index.storage.overview import Overview
from index.storage.tags import Tag
from index.text.cleaning import clean_line
from index.values import Filters
from qa.faces.server.desk import desk_of
from qa.wording import other_language, written

MOST_OFFERED = 50
"""How many outlets or tags the form offers, and how many names may be chosen."""

NOTHING = Overview(0, (), (), (), None, None, 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """An outlet, language or tag that the form offers; `articles` counts those that have it."""

    name: str
    label: str
    articles: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Form:
    """The content of the form, cleaned, and what it offers.

    These are the outlets and languages of `held`, and `labels`, all tags of the library.
    `translate` is None where no language model could. With `any_time` days that the question says narrow nothing.
    """

    q: str = ""
    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    translate: bool | None = None
    held: Overview = NOTHING
    labels: tuple[Tag, ...] = ()
    any_time: bool = False

    @property
    def narrowed(self) -> tuple[str, ...]:
        """Return the filters that are set, each in words; none if there are none."""
        days = (("from", self.since), ("until", self.until))
        tongues = (language(code) for code in self.languages)
        return (*self.sources, *tongues, *self.tags, *(f"{word} {_shown(day)}" for word, day in days if day))

    @property
    def outlets(self) -> list[Choice]:
        """The outlets to choose from: those chosen that are not among them first."""
        offered = ((each.name, each.articles) for each in self.held.sources[:MOST_OFFERED])
        return list(_choices(offered, self.sources, str))

    @property
    def more_outlets(self) -> bool:
        """Whether the library has more outlets than the form offers."""
        return len(self.held.sources) > MOST_OFFERED

    @property
    def tongues(self) -> list[Choice]:
        """The languages to choose from, in the same way."""
        return list(_choices(self.held.languages, self.languages, language))

    @property
    def tagged(self) -> list[Choice]:
        """The tags to choose from, in the same way."""
        return list(_choices(((each.name, each.articles) for each in self.labels[:MOST_OFFERED]), self.tags, str))

    @property
    def more_tags(self) -> bool:
        """Whether the library has more tags than the form offers."""
        return len(self.labels) > MOST_OFFERED

    @property
    def unfiltered(self) -> Form:
        """The question without its filters."""
        return Form(self.q, translate=self.translate, held=self.held, labels=self.labels)

    def filters(self) -> Filters:
        """Return the filters.

        Raises BadInputError for an invalid date, too many names or an unknown outlet.
        """
        most = max(map(len, (self.sources, self.languages, self.tags)))
        if most > MOST_OFFERED:
            raise BadInputError(f"{most} outlets, languages or tags are chosen", f"choose at most {MOST_OFFERED}")
        days = _day("From", self.since), _day("Until", self.until)
        sources = _outlets(self.sources, self.held)
        return Filters(*days, frozenset(sources), frozenset(self.languages), frozenset(self.tags))

    @property
    def scope(self) -> list[tuple[str, str]]:
        """The filters that are set, as fields of a form."""
        several = (("source", self.sources), ("language", self.languages), ("tag", self.tags))
        names = ((name, each) for name, values in several for each in values)
        alone = (("since", self.since), ("until", self.until), ("any_time", "1" if self.any_time else ""))
        return [(name, value) for name, value in (*alone, *names) if value]

    def query(self, **more: object) -> str:
        """Return `?` and the form as an address has it, after `more`.

        It is empty if nothing is set.
        """
        own = {
            "q": self.q,
            "since": self.since,
            "until": self.until,
            "source": self.sources,
            "language": self.languages,
            "tag": self.tags,
            "translate": "1" if self.translate else "",
            "any_time": "1" if self.any_time else "",
        }
        given = {name: value for name, value in (more | own | more).items() if value not in ("", (), None)}
        return f"?{urlencode(given, doseq=True)}" if given else ""


async def form_of(
    request: Request,
    q: str = "",
    since: str = "",
    until: str = "",
    source: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it
    language: Annotated[list[str], Query()] = [],  # noqa: B006
    tag: Annotated[list[str], Query()] = [],  # noqa: B006
    translate: str = "",
    any_time: str = "",
) -> Form:
    """Return the form of a request, with what the library holds now."""
    desk = desk_of(request)
    library = desk.library.library
    held, labels, has_writer = await desk.do(lambda: (library.overview(), library.tags(), library.has_writer))
    may = bool(translate) if translate or has_writer else None
    days = clean_line(since), clean_line(until)
    sources = _names(source)
    with contextlib.suppress(UnknownOutletError):  # which `Form.filters` tells
        sources = _outlets(sources, held)
    return Form(clean_line(q), *days, sources, _names(language), _names(tag), may, held, labels, bool(any_time))


def language(code: str) -> str:
    """Return the name of a language."""
    return other_language(code, None) or "unknown language"


def _choices(
    offered: Iterable[tuple[str, int]], chosen: Iterable[str], label: Callable[[str], str]
) -> Iterator[Choice]:
    listed = tuple(offered)
    known, wanted = {name.casefold() for name, _ in listed}, {name.casefold() for name in chosen}
    missing = ((name, 0) for name in chosen if name.casefold() not in known)
    for name, articles in (*itertools.islice(missing, MOST_OFFERED), *listed):
        yield Choice(name, label(name), articles, name.casefold() in wanted)


def _outlets(names: Iterable[str], held: Overview) -> tuple[str, ...]:
    """Return the outlets that names, or parts of names, mean."""
    return outlets_named(names, [each.name for each in held.sources])


def _names(given: Iterable[str]) -> tuple[str, ...]:
    """Return each name once, without the empty ones that a form without script sends."""
    return tuple(dict.fromkeys(filter(None, map(clean_line, given))))


def _shown(day: str) -> str:
    try:
        return written(date.fromisoformat(day))
    except ValueError:
        return day


def _day(name: str, given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise BadInputError(f"“{name}” is not a date", "write it as 2022-06-25") from error
