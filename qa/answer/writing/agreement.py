"""Where a translation and its quote do not agree.

Numbers, days and names are compared both ways, and the quote has to say what the translation says. Where the words of
one of the languages are not known, only figures are compared, and names if both are in one script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from index.text.dates import MONTHS, WEEKDAYS
from index.text.languages import LANGUAGES
from qa.answer.writing.checks import Evidence, Finding, Flaw
from qa.answer.writing.proving import Prover
from qa.written import Doubt

_OF_WORDS = frozenset({Flaw.NUMBER, Flaw.DATE, Flaw.NAME})
"""Flaws for which a translation may lack what its quote has."""

_FIGURE = re.compile(r"\d{1,40}")
_WORD = re.compile(r"[^\W\d_]+")


def doubts(prover: Prover, quote: Evidence, translation: Evidence) -> tuple[Doubt, ...]:
    """Return where a translation and its quote do not agree."""
    found = [Doubt(each.flaw.value, each.words) for each in _unborne(prover, translation, quote)]
    lacking = (each for each in _unborne(prover, quote, translation) if each.flaw in _OF_WORDS)
    return tuple(dict.fromkeys([*found, *(Doubt(each.flaw.value, each.words, missing=True) for each in lacking)]))


def _unborne(prover: Prover, said: Evidence, other: Evidence) -> Iterator[Finding]:
    """Yield what `said` has that `other` does not bear out."""
    are_known = {said.language, other.language} <= LANGUAGES.keys()
    for each in prover.prove(said.text, said.language, [other]):
        if _compares(each.words, other) if each.flaw is Flaw.NAME else are_known:
            yield each
    if not are_known:
        there = set(map(int, _FIGURE.findall(other.text)))
        yield from (Finding(Flaw.NUMBER, each) for each in _FIGURE.findall(said.text) if int(each) not in there)


def _compares(name: str, other: Evidence) -> bool:
    """Whether a name, no day or month, could stand in a text of this script."""
    is_day = all(word.casefold() in MONTHS or word.casefold() in WEEKDAYS for word in _WORD.findall(name))
    return not is_day and bool(_scripts(name) & _scripts(other.text))


def _scripts(text: str) -> set[str]:
    """Return the scripts of a text's letters, as Unicode names them."""
    return {unicodedata.name(sign, "").partition(" ")[0] for sign in set(text) if sign.isalpha()}
