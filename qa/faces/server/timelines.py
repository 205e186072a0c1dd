"""The route of /v1/timeline."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from qa.faces.server.desk import desk_of, while_there
from qa.faces.server.models import QUESTION, Words
from qa.faces.server.routes import OF_V1, Json, problems
from qa.faces.server.scopes import Scoped
from qa.output import as_json
from qa.output.as_json import TimelineOut

SECONDS = 10.0
"""For how long articles are read for answers."""

router = APIRouter(tags=["questions"], **OF_V1)


@router.get(
    "/v1/timeline", summary="What the articles say by date", response_model=TimelineOut, responses=problems(422)
)
async def timeline(
    request: Request,
    q: Annotated[Words, Query(description="A question, or what it is about.", examples=[QUESTION])],
    filters: Scoped,
    any_time: Annotated[bool, Query(description="Whether days that the question says narrow nothing.")] = False,
) -> Response:
    """Return what the articles say by date, oldest first.

    Days that the text tells are counted from the article's day; where `told` is null the day is the article's.
    """
    desk = desk_of(request)
    work = desk.do_long(desk.library.library.timeline, q, filters, SECONDS, any_time)
    return Json(as_json.form(await while_there(request, work)))
