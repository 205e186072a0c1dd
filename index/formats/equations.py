"""Formulas of Word (OMML) and OpenDocument (MathML): letters and signs in reading order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from index.formats.packages import local_name

_TEXTS = frozenset({"t", "mi", "mn", "mo", "mtext", "ms"})
_LEFT_OUT = frozenset({"annotation", "annotation-xml", "del", "moveFrom"})
_SHOWN: dict[str, Callable[[Sequence[str]], str]] = {
    "f": lambda parts: "/".join(map(_grouped, parts)),
    "sSup": lambda parts: _base(parts, 0) + _power(parts, 1),
    "sSubSup": lambda parts: _base(parts, 0) + _base(parts, 1) + _power(parts, 2),
    "sPre": lambda parts: _power(parts, 1) + _base(parts, 0) + _base(parts, 2),
    "rad": lambda parts: _base(parts[:-1], 0) + "√" + _grouped(_base(parts[-1:], 0)),
    "mroot": lambda parts: _base(parts, 1) + "√" + _grouped(_base(parts, 0)),
    "msqrt": lambda parts: "√" + _grouped("".join(parts)),
    "func": " ".join,
    "mr": " ".join,
    "mtr": " ".join,
    "m": "; ".join,
    "eqArr": "; ".join,
    "mtable": "; ".join,
}
_SHOWN |= {"mfrac": _SHOWN["f"], "msup": _SHOWN["sSup"], "msubsup": _SHOWN["sSubSup"]}


def formula_text(element: Element) -> str:
    """Return a formula as a line: `(a+b)/c`, `x^2`, `√2`."""
    name = local_name(element)
    if name in _TEXTS:
        return (element.text or "").replace("\n", " ")
    parts = [formula_text(part) for part in element if local_name(part) not in _LEFT_OUT and not _is_property(part)]
    if name == "nary":
        return _property(element, "chr", "∫") + _base(parts, 0) + _power(parts, 1) + " " + _base(parts, 2)
    if name == "d":
        between = _property(element, "sepChr", "|").join(parts)
        return _property(element, "begChr", "(") + between + _property(element, "endChr", ")")
    if name == "mfenced":
        return element.get("open", "(") + ", ".join(parts) + element.get("close", ")")
    return _SHOWN.get(name, "".join)(parts)


def _property(element: Element, name: str, default: str) -> str:
    """Return a sign that the properties of `element` set."""
    for each in element.iterfind(f"./*/{{*}}{name}"):
        return next(iter(each.attrib.values()), "")
    return default


def _is_property(element: Element) -> bool:
    return local_name(element).endswith("Pr")


def _base(parts: Sequence[str], place: int) -> str:
    return parts[place].strip() if place < len(parts) else ""


def _power(parts: Sequence[str], place: int) -> str:
    power = _grouped(_base(parts, place))
    return f"^{power}" if power else ""


def _grouped(part: str) -> str:
    whole = part.strip()
    return f"({whole})" if any(not (each.isalnum() or each in ".,()^∞′") for each in whole) else whole
