"""What a library holds, counted: outlets, languages and years."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from index.storage.article_rows import day_of
from index.storage.database import Database


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet: how many articles it has, and the first and last day.

    >>> max(library.sources(), key=lambda source: source.articles).articles > 1
    True
    """

    name: str
    articles: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Overview:
    """How many articles there are, by language, outlet and year.

    `languages` and `sources` have the largest first, `years` the newest. `first` and `last` are the days of the oldest
    and the newest article, None if no article has a day; `undated` counts the articles without one.

    >>> held = library.overview()
    >>> held.articles, held.years[0], held.undated
    (25, (2025, 1), 0)
    """

    articles: int
    languages: tuple[tuple[str, int], ...]
    sources: tuple[Source, ...]
    years: tuple[tuple[int, int], ...]
    first: date | None
    last: date | None
    undated: int


def overview(database: Database) -> Overview:
    """Return what the articles of a library are, counted in one reading of them."""
    rows = database.rows(
        "SELECT language, source, substr(published, 1, 4), count(*), min(published), max(published)"
        " FROM articles GROUP BY 1, 2, 3"
    )
    languages, outlets, years = Counter[str](), Counter[str](), Counter[int]()
    days: dict[str | None, list[date]] = {}
    for language, source, year, count, *ends in rows:
        languages[language] += count
        if source is not None:
            outlets[source] += count
        if known := [day for day in map(day_of, ends) if day is not None]:
            years[int(year)] += count
            for name in {None, source}:
                days.setdefault(name, []).extend(known)
    first, last = _ends(days.get(None))
    return Overview(
        articles=languages.total(),
        languages=_largest_first(languages),
        sources=tuple(Source(name, n, *_ends(days.get(name))) for name, n in _largest_first(outlets)),
        years=tuple(sorted(years.items(), reverse=True)),
        first=first,
        last=last,
        undated=languages.total() - years.total(),
    )


def _ends(days: list[date] | None) -> tuple[date | None, date | None]:
    return (min(days), max(days)) if days else (None, None)


def _largest_first(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0])))
