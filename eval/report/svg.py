"""A matplotlib figure as SVG that can stand inside a page: text as text, the page's colours, no outside names."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
from matplotlib.figure import Figure

from index.text.cleaning import clean_line

# Figures are drawn in stand-in colours, which the page replaces by its own: those differ between light and dark.
INK = "#010101"
FAINT = "#020202"
PAGE = "#030303"
SERIES = tuple(f"#0404{n:02x}" for n in range(6))
HATCHES = ("", "////", "....", "xxxx", "\\\\\\\\", "----", "++++")

_VARIABLES = {INK: "--ink", FAINT: "--faint", PAGE: "--page"} | {c: f"--series-{n}" for n, c in enumerate(SERIES)}
_COLOUR = re.compile("|".join(_VARIABLES))
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "kutip",
    "text.parse_math": False,
    "text.usetex": False,
    "font.size": 9.0,
    "hatch.color": PAGE,
    "hatch.linewidth": 0.8,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "axes.facecolor": "none",
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "grid.color": FAINT,
    "grid.linewidth": 0.5,
    "xtick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
}


@contextmanager
def drawing() -> Iterator[None]:
    """While this lasts, figures look as the page wants them, whatever the user's matplotlibrc says."""
    with mpl.rc_context(), warnings.catch_warnings():
        # The browser has its own fonts; that matplotlib's lack an emoji is of no account.
        warnings.filterwarnings("ignore", r"Glyph .* missing from font")
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


def render(figure: Figure, prefix: str, title: str) -> str:
    """`figure` as an `<svg>` element with `title` as its text alternative; call it while `drawing()`.

    Every id begins with `prefix`, which no other figure of the page may have.
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    root = ET.fromstring(buffer.getvalue())
    for parent in root.iter():
        for child in [c for c in parent if _local(c.tag) in ("style", "metadata")]:
            parent.remove(child)
    for element in root.iter():
        element.tag = _local(element.tag)
        element.attrib = {_local(k): _attribute(_local(k), v, prefix) for k, v in element.attrib.items()}
    _describe(root, prefix, title)
    return ET.tostring(root, encoding="unicode")


def _describe(root: ET.Element, prefix: str, title: str) -> None:
    # The viewBox alone leaves the size to the page.
    root.attrib = {"viewBox": root.attrib["viewBox"], "role": "img", "aria-labelledby": f"{prefix}-title"}
    element = ET.Element("title", {"id": f"{prefix}-title"})
    element.text = clean_line(title)
    root.insert(0, element)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _attribute(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return f"{prefix}-{value}"
    if name == "href":
        return f"#{prefix}-{value.removeprefix('#')}"
    value = value.replace("url(#", f"url(#{prefix}-")
    return _COLOUR.sub(lambda found: f"var({_VARIABLES[found[0]]})", value)
