"""The pages beside the answer: all answers, who says what, followed questions and their news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from fastapi.sse import format_sse_event
from starlette.responses import RedirectResponse, Response

from index.errors import KutipError
from qa import completeness
from qa.faces.server.asking import AskAll
from qa.faces.server.desk import desk_of, while_there
from qa.faces.server.forms import Form, form_of
from qa.faces.server.page import ask_page
from qa.faces.server.problems import RefusedError, detail_of, refusal_of
from qa.faces.server.streaming import EVENTS, streamed
from qa.faces.server.templating import rendered, written_as
from qa.news import numbered
from qa.output import as_json
from qa.values import Answer

router = APIRouter(include_in_schema=False)

Given = Annotated[Form, Depends(form_of)]


@router.get("/all")
async def everything(request: Request, form: Given) -> Response:
    """Return all answers, or stream them as parts of a page."""
    if not form.q:
        return RedirectResponse("/", 303)
    desk = desk_of(request)
    try:
        ask = AskAll(form.q, filters=form.filters(), any_time=form.any_time)
        if EVENTS in request.headers.get("accept", ""):
            return await streamed(request, desk.stream_all(ask), _Progress(form), _failed)
        answer = await while_there(request, desk.ask(ask))
        return rendered("all.html", {"form": form, "answer": answer, "problem": None})
    except (RefusedError, KutipError) as error:
        return ask_page(form, refusal=refusal_of(error))


@router.get("/people")
async def people(request: Request, form: Given) -> Response:
    """Return who says what about a question, by speaker."""
    if not form.q:
        return RedirectResponse("/", 303)
    desk = desk_of(request)
    try:
        library, scope = desk.library.library, form.filters()
        found = await while_there(request, desk.do(library.people, form.q, filters=scope, any_time=form.any_time))
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
        since, until, any_time = (given.get(name, [""])[0] for name in ("since", "until", "any_time"))
        source, language, tag = (given.get(name, []) for name in ("source", "language", "tag"))
        form = await form_of(request, "", since, until, source, language, tag, any_time=any_time)
        for question in given.get("follow", ()):
            await desk.change(library.follow, question, form.filters(), form.any_time)
        for number in _numbers(given.get("unfollow", ())):
            await desk.change(library.unfollow, number)
        if seen := frozenset(_numbers(given.get("seen", ()))):
            fresh = await desk.do_long(library.news)
            await desk.change(library.mark_seen, [each for each in fresh if each.number in seen])
    except (RefusedError, KutipError) as error:
        return ask_page(Form(), refusal=refusal_of(error))
    return RedirectResponse("/news", 303)


@dataclass(slots=True)
class _Progress:
    """Writes how far is read, and what was found whenever there is more."""

    _form: Form
    _quotes: int = field(default=-1)

    def __call__(self, answer: Answer) -> Iterator[bytes]:
        extent = answer.extent
        is_last = extent is None or extent.stopped is not None
        told = {"line": completeness.reading(extent) if extent else ""}
        if is_last or len(answer.citations) != self._quotes:
            self._quotes = len(answer.citations)
            told["html"] = written_as("found_all.html", {"form": self._form, "answer": answer})
        yield _event("done" if is_last else "reading", told)


def _failed(refusal: RefusedError) -> bytes:
    return _event("failed", {"line": detail_of(refusal)})


def _event(name: str, told: dict[str, str]) -> bytes:
    return format_sse_event(event=name, data_str=as_json.dumps(told, indent=None))


def _numbers(given: list[str] | tuple[()]) -> list[int]:
    return [int(each) for each in given if each.isascii() and each.isdecimal() and len(each) < 10]
