"""Questions made unanswerable by exchanging a name or year in them.

What speaks for an answer is then all there but for the thing that the question rests on, as in the questions that
people wrote for it ("Know What You Don't Know"; Rajpurkar et al. 2018).
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from eval.training.reader.examples import Example

NEIGHBOURING = 1 / 3
"""The share of names exchanged for one of the same passage, not of the set."""

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*+")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_YEARS_APART = 30


def names_in(text: str) -> list[str]:
    """Return the names in a text, except those that begin a sentence."""
    return _NAME.findall(text)


def swapped(example: Example, names: Sequence[str], drawn: random.Random) -> Example | None:
    """Return `example` made unanswerable, or None if nothing can be exchanged.

    `names` are those of the set.
    """
    asked, passage = example.question, example.text
    found = [match for kind in (_NAME, _YEAR) for match in kind.finditer(asked) if match[0] in passage]
    if not found:
        return None
    chosen = drawn.choice(found)
    other = _other_year(chosen[0], passage, drawn) if chosen[0].isdigit() else _other(chosen[0], example, names, drawn)
    if other is None:
        return None
    question = asked[: chosen.start()] + other + asked[chosen.end() :]
    return replace(example, question=question, answers=(), answerable=False, spanned=True)


def _other_year(year: str, passage: str, drawn: random.Random) -> str | None:
    near = [str(int(year) + apart) for apart in range(-_YEARS_APART, _YEARS_APART + 1) if apart]
    there = [other for other in _YEAR.findall(passage) if other != year]
    absent = [other for other in near if other not in passage]
    return drawn.choice(there if there and drawn.random() < NEIGHBOURING else absent) if absent else None


def _other(name: str, example: Example, names: Sequence[str], drawn: random.Random) -> str | None:
    answers = {span.of(example.text) for span in example.answers}
    here = [
        other
        for other in names_in(example.text)
        if other not in example.question and not _shares(other, {name, *answers})
    ]
    if here and drawn.random() < NEIGHBOURING:
        return drawn.choice(here)
    away = [other for other in drawn.sample(names, min(20, len(names))) if other not in example.text]
    return away[0] if away else None


def _shares(name: str, others: set[str]) -> bool:
    """Tell whether a name has a word of one of `others`."""
    words = set(name.split())
    return any(words & set(other.split()) for other in others)
