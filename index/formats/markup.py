"""The text that HTML shows, block by block."""

from __future__ import annotations

import re
from contextlib import suppress

from lxml import etree, html

from index.formats.inline import LINES, settle
from index.formats.parsed import UnreadableError

_HIDDEN = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object", "form"})
_CELLS = frozenset({"td", "th"})
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_TAG = re.compile(r"</?[a-zA-Z](?:[^<>]|<(?!/?[a-zA-Z]))*+>|&(?:#\d+|#x[\da-fA-F]+|\w+);")


def parse_markup(text: str) -> html.HtmlElement | None:
    """Return the tree of a page, or None if empty; resolve and fetch nothing.

    Raises UnreadableError if it is nested so deeply (2,048 levels) that the parser leaves out the rest, and
    MemoryError if memory runs out.
    """
    # Without huge_tree the parser leaves out what is below 256 levels, which a few hundred unclosed tags reach, and
    # texts of more than 10 MB. The worker process limits time and memory.
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    tree = None
    with suppress(etree.ParserError, etree.XMLSyntaxError):
        tree = html.document_fromstring(_XML_DECLARATION.sub("", text), parser=parser)
    if parser.error_log.filter_types([etree.ErrorTypes.ERR_NO_MEMORY]):
        raise MemoryError
    if parser.error_log.filter_types([etree.ErrorTypes.ERR_RESOURCE_LIMIT]):
        raise UnreadableError("it is nested too deeply")
    return tree


def text_of_markup(text: str) -> str:
    """Return the text that HTML shows, a line per block, without scripts and styles."""
    if not _TAG.search(text):
        return text
    tree = parse_markup(text)
    if tree is None:
        return ""
    settle(tree)
    return text_of_tree(tree)


def text_of_tree(tree: html.HtmlElement) -> str:
    """Return the text that a tree shows; no recursion, because pages may be nested deeply."""
    pieces: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += name in _HIDDEN
            pieces.append("\n" if name in LINES else "\t" if name in _CELLS else "")
            pieces.append(_shown(element.text, hidden))
        else:
            hidden -= name in _HIDDEN
            pieces.append("\n" if name in LINES else "")
            pieces.append(_shown(element.tail, hidden))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(filter(None, lines))


def _shown(text: str | None, hidden: int) -> str:
    return "" if hidden or not text else _SPACE.sub(" ", text)
