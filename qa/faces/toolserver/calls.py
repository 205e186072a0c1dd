"""What tools take and give: arguments, one-line errors, text with structured content."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Annotated

from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, ResourceLink, TextContent
from pydantic import BeforeValidator, Field

from index.errors import KutipError
from index.search import MOST_CHARACTERS
from index.values import Filters
from qa.faces.server import models
from qa.faces.server.problems import RefusedError
from qa.faces.toolserver import words
from qa.faces.toolserver.server import uri_of
from qa.output import as_json

Question = Annotated[
    str, Field(min_length=1, max_length=MOST_CHARACTERS, description="In any language; a whole question is best.")
]
Since = Annotated[models.Since | None, Field(description="The first day, as 2022-06-25, 2022-06 or 2022.")]
Until = Annotated[models.Until | None, Field(description="The last day, in the same way.")]


def _listed(given: object) -> object:
    """Return a list of names: of one name, or of none."""
    return [given] if isinstance(given, str) and given else given or []


Names = Annotated[
    list[str],
    BeforeValidator(_listed, json_schema_input_type=str | list[str] | None),
    Field(max_length=50),
]
Sources = Annotated[Names, Field(description="Only these outlets, or this one; `list_sources` has them.")]
Languages = Annotated[Names, Field(description="Only these languages, or this one, as ISO 639-1 codes.")]
Tags = Annotated[Names, Field(description="Only articles with these tags, or this one.")]
AnyTime = Annotated[bool, Field(description="Whether days that the question says narrow nothing.")]
ArticleId = Annotated[str, Field(pattern="^[0-9a-f]{4,12}$", description="As quotes and passages name it.")]


@contextlib.contextmanager
def tool_errors() -> Iterator[None]:
    """Raise what the library refuses as a ToolError."""
    try:
        yield
    except (RefusedError, KutipError) as error:
        raise ToolError(words.wrong(error)) from error


def filters_of(
    since: date | None, until: date | None, sources: list[str], languages: list[str], tags: list[str]
) -> Filters:
    """Return the filters that arguments say; raise BadInputError if `since` is after `until`."""
    return Filters(since, until, frozenset(sources), frozenset(languages), frozenset(tags))


async def result(make: Callable[[], tuple[str, object]], article_ids: Sequence[str] = ()) -> CallToolResult:
    """Return what `make`, run in a thread, gives as text and JSON, with links."""
    links = [ResourceLink(uri=uri_of(each), name=each, mime_type="text/plain") for each in dict.fromkeys(article_ids)]

    def made() -> CallToolResult:
        text, structured = make()
        return CallToolResult(content=[TextContent(text=text), *links], structured_content=as_json.plain(structured))

    return await asyncio.to_thread(made)
