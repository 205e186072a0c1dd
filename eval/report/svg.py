"""Drawing in SVG: bars, lines and text, in colours that the page names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from xml.etree import ElementTree as ET

from index.text.cleaning import clean_line

_SERIES = 6
_HATCHES = ("", "M0 6L6 0", "M3 3h1", "M0 6L6 0M0 0L6 6", "M0 0L6 6", "M0 3H6", "M0 3H6M3 0V6")


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one system in all pictures; `hatch` is a path or empty."""

    colour: str
    hatch: str

    @classmethod
    def numbered(cls, number: int) -> Self:
        """Return a look; those of 42 numbers in a row differ."""
        return cls(f"var(--series-{number % _SERIES})", _HATCHES[number % len(_HATCHES)])


class Drawing:
    """One picture; `title` is its text alternative, `prefix` is unique on the page."""

    def __init__(self, width: float, height: float, prefix: str, title: str) -> None:
        self._prefix = prefix
        self._hatches: dict[str, str] = {}
        attributes = {"viewBox": f"0 0 {width:g} {height:g}", "role": "img", "aria-labelledby": f"{prefix}-title"}
        self._root = ET.Element("svg", attributes)
        self._add("title", id=f"{prefix}-title").text = clean_line(title)

    def markup(self) -> str:
        """Return the picture as an `<svg>` element."""
        return ET.tostring(self._root, encoding="unicode")

    def bar(self, x: float, y: float, width: float, height: float, look: Look) -> None:
        """Fill a rectangle."""
        for fill in (look.colour, self._hatched(look.hatch)):
            if fill:
                self._add("rect", x=x, y=y, width=width, height=height, fill=fill)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, width: float = 1, faint: bool = False, dashed: bool = False
    ) -> None:
        """Draw a line; a faint one is part of a grid."""
        added = self._add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="var(--faint)" if faint else "var(--ink)")
        added.set("stroke-width", f"{width:g}")
        if dashed:
            added.set("stroke-dasharray", "4 3")

    def whisker(self, low: float, high: float, y: float) -> None:
        """Draw an interval with an end mark on either side."""
        self.line(low, y, high, y)
        for end in (low, high):
            self.line(end, y - 3, end, y + 3)

    def dot(self, x: float, y: float) -> None:
        """Draw a dot."""
        self._add("circle", cx=x, cy=y, r=3, fill="var(--ink)", stroke="var(--page)")

    def text(self, x: float, y: float, text: str, *, anchor: str = "start", bold: bool = False, size: int = 12) -> None:
        """Write a line of text, centred vertically at `y`."""
        added = self._add("text", x=x, y=y + 4, fill="var(--ink)")
        added.attrib |= {"font-size": str(size), "text-anchor": anchor, "font-weight": "bold" if bold else "normal"}
        added.text = text

    def _hatched(self, path: str) -> str:
        """Return the name of a pattern, which is added once."""
        if path and path not in self._hatches:
            name = self._hatches[path] = f"{self._prefix}-hatch-{len(self._hatches)}"
            pattern = self._add("pattern", id=name, width=6, height=6, patternUnits="userSpaceOnUse")
            ET.SubElement(pattern, "path", {"d": path, "stroke": "var(--page)", "fill": "none"})
        return f"url(#{self._hatches[path]})" if path else ""

    def _add(self, tag: str, **attributes: object) -> ET.Element:
        written = {
            name: f"{value:.5g}" if isinstance(value, float) else str(value) for name, value in attributes.items()
        }
        return ET.SubElement(self._root, tag, written)
