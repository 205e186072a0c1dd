"""The tools for followed questions and their news."""

from __future__ import annotations

from typing import Annotated

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, ToolAnnotations
from pydantic import Field

from qa.faces.server.desk import Desk
from qa.faces.server.models import FollowedOut, NewsListOut
from qa.faces.server.settings import Access
from qa.faces.toolserver import words
from qa.faces.toolserver.calls import (
    AnyTime,
    Languages,
    Question,
    Since,
    Sources,
    Tags,
    Until,
    filters_of,
    result,
    tool_errors,
)
from qa.output import as_json

TO_FOLLOW = """\
Follow a question: articles that come to the library from now on and answer it are told by `news`, each once with its
reason; only those within the days, outlets, languages and tags that are given. This changes the library, for everybody
who uses it: follow only what the user asks you to.
"""
TO_UNFOLLOW = """\
Follow a question no more, by its number in `list_followed`; its news are forgotten. This changes the library, for
everybody who uses it: do so only where the user asks you to.
"""
TO_READ_NEWS = """\
New answers to the followed questions that nobody has seen yet, each with its reason (first answer, confirms, repeats,
contradicts, adds) and what was known. Reading them does not mark them as seen.
"""
ADDS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
FORGETS = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False)
_MOST_NEWS = 50


class Following:
    """What agents can do with followed questions, each method a tool of its name."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._library = desk, desk.library.library

    async def follow(
        self,
        question: Question,
        context: Context,
        since: Since = None,
        until: Until = None,
        sources: Sources = [],  # noqa: B006 - never changed
        languages: Languages = [],  # noqa: B006
        tags: Tags = [],  # noqa: B006
        any_time: AnyTime = False,
    ) -> Annotated[CallToolResult, FollowedOut]:
        """Return the question with its number."""
        with tool_errors():
            _check_may_write(context)
            filters = filters_of(since, until, sources, languages, tags)
            found = (await self._desk.change(self._library.follow, question, filters, any_time),)
        return await result(lambda: (words.followed(found), FollowedOut(found)))

    async def unfollow(
        self, number: Annotated[int, Field(ge=1, le=2**53, description="The question's number.")], context: Context
    ) -> Annotated[CallToolResult, FollowedOut]:
        """Return the questions that are left."""
        with tool_errors():
            _check_may_write(context)
            if number not in {each.number for each in await self._desk.do(self._library.followed)}:
                raise ToolError(f"no followed question has the number {number}; `list_followed` has them")
            await self._desk.change(self._library.unfollow, number)
        return await self.list_followed()

    async def list_followed(self) -> Annotated[CallToolResult, FollowedOut]:
        """The followed questions, each with how many articles answer it and how much is news."""
        with tool_errors():
            found = await self._desk.do(self._library.followed)
        return await result(lambda: (words.followed(found), FollowedOut(found)))

    async def news(
        self,
        since: Annotated[
            Since, Field(description="All that came from this day on, seen or not, as 2022-06-25.")
        ] = None,
    ) -> Annotated[CallToolResult, NewsListOut]:
        """Return the news."""
        with tool_errors():
            found = await self._desk.do_long(self._library.news, since)
        shown = found[-_MOST_NEWS:]
        cited = [each.citation.article_id for each in shown]
        listed = NewsListOut(tuple(map(as_json.news, shown)))
        return await result(lambda: (words.news(shown, len(found)), listed), cited)


def _check_may_write(context: Context) -> None:
    """Raise ToolError if the token of a request over HTTP may only read."""
    request = context.request_context.request
    if request is not None and request.state.access < Access.WRITE:
        raise ToolError("this token may only read")
