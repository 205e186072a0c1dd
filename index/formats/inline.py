"""Raised, lowered, struck-out and hidden text of HTML, ruby and formulas, as they are read."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree, html

from index.formats.formulas import formula
from index.formats.raised import is_note, is_page_number, lowered, raised

_LINE_NAMES = """
    address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer h1 h2 h3
    h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul
"""
LINES = frozenset(_LINE_NAMES.split())
"""The elements that stand on lines of their own."""
_BREAKS = LINES | {"td", "th", "form"}
_LEFT_OUT = frozenset({"rt", "rp", "rtc", "s", "strike", "del"})
_READERS_CLASSES = """
    sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only screen-reader screenreader
    u-visually-hidden is-visually-hidden element-invisible a11y-hidden cdk-visually-hidden
"""
_FOR_READERS = frozenset(_READERS_CLASSES.split())
_PAGE = ("html", "body", "article", "main", "h1")
_PARAGRAPHS = ("p", "li", "td", "h1", "h2", "h3", "blockquote")
_REMEMBERED = 40
"""How many characters before raised text are looked at."""


def settle(tree: html.HtmlElement) -> None:
    """Write into `tree` what its marks mean.

    Its plain text is then what is read. Struck-out and hidden text, readings over ruby and the marks of notes go;
    powers, formulas and quotations are written out. Of a page that hides most of itself until a script runs, nothing
    hidden goes. Takes linear time.
    """
    page = around_page(tree)  # this is shown, even if a script has yet to say so
    before = ""
    changes: list[tuple[html.HtmlElement, str]] = []
    quotes: list[html.HtmlElement] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            said = None if element in page else _said(element, name, before)
            if said is not None:
                changes.append((element, said))
                before += said
                walk.skip_subtree()
                continue
            if name == "q":
                quotes.append(element)
            before = ("" if name in _BREAKS else before) + (element.text or "")
        else:
            before = ("" if name in _BREAKS else before) + (element.tail or "")
        before = before[-_REMEMBERED:]
    hidden = [element for element, _ in changes if element.tag in _BREAKS]
    kept = set(hidden) if 2 * sum(map(_length, hidden)) > _length(tree) else set()
    for element, said in changes:
        if element not in kept:
            empty(element, said)
    for element in reversed(quotes):
        _quote(element)


def _length(element: html.HtmlElement) -> int:
    """Return how much text there is in `element`, without scripts and styles."""
    return sum(len((each.text or "").strip()) for each in element.iter() if each.tag not in ("script", "style"))


def around_page(tree: html.HtmlElement) -> set[html.HtmlElement]:
    """Return what the page's own parts stand in: its title, its article, and these themselves."""
    found: set[html.HtmlElement] = set()
    for element in tree.iter(*_PAGE):
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()
    return found


def _said(element: html.HtmlElement, name: str, before: str) -> str | None:
    """Return what stands for `element`, or None if it stays as it is."""
    if name in _LEFT_OUT:
        return ""
    if name.rpartition(":")[2] == "math":
        return formula(element)
    style = _style(element)
    if (element.attrib and (_is_unseen(element, style) or is_page_number(element))) or is_note(element, name):
        return formula(element) if next(element.iter("math"), None) is not None else ""
    return _shifted(element, name, before, style)


def _shifted(element: html.HtmlElement, name: str, before: str, style: Mapping[str, str]) -> str | None:
    place = name if name in ("sup", "sub") else style.get("vertical-align", "")[:5]
    if (
        place not in ("sup", "sub", "super")
        or name in _PARAGRAPHS
        or next(element.iterchildren(*_BREAKS), None) is not None
    ):
        return None
    said = " ".join("".join(element.itertext()).split())
    return raised(said, before, (element.tail or "")[:_REMEMBERED]) if place != "sub" else lowered(said, before)


def _style(element: html.HtmlElement) -> Mapping[str, str]:
    declared = (each.partition(":") for each in (element.get("style") or "").casefold().split(";"))
    return {name.strip(): value.strip() for name, _, value in declared}


def _is_unseen(element: html.HtmlElement, style: Mapping[str, str]) -> bool:
    classes = (element.get("class") or "").casefold().split()
    if "katex-html" in classes:  # the same formula stands before it as MathML
        former = element.getprevious()
        return former is not None and next(former.iter("math"), None) is not None
    return (
        (element.get("hidden") or "until-found").casefold() != "until-found"
        or element.get("hidden") == ""
        or style.get("display", "").startswith("none")
        or style.get("visibility", "").startswith("hidden")
        or any("line-through" in style.get(name, "") for name in ("text-decoration", "text-decoration-line"))
        or not _FOR_READERS.isdisjoint(classes)
    )


def empty(element: html.HtmlElement, said: str = "") -> None:
    """Empty `element` but for `said`.

    Its place stays, since to move the text after it may take long.
    """
    element.clear(keep_tail=True)
    element.tag = "div" if element.tag in _BREAKS else "span"
    element.text = said


def _quote(element: html.HtmlElement) -> None:
    """Write the marks that a browser shows around a quotation."""
    first, last = "‘’" if element.getparent() is not None and element.getparent().tag == "q" else "“”"
    element.text = first + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + last
    else:
        element.text += last
    element.tag = "span"  # a quotation may be taken for a block
