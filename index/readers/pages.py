"""HTML pages to drafts: the article's text without menus and advertisements, and what the page says of it."""

from __future__ import annotations

import copy
import json
import re
from contextlib import suppress
from datetime import date
from urllib.parse import urlsplit

import htmldate
import trafilatura
from lxml import html
from trafilatura.settings import Document

from index.articles import language_code
from index.dates import parse_day
from index.metadata import Metadata
from index.readers.cells import day_of_cell
from index.readers.encodings import decoded
from index.readers.markup import parse_markup, text_of_tree
from index.readers.values import Draft, UnreadableError

_ADDRESS_YEAR = re.compile(r"/((?:19|20)\d\d)(?:/|-)")
_OTHERS = re.compile(r"related|recommend|popular|terkait|terpopuler|sidebar|comment|komentar", re.IGNORECASE)
_DATE_METAS = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.issued", "pubdate",
    "publishdate", "publish-date", "publication_date", "citation_publication_date", "og:published_time",
    "parsely-pub-date", "sailthru.date", "content_publishedtime", "article.published",
)  # fmt: skip


def read_page(raw: bytes) -> Draft:
    """The draft of a page; UnreadableError where it has no text or its encoding cannot be told."""
    tree = parse_markup(decoded(raw, declares=True))
    if tree is None:
        raise UnreadableError("it has no text")
    found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=True)
    about = found if isinstance(found, Document) else Document()
    text = about.text or text_of_tree(_body(tree))
    if not text.strip():
        raise UnreadableError("it has no text")
    url = _address(tree) or about.url
    metadata = Metadata(
        title=about.title or _title(tree),
        source=about.sitename or _host(url),
        url=url,
        author=about.author,
        published=_published(tree),
        language=language_code(tree.get("lang") or ""),
    )
    year = _ADDRESS_YEAR.search(url or "")
    return Draft(text, metadata, year=int(year[1]) if year else None)


def _body(tree: html.HtmlElement) -> html.HtmlElement:
    body = tree.find("body")
    return tree if body is None else body


def _title(tree: html.HtmlElement) -> str:
    return next((text for path in (".//h1", ".//title") if (text := (tree.findtext(path) or "").strip())), "")


def _address(tree: html.HtmlElement) -> str | None:
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for found in tree.xpath(path):
            address = str(found).strip()
            if address.startswith(("http://", "https://")):
                return address
    return None


def _host(url: str | None) -> str | None:
    with suppress(ValueError):
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    return None


def _published(tree: html.HtmlElement) -> date | None:
    """The day of publication that the page declares; else what htmldate finds in its address or its markup.

    It does not go through the words of the text: a day named there may be any.
    """
    for day in (*map(day_of_cell, _linked_data(tree)), *map(day_of_cell, _metas(tree))):
        if day:
            return day
    with suppress(Exception):  # it fails in many ways on odd pages; then there is no date
        written = htmldate.find_date(_own(tree), extensive_search=False, original_date=True, outputformat="%Y-%m-%d")
        return parse_day(written) if written else None
    return None


def _own(tree: html.HtmlElement) -> html.HtmlElement:
    """A copy of the page without what is about other pages, whose days are theirs."""
    own = copy.deepcopy(tree)
    for element in own.xpath("//nav | //aside | //footer | //*[@class or @id]"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        others = element.tag in ("nav", "aside", "footer") or _OTHERS.search(names)
        if others and element.tag not in ("html", "body", "article", "main") and element.getparent() is not None:
            element.drop_tree()
    return own


def _metas(tree: html.HtmlElement) -> list[str]:
    found: dict[str, str] = {}
    for meta in tree.iterfind(".//meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        found.setdefault(name.casefold(), meta.get("content") or "")
    times = [each.get("datetime") or "" for each in tree.xpath("//time[@pubdate or @itemprop='datePublished']")]
    return [found[name] for name in _DATE_METAS if name in found] + times


def _linked_data(tree: html.HtmlElement) -> list[object]:
    """The publication dates in the page's JSON-LD."""
    found: list[object] = []
    for script in tree.xpath("//script[@type='application/ld+json']"):
        with suppress(ValueError, RecursionError):
            waiting = [json.loads(script.text or "null")]
            while waiting:
                value = waiting.pop()
                if isinstance(value, list):
                    waiting += reversed(value)
                elif isinstance(value, dict):
                    found += [value["datePublished"]] if "datePublished" in value else []
                    waiting += [value["@graph"]] if "@graph" in value else []
    return found
