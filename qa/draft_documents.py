"""Drafts that are Word documents: their block quotes and links, as in plain text."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from index.formats.packages import Package, local_name
from index.formats.parsed import UnreadableError
from index.formats.word_styles import Style, attribute, styles_of, value_of

_QUOTES = frozenset({"quote", "intense quote", "block text", "quotations", "block quotation"})
"""Names of styles, which Word keeps in English whatever its own language."""


def marked(raw: bytes) -> bytes:
    """Return a Word document with marks of its block quotes and links.

    A block quote begins with `> `; a link outside of them is followed by its address in brackets. What is none, or has
    no such parts, is returned as it is: whoever reads it says what is wrong.
    """
    try:
        package = Package(raw, "a Word document")
        started = (target for _, kind, target in package.relations("") if kind == "officeDocument")
        name = next(filter(None, map(package.find, (*started, "word/document.xml"))), None)
        if name is None:
            return raw
        folder, base = posixpath.split(name)
        root = package.tree(name)
        styles, links = _part(package, f"{folder}/styles.xml"), _part(package, f"{folder}/_rels/{base}.rels")
        quotes = list(_quotes(root, styles_of(styles)))
        _mark(quotes, root, {each.get("Id", ""): each.get("Target", "") for each in links})
        changed = ElementTree.tostring(root, encoding="utf-8")
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as written:
            for each in package.names:
                written.writestr(each, changed if each == name else package.part(each))
    except UnreadableError:
        return raw
    return copy.getvalue()


def _part(package: Package, name: str) -> Element:
    return package.tree(name) if package.find(name) else Element("none")


def _quotes(root: Element, styles: Mapping[str, Style]) -> Iterator[Element]:
    """Yield the paragraphs in a style of block quotes, or one based on it."""
    for paragraph in root.iterfind(".//{*}p"):
        style, seen = value_of(paragraph.find("{*}pPr/{*}pStyle")), set[str]()
        while style in styles and style not in seen:
            seen.add(style)
            if styles[style].name.casefold() in _QUOTES:
                yield paragraph
                break
            style = styles[style].base


def _mark(quotes: list[Element], root: Element, links: Mapping[str, str]) -> None:
    """Add the marks; none to a link within a block quote."""
    for paragraph in quotes:
        place = next((at for at, each in enumerate(paragraph) if local_name(each) != "pPr"), len(paragraph))
        if "".join(paragraph.itertext()).strip():
            paragraph.insert(place, _run(paragraph, "> "))
    inside = {link for paragraph in quotes for link in paragraph.iterfind(".//{*}hyperlink")}
    for link in root.iterfind(".//{*}hyperlink"):
        address = links.get(attribute(link, "id"), "")
        if link not in inside and address.startswith(("http://", "https://")):
            link.append(_run(link, f" ({address})"))


def _run(beside: Element, text: str) -> Element:
    """Return a run of text, in the namespace of an element beside it."""
    space = beside.tag.rpartition("}")[0] + "}" if "}" in beside.tag else ""
    run = Element(f"{space}r")
    ElementTree.SubElement(run, f"{space}t").text = text
    return run
