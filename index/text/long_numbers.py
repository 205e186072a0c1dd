"""Long numbers, as of telephones, cards and cases, however their digits are grouped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.text.figures import NARROW, in_ascii

LEAST_DIGITS = 7
_MOST_DIGITS = 20
_GROUP = re.compile(r"\d+")
_RUN = re.compile(rf"(?<![\w.,])\+?\(?\d++(?:(?:[-.\u2010-\u2013 {NARROW}]|\) ?|[ -]?\()\d++)*(?![\w%]|[.,]\d)")
_TRUNK = "(0)"
_MONEY = re.compile(r"\d{1,3}(?:\.\d{3})+")
_YEAR = "(?:1[89]|20)[0-9]{2}"
_YEARS = re.compile(rf"{_YEAR}(?:\D{_YEAR})+")
_DAY = re.compile(rf"(?:\d\d?([-. ])\d\d?\1{_YEAR}|{_YEAR}([-.])\d\d?\2\d\d?)(?!\d)")
_HOURS = re.compile(r"\d\d?\.\d\d[-\u2013]\d\d?\.\d\d")
_SPACED = re.compile(rf"\d+(?:[ {NARROW}]\d+)+")
_ALIKE = range(3, 7)
"""How many digits the groups of one number have where nothing but spaces joins them."""


@dataclass(frozen=True, slots=True)
class LongNumber:
    """The ASCII digits of a long number without leading zeros, and its half-open offsets."""

    start: int
    end: int
    digits: str


def long_numbers(text: str) -> Iterator[LongNumber]:
    """Yield the numbers of at least `LEAST_DIGITS` digits in a text, whatever groups these.

    `5907 0000 8609`, `(021) 555-0134` and `+62 (0)21 555 0134` are such; days, hours, years, and amounts by thousands
    are not.
    """
    for found in _RUN.finditer(text):
        if found.end() - found.start() < LEAST_DIGITS:
            continue
        run = in_ascii(found[0]).replace(_TRUNK, " ")
        groups = _GROUP.findall(run)
        digits = "".join(groups).lstrip("0")
        if LEAST_DIGITS <= len(digits) <= _MOST_DIGITS and (len(groups) == 1 or _is_one(run, groups)):
            yield LongNumber(found.start(), found.end(), digits)


def ungrouped(text: str) -> str:
    """Return a text with nothing but digits in its long numbers."""
    parts: list[str] = []
    end = 0
    for number in long_numbers(text):
        parts += text[end : number.start], number.digits
        end = number.end
    return "".join((*parts, text[end:]))


def is_long(term: str) -> bool:
    """Whether a term is a long number of digits alone."""
    return len(term) >= LEAST_DIGITS and term.isdigit()


def are_one(first: str, second: str) -> bool:
    """Whether the digits of one long number are the last of the other's."""
    return first.endswith(second) or second.endswith(first)


def _is_one(run: str, groups: list[str]) -> bool:
    """Whether groups of digits are one number, rather than a day, hours, years, or neighbours."""
    if _DAY.match(run) or _HOURS.fullmatch(run) or _YEARS.fullmatch(run) or _MONEY.fullmatch(run):
        return False
    if not _SPACED.fullmatch(run) or any(group.startswith("0") for group in groups):
        return True
    return all(len(group) in _ALIKE for group in groups)
