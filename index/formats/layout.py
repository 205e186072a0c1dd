"""Tables that only lay a page out, as opposed to those with data."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree, html

_PARTS = frozenset({"tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup"})
_BLOCKS = frozenset({"p", "br", "div", "h1", "h2", "h3", "h4", "ul", "ol", "article", "section", "blockquote"})
_LONG_CELL = 300
"""From how many characters on a cell with blocks in it is no value of a table."""


@dataclass(slots=True)
class _Table:
    element: html.HtmlElement
    parts: list[html.HtmlElement] = field(default_factory=list)
    cells: int = 0
    widest: int = 0
    text: int = 0
    blocks: int = 0
    is_layout: bool = False

    def end_cell(self) -> None:
        self.is_layout |= self.text >= _LONG_CELL and self.blocks > 0
        self.text = self.blocks = 0


def unfold_tables(tree: html.HtmlElement) -> None:
    """Make each cell of the tables that only lay the page out a plain block."""
    open_tables: list[_Table] = []
    tables: list[_Table] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = element.tag
        if name == "table" and event == "start":
            open_tables.append(_Table(element))
        elif name == "table":
            tables.append(open_tables.pop())
            if open_tables:  # only layout has tables within
                open_tables[-1].is_layout = True
        elif open_tables:
            _count(open_tables[-1], event, element)
    for table in tables:
        lonely = table.widest <= 1
        if table.element.get("role") in ("presentation", "none") or table.is_layout or lonely:
            for part in (table.element, *table.parts):
                part.tag = "div"


def _count(table: _Table, event: str, element: html.HtmlElement) -> None:
    name = element.tag
    if event == "start":
        if name in _PARTS:
            table.parts.append(element)
        table.cells = 0 if name == "tr" else table.cells + (name in ("td", "th"))
        table.widest = max(table.widest, table.cells)
        table.blocks += name in _BLOCKS
        table.text += len((element.text or "").strip())
    else:
        table.text += 0 if name in _PARTS else len((element.tail or "").strip())
        if name in ("td", "th"):
            table.end_cell()
