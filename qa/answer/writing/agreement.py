"""Where a translation and its quote do not agree.

Numbers, days, names and denials are compared both ways. Where the words for numbers and days are not known in one of
the languages, figures are compared instead, and names only where both are in one script.
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

_MEASURES = frozenset({Flaw.NUMBER, Flaw.DATE})
_OF_WORDS = _MEASURES | {Flaw.NAME}
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
        if (are_known or each.flaw not in _MEASURES) and (each.flaw is not Flaw.NAME or _compares(each.words, other)):
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
