"""Articles made from a program's own values: cleaned, with title and id."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import TypeGuard
from urllib.parse import urlsplit

from index.errors import BadInputError
from index.text.cleaning import clean_line, clean_text, first_words
from index.text.language import SHORT_CODES, UNDETERMINED, IdentifyLanguage
from index.values import Article

TITLE_CHARS = 100
"""The most characters, about, of a text's first line as its title."""

MAX_TITLE = 300
"""The most characters of a title."""

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
    identify: IdentifyLanguage | None = None,
) -> Article:
    """Return an article made of a program's own values, cleaned and with its id.

    Without a title it is the text's first line, cut at about `TITLE_CHARS`; a title is cut at `MAX_TITLE`. `url` is
    kept only if it is http or https. `language` is an ISO 639-1 code; without one `identify` finds it from the text,
    else it is `und`. The id is 12 hexadecimal digits of a SHA-256 over everything given, so that the same article
    always has the same one. Raises BadInputError if the text is empty, or a value is no text or day.

    >>> article = make_article(text="The bridge opened in 1951.", title="The bridge", language="en")
    >>> article.article_id
    '67b4667e2eff'
    """
    _check_texts(text=text, title=title, source=source, url=url, author=author, language=language)
    cleaned = clean_text(text or "")
    if not cleaned.strip():
        raise BadInputError("the article has no text", "give it a text")
    if (code := language_code(language or "")) is None and language:
        raise BadInputError(f"{language!r} is not a language code", "give an ISO 639-1 code such as id or en")
    article = Article(
        article_id="",
        title=_bounded(clean_line(title or "")) or headline(cleaned),
        text=cleaned,
        language=code or (identify(cleaned) if identify else UNDETERMINED),
        source=clean_line(source or "") or None,
        url=web_address(url),
        author=clean_line(author or "") or None,
        published=_day(published),
        sha256=sha256(cleaned),
    )
    return replace(article, article_id=identity(article, code))


def identity(article: Article, language: str | None) -> str:
    """Return the id that `make_article` gives to the content of `article` with `language`."""
    held = {
        "text": article.text,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "language": language,
    }
    return sha256(json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":")))[:12]


def identities(article: Article) -> frozenset[str]:
    """Return the ids that `make_article` may give: with the language, `und`, or none given."""
    return frozenset(identity(article, language) for language in (None, UNDETERMINED, article.language))


def language_code(written: str) -> str | None:
    """Return the ISO 639 code of `written` (`en-GB` and `eng` are `en`), or None."""
    found = _LANGUAGE.fullmatch(written.strip())
    code = found[1].lower() if found else None
    return SHORT_CODES.get(code, code) if code else None


def headline(text: str) -> str:
    """Return the first line that is not empty, cut at a word."""
    lines = (clean_line(line[: 4 * TITLE_CHARS]) for line in text.split("\n"))
    line = next(filter(None, lines), "")
    return line if len(line) <= TITLE_CHARS else f"{first_words(line, TITLE_CHARS)}…"


def is_day(value: object) -> TypeGuard[date]:
    """Return whether `value` is a day, not a time or pandas' NaT."""
    return isinstance(value, date) and not isinstance(value, datetime)


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def web_address(written: str | None) -> str | None:
    """Return the address on one line if it is http or https, else None."""
    address = clean_line(written or "")
    with suppress(ValueError):
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.hostname and " " not in address:
            return address
    return None


def _check_texts(**given: object) -> None:
    """Raise BadInputError for a value that is neither text nor None."""
    for name, value in given.items():
        if not isinstance(value, str | None):
            raise BadInputError(
                f"{name} is not text ({clean_line(repr(value))[:40]})", "give a str; `Library.add` takes whole rows"
            )


def _bounded(title: str) -> str:
    return title if len(title) <= MAX_TITLE else f"{first_words(title, MAX_TITLE - 1)}…"


def _day(published: object) -> date | None:
    """Return the given day, or None; raise BadInputError for other values."""
    day = published
    if isinstance(published, datetime):
        with suppress(ValueError):  # pandas' NaT is a datetime that has no day
            day = published.date()
    if day is None or is_day(day):
        return day
    raise BadInputError(
        f"published is not a date ({clean_line(repr(published))[:40]})", "give a datetime.date, or None"
    )
