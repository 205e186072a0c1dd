"""The text of elements of XML, without marks of notes."""

from __future__ import annotations

import re
from itertools import islice
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

_MOST_PIECES = 20
_BLOCK_NAMES = """
    ab abstract block blockquote boxed-text br caption disp-formula disp-quote div fig h1 h2 h3 h4 h5 h6 head hl1 hl2
    item l lg li list list-item ol p pre row sec sp table table-wrap title tr ul verse-line
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_HIDDEN_NAMES = """
    back body.end body.head fn fn-group graphic media note object-id ref-list script style supplementary-material
    table-wrap-foot teiHeader tex-math
"""
_HIDDEN = frozenset(_HIDDEN_NAMES.split())
_SPACED = frozenset({"break", "cell", "lb", "td", "th"})
_NOTES = frozenset({"aff", "author-notes", "bibr", "corresp", "fn", "table-fn"})
_MARK = re.compile(r"[\d,;\s*†‡§–-]{0,40}|[a-z]")
_POWER = re.compile(r"[-+−–]?\d{1,9}")
_SPACE = re.compile(r"\s+")


def first(element: Element | None, name: str) -> Element | None:
    """Return the first element of this name within another, or None."""
    return next((each for each in element.iter(name)), None) if element is not None else None


def line_of(element: Element | None) -> str:
    """Return the text of an element in one line."""
    return " ".join(blocks_of(element).split())


def blocks_of(element: Element | None) -> str:
    """Return the text of an element, a line per block."""
    if element is None:
        return ""
    pieces: list[str] = []
    hiding: list[bool] = []  # for each open element, whether it or one around it is hidden
    for event, each in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        name = each.tag if isinstance(each.tag, str) else ""
        if event == "start":
            hidden = bool(hiding and hiding[-1])
            hiding.append(hidden or name in _HIDDEN or _is_mark(each, name, pieces))
            pieces += ["\n"] * (name in _BLOCKS) + [" "] * (name in _SPACED)
            if not hiding[-1] and name == "sup" and _POWER.fullmatch(each.text or "") and not _is_apart(pieces):
                pieces.append("^")
            pieces += [_SPACE.sub(" ", each.text)] if each.text and not hiding[-1] else []
            continue
        if event == "end":
            hiding.pop()
            pieces += ["\n"] * (name in _BLOCKS)
        if each.tail and each is not element and not (hiding and hiding[-1]):
            pieces.append(_SPACE.sub(" ", each.tail))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(filter(None, lines))


def _is_mark(element: Element, name: str, before: list[str]) -> bool:
    """Whether an element marks a note, raised or glued to a word."""
    if name == "sup":
        return any(each.get("ref-type") in _NOTES for each in element.iterchildren("xref"))
    if name != "xref" or element.get("ref-type") not in _NOTES:
        return False
    written = "".join(map(str, islice(element.itertext(), _MOST_PIECES)))
    raised = next(element.iterchildren("sup"), None) is not None
    return _MARK.fullmatch(written) is not None and (raised or not _is_apart(before))


def _is_apart(pieces: list[str]) -> bool:
    """Whether what was read last ends in a space or opens a bracket."""
    last = pieces[-1][-1] if pieces else " "
    return last.isspace() or last in "([{,;–-"
