"""EPUB books: one draft in reading order, or one per chapter if long."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urldefrag
from xml.etree.ElementTree import Element

from lxml import html

from index.formats import limits
from index.formats.book_metadata import book_metadata
from index.formats.encodings import decoded
from index.formats.markup import parse_markup, text_of_markup
from index.formats.packages import ENCRYPTED, Package, local_name
from index.formats.parsed import Draft, UnreadableError
from index.storage.articles import headline
from index.text.cleaning import clean_line

_CONTAINER = "META-INF/container.xml"
_PAGES = frozenset({".xhtml", ".html", ".htm", ".xml"})
_TOC = "application/x-dtbncx"
_NO_PAGES = ("image/", "audio/", "video/", "font/", "text/css", _TOC)
_MOST_NAMED = 3
_MARKS = frozenset({"noteref", "doc-noteref", "backlink", "doc-backlink"})
_OF_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # hides fonts, no text
_PROTECTED = "it is protected against copying (DRM): only the seller's own programs can read it"


def read_epub(raw: bytes) -> Iterator[Draft]:
    """Yield the book, or its chapters, whose records are their files.

    Warnings name what of it cannot be read. Raises UnreadableError if it is not an EPUB book, is protected against
    copying, or has only pictures.
    """
    book = _Book(Package(raw, "an EPUB book"))
    chapters = list(book.chapters())
    if (
        not chapters
        and not book.warnings
        and any(name.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp")) for name in book.names)
    ):
        raise UnreadableError("it has no text, only pictures")
    if not chapters and book.warnings:
        raise UnreadableError("; ".join(book.warnings[:_MOST_NAMED]))
    about = book_metadata(book.root)
    warnings = tuple(book.warnings)
    if sum(len(text) for _, text in chapters) <= limits.BOOK_CHARACTERS:
        yield Draft("\n\n".join(text for _, text in chapters), about, warnings=warnings, language_supposed=True)
        return
    titles = book.titles()
    for name, text in chapters:
        title = titles.get(name) or headline(text)
        full = f"{about.title}: {title}" if about.title else title
        yield Draft(text, replace(about, title=full, url=None), record=name, warnings=warnings, language_supposed=True)
        warnings = ()


class _Book:
    """The parts of a book; `warnings` say which are missing or cannot be read."""

    def __init__(self, package: Package) -> None:
        self.names = package.names
        self.warnings: list[str] = []
        self._package = package
        self._place = self._package_document()
        self.root = package.tree(self._place)
        self._items = {each.get("id", ""): each for each in self.root.iterfind(".//{*}item")}
        self._protected = self._protected_parts()

    def chapters(self) -> Iterator[tuple[str, str]]:
        """Yield the name and text of each chapter that has text."""
        seen: set[str] = set()
        for href in self._in_order():
            name = self._found(href)
            if name is None:
                self.warnings.append(f"its part {clean_line(href)} is missing")
            elif name not in seen:
                seen.add(name)
                try:
                    if name in self._protected:
                        raise UnreadableError(_PROTECTED)
                    read = decoded(self._package.part(name), declares=True)
                    text = _text_of_chapter(read.text)
                except UnreadableError as error:
                    if str(error) in (_PROTECTED, ENCRYPTED):
                        raise
                    self.warnings.append(f"its part {clean_line(href)} is not read: {error}")
                    continue
                self.warnings += [f"its part {clean_line(href)}: {warning}" for warning in read.warnings]
                if text.strip():
                    yield name, text

    def titles(self) -> dict[str, str]:
        """Return the titles of files from the table of contents."""
        found: dict[str, str] = {}
        for item in self._items.values():
            if (item.get("media-type", "").startswith(_TOC) or _is_contents(item)) and (
                name := self._found(item.get("href", ""))
            ):
                try:
                    root = self._package.tree(name)
                except UnreadableError:  # each chapter has its first line as its title then
                    continue
                for target, title in _entries(root):
                    if (file := self._found(target, posixpath.dirname(name))) and title:
                        found.setdefault(file, title)
        return found

    def _package_document(self) -> str:
        """Return the name of the part that lists the others."""
        containers = self._package.find(_CONTAINER)
        named = self._package.tree(containers).iterfind(".//{*}rootfile") if containers else ()
        for place in (each.get("full-path", "") for each in named):
            if found := self._package.find(place, anywhere=True):
                return found
        others = [name for name in self.names if name.lower().endswith(".opf")]
        if len(others) != 1:
            raise UnreadableError("it is damaged: it has no package document (.opf)")
        return others[0]

    def _protected_parts(self) -> set[str]:
        place = self._package.find("META-INF/encryption.xml")
        found = set()
        for each in self._package.tree(place).iterfind(".//{*}EncryptedData") if place else ():
            method, reference = each.find("{*}EncryptionMethod"), each.find(".//{*}CipherReference")
            if reference is not None and (method is None or method.get("Algorithm") not in _OF_FONTS):
                found.add(self._package.find(urldefrag(reference.get("URI", "")).url) or "")
        return found

    def _in_order(self) -> Iterator[str]:
        """Yield what the reading order refers to; without one, the pages as they are listed."""
        references = [each.get("idref", "") for each in self.root.iterfind(".//{*}itemref")]
        if not references:
            self.warnings.append("it has no reading order: its parts are in the order of its list")
            references = [number for number, item in self._items.items() if _is_named_as_page(item)]
        for number in references:
            item = self._items.get(number)
            if item is None:
                self.warnings.append(f"its part {clean_line(number)} is missing: its list does not have it")
            elif _is_page(item) and not _is_contents(item):
                yield urldefrag(item.get("href", "")).url

    def _found(self, href: str, folder: str | None = None) -> str | None:
        within = posixpath.dirname(self._place) if folder is None else folder
        return self._package.find(posixpath.join(within, urldefrag(href).url.replace("\\", "/")), anywhere=True)


def _is_page(item: Element) -> bool:
    """Whether an item of the reading order has text, whatever type old programs give it."""
    return not (item.get("media-type") or "").startswith(_NO_PAGES)


def _is_named_as_page(item: Element) -> bool:
    suffix = posixpath.splitext(urldefrag(item.get("href", "")).url)[1].lower()
    return _is_page(item) and suffix in _PAGES


def _is_contents(item: Element) -> bool:
    return "nav" in (item.get("properties") or "").split()


def _entries(root: Element) -> Iterator[tuple[str, str]]:
    """Yield the targets and titles in a table of contents of EPUB 2 or 3."""
    for each in root.iter():
        name = local_name(each)
        if name == "navPoint":
            content = each.find("{*}content")
            label = each.findtext("{*}navLabel/{*}text") or ""
            yield (content.get("src", "") if content is not None else ""), clean_line(label)
        elif name == "a" and each.get("href"):
            yield each.get("href", ""), clean_line("".join(each.itertext()))


def _text_of_chapter(markup: str) -> str:
    """Return the text of a chapter, without the marks that lead to notes and back."""
    tree = parse_markup(markup) if "epub:type" in markup or "doc-" in markup else None
    for link in [*tree.iter("a")] if tree is not None else []:
        said = f"{link.get('epub:type', '')} {link.get('role', '')}".split()
        if not _MARKS.isdisjoint(said):
            link.drop_tree()
    return text_of_markup(markup if tree is None else html.tostring(tree, encoding="unicode"))
