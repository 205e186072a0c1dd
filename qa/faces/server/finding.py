"""The routes of /v1 that find without answering: people, counts, and the quotes of drafts."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import ConfigDict, Field
from starlette.responses import HTMLResponse, Response

from qa.exact import Counts
from qa.faces.server.desk import desk_of, while_there
from qa.faces.server.drafting import LONGEST_DRAFT, checked
from qa.faces.server.models import QUESTION, Input, Words
from qa.faces.server.routes import OF_V1, Json, problems
from qa.faces.server.scopes import Scoped
from qa.output import as_json, drafts
from qa.output.as_json import PeopleOut
from qa.output.drafts import DraftOut

router = APIRouter(tags=["questions"], **OF_V1)

_PAGE = "text/html"
_STYLED = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
"""The report has its style within it, so that it can be kept as one file."""

_Draft = Annotated[str | None, Field(min_length=1, max_length=LONGEST_DRAFT)]


class DraftIn(Input):
    """A draft to check, as a text or as a page of HTML."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "Putin said: “We have decided the matter.”"}]}
    )

    text: _Draft = Field(None, description="Plain text, with block quotes as `> `; offsets count in it.")
    html: _Draft = Field(None, description="A page instead; offsets count in the text that it shows.")
    name: str = Field("draft", min_length=1, max_length=200, description="What the HTML report calls it.")


@router.get("/v1/people", summary="Who says what about a question", response_model=PeopleOut, responses=problems(422))
async def people(
    request: Request,
    scope: Scoped,
    q: Annotated[Words, Query(description="The question.", examples=[QUESTION])],
    any_time: Annotated[bool, Query(description="Whether days that the question says narrow nothing.")] = False,
) -> Response:
    """Return quotes by their speakers, those with most first."""
    desk = desk_of(request)
    find = desk.library.library.people
    return Json(as_json.people(await while_there(request, desk.do(find, q, filters=scope, any_time=any_time))))


@router.get("/v1/count", summary="Count articles exactly", response_model=Counts, responses=problems(422))
async def count(
    request: Request,
    scope: Scoped,
    q: Annotated[
        Words, Query(description="Phrases, `-word`, `title:word`, `source:outlet`.", examples=['"Iskander-M"'])
    ],
    by: Annotated[Literal["outlet", "month"], Query(description="What they are counted by.")] = "outlet",
) -> Response:
    """Return how many articles fit an exact search, and how many stories: copies are one."""
    desk = desk_of(request)
    return Json(await while_there(request, desk.do(desk.library.library.count, q, by, scope)))


@router.post(
    "/v1/drafts",
    summary="Check the quotations of a draft",
    response_model=DraftOut,
    responses={
        **problems(422),
        200: {"content": {_PAGE: {"schema": {"type": "string"}}}, "description": "The report."},
    },
)
async def check_draft(request: Request, given: DraftIn) -> Response:
    """Hold a draft against all articles, as `qa check` does.

    Each quotation is looked for to the letter; sentences that name an article are held against it. A client that
    accepts `text/html` gets the report as a page.
    """
    desk = desk_of(request)
    report = await while_there(request, desk.do_long(checked, desk.library.library, given.text, given.html))
    if _PAGE in request.headers.get("accept", ""):
        return HTMLResponse(drafts.page(report, given.name), headers=_STYLED)
    return Json(drafts.form(report))
