"""The day on which a page was published."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from itertools import chain, takewhile

import htmldate
from lxml import html

from index.formats.cells import day_of_cell
from index.formats.markup import text_of_tree
from index.formats.page_data import LinkedData
from index.text.cleaning import clean_text
from index.text.date_names import folded
from index.text.dates import can_be_of, day_of_address, days_in

_OTHERS = re.compile(r"(?:^|[\s_-])(?:related|recommend|popular|terkait|terpopuler|comment|komentar)", re.IGNORECASE)
_SIDEBAR = re.compile(r"(?:^|[\s_-])sidebar", re.IGNORECASE)
_CHANGES = """
    //script | //nav | //*[@itemprop='dateModified']
    | //time[(contains(@class, 'updated') or contains(@class, 'modified')) and not(contains(@class, 'publish'))]
"""
# From declared dates htmldate would take days of changes, too, and turn invalid ones into days.
_DECLARED = "//meta | //aside | //footer | //time[@pubdate] | //*[@itemprop='datePublished']"
_UTC = re.compile(r"(?:Z|[+-]00:?00|GMT|UTC)$", re.IGNORECASE)
_MINUTE = re.compile(r"\d(:\d\d)")
_ONE_DAY = timedelta(days=1)
_DATE_METAS = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.issued", "pubdate",
    "publishdate", "publish-date", "publication_date", "citation_publication_date", "og:published_time",
    "parsely-pub-date", "sailthru.date", "content_publishedtime", "article.published", "article:published",
    "article:published_date", "og:article:published_time", "date_published", "published_date", "published_time",
    "publish_date", "publish_time", "originalpublicationdate", "article_date_original", "article.created",
    "dc.date.created", "dc.created", "dcterms.created", "dcterms.date", "dc:date", "citation_date", "displaydate",
)  # fmt: skip
# What stands before the day of a change, or before the second day of two.
_NO_DAY = re.compile(
    "updat|modif|revis|aktuali|geandert|actualiz|atualiz|mis a jour|maj |aggiorn|bijgewerkt|diperbarui|dikemas kini"
    r"|обновл|изменен|更新|수정|guncelle|cap nhat|تحديث|\d\W*[-–]\W*$"
)
_STOP = re.compile(r" ?[-–—|:.]")
_MARK = "\ue000"
_LEAST_TITLE = 12
_MOST_LINES = 3_000
_MOST_DAYS = 100
_MOST_ELEMENTS = 20_000  # twice what the largest of 1,000 pages has; more would take seconds
_LINES_UNDER, _LINES_ABOVE = 12, 3
_LONGEST_LINE = 200
_MOST_WORDS, _MOST_WORDS_OF_SENTENCE = 10, 2
_SENTENCE = re.compile(r"[^\W\d]{3}[.!?]$|。$|\d{4}[.!?]$")
_FIRST_SHOWN = date(1995, 1, 1)
_FIRST_DAY = date(1900, 1, 1)  # as in datelines; programs write earlier days for an unknown date


def day_of_page(tree: html.HtmlElement, data: LinkedData, url: str | None = None) -> date | None:
    """Return the day of publication that the page declares, else shows.

    An address tells the day at the place, declared times are often in UTC: it is the address's of two that are a day
    apart. Days before 1900 and in the future are ignored.
    """
    declared = _day_declared((*data.published[:_MOST_DAYS], *_metas(tree)))
    times = list(filter(None, map(_day_of_value, _times(tree)[:_MOST_DAYS])))
    if declared is None and len(set(times)) == 1:
        declared = times[0]
    addressed = day_of_address(url)
    if addressed and (declared is None or abs(declared - addressed) <= _ONE_DAY):
        return addressed
    if declared:
        return declared
    shown = _day_shown(tree, data.headline)
    return times[0] if times and shown not in times else shown


def _day_declared(values: Sequence[str]) -> date | None:
    """Return the first day of `values`, at the place if one says it."""
    moments = [(value.strip(), day) for value in values if (day := _day_of_value(value))]
    written, first = next(iter(moments), ("", None))
    minute = _MINUTE.search(written) if _UTC.search(written) else None
    for value, day in moments:
        other = None if _UTC.search(value) else _MINUTE.search(value)
        if first and minute and other and other[1] == minute[1] and abs(day - first) <= _ONE_DAY:
            return day
    return first


def _day_of_value(value: str) -> date | None:
    day = day_of_cell(value) or day_of_cell(value, month_first=True)
    return day if day and can_be_of(day, _FIRST_DAY) else None


def _day_shown(tree: html.HtmlElement, headline: str) -> date | None:
    """Return the day near the headline, else in the markup, else in any line."""
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        return None
    own = copy.deepcopy(tree)
    _drop(own, _CHANGES, _OTHERS)
    lines = _lines(own)
    if day := _day_by_headline(lines, (own.findtext(".//title") or "", headline)):
        return day
    _drop(own, _DECLARED, _SIDEBAR)
    with suppress(Exception):  # it fails in many ways on odd pages; then there is no date
        if day := day_of_cell(htmldate.find_date(own, extensive_search=False, original_date=True)):
            return day
    shown = set(filter(None, map(_day_of_line, text_of_tree(own).split("\n")[:_MOST_LINES])))
    return shown.pop() if len(shown) == 1 else None


def _drop(tree: html.HtmlElement, path: str, names: re.Pattern[str]) -> None:
    """Drop what is at `path`, and elements of these names without a headline."""
    for element in tree.xpath(path):
        element.drop_tree()
    around = set(tree.xpath("//h1/ancestor::* | /html | //body | //article | //main"))
    for element in tree.xpath("//*[@class or @id]"):
        named = names.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        if named and element not in around and element.getparent() is not None:
            element.drop_tree()


def _day_by_headline(lines: Sequence[str], titles: Sequence[str]) -> date | None:
    """Return the day that a line near a headline says, and little else."""
    known = [" ".join(title.split()) for title in titles]
    found: list[tuple[int, int, date]] = []
    for place, line in enumerate(lines):
        named = len(line) >= _LEAST_TITLE and any(title.startswith(line) for title in known)
        if _MARK in line or named:
            after = takewhile(lambda line: _MARK not in line, lines[place + 1 : place + _LINES_UNDER])
            before = reversed(lines[max(0, place - _LINES_ABOVE) : place])
            each = chain(enumerate(chain((line,), after)), enumerate(before, 2))
            found += [(far, place, day) for far, near in each if (day := _day_of_line(near))]
    return min(found)[2] if found else None


def _lines(tree: html.HtmlElement) -> list[str]:
    """Return the lines that a page shows, its headlines marked."""
    for element in tree.iterfind(".//body//*"):
        text = element.text or ""
        if element.tag == "time" and not any(days_in(text[:_LONGEST_LINE])):
            text = str(day_of_cell(element.get("datetime")) or text)
        element.text = f"{_MARK if element.tag == 'h1' else ' '}{clean_text(text)} "
        element.tail = f" {clean_text(element.tail or '')}"
    return text_of_tree(tree).split("\n")[:_MOST_LINES]


def _day_of_line(line: str) -> date | None:
    """Return the day of a line that says little else, or begins with it."""
    text = folded(line[:_LONGEST_LINE])
    said = 0
    for day, start, end in days_in(text):
        others = len(text[:start].split()) + len(text[end:].split())
        most = _MOST_WORDS_OF_SENTENCE if _SENTENCE.search(text) else _MOST_WORDS
        alone = others <= most and len(line) <= _LONGEST_LINE
        leads = not text[:start].strip(" (") and _STOP.match(text, end)
        if (alone or leads) and can_be_of(day, _FIRST_SHOWN) and not _NO_DAY.search(text[said:start]):
            return day
        said = end
    return None


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
    elements = (*tree.xpath(f"//article//{marked}"), *tree.xpath(f"//{marked}"))
    return [each.get("datetime") or each.get("content") or each.text or "" for each in elements]
