"""How often a text denies something, as far as its words tell."""

from __future__ import annotations

import re

from index.text.languages import LANGUAGES

_DENIALS = {language: re.compile(wording.denial, re.IGNORECASE) for language, wording in LANGUAGES.items()}


def denials(text: str, language: str) -> int | None:
    """Return how many words of a text deny; None where the language's are not known.

    >>> denials("They did not say why, and never will.", "en")
    2
    """
    words = _DENIALS.get(language)
    return None if words is None else len(words.findall(text))
