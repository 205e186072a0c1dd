"""Whether what a sentence says at some place was or will be."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import Enum

from index.text.languages import LANGUAGES, Wording

_CLOSE = 3
"""Within how many words after it a verb, of several in a clause, is that of a time."""

_WORD = re.compile(r"\w+")


class Tense(Enum):
    """What was, what will be, and what is neither or not known."""

    PAST = "past"
    FUTURE = "future"
    UNCLEAR = "unclear"


def _marks(wording: Wording) -> str:
    told = wording.told
    kinds = ((Tense.UNCLEAR, told.unclear), (Tense.FUTURE, told.future), (Tense.PAST, told.past))
    return "|".join(rf"(?P<{kind.value}>(?<![\w'’-])(?:{words})(?![\w'’-]))" for kind, words in kinds)


_MARKS = {language: re.compile(_marks(wording)) for language, wording in LANGUAGES.items()}
_CLAUSES = {
    language: re.compile(rf"[,;:()–—\"“”]|(?<![\w'’-])(?:{wording.told.clauses})(?![\w'’-])")
    for language, wording in LANGUAGES.items()
}


_AHEAD = {language: re.compile(rf"(?<![\w'’-])(?:{wording.told.ahead})\s$") for language, wording in LANGUAGES.items()}
_LONG_PAST = {
    language: re.compile(rf"(?<![\w'’-])(?:{wording.told.long_past})\s(?:\w+\s){{,2}}$")
    for language, wording in LANGUAGES.items()
    if wording.told.long_past
}


def tense_at(written: str, text: str, place: int, language: str) -> Tense:
    """Return the tense at a place of a sentence, as written and in lower case.

    It is in a language of `LANGUAGES`. A clause without a verb that tells has that of the nearest before it, else of
    the next. What is still to come from the past is unclear.
    """
    tense = _clause_tense(written, text, place, language)
    return Tense.UNCLEAR if tense is Tense.PAST and _AHEAD[language].search(text, 0, place) else tense


def may_be_long_past(text: str, place: int, language: str) -> bool:
    """Whether what is past at a place of a lower-case sentence may be long past."""
    return language not in _LONG_PAST or _LONG_PAST[language].search(text, 0, place) is not None


def _clause_tense(written: str, text: str, place: int, language: str) -> Tense:
    starts = [0, *(found.end() for found in _CLAUSES[language].finditer(text))]
    clauses: dict[int, list[tuple[int, Tense]]] = {}
    for found in _MARKS[language].finditer(text):
        last = text.rfind(" ", found.start(), found.end()) + 1
        if last and written[last].isupper():
            continue  # "to Nordwijk"
        marks = clauses.setdefault(bisect_right(starts, found.start()), [])
        if not (marks and Tense(found.lastgroup) is Tense.PAST and _goes_with(marks[-1], text, found.start())):
            marks.append((found.end(), Tense(found.lastgroup)))
    own = bisect_right(starts, place)
    for clause in (*range(own, 0, -1), *range(own + 1, len(starts) + 1)):
        if clause in clauses:
            return _tense(clauses[clause], text, place)
    return Tense.UNCLEAR if LANGUAGES[language].told.tells_tense else Tense.PAST


def _goes_with(mark: tuple[int, Tense], text: str, place: int) -> bool:
    """Whether a participle belongs to the verb before it: will be closed."""
    end, tense = mark
    return tense is not Tense.PAST and len(_WORD.findall(text, end, place)) < _CLOSE


def _tense(marks: list[tuple[int, Tense]], text: str, place: int) -> Tense:
    """Return the tense of a clause: of several verbs, that close before the place."""
    if len({tense for _, tense in marks}) == 1:
        return marks[0][1]
    before = [(end, tense) for end, tense in marks if end <= place]
    if before and len(_WORD.findall(text, before[-1][0], place)) < _CLOSE:
        return before[-1][1]
    return Tense.UNCLEAR
