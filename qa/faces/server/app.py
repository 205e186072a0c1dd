"""The application: its routes, what stands before them, and what runs beside them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from importlib import metadata
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from index.errors import KutipError
from qa.asynchronous import AsyncLibrary
from qa.faces.server import articles, completions, page, routes
from qa.faces.server.completions import EmbeddingsIn
from qa.faces.server.desk import Desk
from qa.faces.server.guard import OPEN, Guard
from qa.faces.server.indexing import Indexer
from qa.faces.server.messages import ChatIn
from qa.faces.server.metrics import Metrics
from qa.faces.server.models import ArticlesIn, ProblemOut
from qa.faces.server.problems import RefusedError, bug, invalid, refusal_of
from qa.faces.server.settings import ServerSettings
from qa.library import Library

_LAST_INDEXING_SECONDS = 30.0


def make_app(library: Library, settings: ServerSettings) -> ASGIApp:
    """The ASGI application that answers over `library`, which it closes at its end."""
    metrics = Metrics()
    indexer = Indexer(library)

    @contextlib.asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        shared = AsyncLibrary(library)
        app.state.desk = Desk(shared, settings.limits, metrics)
        app.state.indexer = indexer
        indexing = asyncio.create_task(indexer.run())
        warming = asyncio.create_task(shared.warm())
        try:
            yield
        finally:
            await indexer.stop(_LAST_INDEXING_SECONDS)
            for task in (indexing, warming):
                task.cancel()
            await asyncio.gather(indexing, warming, return_exceptions=True)
            await shared.close()

    app = FastAPI(
        title="Kutip",
        version=metadata.version("kutip"),
        description="Answers questions over a library of articles, and proves every answer with a verbatim quote.",
        lifespan=running,
        docs_url=None,  # they would load scripts from another site
        redoc_url=None,
    )
    for module in (routes, articles, completions, page):
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
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["*"],  # OpenAI's own client sends a dozen of its own
            expose_headers=["X-Request-ID", "ETag", "Link", "Retry-After"],
        )
    return guarded


async def _refused(request: Request, error: Exception) -> Response:
    request_id = request.state.request_id
    if isinstance(error, RefusedError | KutipError):
        refusal = refusal_of(error)
    elif isinstance(error, RequestValidationError):
        refusal = invalid(error)
    elif isinstance(error, HTTPException):
        refusal = RefusedError(error.status_code, str(error.detail), error.headers or {})
    else:
        refusal = bug(request_id)
    return page.refused(request.scope, refusal, request_id)


def _schema(app: FastAPI, settings: ServerSettings) -> dict[str, Any]:
    """The OpenAPI schema, with the problems and the token that FastAPI cannot know of."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        shapes = made.setdefault("components", {}).setdefault("schemas", {})
        for shape in (ProblemOut, ArticlesIn, EmbeddingsIn, ChatIn):  # bodies are read beside the event loop
            own = shape.model_json_schema(ref_template="#/components/schemas/{model}")
            shapes |= {**own.pop("$defs", {}), shape.__name__: own}
        if settings.tokens:
            made["components"]["securitySchemes"] = {
                "token": {"type": "http", "scheme": "bearer"},
                "password": {"type": "http", "scheme": "basic", "description": "The token as the password."},
            }
            made["security"] = [{"token": []}, {"password": []}]
            made["paths"][OPEN]["get"]["security"] = []
        app.openapi_schema = made
    return app.openapi_schema
