"""Figures of any script and grouping as in ASCII, for searching."""

from __future__ import annotations

import re
import unicodedata

UNSEEN = "\u00ad\u034f\u180e\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff"
"""Soft hyphens, joiners, spaces of no width and variation selectors, for a class of characters in a pattern."""

_OWN = re.compile(r"[^\D0-9]|[\u066b\u066c]")
_SEPARATORS = {"\u066b": ".", "\u066c": ","}  # the Arabic ones of decimals and thousands
_UNSEEN_MARK = re.compile(f"[{UNSEEN}]+")

RAISED = "\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2460-\u2473"
"""Superscript and circled figures, for a class of characters in a pattern."""

_NOTE = re.compile(rf"(?<=[0-9])(?=[{RAISED}\u2080-\u2089])|(?<=[^\W\d_]{{3}})(?=[{RAISED}])")
_FRACTIONS = "\u00bc-\u00be\u2150-\u215e"
_FRACTION = re.compile(f"(?<![0-9])(?:([0-9]{{1,9}})[ \u00a0\u2009\u202f]?)?([{_FRACTIONS}])")
_HAS_EITHER = re.compile(f"[{RAISED}\u2080-\u2089{_FRACTIONS}]")
NARROW = "\u00a0\u2007\u2009\u202f"
"""Spaces that may stand between thousands, where a plain one may stand between numbers."""

_GROUPED = re.compile(rf"[1-9](?<![0-9.,].)[0-9]{{0,2}}(?:[ {NARROW}][0-9]{{3}})+(?![0-9])")
_SPACE = re.compile(f"[ {NARROW}]")
_SIGNS = tuple("$€£¥₹₩₱฿₫₺₽₴")


def in_ascii(text: str) -> str:
    """Return `text` with its figures as they are written in ASCII, for searching.

    `٤٥` is 45, `2½` is 2.5, `12 500` with a no-break space is 12500; with a plain one it may be two numbers unless a
    group begins with a zero or a currency's sign stands before. A raised figure is never part of the number or longer
    word before it. Soft hyphens and the like are left out. Roman numerals stay.
    """
    if not text.isascii():
        text = _UNSEEN_MARK.sub("", text)
        text = _OWN.sub(_own, text)
        if _HAS_EITHER.search(text):
            text = _FRACTION.sub(_decimal, _NOTE.sub(" ", text))
    return _GROUPED.sub(_ungrouped, text)


def _own(found: re.Match[str]) -> str:
    return _SEPARATORS.get(found[0]) or str(unicodedata.digit(found[0]))


def _decimal(found: re.Match[str]) -> str:
    """Return a number and a fraction as one number with at most two decimals."""
    fraction = f"{unicodedata.numeric(found[2]):.2f}".removeprefix("0").rstrip("0").rstrip(".")
    return f"{found[1] or 0}{fraction}"


def _ungrouped(found: re.Match[str]) -> str:
    first, *groups = _SPACE.split(found[0])
    before = found.string[max(0, found.start() - 2) : found.start()].rstrip()
    one = " " not in found[0] or any(each.startswith("0") for each in groups) or before.endswith(_SIGNS)
    return "".join((first, *groups)) if one else found[0]
