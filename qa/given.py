"""What a caller gives: one thing or many, and the words of a scope."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias, TypedDict, TypeVar

from index.errors import BadInputError
from index.formats.columns import Record
from index.formats.rows import Frame, plain_records, rows_of
from index.text.cleaning import clean_line
from index.text.dates import parse_period
from index.values import Article, Filters

_T = TypeVar("_T")
_SHOWN = 60
_DAYS = {"since": False, "until": True}
_NAMES = ("sources", "languages", "tags")

OneOrMany: TypeAlias = _T | Iterable[_T]
PathGiven: TypeAlias = str | os.PathLike[str]
Addable: TypeAlias = OneOrMany[PathGiven | Article | Mapping[str, Any]] | Frame
"""What can be added: paths, articles, records, each one or many, or a data frame."""

Day: TypeAlias = date | str
"""A day, or a day, month or year in words, as `2022-06`."""


class Within(TypedDict, total=False):
    """The words of a scope, which replace those of filters; each may be left out.

    `since` and `until` are days; of a month or year the first or last one. `sources` are outlets, `languages` ISO 639-1
    codes and `tags` those of articles, each one or many.
    """

    since: Day | None
    until: Day | None
    sources: OneOrMany[str] | None
    languages: OneOrMany[str] | None
    tags: OneOrMany[str] | None


def many(given: OneOrMany[_T], kind: type[_T]) -> tuple[_T, ...]:
    """Return all that is given, one or many; a text is one.

    Raises BadInputError for what is not of `kind`.
    """
    found: tuple[_T, ...] = (given,) if isinstance(given, kind) else _each(given)
    _check(found, kind)
    return found


def paths(given: OneOrMany[PathGiven]) -> tuple[Path, ...]:
    """Return the paths that are given, one or many.

    Raises BadInputError for an empty path, which would be the current folder.
    """
    found = (given,) if isinstance(given, str | os.PathLike) else _each(given)
    _check(found, str, os.PathLike)
    if "" in map(str, found):
        raise BadInputError("a path is empty", "name a file or folder; a variable that is not set is empty")
    return tuple(map(Path, found))


@dataclass(frozen=True, slots=True)
class ToAdd:
    """What is to be added; `records` are None where something else is given."""

    paths: tuple[Path, ...] = ()
    articles: tuple[Article, ...] = ()
    records: tuple[Record, ...] | None = None


def to_add(given: Addable) -> ToAdd:
    """Return what is to be added; raise BadInputError for what cannot be, or several kinds."""
    rows = [given] if isinstance(given, Mapping) else rows_of(given)
    if rows is not None:
        return ToAdd(records=tuple(plain_records(rows)))
    found = (given,) if isinstance(given, Article | str | os.PathLike) else _each(given)
    if found and isinstance(found[0], Mapping):
        return ToAdd(records=tuple(plain_records(found)))
    if found and isinstance(found[0], Article):
        return ToAdd(articles=many(found, Article))
    return ToAdd(paths=paths(found))


def within(filters: Filters, words: Within) -> Filters:
    """Return the filters with the words of a scope; raise BadInputError for wrong ones."""
    given: Mapping[str, Any] = dict(words)
    unknown = given.keys() - Within.__annotations__.keys()
    if unknown:
        raise BadInputError(f"there is no {min(unknown)!r} here", f"give {', '.join(Within.__annotations__)}")
    days = {name: _day(name, given[name], last) for name, last in _DAYS.items() if given.get(name) is not None}
    names = {name: frozenset(many(given[name], str)) for name in _NAMES if given.get(name) is not None}
    changes: dict[str, Any] = {**days, **names}
    return replace(filters, **changes) if changes else filters


def _day(name: str, given: object, last: bool) -> date:
    if isinstance(given, date) and given == given:  # pandas' NaT is a date, and not itself
        return given.date() if isinstance(given, datetime) else given
    period = parse_period(given) if isinstance(given, str) else None
    if period is None:
        raise BadInputError(
            f"{name} is not a day ({_shown(given)})", "give a datetime.date, or 2022-06-25, 2022-06, 2022"
        )
    return period[last]


def with_origins(
    articles: OneOrMany[Article], origins: OneOrMany[str] | None
) -> tuple[tuple[Article, ...], tuple[str, ...] | None]:
    """Return the articles that are given and, if they are, their origins."""
    return many(articles, Article), None if origins is None else many(origins, str)


def _each(given: object) -> tuple[Any, ...]:
    if not isinstance(given, Iterable):
        raise BadInputError(f"{_shown(given)} is nothing that can be taken", "give one thing, or a list of them")
    return tuple(given)


def _check(found: Iterable[object], *kinds: type) -> None:
    wanted = " or ".join(kind.__name__ for kind in kinds)
    for each in found:
        if not isinstance(each, kinds):
            raise BadInputError(f"{_shown(each)} is no {wanted}", f"give one {wanted}, or several")


def _shown(value: object) -> str:
    return clean_line(repr(value))[:_SHOWN]
