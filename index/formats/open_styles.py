"""The styles of an OpenDocument text: what is hidden, struck out or raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

Styles = Mapping[tuple[str, str], "Style"]
"""The styles by family and name."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a style sets; None is left to the style `base`."""

    base: str = ""
    unseen: bool | None = None
    raised: bool | None = None


def styles_of(content: Element, common: Element | None) -> Iterator[tuple[tuple[str, str], Style]]:
    """Yield the styles by family and name; the later of two with one name holds."""
    found = [*common.iterfind("{*}styles/{*}style")] if common is not None else []
    for style in (*found, *content.iterfind("{*}automatic-styles/{*}style")):
        own, said = attributes(style), attributes(style.find("{*}text-properties"))
        struck, position = said.get("text-line-through-style"), said.get("text-position")
        struck = struck or said.get("text-line-through-type")
        unseen = said.get("display") == "none" or (struck != "none" if struck else None)
        based = Style(own.get("parent-style-name", ""), unseen, _is_raised(position) if position else None)
        yield (own.get("family", ""), own.get("name", "")), based


def _is_raised(position: str) -> bool:
    """Whether a position is above the line: `super`, or such as `33% 58%`."""
    return position.startswith("super") or (position[:1].isdigit() and not position.startswith("0"))


def look_of(styles: Styles, family: str, name: str) -> tuple[bool, bool | None]:
    """Return whether a style hides text, and whether it raises it or leaves that open."""
    unseen: bool | None = None
    raised: bool | None = None
    seen: set[str] = set()
    while (style := styles.get((family, name))) and name not in seen:
        seen.add(name)
        unseen = style.unseen if unseen is None else unseen
        raised = style.raised if raised is None else raised
        name = style.base
    return bool(unseen), raised


def attributes(element: Element | None) -> dict[str, str]:
    """Return attributes without their namespaces."""
    return {key.rpartition("}")[2]: value for key, value in (element.attrib if element is not None else {}).items()}
