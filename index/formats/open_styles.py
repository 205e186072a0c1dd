"""The styles of an OpenDocument text: what is hidden, struck out or raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

Styles = Mapping[tuple[str, str], "Style"]
"""The styles by family and name."""


@dataclass(frozen=True, slots=True)
class Style:
    """The name of its base, and its effects: "hidden", "struck", "raised"."""

    base: str
    effects: Mapping[str, bool]


def styles_of(content: Element, common: Element | None) -> Iterator[tuple[tuple[str, str], Style]]:
    """Yield the styles by family and name; the later of two with one name holds."""
    found = [*common.iterfind("{*}styles/{*}style")] if common is not None else []
    for style in (*found, *content.iterfind("{*}automatic-styles/{*}style")):
        own, said = attributes(style), attributes(style.find("{*}text-properties"))
        struck = said.get("text-line-through-style") or said.get("text-line-through-type")
        effects = {
            "hidden": said["display"] == "none" if "display" in said else None,
            "struck": struck != "none" if struck else None,
            "raised": _is_raised(said["text-position"]) if "text-position" in said else None,
        }
        said_effects = {name: effect for name, effect in effects.items() if effect is not None}
        yield (own.get("family", ""), own.get("name", "")), Style(own.get("parent-style-name", ""), said_effects)


def _is_raised(position: str) -> bool:
    """Whether a position is above the line: `super`, or such as `33% 58%`."""
    return position.startswith("super") or (position[:1].isdigit() and not position.startswith("0"))


def effects_of(styles: Styles, family: str, name: str) -> Mapping[str, bool]:
    """Return the effects of a style, and of those it is based on."""
    found: Mapping[str, bool] = {}
    seen: set[str] = set()
    while (style := styles.get((family, name))) and name not in seen:
        seen.add(name)
        found = {**style.effects, **found}
        name = style.base
    return found


def attributes(element: Element | None) -> dict[str, str]:
    """Return attributes without their namespaces."""
    return {key.rpartition("}")[2]: value for key, value in (element.attrib if element is not None else {}).items()}
