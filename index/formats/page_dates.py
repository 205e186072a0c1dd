"""The day on which a page was published."""

from __future__ import annotations

import copy
import re
from contextlib import suppress
from datetime import date

import htmldate
from lxml import html

from index.formats.cells import day_of_cell
from index.formats.page_data import LinkedData
from index.text.dates import can_be_of

_OTHERS = re.compile(r"related|recommend|popular|terkait|terpopuler|sidebar|comment|komentar", re.IGNORECASE)
_DATE_METAS = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.issued", "pubdate",
    "publishdate", "publish-date", "publication_date", "citation_publication_date", "og:published_time",
    "parsely-pub-date", "sailthru.date", "content_publishedtime", "article.published", "article:published",
    "article:published_date", "og:article:published_time", "date_published", "published_date", "published_time",
    "publish_date", "publish_time", "originalpublicationdate", "article_date_original", "article.created",
    "dc.date.created", "dc.created", "dcterms.created", "dcterms.date", "dc:date", "citation_date", "displaydate",
)  # fmt: skip
_FIRST_DAY = date(1900, 1, 1)  # as in datelines; programs write earlier days for an unknown date


def day_of_page(tree: html.HtmlElement, data: LinkedData) -> date | None:
    """Return the day of publication that the page declares, else one in its markup.

    The latter is found by htmldate, without the words of the text, which may name any day. Days before 1900 and in the
    future are ignored.
    """
    declared = map(day_of_cell, (*data.published, *_metas(tree), *_times(tree)))
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
