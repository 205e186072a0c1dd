"""Where a translation and its quote do not agree.

Numbers, days and names are compared both ways, and the quote has to say what the translation says. Where the words of
one of the languages are not known, only figures are compared, and names if both are in one script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from index.text.dates import MONTHS, WEEKDAYS
from index.text.languages import LANGUAGES
from qa.answer.writing.checks import Evidence, Finding, Flaw, findings
from qa.answer.writing.proving import Prover
from qa.written import Doubt

_FIGURE = re.compile(r"\d{1,40}")
_WORD = re.compile(r"[^\W\d_]+")


def doubts(prover: Prover, quote: Evidence, translation: Evidence) -> tuple[Doubt, ...]:
    """Return where a translation and its quote do not agree."""
    if {quote.language, translation.language} <= LANGUAGES.keys():
        said: Iterable[Finding] = prover.prove(translation.text, translation.language, [quote])
        lacking: Iterable[Finding] = findings(quote.text, quote.language, [translation])
    else:
        said, lacking = _names_and_figures(translation, quote), _names_and_figures(quote, translation)
    found = [Doubt(each.flaw.value, each.words) for each in said if _compares(each, quote)]
    missing = [Doubt(each.flaw.value, each.words, missing=True) for each in lacking if _compares(each, translation)]
    return tuple(dict.fromkeys([*found, *missing]))


def _names_and_figures(said: Evidence, other: Evidence) -> Iterator[Finding]:
    """Yield the names and figures of `said` that `other` does not have."""
    yield from (each for each in findings(said.text, said.language, [other]) if each.flaw is Flaw.NAME)
    there = set(map(int, _FIGURE.findall(other.text)))
    yield from (Finding(Flaw.NUMBER, each) for each in _FIGURE.findall(said.text) if int(each) not in there)


def _compares(finding: Finding, other: Evidence) -> bool:
    """Whether a name is no day, and could stand in a text of this script."""
    if finding.flaw is not Flaw.NAME:
        return True
    is_day = all(word.casefold() in MONTHS or word.casefold() in WEEKDAYS for word in _WORD.findall(finding.words))
    return not is_day and bool(_scripts(finding.words) & _scripts(other.text))


def _scripts(text: str) -> set[str]:
    """Return the scripts of a text's letters, as Unicode names them."""
    return {unicodedata.name(sign, "").partition(" ")[0] for sign in set(text) if sign.isalpha()}
