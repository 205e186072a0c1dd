"""The articles that a GET is about: days, outlets, languages and tags in its address."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from index.values import Filters
from qa.faces.server.models import Names, Since, Until


async def scope_of(
    since: Annotated[Since | None, Query(description="The first day, also of a month or year (2022-06).")] = None,
    until: Annotated[Until | None, Query(description="The last day, also of a month or year.")] = None,
    source: Annotated[Names, Query(description="Outlets.")] = [],  # noqa: B006 - FastAPI copies it
    sources: Annotated[Names, Query(description="The same as `source`.")] = [],  # noqa: B006
    language: Annotated[Names, Query(description="ISO 639-1 codes.")] = [],  # noqa: B006
    languages: Annotated[Names, Query(description="The same as `language`.")] = [],  # noqa: B006
    tag: Annotated[Names, Query(description="Tags of articles.")] = [],  # noqa: B006
) -> Filters:
    """Return the filters of a request; raise BadInputError if `since` is after `until`."""
    return Filters(since, until, frozenset(source + sources), frozenset(language + languages), frozenset(tag))


Scoped = Annotated[Filters, Depends(scope_of)]
