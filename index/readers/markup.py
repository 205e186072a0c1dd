"""HTML to the text it shows, block by block; for pages' remains, feeds' entries and books' chapters."""

from __future__ import annotations

import re

from lxml import etree, html

_HIDDEN = frozenset({"script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "form"})
_BLOCK_NAMES = """
    address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer h1 h2 h3
    h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset({"td", "th"})
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|&(?:#\d+|#x[\da-fA-F]+|\w+);")


def parse_markup(text: str) -> html.HtmlElement | None:
    """The tree of a page; None where there is nothing in it. It resolves no entities and fetches nothing."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return html.document_fromstring(_XML_DECLARATION.sub("", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def text_of_markup(text: str) -> str:
    """The text that the HTML `text` shows: a line a block, without scripts and styles."""
    if not _TAG.search(text):
        return text
    tree = parse_markup(text)
    return "" if tree is None else text_of_tree(tree)


def text_of_tree(tree: html.HtmlElement) -> str:
    """The text that a tree shows; walked without recursion, since pages may be nested as deeply as they like."""
    pieces: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += name in _HIDDEN
            pieces.append("\n" if name in _BLOCKS else "\t" if name in _CELLS else "")
            pieces.append(_shown(element.text, hidden))
        else:
            hidden -= name in _HIDDEN
            pieces.append("\n" if name in _BLOCKS else "")
            pieces.append(_shown(element.tail, hidden))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(filter(None, lines))


def _shown(text: str | None, hidden: int) -> str:
    return "" if hidden or not text else _SPACE.sub(" ", text)
