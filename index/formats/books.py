"""EPUB books to drafts: one a book with its chapters in reading order, or one a chapter where it is long."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from index.formats import limits, packages
from index.formats.cells import day_of_cell
from index.formats.encodings import decoded
from index.formats.markup import text_of_markup
from index.formats.metadata import Metadata
from index.formats.parsed import Draft, UnreadableError
from index.storage.articles import headline, language_code
from index.text.cleaning import clean_line

_CONTAINER = "META-INF/container.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PAGES = ("application/xhtml+xml", "text/html", "application/xml")


def read_epub(stream: BinaryIO) -> Iterator[Draft]:
    """The book, or its chapters (their records are their files); UnreadableError where it is no EPUB or has no text."""
    with packages.opened(stream, "EPUB book") as package:
        root = packages.tree(packages.part(package, _CONTAINER))
        place = next((each.get("full-path") for each in root.iter() if _local(each) == "rootfile"), None)
        if not place:
            raise UnreadableError("it is damaged: it names no package document")
        book = packages.tree(packages.part(package, place))
        chapters = [(name, text) for name in _spine(book, place) if (text := _chapter(package, name)).strip()]
        about = _metadata(book)
    if not chapters:
        raise UnreadableError("it has no text")
    if sum(len(text) for _, text in chapters) <= limits.BOOK_CHARACTERS:
        yield Draft("\n\n".join(text for _, text in chapters), about)
        return
    for name, text in chapters:
        title = f"{about.title}: {headline(text)}" if about.title else headline(text)
        yield Draft(
            text, Metadata(title, about.source, None, about.author, about.published, about.language), record=name
        )


def _spine(book: Element, place: str) -> Iterator[str]:
    """The names of the chapters' files in reading order, each once, without the table of contents."""
    items = {each.get("id"): each for each in book.iter() if _local(each) == "item"}
    seen: set[str] = set()
    for reference in (each for each in book.iter() if _local(each) == "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES or "nav" in (item.get("properties") or "").split():
            continue
        name = posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(item.get("href") or "")))
        if name not in seen:
            seen.add(name)
            yield name


def _chapter(package: zipfile.ZipFile, name: str) -> str:
    return text_of_markup(decoded(packages.part(package, name), declares=True))


def _metadata(book: Element) -> Metadata:
    def said(name: str) -> list[str]:
        return [clean_line(each.text or "") for each in book.iter(f"{_DC}{name}") if (each.text or "").strip()]

    return Metadata(
        title=next(iter(said("title")), ""),
        source=next(iter(said("publisher")), None),
        url=next((each for each in said("source") if each.startswith(("http://", "https://"))), None),
        author=", ".join(said("creator")) or None,
        published=next(filter(None, map(day_of_cell, said("date"))), None),
        language=next(filter(None, map(language_code, said("language"))), None),
    )


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
