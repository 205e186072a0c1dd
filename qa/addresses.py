"""Addresses of quotes: which article, and which of its characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from index.errors import BadInputError
from index.storage.versions import Version
from index.text.sentences import split_sentences
from index.values import Article, Span

_ADDRESS = re.compile(r"([^@]*)@(\d{1,9})(?:-(\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class Located:
    """What stands at an address: `quote` is `article.text[start:end]`.

    `page` counts from 1 in documents that have pages. The article was `replaced` on a day by another version if it is
    not None; `now_id` is then the article as it is now, and `now` the address of the same words in it, None if it has
    them no more.

    >>> one = library.ask("Apa itu Iskander-M?").citations[0]
    >>> library.locate(one.address).quote == one.quote
    True
    """

    article: Article
    start: int
    end: int
    quote: str
    page: int | None = None
    replaced: date | None = None
    now_id: str | None = None
    now: str | None = None


def address_of(article_id: str, start: int, end: int) -> str:
    """Return the address of the characters `[start, end)` of an article.

    It stays while the article's text does, since an article's id is made from its text.
    """
    return f"{article_id}@{start}-{end}"


def place_in(article: Article, address: str) -> Span:
    """Return the place after an `@`: characters, or the sentence at one.

    Raises BadInputError for a place that the article has not.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise BadInputError(
            f"{address.partition('@')[2]!r} is not a place in an article", "write it as ID@1890 or ID@1890-2091"
        )
    start, length = int(found[2]), len(article.text)
    end = int(found[3]) if found[3] else start + 1
    if start >= end or end > length:
        raise BadInputError(
            f"there is no place {found[0].partition('@')[2]} in article {article.article_id}",
            f"it has the characters 0 to {length - 1}",
        )
    if found[3]:
        return Span(start, end)
    sentences = split_sentences(article.text, article.language)
    return next((each for each in sentences if each.start <= start < each.end), Span(start, end))


def located(article: Article, place: Span, versions: Sequence[Version], find: Callable[[str], Article]) -> Located:
    """Return what stands at a place of an article.

    It is among its `versions` if it was replaced, and `find` returns the article by which.
    """
    words, page = place.of(article.text), article.page_at(place.start)
    own = version_of(article, versions)
    if own is None:
        return Located(article, place.start, place.end, words, page)
    at = find(own.now).text.find(words)
    now = address_of(own.now, at, at + len(words)) if at >= 0 else None
    return Located(article, place.start, place.end, words, page, own.replaced.date(), own.now, now)


def version_of(article: Article, versions: Sequence[Version]) -> Version | None:
    """Return which of its `versions` an article is, None if of none."""
    return next((each for each in versions if each.article.article_id == article.article_id), None)


def since(found: Located) -> list[str]:
    """Return lines on the page of a place, and on what became of its article."""
    lines = [f"this is on page {found.page}"] if found.page else []
    if found.replaced is None:
        return lines
    now = f"it has these words too: {found.now}" if found.now else f"it does not have these words: {found.now_id}"
    return [*lines, f"this article was replaced on {found.replaced}; as it is now, {now}"]
