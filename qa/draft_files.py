"""Drafts read from files, as plain text with its quotation marks, block quotes and addresses."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree, html

from index.errors import BadInputError
from index.formats import FileReader, limits
from index.formats.encodings import decoded
from index.formats.files import check_file, why
from index.formats.front_matter import front_matter
from index.formats.inline import LINES, settle
from index.formats.kinds import FileKind, format_of
from index.formats.markup import parse_markup, text_of_tree
from index.formats.parsed import ReadArticle, UnreadableError
from index.text.cleaning import clean_text
from index.text.markdown import plain_of_markdown
from index.text.unwrapping import unwrapped
from index.values import UNDETERMINED, Problem
from qa.draft_documents import marked

_KINDS = {
    FileKind.TEXT, FileKind.MARKDOWN, FileKind.HTML, FileKind.DOCX, FileKind.ODT, FileKind.RTF, FileKind.PDF
}  # fmt: skip
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\((https?://[^()\s<>]+)\)")


def read_draft(path: Path) -> str:
    """Return the text of a draft: plain text, Markdown, HTML, Word, OpenDocument, RTF or PDF.

    Block quotes begin with `> `; the address of a link outside of them follows it in brackets. Raises BadInputError for
    a file that cannot be read, or is of another kind.
    """
    form = format_of(path.name)
    if form is None or not is_draft_name(path.name):
        raise BadInputError(f"{path} is no draft", "give a .md, .txt, .docx, .odt, .rtf, .pdf or .html file, or -")
    try:
        check_file(path, limits.DOCUMENT_BYTES)
        if form.kind in (FileKind.MARKDOWN, FileKind.HTML):
            return draft_of(path.read_bytes(), form.kind)
        if form.kind is FileKind.DOCX:
            with TemporaryDirectory() as folder:
                copy = Path(folder, path.name)
                copy.write_bytes(marked(path.read_bytes()))
                return "\n\n".join(_texts(copy))
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
    text = _with_front_matter(clean_text(decoded(raw).text))
    lines = (_LINK.sub(r"\1" if _is_quoted(line) else r"\1 (\2)", line) for line in text.split("\n"))
    return plain_of_markdown(unwrapped("\n".join(lines)))


def _with_front_matter(text: str) -> str:
    """Return a draft with what stands before it, without the marks around whole values."""
    found = front_matter(text)
    if found is None:
        return text
    body = found[1]
    before = "\n".join(map(_without_marks, text.removesuffix(body).split("\n")))
    return f"{before}\n{body}"


def _without_marks(line: str) -> str:
    """Return a line of front matter without marks around its whole value."""
    for mark in ('"', "'"):
        key, opening, value = line.rstrip().partition(mark)
        if opening and key.rstrip().endswith((":", "-", "=")) and value.endswith(mark):
            return key + value.removesuffix(mark).replace("\\" + mark, mark)
    return line


def _of_page(page: str) -> str:
    tree = parse_markup(page)
    if tree is None:
        return ""
    settle(tree)
    for quote in tree.iter("q"):  # browsers draw its marks
        quote.text, quote.tail = f"“{quote.text or ''}", f"”{quote.tail or ''}"
    for link in tree.iter("a"):
        if link.get("href", "").startswith(("http://", "https://")) and not _is_inside_quote(link):
            link.tail = f" ({link.get('href')}){link.tail or ''}"
    for block in tree.iter("blockquote"):
        if not _is_inside_quote(block):
            _mark(block)
    return text_of_tree(tree)


def _is_inside_quote(element: html.HtmlElement) -> bool:
    return next(element.iterancestors("blockquote"), None) is not None


def _mark(block: html.HtmlElement) -> None:
    """Begin each line of a block quote as Markdown does."""
    begins = True
    for event, element in etree.iterwalk(block, events=("start", "end")):
        begins = begins or element.tag in LINES
        place = "text" if event == "start" else "tail"
        text = (getattr(element, place) or "").lstrip()
        if begins and text and (place == "text" or element is not block):
            setattr(element, place, text if _is_quoted(text) else f"> {text}")
            begins = False


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _texts(path: Path) -> list[str]:
    with FileReader(lambda _: UNDETERMINED) as reader:
        parts = list(reader.read(path))
    texts = [each.article.text for each in parts if isinstance(each, ReadArticle)]
    if not texts:
        raise _unread(path, next((each.reason for each in parts if isinstance(each, Problem)), "it has no text"))
    return texts


def _unread(path: Path, reason: str) -> BadInputError:
    return BadInputError(f"{path} cannot be read: {reason}", "save it anew, or give it as plain text")
