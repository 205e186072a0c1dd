"""The address that a page was saved from, or says is its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from lxml import html

_SAVED = re.compile(
    r"<!--[^\S\n]*(?:\n[^\S\n]*)?(?:Page saved with SingleFile[^\S\n]*\n[^\S\n]*url:|saved from url=\(\d+\)|"
    r"saved from(?= http)|Mirrored from)[^\S\n]*([^\s>]+)",
    re.IGNORECASE,
)
_HEAD = 20_000
"""In how many characters from the start on a program that saves pages writes where they are from."""
_ARCHIVED = re.compile(
    r"(?:https?:)?//(?:web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?|archive\.(?:today|ph|is|li|md|fo|vn)/[\d.-]+)/"
    r"(?=https?:)",
    re.IGNORECASE,
)
_ONE_SLASH = re.compile(r"^(https?:)/(?=[^/])")


def address_of(tree: html.HtmlElement, markup: str) -> tuple[str | None, str | None]:
    """Return the article's address and its host; the former may be None.

    An address of the site's front page is no article's. The page's own link is then set to the address, so that
    everything that reads the page finds the same.
    """
    saved = _saved(tree, markup)
    said = [*tree.xpath("//link[@rel='canonical']/@href"), *tree.xpath("//meta[@property='og:url']/@content")]
    bases = [each for each in (saved, *map(_absolute, said), *tree.xpath("//base/@href")) if _host(each or "")]
    found = [_absolute(urljoin(bases[0], each) if bases else each) for each in map(str.strip, said) if each]
    places = [each for each in (*found, saved) if each and _host(each)]
    url = next((each for each in places if not _is_front(each)), None)
    _set(tree, url)
    return url, next((_host(each) for each in (url, *places) if each), None)


def _saved(tree: html.HtmlElement, markup: str) -> str | None:
    """Return the address that a program wrote into the page as it saved it."""
    marked = (
        *tree.xpath("//meta[@name='savepage-url']/@content"),
        *tree.xpath("/html/@data-scrapbook-source"),
        *_comments(markup[:_HEAD]),
    )
    return next((each for each in map(_absolute, marked) if _host(each)), None)


def _comments(markup: str) -> Iterator[str]:
    for found in _SAVED.finditer(markup):
        yield found[1] if "://" in found[1] else f"http://{found[1]}"


def _absolute(address: str) -> str:
    """Return an address without the archive's before it."""
    archived = _ARCHIVED.match(address.strip())
    own = address.strip()[archived.end() :] if archived else address.strip()
    return _ONE_SLASH.sub(r"\1//", own)


def _host(address: str) -> str | None:
    with suppress(ValueError):
        parts = urlsplit(address)
        if parts.scheme in ("http", "https"):
            return (parts.hostname or "").removeprefix("www.") or None
    return None


def _is_front(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path in ("", "/") and not parts.query


def _set(tree: html.HtmlElement, url: str | None) -> None:
    """Make `url` the only address that the page says is its own."""
    for link in tree.xpath("//link[@rel='canonical'] | //base"):
        link.getparent().remove(link)
    head = tree.find("head")
    if url and head is not None:
        head.insert(0, html.Element("link", rel="canonical", href=url))
