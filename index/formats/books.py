"""EPUB books: one draft in reading order, or one per chapter if long."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from index.formats import limits
from index.formats.cells import day_of_cell
from index.formats.encodings import decoded
from index.formats.markup import text_of_markup
from index.formats.packages import opened_package, part_of, xml_tree
from index.formats.parsed import Draft, Metadata, UnreadableError
from index.storage.articles import headline, language_code
from index.text.cleaning import clean_line

_CONTAINER = "META-INF/container.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PAGES = ("application/xhtml+xml", "text/html", "application/xml")


def read_epub(raw: bytes) -> Iterator[Draft]:
    """Yield the book, or its chapters, whose records are their files.

    Raises UnreadableError if it is not an EPUB book.
    """
    with opened_package(raw, "an EPUB book") as package:
        root = xml_tree(part_of(package, _CONTAINER))
        place = next((each.get("full-path") for each in root.iterfind(".//{*}rootfile")), None)
        if not place:
            raise UnreadableError("it is damaged: it names no package document")
        book = xml_tree(part_of(package, place))
        parts = ((name, decoded(part_of(package, name), declares=True)) for name in _spine(book, place))
        chapters = [(name, text) for name, markup in parts if (text := text_of_markup(markup)).strip()]
        about = _metadata(book)
    if sum(len(text) for _, text in chapters) <= limits.BOOK_CHARACTERS:
        yield Draft("\n\n".join(text for _, text in chapters), about, language_supposed=True)
        return
    for name, text in chapters:
        title = f"{about.title}: {headline(text)}" if about.title else headline(text)
        yield Draft(text, replace(about, title=title, url=None), record=name, language_supposed=True)


def _spine(book: Element, place: str) -> Iterator[str]:
    """Yield the names of the chapters' files in reading order, without the table of contents."""
    items = {each.get("id"): each for each in book.iterfind(".//{*}item")}
    seen: set[str] = set()
    for reference in book.iterfind(".//{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES or "nav" in (item.get("properties") or "").split():
            continue
        name = posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(item.get("href") or "")))
        if name not in seen:
            seen.add(name)
            yield name


def _metadata(book: Element) -> Metadata:
    def values(name: str) -> list[str]:
        return [clean_line(each.text or "") for each in book.iter(f"{_DC}{name}") if (each.text or "").strip()]

    return Metadata(
        title=next(iter(values("title")), ""),
        source=next(iter(values("publisher")), None),
        url=next((each for each in values("source") if each.startswith(("http://", "https://"))), None),
        author=", ".join(values("creator")) or None,
        published=next(filter(None, map(day_of_cell, values("date"))), None),
        language=next(filter(None, map(language_code, values("language"))), None),
    )
