"""The application: its routes, the guard before them, and what runs beside them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from importlib import metadata
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from index.errors import KutipError
from qa.asynchronous import AsyncLibrary
from qa.faces.server import articles, beside, completions, finding, following, page, responses, routes, timelines
from qa.faces.server.completions import EmbeddingsIn
from qa.faces.server.desk import Desk
from qa.faces.server.examples import Examples
from qa.faces.server.guard import OPEN, Guard
from qa.faces.server.indexing import Indexer
from qa.faces.server.messages import ChatIn
from qa.faces.server.metrics import Metrics
from qa.faces.server.models import ArticlesIn
from qa.faces.server.problems import ProblemOut, RefusedError, bug, faults, refusal_of
from qa.faces.server.responses import ResponsesIn
from qa.faces.server.settings import ServerSettings
from qa.library import Library
from qa.output.schemas import without_examples

_LAST_INDEXING_SECONDS = 30.0
_MOST_FAULTS = 20


def make_app(library: Library, settings: ServerSettings) -> ASGIApp:
    """Return the ASGI application that answers over `library`, which it closes when it ends."""
    metrics = Metrics()
    app = FastAPI(
        title="Kutip",
        version=metadata.version("kutip"),
        description="Answers questions over a library of articles, and proves every answer with a verbatim quote.",
        lifespan=lambda app: _running(app, library, settings, metrics),
        generate_unique_id_function=lambda route: route.name,  # what generated clients call their methods
        docs_url=None,  # they would load scripts from another site
        redoc_url=None,
    )
    for module in (routes, timelines, finding, articles, following, completions, responses, page, beside):
        app.include_router(module.router)
    app.mount("/static", page.static())
    for kind in (RefusedError, KutipError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _refused)
    app.openapi = lambda: _schema(app, settings)  # type: ignore[method-assign]
    guarded: ASGIApp = Guard(app, settings, metrics)
    if settings.origins:
        guarded = CORSMiddleware(
            guarded,
            allow_origins=settings.origins,
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=["*"],  # OpenAI's own client sends a dozen of its own
            expose_headers=["X-Request-ID", "ETag", "Link", "Retry-After"],
        )
    return guarded


@contextlib.asynccontextmanager
async def _running(app: FastAPI, library: Library, settings: ServerSettings, metrics: Metrics) -> AsyncIterator[None]:
    """Index and warm up beside the requests; at the end close the library."""
    shared, indexer = AsyncLibrary(library), Indexer(library)
    app.state.desk = Desk(shared, settings.limits, metrics)
    app.state.examples = Examples(app.state.desk)
    app.state.indexer, app.state.metrics = indexer, metrics
    tasks = [asyncio.create_task(each) for each in (indexer.run(), _ready(shared, app.state.examples))]
    try:
        yield
    finally:
        await indexer.stop(_LAST_INDEXING_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        app.state.examples.stop()
        await shared.close()


async def _ready(library: AsyncLibrary, examples: Examples) -> None:
    """Open index and models, then find what the greeting suggests."""
    await library.warm()
    with contextlib.suppress(KutipError, RefusedError):
        await examples.known()


async def _refused(request: Request, error: Exception) -> Response:
    request_id = request.state.request_id
    if isinstance(error, RefusedError | KutipError):
        refusal = refusal_of(error)
    elif isinstance(error, RequestValidationError):
        refusal = RefusedError(422, faults(error.errors()[:_MOST_FAULTS]) or "the values are not valid")
    elif isinstance(error, HTTPException):
        refusal = RefusedError(error.status_code, str(error.detail), error.headers or {})
    else:
        refusal = bug(request_id)
    return page.refused(request.scope, refusal, request_id)


def _schema(app: FastAPI, settings: ServerSettings) -> dict[str, Any]:
    """Return the OpenAPI schema, with the problems, bodies and tokens that FastAPI does not know."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        shapes = made.setdefault("components", {}).setdefault("schemas", {})
        for shape in (
            ProblemOut,
            ArticlesIn,
            EmbeddingsIn,
            ChatIn,
            ResponsesIn,
        ):  # bodies are read beside the event loop
            own = TypeAdapter[object](shape).json_schema(ref_template="#/components/schemas/{model}")
            shapes |= {**own.pop("$defs", {}), shape.__name__: own}
        if settings.tokens:
            made["components"]["securitySchemes"] = {
                "token": {"type": "http", "scheme": "bearer"},
                "password": {"type": "http", "scheme": "basic", "description": "The token as the password."},
            }
            made["security"] = [{"token": []}, {"password": []}]
            made["paths"][OPEN]["get"]["security"] = []
        app.openapi_schema = without_examples(made)
    return app.openapi_schema
