"""Names of one thing in English and Indonesian: Germany, Germans and Jerman; UN and PBB."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from importlib import resources

from index.text.spelling import words

MOST_WORDS = 6
"""The most words of a form."""

Forms = frozenset[str]
"""Forms of one name: words joined by spaces, in lower case unless only capitals count."""

NO_FORMS: Forms = frozenset()
_PART = "~"


def forms_of(phrase: str) -> Forms:
    """Return all forms of what `phrase` names, itself included; none if it is unknown."""
    table = _table()
    return table.get(phrase, NO_FORMS) | table.get(phrase.casefold(), NO_FORMS)


def is_name_part(word: str) -> bool:
    """Return whether a word is only a part of many names: John, Muhammad."""
    return word.casefold() in _parts()


@functools.cache
def _table() -> Mapping[str, Forms]:
    table: dict[str, Forms] = {}
    for _, forms in _lines():
        for form in forms:
            table[form] = table.get(form, NO_FORMS) | forms
    return table


@functools.cache
def _parts() -> Forms:
    return frozenset(form.casefold() for is_part, forms in _lines() if is_part for form in forms)


def _lines() -> Iterator[tuple[bool, Forms]]:
    for line in _kept("exonyms.txt"):
        yield line.startswith(_PART), frozenset(" ".join(words(form)) for form in line.split(","))


def _kept(name: str) -> list[str]:
    """Return the lines of a data file without its comments."""
    text = resources.files("index").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


COMMON: Forms = frozenset(word for line in _kept("common-words.txt") for word in line.split())
"""Words, in lower case, that are capitalised in names or questions but name nothing alone."""
