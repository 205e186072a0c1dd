"""What one thing is called in English and Indonesian: Germany, Germans and Jerman, United Nations, UN and PBB."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from importlib import resources

from index.text.spelling import words

MOST_WORDS = 6
"""Of how many words a form is made at most."""

Forms = frozenset[str]
"""Ways to write one name: words joined by spaces, in small letters unless only a form with capitals counts."""

NO_FORMS: Forms = frozenset()
_PART = "~"


def forms_of(phrase: str) -> Forms:
    """All forms of what `phrase` (words joined by spaces) names, itself included; none where it is not known."""
    table = _table()
    return table.get(phrase, NO_FORMS) | table.get(phrase.casefold(), NO_FORMS)


def is_name_part(word: str) -> bool:
    """Whether a word is but a part of the names of many: John, Muhammad."""
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
    """The lines of a data file that are no comments."""
    text = resources.files("index").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


COMMON: Forms = frozenset(word for line in _kept("common-words.txt") for word in line.split())
"""Words, in small letters, that are capitalised in names and titles or begin questions, and name nothing alone."""
