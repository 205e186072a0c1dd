"""Drafts read from files, as plain text with its quotation marks, block quotes and addresses."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import html

from index.errors import BadInputError
from index.formats import FileReader, limits
from index.formats.encodings import decoded
from index.formats.files import check_file, why
from index.formats.inline import settle
from index.formats.kinds import FileKind, format_of
from index.formats.markup import parse_markup, text_of_tree
from index.formats.parsed import ReadArticle, UnreadableError
from index.formats.plain import read_plain
from index.values import UNDETERMINED, Problem

_KINDS = {
    FileKind.TEXT, FileKind.MARKDOWN, FileKind.HTML, FileKind.DOCX, FileKind.ODT, FileKind.RTF, FileKind.PDF
}  # fmt: skip
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\((https?://[^()\s<>]+)\)")
_BLOCKS = frozenset({"p", "li", "div"})


def read_draft(path: Path) -> str:
    """Return the text of a draft: plain text, Markdown, HTML, Word, OpenDocument, RTF or PDF.

    Block quotes begin with `> `; the address of a link follows it in brackets. Raises BadInputError for a file that
    cannot be read, or is of another kind.
    """
    form = format_of(path.name)
    if form is None or not is_draft_name(path.name):
        raise BadInputError(f"{path} is no draft", "give a .md, .txt, .docx, .odt, .rtf, .pdf or .html file, or -")
    try:
        check_file(path, limits.DOCUMENT_BYTES)
        if form.kind in (FileKind.MARKDOWN, FileKind.HTML):
            return draft_of(path.read_bytes(), form.kind)
        return "\n\n".join(_texts(path))
    except (OSError, ValueError) as error:
        raise _unread(path, why(error)) from error
    except UnreadableError as error:
        raise _unread(path, str(error)) from error


def is_draft_name(name: str) -> bool:
    """Return whether a text is the name of a file that may be a draft.

    >>> is_draft_name("story.md"), is_draft_name("He read story.md")
    (True, False)
    """
    form = format_of(name)
    return form is not None and form.kind in _KINDS and not form.gzipped and len(name.split()) == 1


def draft_of(raw: bytes, kind: FileKind = FileKind.MARKDOWN) -> str:
    """Return the text of a draft in Markdown, or plain text, or in HTML.

    Raises UnreadableError if it is not text.
    """
    if kind is FileKind.HTML:
        return _of_page(decoded(raw, declares=True).text)
    linked = _LINK.sub(r"\1 (\2)", decoded(raw).text)
    return read_plain(linked.encode(), FileKind.MARKDOWN, Path("draft.md")).text


def _of_page(page: str) -> str:
    tree = parse_markup(page)
    if tree is None:
        return ""
    settle(tree)
    for link in tree.iter("a"):
        if link.get("href", "").startswith(("http://", "https://")):
            link.tail = f" ({link.get('href')}){link.tail or ''}"
    for block in tree.iter("blockquote"):
        for line in (block, *(each for each in block.iterdescendants() if each.tag in _BLOCKS)):
            _mark(line)
    return text_of_tree(tree)


def _mark(line: html.HtmlElement) -> None:
    """Begin a line of a block quote as Markdown does, if it begins with words."""
    text = (line.text or "").strip()
    if text and not text.startswith(">"):
        line.text = f"> {text}"


def _texts(path: Path) -> list[str]:
    with FileReader(lambda _: UNDETERMINED) as reader:
        parts = list(reader.read(path))
    texts = [each.article.text for each in parts if isinstance(each, ReadArticle)]
    if not texts:
        raise _unread(path, next((each.reason for each in parts if isinstance(each, Problem)), "it has no text"))
    return texts


def _unread(path: Path, reason: str) -> BadInputError:
    return BadInputError(f"{path} cannot be read: {reason}", "save it anew, or give it as plain text")
