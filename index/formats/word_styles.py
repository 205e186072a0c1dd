"""The styles of a Word document, and what they and runs of text set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from index.formats.packages import local_name

OFF = frozenset({"0", "false", "off", "none", "baseline", "subscript"})
_EFFECTS = frozenset({"vanish", "strike", "dstrike", "vertAlign", "position"})

Effects = Mapping[str, bool]
"""Whether text is hidden, struck out or raised, by the names of Word's elements; only what is set."""


@dataclass(frozen=True, slots=True)
class Style:
    """A style's name, the id of its base, and the effects that it sets."""

    name: str
    base: str
    effects: Effects


def styles_of(root: Element | None) -> dict[str, Style]:
    """Return the styles of a document by their ids."""
    found = {}
    for each in root.iterfind("{*}style") if root is not None else ():
        name, base = (value_of(each.find(f"{{*}}{key}")) for key in ("name", "basedOn"))
        found[attribute(each, "styleId")] = Style(name, base, effects_of(each.find("{*}rPr")))
    return found


def inherited(styles: Mapping[str, Style], style: str) -> Effects:
    """Return the effects of a style, and of those it is based on."""
    found: Effects = {}
    seen: set[str] = set()
    while style in styles and style not in seen:
        seen.add(style)
        found = {**styles[style].effects, **found}
        style = styles[style].base
    return found


def effects_of(properties: Element | None) -> Effects:
    """Return the effects that the properties of a run or style set."""
    present = {local_name(each): value_of(each).lower() for each in (properties if properties is not None else ())}
    return {name: value not in OFF and not value.startswith("-") for name, value in present.items() if name in _EFFECTS}


def value_of(element: Element | None) -> str:
    """Return the value of an element that has one, or ""."""
    return attribute(element, "val") if element is not None else ""


def attribute(element: Element, name: str) -> str:
    """Return the attribute of this name in any namespace, or ""."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
