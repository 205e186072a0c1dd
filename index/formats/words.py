"""Word documents (.docx)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from index.formats.packages import opened_package, refuse_declarations
from index.formats.parsed import Draft, Metadata, UnreadableError
from index.text.cleaning import clean_line

_TITLES = frozenset({"Title", "Heading 1"})
_PROGRAM_TITLES = frozenset({"Word Document", "Microsoft Word Document"})
_WRAPPERS = "ins moveTo sdt sdtContent customXml smartTag fldSimple dir bdo"
_LEFT_OUT = "del moveFrom sdtPr sdtEndPr customXmlPr smartTagPr"
_NOTES = ((RELATIONSHIP_TYPE.FOOTNOTES, "w:footnote"), (RELATIONSHIP_TYPE.ENDNOTES, "w:endnote"))


def read_docx(raw: bytes) -> Draft:
    """Return the draft of a Word document, a line per paragraph and table row.

    Tracked insertions are included and tracked deletions are not; notes come after the text. The dates in its
    properties are those of the file, not of its content. Raises UnreadableError if it is not a Word document.
    """
    with opened_package(raw, "a Word document") as package:
        refuse_declarations(package, (".xml", ".rels"))
    try:
        document = docx.Document(io.BytesIO(raw))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UnreadableError("it is damaged or not a Word document") from error
    _unwrap(document.element)
    text = "\n".join([*_lines(document), *_notes(document)])
    properties = document.core_properties
    title = clean_line(properties.title or "")
    if not title or title in _PROGRAM_TITLES:
        title = _heading(document)
    return Draft(text, Metadata(title=title, author=properties.author or None))


def _unwrap(root: BaseOxmlElement) -> None:
    """Move the content of tracked insertions, content controls and so on to where python-docx looks."""
    etree.strip_elements(root, *(qn(f"w:{name}") for name in _LEFT_OUT.split()), with_tail=False)
    etree.strip_tags(root, *(qn(f"w:{name}") for name in _WRAPPERS.split()))


def _lines(container: Document | _Cell) -> Iterator[str]:
    for block in container.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                cells = {cell._tc: cell for cell in row.cells}  # a merged cell is there once for each it was made of
                yield "\t".join(" ".join(filter(None, _lines(cell))).replace("\n", " ") for cell in cells.values())


def _notes(document: Document) -> Iterator[str]:
    """Yield the footnotes, then the endnotes, without the separators that programs add."""
    for relation, name in _NOTES:
        with suppress(KeyError):
            root = parse_xml(document.part.part_related_by(relation).blob)
            _unwrap(root)
            for note in root.iterfind(qn(name)):
                if note.get(qn("w:type"), "normal") == "normal":
                    yield from ((paragraph.text or "").strip() for paragraph in note.iter(qn("w:p")))


def _heading(document: Document) -> str:
    for paragraph in document.paragraphs:
        style = paragraph.style
        if style is not None and style.name in _TITLES and paragraph.text.strip():
            return paragraph.text
    return ""
