"""HTML pages: the text of the article without menus and advertisements, and its metadata."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import urlsplit

import trafilatura
from trafilatura.settings import Document

from index.formats.addresses import address_of
from index.formats.barriers import PAID, is_paid, refuse_empty
from index.formats.bodies import completed, declared_body
from index.formats.boxes import clear
from index.formats.encodings import decoded
from index.formats.inline import settle
from index.formats.layout import unfold_tables
from index.formats.markup import parse_markup, text_of_tree
from index.formats.page_data import declared_language, linked_data
from index.formats.page_dates import day_of_page
from index.formats.parsed import Draft, Metadata
from index.formats.titles import title_of

_ADDRESS_YEAR = re.compile(r"/((?:19|20)\d\d)(?:/|-)")


def read_page(raw: bytes, address: str | None = None) -> Draft:
    """Return the draft of a page, whose `address` may be known.

    Raises UnreadableError if its encoding is unknown, or it has no article.
    """
    page = decoded(raw, declares=True)
    tree = parse_markup(page.text)
    if tree is None:
        return Draft("")
    own, host = address_of(tree, page.text)
    url = address or own
    data = linked_data(tree)
    published, language = day_of_page(tree, data, url), declared_language(tree, data)
    scripts = sum(each.get("src") is not None for each in tree.iter("script"))
    settle(tree)
    clear(tree)
    paid = is_paid(tree)
    unfold_tables(tree)
    found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=True)
    about = found if isinstance(found, Document) else Document()
    outlet = data.publisher or about.sitename
    title = title_of(tree, about.title or "", outlet, host)
    body = tree.find("body")
    text = completed(about.text, tree, title) if about.text else text_of_tree(tree if body is None else body)
    text = declared_body("\n".join(each.text or "" for each in tree.iter("script")), text)
    refuse_empty(tree, text, scripts)
    author = about.author or data.author
    metadata = Metadata(title, outlet or host_of(address) or host, url, author, published, language)
    year = _ADDRESS_YEAR.search(url or "")
    warnings = (*page.warnings, *((PAID,) if paid else ()))
    return Draft(text, metadata, year=int(year[1]) if year else None, warnings=warnings, language_supposed=True)


def host_of(url: str | None) -> str | None:
    """Return the host of an address, without `www`, or None."""
    with suppress(ValueError):
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    return None
