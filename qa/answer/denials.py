"""The words that deny, and what an answer with one of them denies."""

from __future__ import annotations

import re

from index.text.languages import LANGUAGES
from index.text.sentences import split_sentences
from index.values import Span

DENIALS = {language: re.compile(wording.denial, re.IGNORECASE) for language, wording in LANGUAGES.items()}
"""What denies, by language."""

_CLAUSE = re.compile(r"(?:[^;:()]|\([^()]*\)|[;:](?!\s))*")
_CLOSING = '.!?…"”’»; \n'


def with_what_is_denied(text: str, answer: Span, language: str) -> Span:
    """Return an answer in `text`; one that denies, to the end of its clause.

    Cut short, it would say something else.

    >>> with_what_is_denied("The wall will not open before March.", Span(0, 22), "en")
    Span(start=0, end=35)
    """
    denial = DENIALS.get(language)
    if denial is None or not denial.search(answer.of(text)):
        return answer
    ends = (sentence.end for sentence in split_sentences(text, language))
    end = next((end for end in ends if end >= answer.end), answer.end)
    clause = _CLAUSE.match(text, answer.end, end)
    return Span(answer.start, answer.end + len(clause[0].rstrip(_CLOSING) if clause else ""))
