"""Large bodies, parsed in a thread so that the event loop goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from qa.faces.server.desk import desk_of
from qa.faces.server.problems import RefusedError

_JSON = re.compile(r"application/(.+\+)?json", re.IGNORECASE)
_Model = TypeVar("_Model", bound=BaseModel)


async def read_body(request: Request, shape: type[_Model], read: Callable[[bytes], _Model] | None = None) -> _Model:
    """Return the request's JSON as a `shape`, parsed by `read` in its turn.

    Raises RequestValidationError for another shape, and RefusedError without the content type of JSON, which no form of
    another site can set.
    """
    if not _JSON.fullmatch(request.headers.get("content-type", "").partition(";")[0].strip()):
        raise RefusedError(415, "send JSON, with Content-Type: application/json")
    body = await request.body()
    try:
        return await desk_of(request).do_long(read or shape.model_validate_json, body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from error


def body_of(shape: type[BaseModel]) -> dict[str, Any]:
    """Return the part of the OpenAPI schema for what `read_body` reads."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape.__name__}"}}}
    return {"requestBody": {"required": True, "content": content}}
