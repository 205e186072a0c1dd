"""The SDK's server with one-line errors, strict arguments, and articles listed in pages."""

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
from qa.output.schemas import brief
from qa.wording import joined

PAGE = 100
"""The most articles on a page of the list of resources."""

_INVALID = 422


class ToolServer(MCPServer[Any]):
    """An MCP server that tells errors in one line, without the wrong values."""

    async def list_tools(self) -> list[Tool]:
        """Return the tools, whose schemas allow no other arguments and are brief."""
        return [
            tool.model_copy(
                update={
                    "input_schema": {**brief(tool.input_schema), "additionalProperties": False},
                    "output_schema": brief(tool.output_schema),
                }
            )
            for tool in await super().list_tools()
        ]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Return what the tool gives; raise a ToolError of one line if it fails."""
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
            raise  # it does not tell its cause, which is logged
        except ToolError as error:
            cause = error.__cause__
            raise ToolError(
                line(faults(cause.errors()) if isinstance(cause, ValidationError) else str(cause))
            ) from cause


class ArticleList:
    """Middleware that answers `resources/list` with articles, newest first, in pages of `PAGE`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        """Pass every message on, and put a page of articles into the list of resources."""
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
    """Return the address of an article as a resource."""
    return f"kutip://articles/{article_id}"


def _listed(summary: ArticleSummary) -> Resource:
    return Resource(
        uri=uri_of(summary.article_id),
        name=summary.article_id,
        title=summary.title,
        description=joined(summary.source, summary.published, summary.language),
        mime_type="text/plain",
    )
