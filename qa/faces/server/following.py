"""The routes of /v1/followed and /v1/news."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from qa.faces.server.desk import desk_of
from qa.faces.server.models import FollowedOut, FollowIn, NewsListOut, SeenIn, Since
from qa.faces.server.problems import RefusedError
from qa.faces.server.routes import OF_V1, Json, problems
from qa.news import Followed
from qa.output import as_json

router = APIRouter(tags=["followed questions"], **OF_V1)

Number = Annotated[int, Path(ge=1, le=2**53, description="The question's number.", examples=[1])]


@router.get("/v1/followed", summary="List followed questions", response_model=FollowedOut)
async def followed(request: Request) -> Response:
    """Return the followed questions with what is known of each."""
    desk = desk_of(request)
    return Json(FollowedOut(await desk.do(desk.library.library.followed)))


@router.post(
    "/v1/followed",
    summary="Follow a question",
    status_code=201,
    response_model=Followed,
    responses=problems(422),
)
async def follow(request: Request, given: FollowIn) -> Response:
    """Follow a question; articles that come, within its filters, and answer it are news."""
    desk = desk_of(request)
    library = desk.library.library
    return Json(await desk.change(library.follow, given.question, given.filters(), given.any_time), 201)


@router.delete(
    "/v1/followed/{number}", summary="Follow a question no more", response_model=Followed, responses=problems(404, 422)
)
async def unfollow(request: Request, number: Number) -> Response:
    """Follow a question no more, and forget its news."""
    desk = desk_of(request)
    library = desk.library.library
    if number not in {each.number for each in await desk.do(library.followed)}:
        raise RefusedError(404, f"no followed question has the number {number}")
    return Json(await desk.change(library.unfollow, number))


@router.get("/v1/news", summary="News of followed questions", response_model=NewsListOut, responses=problems(422))
async def news(
    request: Request,
    since: Annotated[Since | None, Query(description="All that came since this day, seen or not.")] = None,
    everything: Annotated[bool, Query(alias="all", description="All, seen or not.")] = False,
) -> Response:
    """Return the news that nobody has marked as seen."""
    desk = desk_of(request)
    found = await desk.do_long(lambda: desk.library.library.news(since, everything=everything))
    return Json(NewsListOut(tuple(map(as_json.news, found))))


@router.post("/v1/news/seen", summary="Mark news as seen", response_model=NewsListOut, responses=problems(422))
async def seen(request: Request, given: SeenIn) -> Response:
    """Mark news as seen, and return what is left."""
    desk = desk_of(request)
    library, numbers = desk.library.library, frozenset(given.numbers)
    fresh = await desk.do_long(library.news)
    await desk.change(library.mark_seen, [each for each in fresh if each.number in numbers])
    return Json(NewsListOut(tuple(as_json.news(each) for each in fresh if each.number not in numbers)))
