"""HTML pages: the text of the article without menus and advertisements, and its metadata."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import htmldate
import trafilatura
from lxml import html
from trafilatura.settings import Document

from index.formats.addresses import address_of
from index.formats.barriers import PAID, is_paid, refuse_empty
from index.formats.bodies import completed, declared_body
from index.formats.boxes import clear
from index.formats.cells import day_of_cell
from index.formats.encodings import decoded
from index.formats.inline import settle
from index.formats.layout import unfold_tables
from index.formats.markup import parse_markup, text_of_tree
from index.formats.parsed import Draft, Metadata
from index.formats.titles import title_of
from index.storage.articles import language_code
from index.text.dates import can_be_of

_ADDRESS_YEAR = re.compile(r"/((?:19|20)\d\d)(?:/|-)")
_OTHERS = re.compile(r"related|recommend|popular|terkait|terpopuler|sidebar|comment|komentar", re.IGNORECASE)
_DATE_METAS = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.issued", "pubdate",
    "publishdate", "publish-date", "publication_date", "citation_publication_date", "og:published_time",
    "parsely-pub-date", "sailthru.date", "content_publishedtime", "article.published", "article:published",
    "article:published_date", "og:article:published_time", "date_published", "published_date", "published_time",
    "publish_date", "publish_time", "originalpublicationdate", "article_date_original", "article.created",
    "dc.date.created", "dc.created", "dcterms.created", "dcterms.date", "dc:date", "citation_date", "displaydate",
)  # fmt: skip
_ARTICLES = ("Article", "Posting")  # how the names of schema.org's types of articles end
_FIRST_DAY = date(1900, 1, 1)  # as in datelines; programs write earlier days for an unknown date


def read_page(raw: bytes) -> Draft:
    """Return the draft of a page; raise UnreadableError if it has no article."""
    markup = decoded(raw, declares=True)
    tree = parse_markup(markup)
    if tree is None:
        return Draft("")
    url, host = address_of(tree, markup)
    published = _published(tree)
    scripts = sum(each.get("src") is not None for each in tree.iter("script"))
    settle(tree)
    clear(tree)
    paid = is_paid(tree)
    unfold_tables(tree)
    found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=True)
    about = found if isinstance(found, Document) else Document()
    title = title_of(tree, about.title or "", about.sitename, host)
    body = tree.find("body")
    text = completed(about.text, tree, title) if about.text else text_of_tree(tree if body is None else body)
    text = declared_body("\n".join(each.text or "" for each in tree.iter("script")), text)
    refuse_empty(tree, text, scripts)
    metadata = Metadata(
        title=title,
        source=about.sitename or host,
        url=url,
        author=about.author,
        published=published,
        language=language_code(tree.get("lang") or ""),
    )
    year = _ADDRESS_YEAR.search(url or "")
    return Draft(text, metadata, year=int(year[1]) if year else None, warnings=(PAID,) if paid else ())


def _published(tree: html.HtmlElement) -> date | None:
    """Return the day of publication that the page declares, else one in its markup.

    The latter is found by htmldate, without the words of the text, which may name any day. Days before 1900 and in the
    future are ignored.
    """
    declared = map(day_of_cell, (*_linked_data(tree), *_metas(tree), *_times(tree)))
    if day := next((day for day in declared if day and can_be_of(day, _FIRST_DAY)), None):
        return day
    with suppress(Exception):  # it fails in many ways on odd pages; then there is no date
        return day_of_cell(htmldate.find_date(_own(tree), extensive_search=False, original_date=True))
    return None


def _own(tree: html.HtmlElement) -> html.HtmlElement:
    """Return a copy of the page without declared dates and parts about other pages.

    From declared dates htmldate would take days of changes, too, and turn invalid ones into days.
    """
    own = copy.deepcopy(tree)
    for element in own.xpath(
        "//meta | //script | //time[@pubdate] | //*[@itemprop='datePublished'] | //*[@itemprop='dateModified']"
    ):
        element.drop_tree()
    for element in own.xpath("//nav | //aside | //footer | //*[@class or @id]"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        others = element.tag in ("nav", "aside", "footer") or _OTHERS.search(names)
        if others and element.tag not in ("html", "body", "article", "main") and element.getparent() is not None:
            element.drop_tree()
    return own


def _metas(tree: html.HtmlElement) -> list[str]:
    """Return the publication dates in the page's head, the surest first."""
    found: dict[str, str] = {}
    for meta in tree.iterfind(".//meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        found.setdefault(name.casefold(), meta.get("content") or "")
    return [found[name] for name in _DATE_METAS if name in found]


def _times(tree: html.HtmlElement) -> list[str]:
    """Return the publication dates in the page's body, preferably those within an article."""
    marked = "*[@itemprop='datePublished' or (self::time and @pubdate)]"
    elements = tree.xpath(f"//article//{marked}") or tree.xpath(f"//{marked}")
    return [each.get("datetime") or each.get("content") or each.text or "" for each in elements]


def _linked_data(tree: html.HtmlElement) -> list[object]:
    """Return the publication dates in JSON-LD: of articles, then of pages and untyped nodes."""
    articles: list[object] = []
    pages: list[object] = []
    for script in tree.iterfind(".//script"):
        if (script.get("type") or "").partition(";")[0].strip().casefold() != "application/ld+json":
            continue
        with suppress(ValueError, RecursionError):
            for node in _nodes(json.loads(script.text or "null")):
                types = node.get("@type", "WebPage")
                names = [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]
                if any(name.endswith(_ARTICLES) for name in names):
                    articles.append(node.get("datePublished"))
                elif any(name.endswith("WebPage") for name in names):
                    pages.append(node.get("datePublished"))
    return articles + pages


def _nodes(value: object) -> Iterator[dict[str, object]]:
    """Yield the nodes of JSON-LD, without those that are only part of another."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            yield value
            waiting += [value[key] for key in ("mainEntity", "@graph") if key in value]
