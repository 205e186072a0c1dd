"""Articles made from a program's own values: cleaned, titled, given their id."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from urllib.parse import urlsplit

from index.errors import BadInputError
from index.language import UNDETERMINED
from index.text import clean_line, clean_text
from index.values import Article

TITLE_CHARS = 100

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9_-]+)?", re.IGNORECASE)


def make_article(
    *,
    text: str,
    title: str = "",
    source: str | None = None,
    url: str | None = None,
    author: str | None = None,
    published: date | None = None,
    language: str | None = None,
    identify: Callable[[str], str] | None = None,
) -> Article:
    """An article from a program's own values, cleaned and given its id.

    Without a title the text's first line stands in, cut at about `TITLE_CHARS`;
    the text itself stays whole. `url` is kept only where it is http or https.
    `language` is an ISO 639-1 code; without one `identify` tells it from the
    text, and without that it is `und`. The id is the first 12 hexadecimal
    digits of a SHA-256 over everything given, so that the same article always
    has the same id. Raises BadInputError where the text is empty.

    >>> article = make_article(text="The bridge opened in 1951.", title="The bridge", language="en")
    >>> article.article_id
    '67b4667e2eff'
    """
    cleaned = clean_text(text)
    if not cleaned.strip():
        raise BadInputError("the article has no text", "give it some")
    code = language_code(language) if language else None
    if language and not code:
        raise BadInputError(f"{language!r} is no language code", "give an ISO 639-1 code such as id or en")
    heading = clean_line(title) or headline(cleaned)
    address = _web_address(url)
    origin, writer = (clean_line(value or "") or None for value in (source, author))
    day = published.date() if isinstance(published, datetime) else published
    identity = {
        "text": cleaned,
        "title": heading,
        "source": origin,
        "url": address,
        "author": writer,
        "published": day.isoformat() if day else None,
        "language": code,
    }
    canonical = json.dumps(identity, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Article(
        article_id=_sha256(canonical)[:12],
        title=heading,
        text=cleaned,
        language=code or (identify(cleaned) if identify else UNDETERMINED),
        source=origin,
        url=address,
        author=writer,
        published=day,
        sha256=_sha256(cleaned),
    )


def language_code(written: str) -> str | None:
    """The ISO 639 code that `written` begins with (`en-GB` is `en`), or None."""
    code = _LANGUAGE.fullmatch(written.strip())
    return code[1].lower() if code else None


def headline(text: str) -> str:
    """The first line that has something on it, cut at a word."""
    lines = (clean_line(line[: 4 * TITLE_CHARS]) for line in text.split("\n"))
    line = next(filter(None, lines), "")
    if len(line) <= TITLE_CHARS:
        return line
    kept, space, _ = line[: TITLE_CHARS + 1].rpartition(" ")
    return f"{kept if space else line[:TITLE_CHARS]}…"


def _web_address(written: str | None) -> str | None:
    address = clean_line(written or "")
    with suppress(ValueError):
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.hostname and " " not in address:
            return address
    return None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
