"""Word documents (.docx) to drafts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

from index.metadata import Metadata
from index.readers import packages
from index.readers.values import Draft, UnreadableError
from index.text import clean_line

_TITLES = frozenset({"Title", "Heading 1"})
_PROGRAM_TITLES = frozenset({"Word Document", "Microsoft Word Document"})


def read_docx(raw: bytes) -> Draft:
    """The draft of a Word document, its paragraphs and table rows a line each; UnreadableError where it is none.

    The days in its properties are those of the file, not of what it says, so they date nothing.
    """
    with packages.opened(io.BytesIO(raw), "Word document") as package:
        packages.refuse_declarations(package, (".xml", ".rels"))
    try:
        document = docx.Document(io.BytesIO(raw))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UnreadableError("it is damaged or no Word document") from error
    text = "\n".join(_lines(document))
    if not text.strip():
        raise UnreadableError("it has no text")
    properties = document.core_properties
    title = clean_line(properties.title or "")
    if not title or title in _PROGRAM_TITLES:
        title = _heading(document)
    return Draft(text, Metadata(title=title, author=properties.author or None))


def _lines(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(dict.fromkeys(cell.text.replace("\n", " ") for cell in row.cells))


def _heading(document: Document) -> str:
    for paragraph in document.paragraphs:
        style = paragraph.style
        if style is not None and style.name in _TITLES and paragraph.text.strip():
            return paragraph.text
    return ""
