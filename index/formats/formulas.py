"""Formulas of MathML as one line of letters."""

from __future__ import annotations

from lxml import etree, html

_UNREAD = frozenset({"annotation", "annotation-xml"})
_BETWEEN = {"msup": "^", "mfrac": "/", "mroot": ", "}
_BEFORE = {"msqrt": "√(", "mroot": "√("}


def formula(element: html.HtmlElement) -> str:
    """Return the letters of the formulas in `element`: powers with "^", fractions with "/"."""
    pieces: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        name = _name(each)
        if event == "start" and name in _UNREAD:
            walk.skip_subtree()
            continue
        grouped = name == "mrow" and len(each) > 1 and _name(each.getparent()) in _BETWEEN
        if event == "start":
            former = each.getprevious()
            pieces.append(_BETWEEN.get(_name(each.getparent()), "") if former is not None else "")
            pieces.append("(" if grouped else _BEFORE.get(name, ""))
            pieces.append("".join((each.text or "").split()) if name != "mtext" else each.text or "")
        else:
            pieces.append(")" if grouped or name in _BEFORE else "")
    return "".join(pieces)


def _name(element: html.HtmlElement | None) -> str:
    return element.tag.rpartition(":")[2] if element is not None and isinstance(element.tag, str) else ""
