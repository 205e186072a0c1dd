"""The routes of /v1 that ask and search, and those about the server itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.sse import format_sse_event
from starlette.responses import Response

from qa.faces.server.asking import AskAll, AskIn
from qa.faces.server.desk import desk_of, while_there
from qa.faces.server.models import (
    LONGEST_NAME,
    QUESTION,
    HealthOut,
    HitsOut,
    SourcesOut,
    StatusOut,
    Words,
)
from qa.faces.server.problems import MEDIA_TYPE, RefusedError, model_named, without_paths
from qa.faces.server.scopes import Scoped
from qa.faces.server.streaming import EVENTS, streamed
from qa.output import as_json
from qa.output.as_json import AnswerOut
from qa.values import Answer, Done, Event, Quoted
from qa.written import Wrote


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the part of the OpenAPI schema for refusals with these statuses."""
    shape = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}}
    return {status: {"description": "Refused.", **shape} for status in statuses}


OF_ALL = problems(400, 401, 403, 408, 413, 429, 500, 503)
"""What every route may refuse with."""


def check_parameters(request: Request) -> None:
    """Refuse parameters that a route of /v1 does not have."""
    route = request.scope["route"]
    own = route.dependant
    known = [each.alias for part in (own, *own.dependencies) for each in part.query_params]
    unknown = next((name for name in request.query_params if name not in known), None)
    if unknown is not None and request.url.path.startswith("/v1/"):
        takes = f"known are {', '.join(known)}" if known else "it takes none"
        raise RefusedError(422, f"there is no parameter {unknown[:LONGEST_NAME]!r} here; {takes}")


OF_V1: dict[str, Any] = {"responses": OF_ALL, "dependencies": [Depends(check_parameters)]}
"""What the routes for programs have in common."""

router = APIRouter(**OF_V1)


class Json(Response):
    """A response with a value as `qa.output.as_json` writes it."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Return the bytes of `content`."""
        return as_json.dumps(content).encode("utf-8", "replace")


@router.post(
    "/v1/ask",
    tags=["questions"],
    summary="Answer a question with verified quotes",
    response_model=AnswerOut,
    responses={
        **problems(422),
        200: {"content": {EVENTS: {"schema": {"type": "string"}}}, "description": "The answer."},
    },
)
async def ask(asked: AskIn, request: Request) -> Response:
    """Return the answer, or stream it to a client that accepts `text/event-stream`.

    The events are `retrieved` and `read` with hits, `quoted` with one citation each, with `write` a `wrote` with each
    sentence, and `done` with the answer (or `failed` with a problem). With `all` they are `reading` with how far was
    read, again and again, a `quoted` for each new quote, whose number may change until the end, and `done` or `failed`.
    """
    question = asked.asked()
    desk = desk_of(request)
    if EVENTS in request.headers.get("accept", ""):
        if isinstance(question, AskAll):
            return await streamed(request, desk.stream_all(question), _Progress(), _failed)
        return await streamed(request, desk.stream(question), _sse, _failed)
    return Json(as_json.answer(await while_there(request, desk.ask(question))))


@router.get("/v1/search", tags=["questions"], summary="Find passages", response_model=HitsOut, responses=problems(422))
async def search(
    request: Request,
    scope: Scoped,
    q: Annotated[Words, Query(description="What to look for.", examples=[QUESTION])],
    k: Annotated[int, Query(ge=1, le=50, description="How many passages.")] = 10,
) -> Response:
    """Return the passages nearest to the query, with what each retriever gave them."""
    desk = desk_of(request)
    library = desk.library.library
    found = await while_there(request, desk.do(library.search, q, k, scope))
    undated = await desk.do(library.undated, scope) if scope.since or scope.until else 0
    return Json(HitsOut(tuple(map(as_json.hit, found)), undated))


@router.get("/v1/sources", tags=["articles"], summary="List the outlets", response_model=SourcesOut)
async def sources(request: Request) -> Response:
    """Return the outlets with their numbers of articles and first and last days."""
    desk = desk_of(request)
    return Json(SourcesOut(await desk.do(desk.library.library.sources)))


@router.get("/v1/status", tags=["server"], summary="The library's state", response_model=StatusOut)
async def status(request: Request) -> Response:
    """Return counts, the embedding model, and whether the index has every article."""
    library = desk_of(request).library.library
    state, warnings = await desk_of(request).do(lambda: (library.status(), library.warnings()))
    changed = {
        "languages": dict(state.languages),
        "model": model_named(state.model),
        "warnings": list(map(without_paths, warnings)),
    }
    return Json(as_json.formed(StatusOut, state, **changed))


@router.get("/healthz", tags=["server"], summary="Whether the server runs", response_model=HealthOut)
async def healthz() -> Response:
    """Return `{"status": "ok"}`; needs no token."""
    return Json(HealthOut("ok"))


@router.get(
    "/metrics",
    tags=["server"],
    summary="Counters for Prometheus",
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "The counters."},
    },
    response_class=Response,
)
async def metrics(request: Request) -> Response:
    """Return counters of requests, their times, answers, the queue and the library."""
    desk, shown = desk_of(request), request.app.state.metrics
    library = desk.library.library
    # Not in the threads that answer questions: metrics must be readable when these are all busy.
    articles, _ = await asyncio.to_thread(library.counts)
    shown.articles.set(articles)
    shown.behind.set(not await asyncio.to_thread(library.is_up_to_date))
    shown.waiting.set(desk.turnstile.waiting)
    return Response(shown.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _sse(event: Event) -> Iterator[bytes]:
    data: object
    if isinstance(event, Done):
        data = as_json.answer(event.answer)
    elif isinstance(event, Quoted):
        data = as_json.citation(event.citation)
    elif isinstance(event, Wrote):
        data = event.sentence
    else:
        data = tuple(map(as_json.hit, event.hits))
    yield _event(type(event).__name__.lower(), data)


@dataclass(slots=True)
class _Progress:
    """Writes what was found so far, each quote once."""

    _told: set[str] = field(default_factory=set)

    def __call__(self, answer: Answer) -> Iterator[bytes]:
        extent = answer.extent
        goes_on = extent is not None and extent.stopped is None
        if extent is not None and goes_on:
            yield _event("reading", replace(extent, outlets=(), months=()))
        for each in answer.citations:
            if each.address not in self._told:
                self._told.add(each.address)
                yield _event("quoted", as_json.citation(each))
        if not goes_on:
            yield _event("done", as_json.answer(answer))


def _failed(refusal: RefusedError) -> bytes:
    return _event("failed", {"status": refusal.status, "detail": refusal.detail})


def _event(name: str, data: object) -> bytes:
    return format_sse_event(event=name, data_str=as_json.dumps(data, indent=None))
