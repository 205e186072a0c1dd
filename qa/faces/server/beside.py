"""The pages beside the answer: who says what, followed questions and their news."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from index.errors import KutipError
from qa.faces.server.desk import desk_of, while_there
from qa.faces.server.forms import Form, form_of
from qa.faces.server.page import ask_page
from qa.faces.server.problems import RefusedError, refusal_of
from qa.faces.server.templating import rendered
from qa.news import numbered

router = APIRouter(include_in_schema=False)

Given = Annotated[Form, Depends(form_of)]


@router.get("/people")
async def people(request: Request, form: Given) -> Response:
    """Return who says what about a question, by speaker."""
    if not form.q:
        return RedirectResponse("/", 303)
    desk = desk_of(request)
    try:
        library, scope = desk.library.library, form.filters()
        found = await while_there(request, desk.do(library.people, form.q, filters=scope))
        return rendered("people.html", {"form": form, "found": found, "problem": None})
    except (RefusedError, KutipError) as error:
        return ask_page(form, refusal=refusal_of(error))


@router.get("/news")
async def news(request: Request, form: Given, every: str = "") -> Response:
    """Return the news of followed questions, and what is followed."""
    desk = desk_of(request)
    library = desk.library.library
    found = await desk.do_long(lambda: (library.news(everything=bool(every)), library.followed()))
    values = {"form": form, "news": numbered(found[0]), "followed": found[1], "every": bool(every)}
    return rendered("news.html", values)


@router.post("/news")
async def change(request: Request) -> Response:
    """Follow a question or follow it no more, or mark news as seen."""
    desk = desk_of(request)
    library = desk.library.library
    given = parse_qs((await request.body()).decode("utf-8", "replace"))
    try:
        for question in given.get("follow", ()):
            await desk.change(library.follow, question)
        for number in _numbers(given.get("unfollow", ())):
            await desk.change(library.unfollow, number)
        if seen := frozenset(_numbers(given.get("seen", ()))):
            fresh = await desk.do_long(library.news)
            await desk.change(library.mark_seen, [each for each in fresh if each.number in seen])
    except (RefusedError, KutipError) as error:
        return ask_page(Form(), refusal=refusal_of(error))
    return RedirectResponse("/news", 303)


def _numbers(given: list[str] | tuple[()]) -> list[int]:
    return [int(each) for each in given if each.isascii() and each.isdecimal() and len(each) < 10]
