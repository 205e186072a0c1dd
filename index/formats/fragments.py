"""The text of cells and entries, which may be HTML or plain."""

from __future__ import annotations

import html
import re

_ELEMENTS = """
    a abbr address article aside b blockquote body center cite code dd del details div dl dt em figcaption figure font
    footer h1 h2 h3 h4 h5 h6 header html i iframe ins li main mark ol p pre q s script section small span strike strong
    style sub sup table tbody td th thead tr u ul
"""
_NAMES = "|".join(_ELEMENTS.split())
_MARKUP = re.compile(
    rf"</(?:{_NAMES})\s{{0,9}}>|<[bh]r\s{{0,9}}/?>|<img\s[^<>]{{0,999}}>|\A\s*+<(?:{_NAMES})[\s>]", re.IGNORECASE
)
_BLOCK = re.compile(r"</?(?:p|div|br|li|tr|h[1-6]|blockquote|ul|ol|table|section|article|figure)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,30});")
_EMPTY_LINES = re.compile(r"\n[ \t\r]*+\n")


def text_of_fragment(written: str, *, is_html: bool = False) -> str:
    """Return the text of HTML, or plain text with entities as characters.

    Unless it `is_html` for sure, plain text stays as it is, with its "a < b" and "<3". Lines of HTML without blocks are
    lines of the text; empty lines are between paragraphs, as WordPress keeps them.
    """
    if is_html or ("<" in written and _MARKUP.search(written)):
        return _shown(written)
    if "&" not in written or not _ENTITY.search(written):
        return written
    plain = _ENTITY.sub(lambda found: html.unescape(found[0]), written)
    # HTML that was escaped as a whole
    return _shown(plain) if _MARKUP.search(plain) else plain


def _shown(markup: str) -> str:
    from index.formats.markup import text_of_markup  # slow to import, and few tables need it

    lines = _EMPTY_LINES.sub("<p>", markup) if _BLOCK.search(markup) else markup.replace("\n", "<br>")
    return text_of_markup(lines)
