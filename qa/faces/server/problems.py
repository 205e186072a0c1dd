"""Errors as responses (RFC 9457), without paths of this machine or traces of the program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from index import errors
from index.text.cleaning import clean_line
from qa.output import as_json

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
# The messages of these errors may name a file of this machine, so clients get others in their place.
_REPLACED: tuple[tuple[type[errors.KutipError], str], ...] = (
    (errors.LibraryBusyError, "the library is being written to; try again in a moment"),
    (errors.NoArticlesError, "the library has no articles yet; add some first"),
    (errors.IndexMissingError, "the library has no index yet; add articles first"),
    (errors.GenerationError, "the index of the library cannot be used; its administrator must repair it"),
    (errors.ModelError, "the embedding model of the library cannot be loaded"),
    (errors.KutipError, "the library cannot be used at the moment"),
)
_FOLDERS = re.compile(r"(?<![^\s()'\"/\\])[^\s()'\"/\\]*+[/\\]")
_OWN = "Value error, "
"""What pydantic puts before the messages of Kutip's own validators."""

_IN_WORDS = {"string_pattern_mismatch": "it is no id of an article; give 4 to 12 of its digits 0-9 and a-f"}
"""What is said instead of pydantic's messages."""

_MOST_CHARACTERS = 300


@dataclass(frozen=True)
class ErrorOut:
    """An error where clients of OpenAI's API look for it."""

    message: str
    type: str
    param: str | None
    code: str | None


@dataclass(frozen=True)
class ProblemOut:
    """An error as problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    error: ErrorOut


class RefusedError(Exception):
    """Ends a request with a status and a reason; `headers` are sent with it."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}


class ClientGoneError(BaseException):
    """The client has left or stopped reading, so all work for it ends.

    Like a cancellation it is not an `Exception`, so that no handler on the way answers it as an error.
    """


def refusal_of(error: errors.KutipError | RefusedError) -> RefusedError:
    """Return the refusal that tells a client of `error`."""
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, errors.UnknownArticleError):
        return RefusedError(404, error.message)  # the hint is for a terminal
    if isinstance(error, errors.BadInputError):
        return RefusedError(422, str(error))
    words = next(words for kind, words in _REPLACED if isinstance(error, kind))
    return RefusedError(503, words, {"Retry-After": "5"})


def without_paths(words: str) -> str:
    """Return `words` with each path cut to its last name."""
    return _FOLDERS.sub("", words)


def model_named(name: str) -> str:
    """Return the name of an embedding model; of a folder only its last name."""
    is_folder = name.startswith((".", "~", "/")) or name.count("/") > 1 or "\\" in name
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2] if is_folder else name


def bug(request_id: str) -> RefusedError:
    """Return the refusal for an unexpected error, which names its entry in the log."""
    return RefusedError(500, f"something unexpected went wrong; the server's log has it under {request_id}")


def faults(errors: Iterable[Mapping[str, Any]]) -> str:
    """Return pydantic's messages, each with the name of its value and without the value."""
    said = ((each["loc"], _IN_WORDS.get(each["type"], each["msg"].removeprefix(_OWN))) for each in errors)
    return "; ".join(f"{'.'.join(map(str, place))}: {words}" for place, words in said)


def problem(refusal: RefusedError, request_id: str) -> Response:
    """Return the response to a request that is refused."""
    shown = ProblemOut(
        "about:blank", title_of(refusal), refusal.status, detail_of(refusal), request_id, openai_error(refusal)
    )
    content = as_json.dumps(shown, indent=None).encode("utf-8", "replace")
    return Response(content, refusal.status, dict(refusal.headers), MEDIA_TYPE)


def openai_error(refusal: RefusedError) -> ErrorOut:
    """Return a refusal as clients of OpenAI's API expect it."""
    return ErrorOut(detail_of(refusal), title_of(refusal).lower().replace(" ", "_"), None, None)


def title_of(refusal: RefusedError) -> str:
    """Return the title of a refusal's status."""
    return _TITLES.get(refusal.status, "Problem")


def detail_of(refusal: RefusedError) -> str:
    """Return the reason for a refusal, on one line of bounded length."""
    detail = clean_line(refusal.detail)
    return detail if len(detail) <= _MOST_CHARACTERS else f"{detail[:_MOST_CHARACTERS]}…"
