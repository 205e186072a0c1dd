"""The results of fetching, and its limits."""

from __future__ import annotations

from dataclasses import dataclass, fields

from index.errors import BadInputError
from index.fetching.urls import masked
from index.text.cleaning import clean_line

_LONGEST_LINE = 500


@dataclass(frozen=True, slots=True)
class Fetched:
    """One document from the web.

    `url` is in ASCII, after redirects; `content` is decompressed; `media_type` is what the server called it, in lower
    case without parameters (may be empty); `suffix` is `.html`, `.pdf` or `.txt`, as it is to be read. `charset` is the
    encoding that the server named, if any.
    """

    url: str
    content: bytes
    media_type: str
    suffix: str
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class FetchProblem:
    """A URL that gave no document, and why; both short and safe to print."""

    url: str
    reason: str

    @classmethod
    def of(cls, url: str, reason: str) -> FetchProblem:
        """Return the problem with both texts cleaned and cut, and without a password."""
        return cls(_short(masked(url)), _short(reason))


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one run; times in seconds, sizes in bytes.

    `connect` is for one address, `read` for the next bytes, `total` for a document with its redirects, without waits
    for politeness. `size` is for what is sent and again for what it decompresses to. `pace` is the time between two
    requests to a host, which a Crawl-delay can lengthen to `longest_pace`. `most` bounds documents, `lists` feeds and
    sitemaps, `depth` how deep these nest. Raises BadInputError for a negative bound.
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


def _short(text: str) -> str:
    line = clean_line(text)
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"
