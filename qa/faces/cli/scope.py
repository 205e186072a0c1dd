"""The options that say which articles are asked, and what they come to."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from index.errors import BadInputError
from index.text.dates import parse_period
from index.values import Filters

SinceOption = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Only articles from this day, month or year on.")
]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="Only articles up to this day, month or year.")
]
SourceOption = Annotated[
    list[str] | None, typer.Option("--source", metavar="OUTLET", help="Only this outlet; give it again for more.")
]
LanguageOption = Annotated[
    list[str] | None,
    typer.Option("--language", metavar="CODE", help="Only articles in this language; give it again for more."),
]


def filters(since: str | None, until: str | None, sources: list[str] | None, languages: list[str] | None) -> Filters:
    """The filters that the options make; BadInputError for what is no date."""
    return Filters(
        since=None if since is None else _period("--since", since)[0],
        until=None if until is None else _period("--until", until)[1],
        sources=frozenset(sources or ()),
        languages=frozenset(languages or ()),
    )


def _period(option: str, written: str) -> tuple[date, date]:
    period = parse_period(written)
    if period is None:
        raise BadInputError(f"{option} {written!r} is no date", "write it as 2022-06-25, 25 June 2022, 2022-06 or 2022")
    return period
