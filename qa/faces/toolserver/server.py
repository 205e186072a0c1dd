"""The SDK's server, with errors that take one line, arguments that must be known, and articles listed page by page."""

from __future__ import annotations

from typing import Any

from mcp.server import MCPServer
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.shared.exceptions import MCPError
from mcp_types import INTERNAL_ERROR, INVALID_PARAMS, CallToolResult, InputRequiredResult, Resource, Tool
from pydantic import ValidationError

from index.errors import KutipError
from index.storage.store import ArticleSummary
from qa.faces.server.cursors import cursor_of, place_of
from qa.faces.server.desk import Desk
from qa.faces.server.problems import RefusedError, faults
from qa.faces.toolserver.words import line, wrong
from qa.wording import joined

PAGE = 100
"""How many articles a page of the list of resources has at most."""

_INVALID = 422


class ToolServer(MCPServer[Any]):
    """Says what is wrong with a call in one line: its argument and its message, never what was given for it."""

    async def list_tools(self) -> list[Tool]:
        """The tools; none takes an argument that its schema does not name."""
        tools = await super().list_tools()
        return [
            tool.model_copy(update={"input_schema": {**tool.input_schema, "additionalProperties": False}})
            for tool in tools
        ]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """What the tool gives; a ToolError of one line where it fails."""
        tool = next((tool for tool in await self.list_tools() if tool.name == name), None)
        if tool is None:
            raise ToolError(line(f"there is no tool {name}"))
        known = tool.input_schema.get("properties", {})
        unknown = [given for given in arguments if given not in known]
        if unknown:
            takes = ", ".join(known) or "no arguments"
            raise ToolError(line(f"{name} takes {takes}; it does not know {', '.join(unknown)}"))
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError:
            raise  # says nothing of its cause, which is logged
        except ToolError as error:
            cause = error.__cause__
            raise ToolError(
                line(faults(cause.errors()) if isinstance(cause, ValidationError) else str(cause))
            ) from cause


class ArticleList:
    """Answers `resources/list` with the articles, newest first, in pages of at most `PAGE`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        """Let every message through, and put a page of articles into an empty list of resources."""
        result = await call_next(ctx)
        if ctx.method != "resources/list" or not isinstance(result, dict):
            return result
        try:
            place = place_of((ctx.params or {}).get("cursor"))
            found = await self._desk.do(self._desk.library.library.articles, place, PAGE + 1)
        except RefusedError as error:
            raise MCPError(INVALID_PARAMS if error.status == _INVALID else INTERNAL_ERROR, error.detail) from error
        except KutipError as error:
            raise MCPError(INTERNAL_ERROR, wrong(error)) from error
        shown = [_listed(each).model_dump(by_alias=True, exclude_none=True, mode="json") for each in found[:PAGE]]
        more = {"nextCursor": cursor_of(found[PAGE - 1])} if len(found) > PAGE else {}
        return {**result, "resources": shown, **more}


def uri_of(article_id: str) -> str:
    """The address of an article as a resource."""
    return f"kutip://articles/{article_id}"


def _listed(summary: ArticleSummary) -> Resource:
    return Resource(
        uri=uri_of(summary.article_id),
        name=summary.article_id,
        title=summary.title,
        description=joined(summary.source, summary.published, summary.language),
        mime_type="text/plain",
    )
