"""Outlets by a part of their names: one rule for whatever a person calls them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence

from index.errors import UnknownOutletError
from index.text.date_names import folded

_MOST_NEAR = 8
_SHORTEST_BEGINNING = 2
_SHORTEST_INSIDE = 3
"""The fewest letters that are looked for within words: fewer stand in too many names."""

_WORD = re.compile(r"[^\W_]+")


def outlets_named(names: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the outlets in `known` that names, or parts of names, mean.

    They are in the order of `known`; capitals and accents do not count. The whole name of an outlet means that one
    alone. Else it is all whose name has its words side by side, or words that begin so; else all that have it within
    words, if it has three letters or more; else what a part of a web address means. Raises UnknownOutletError, with the
    nearest names as hint, for a name that means none.

    >>> outlets_named(["kompas"], ["Harian Kompas", "Kompas.com", "Tempo"])
    ('Harian Kompas', 'Kompas.com')
    >>> outlets_named(["le pelerin"], ["Le Pèlerin"])
    ('Le Pèlerin',)
    """
    meant: set[str] = set()
    for name in names:
        found = _named(name, known)
        if not found:
            there = ", ".join(nearest_names(name, known)) or "none"
            raise UnknownOutletError(f"no article has the source {name!r}", f"among those there are: {there}")
        meant.update(found)
    return tuple(each for each in known if each in meant)


def nearest_names(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return those of `known` spelled most like `name`, else the first."""
    asked = _squeezed(name)

    def alike(other: str) -> float:
        parts = (_squeezed(other), *_WORD.findall(folded(other)))
        return max((difflib.SequenceMatcher(None, asked, part).ratio() for part in parts), default=0.0)

    near = sorted(((alike(other), other) for other in known), key=lambda pair: -pair[0])
    return tuple(other for ratio, other in near if ratio >= 0.6)[:_MOST_NEAR] or tuple(known[:_MOST_NEAR])


def _named(name: str, known: Sequence[str]) -> list[str]:
    asked, words = _squeezed(name), _words(name)
    rules: tuple[Callable[[str], bool], ...] = (
        lambda other: other.casefold() == name.casefold(),
        lambda other: folded(other) == folded(name),
        lambda other: _squeezed(other) == asked,
        lambda other: words + " " in _words(other) + " ",
        lambda other: len(asked) >= _SHORTEST_BEGINNING and words in _words(other),
        lambda other: len(asked) >= _SHORTEST_INSIDE and asked in _squeezed(other),
    )
    found = (found for rule in rules if asked and (found := [other for other in known if rule(other)]))
    return next(found, None) or _at_address(name, known)


def _at_address(name: str, known: Sequence[str]) -> list[str]:
    """Return the outlets that the longest known part of a web address names."""
    *parts, last = name.split(".")
    if not last or " " in name:
        return []
    longest = sorted((part for part in parts if len(part) >= _SHORTEST_INSIDE), key=len, reverse=True)
    return next((found for part in longest if (found := _named(part, known))), [])


def _words(name: str) -> str:
    """Return the words of a name, each after a space."""
    return "".join(f" {word}" for word in _WORD.findall(folded(name)))


def _squeezed(name: str) -> str:
    return "".join(_WORD.findall(folded(name)))
