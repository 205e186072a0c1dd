"""What went wrong, as RFC 9457 has it: no path of this machine and no trace of the program in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from index import errors
from index.text.cleaning import clean_line

MEDIA_TYPE = "application/problem+json"

_TITLES = {
    400: "Bad request",
    401: "Token needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    408: "Too slow",
    409: "Conflict",
    413: "Too large",
    415: "Unsupported media type",
    422: "Invalid input",
    429: "Too many requests",
    500: "Internal error",
    503: "Unavailable",
}
# Their own words may name a file of this machine, so others stand for them.
_IN_OTHER_WORDS: tuple[tuple[type[errors.KutipError], int, str], ...] = (
    (errors.UnknownArticleError, 404, ""),
    (errors.BadInputError, 422, ""),
    (errors.LibraryBusyError, 503, "the library is being written to; try again in a moment"),
    (errors.IndexMissingError, 503, "the library has no index yet; add articles first"),
    (errors.GenerationError, 503, "the index of the library cannot be used; its keeper must mend it"),
    (errors.ModelError, 503, "the embedding model of the library cannot be loaded"),
    (errors.KutipError, 503, "the library cannot be used at the moment"),
)
_FOLDERS = re.compile(r"(?<![^\s()'\"/\\])[^\s()'\"/\\]*+[/\\]")
_MOST_DETAILS = 20
_MOST_CHARACTERS = 300


class RefusedError(Exception):
    """Ends a request with a status and a word on why; `headers` are sent with it."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}


class ClientGoneError(BaseException):
    """The client has left, or takes nothing any more: all that is done for it ends.

    Like a cancellation it is no `Exception`, so that nothing on the way takes it for a fault and answers it.
    """


def refusal_of(error: errors.KutipError | RefusedError) -> RefusedError:
    """What went wrong as it is said to a client: an error of the library in other words, a refusal as it is."""
    if isinstance(error, RefusedError):
        return error
    status, words = next((status, words) for kind, status, words in _IN_OTHER_WORDS if isinstance(error, kind))
    return RefusedError(status, words or str(error), {"Retry-After": "5"} if status == 503 else {})


def without_paths(words: str) -> str:
    """`words` with each path cut to its last name: what is said to the library's keeper, as a client may read it."""
    return _FOLDERS.sub("", words)


def model_named(name: str) -> str:
    """The name of an embedding model for clients: where it is a folder of this machine, that folder's alone."""
    is_folder = name.startswith((".", "~", "/")) or name.count("/") > 1 or "\\" in name
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2] if is_folder else name


def bug(request_id: str) -> RefusedError:
    """Of what nobody foresaw a client is only told where the server's keeper finds more."""
    return RefusedError(500, f"something unexpected went wrong; the server's log has it under {request_id}")


def invalid(error: RequestValidationError) -> RefusedError:
    """What is wrong with a request's values, each with its place in it."""
    return RefusedError(422, faults(error.errors()[:_MOST_DETAILS]) or "the values are not valid")


def faults(errors: Iterable[Mapping[str, Any]]) -> str:
    """What pydantic says of values, each with its place and never with what was given for it."""
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in errors)


def problem(refusal: RefusedError, request_id: str) -> Response:
    """The response to a request that is refused. `error` is for clients of OpenAI's API, which look there."""
    body = {
        "type": "about:blank",
        "title": title_of(refusal),
        "status": refusal.status,
        "detail": detail_of(refusal),
        "request_id": request_id,
        **openai_error(refusal),
    }
    content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(content, refusal.status, dict(refusal.headers), MEDIA_TYPE)


def openai_error(refusal: RefusedError) -> dict[str, object]:
    """A refusal as clients of OpenAI's API are told it."""
    kind = title_of(refusal).lower().replace(" ", "_")
    return {"error": {"message": detail_of(refusal), "type": kind, "param": None, "code": None}}


def title_of(refusal: RefusedError) -> str:
    """What a refusal's status is called."""
    return _TITLES.get(refusal.status, "Problem")


def detail_of(refusal: RefusedError) -> str:
    """What a refusal says, on one line of bounded length."""
    detail = clean_line(refusal.detail)
    return detail if len(detail) <= _MOST_CHARACTERS else f"{detail[:_MOST_CHARACTERS]}…"
