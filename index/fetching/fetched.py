"""What fetching gives and what it is bound by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from index.errors import BadInputError
from index.fetching.urls import masked
from index.text.cleaning import clean_line

_MOST_SAID = 500

Tell = Callable[[str, int, int], None]
"""Called with (url, done, known) before each document: how many were tried, and how many are known of so far."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One document from the web.

    `url` is where it was found at last, after redirects, in ASCII; `content` is
    what the server sent, decompressed; `media_type` is what the server called
    it, in lower case and without parameters (empty where it did not say);
    `suffix` is what it is to be read as: `.html`, `.pdf` or `.txt`. `charset`
    is the server's own word on the encoding, for a page that does not tell.
    """

    url: str
    content: bytes
    media_type: str
    suffix: str
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class FetchProblem:
    """A URL that gave no document, and why; both are safe for a terminal, and of bounded length."""

    url: str
    reason: str

    @classmethod
    def of(cls, url: str, reason: str) -> FetchProblem:
        """The problem in words cleaned and cut, without a password: a URL and a server's words come from anyone."""
        return cls(_said(masked(url)), _said(reason))


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one run; times are in seconds, sizes in bytes.

    `connect` holds for connecting to one address, `read` for the wait for the
    next bytes, `total` for a document from its name to its last byte, redirects
    included and waits for politeness not. `size` holds for what is sent and
    again for what it decompresses to. `pace` is the time between two requests
    to a host; a Crawl-delay can lengthen it to `longest_pace`. `most` is how
    many documents are asked for, `lists` how many feeds and sitemaps are
    opened, and `depth` how deep these nest. Raises BadInputError for a bound
    under zero.
    """

    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    size: int = 20_000_000
    feed_size: int = 3_000_000
    robots_size: int = 500_000
    redirects: int = 5
    pace: float = 1.0
    longest_pace: float = 30.0
    most: int = 500
    lists: int = 50
    depth: int = 3

    def __post_init__(self) -> None:
        for field in fields(self):
            if not getattr(self, field.name) >= 0:
                raise BadInputError(f"the limit {field.name} is {getattr(self, field.name)}", "it cannot be under zero")


def _said(text: str) -> str:
    line = clean_line(text)
    return line if len(line) <= _MOST_SAID else f"{line[: _MOST_SAID - 1]}…"
