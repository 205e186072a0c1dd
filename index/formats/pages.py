"""HTML pages: the text of the article without menus and advertisements, and its metadata."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import urlsplit

import trafilatura
from lxml import html
from trafilatura.settings import Document

from index.formats.encodings import decoded
from index.formats.markup import parse_markup, text_of_tree
from index.formats.page_data import declared_language, linked_data
from index.formats.page_dates import day_of_page
from index.formats.parsed import Draft, Metadata

_ADDRESS_YEAR = re.compile(r"/((?:19|20)\d\d)(?:/|-)")


def read_page(raw: bytes, address: str | None = None) -> Draft:
    """Return the draft of a page, whose `address` may be known.

    Raises UnreadableError if its encoding is unknown.
    """
    page = decoded(raw, declares=True)
    tree = parse_markup(page.text)
    if tree is None:
        return Draft("")
    found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=True)
    about = found if isinstance(found, Document) else Document()
    body = tree.find("body")
    text = about.text or text_of_tree(tree if body is None else body)
    url = address or _address(tree) or about.url
    data = linked_data(tree)
    metadata = Metadata(
        title=about.title or _title(tree),
        source=about.sitename or host_of(url),
        url=url,
        author=about.author,
        published=day_of_page(tree, data, url),
        language=declared_language(tree, data),
    )
    year = _ADDRESS_YEAR.search(url or "")
    return Draft(text, metadata, year=int(year[1]) if year else None, warnings=page.warnings, language_supposed=True)


def _title(tree: html.HtmlElement) -> str:
    return next((text for path in (".//h1", ".//title") if (text := (tree.findtext(path) or "").strip())), "")


def _address(tree: html.HtmlElement) -> str | None:
    paths = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    addresses = (str(found).strip() for path in paths for found in tree.xpath(path))
    return next((each for each in addresses if each.startswith(("http://", "https://"))), None)


def host_of(url: str | None) -> str | None:
    """Return the host of an address, without `www`, or None."""
    with suppress(ValueError):
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    return None
