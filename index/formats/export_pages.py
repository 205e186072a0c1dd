"""Pages that are exports: of press databases, and of Telegram."""

from __future__ import annotations

import re

from lxml import html

from index.formats.cells import day_of_cell
from index.formats.chats import Message, by_day
from index.formats.encodings import decoded
from index.formats.exports import split_export
from index.formats.inline import settle
from index.formats.markup import parse_markup, text_of_markup, text_of_tree
from index.formats.parsed import Draft
from index.text.cleaning import clean_line

_TELEGRAM = re.compile(rb"class=\"message (?:default|service)")
_ON_PAGES = re.compile(
    rb"End of Document|LOAD-DATE:|\d of \d+ DOCUMENTS|ProQuest document|Document [A-Z]{3,12}\d{8,16}[a-z\d]{5,12}"
)


def read_export_page(raw: bytes) -> list[Draft] | None:
    """Return the drafts of a page that a database or Telegram exported, or None."""
    if found := _telegram(raw):
        return found
    if not _ON_PAGES.search(raw):
        return None
    return split_export(Draft(text_of_markup(decoded(raw, declares=True).text)))


def _telegram(raw: bytes) -> list[Draft] | None:
    """Return a draft for each day on a page of a Telegram export, or None."""
    if not _TELEGRAM.search(raw[:200_000]) or b"page_header" not in raw[:20_000]:
        return None
    tree = parse_markup(decoded(raw, declares=True).text)
    if tree is None:
        return None
    settle(tree)
    messages: list[Message] = []
    name = ""
    for element in tree.xpath("//div[contains(@class, 'message') and contains(@class, 'default')]"):
        name = _shown(element, "./div[@class='body']/div[@class='from_name']") or name
        passed_on = element.xpath(".//div[contains(@class, 'forwarded')]/div[@class='from_name']/text()[1]")
        writer = clean_line("".join(map(str, passed_on[:1]))) or name
        written = "".join(map(str, element.xpath(".//div[contains(@class, 'date')][1]/@title")[:1]))
        text = _shown(element, ".//div[@class='text']")
        if text:
            messages.append(Message(day_of_cell(written[:10]), writer, text.split("\n")))
    title = _shown(tree, "//div[contains(@class, 'page_header')]//div[contains(@class, 'text')]")
    return list(by_day(messages, title, "Telegram")) if messages else None


def _shown(element: html.HtmlElement, path: str) -> str:
    return "\n".join(filter(None, map(text_of_tree, element.xpath(path)[:1])))
