"""Whether a sentence denies something more often than its quotes, as far as words tell."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer.denials import DENIALS
from qa.answer.writing.checks import Evidence


def denies_more(sentence: str, language: str, evidence: Sequence[Evidence]) -> bool:
    """Return whether more words deny in a sentence than in its quotes.

    None do where the words of one of the languages are not known.

    >>> denies_more("It is not open.", "en", [Evidence("Pintu dibuka.", "id")])
    True
    """
    if not {language, *(each.language for each in evidence)} <= DENIALS.keys():
        return False
    return _denials(sentence, language) > sum(_denials(each.text, each.language) for each in evidence)


def _denials(text: str, language: str) -> int:
    return len(DENIALS[language].findall(text))
