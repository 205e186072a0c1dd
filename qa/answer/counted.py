"""What numbers count: kinds of things, and what happened to people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import chain, zip_longest
from types import MappingProxyType

from index.text.languages import LANGUAGES, Wording, words_of


def _by_word(table: Callable[[Wording], Mapping[str, str]]) -> Mapping[str, str]:
    return MappingProxyType(
        {word: name for each in LANGUAGES.values() for name, words in table(each).items() for word in words.split()}
    )


THINGS = _by_word(lambda wording: wording.numbers.things)
"""Words for things that are counted, in lower case, to the kind of thing; no thing is of two kinds."""

FATES = _by_word(lambda wording: wording.numbers.fates)
"""Words for what befell people, in lower case, to what that is: the dead are not the wounded."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+|[^\w\s-]")
_BREAKS = words_of(lambda wording: wording.numbers.breaks)
_THING_REACH, _FATE_REACH = 3, 5


def thing_after(text: str, language: str) -> str | None:
    """Return the kind of thing counted by a number right before `text`.

    In English adjectives may stand between.
    """
    words = _clause(_WORD.findall(text))[: _THING_REACH if language == "en" else 1]
    return next((THINGS[word] for word in words if word in THINGS), None)


def fate_around(before: str, after: str) -> str | None:
    """Return what happened to those counted by a number between two texts.

    The nearest word for it in the clause decides.
    """
    earlier = _clause(_WORD.findall(before)[::-1])[:_FATE_REACH]
    later = _clause(_WORD.findall(after))[:_FATE_REACH]
    nearest = chain.from_iterable(zip_longest(earlier, later, fillvalue=""))
    return next((FATES[word] for word in map(str.casefold, nearest) if word in FATES), None)


def fate_in(question: str) -> str | None:
    """What befell those whom a question asks for."""
    return next((FATES[word] for word in _WORD.findall(question.casefold()) if word in FATES), None)


def _clause(words: list[str]) -> list[str]:
    """The words up to the next number, joiner or mark."""
    kept = []
    for word in words:
        if not word[0].isalpha() or word in _BREAKS:
            break
        kept.append(word)
    return kept
