"""Why a question has no answer, in words for a person."""

from __future__ import annotations

from collections.abc import Sequence

from index.text.cleaning import clean_line
from qa.values import Answer, Shortfall

MOST_NAMED = 3
"""How many absent words are named at most."""

_SHORTFALLS = {
    Shortfall.EMPTY_LIBRARY: "the library has no articles yet",
    Shortfall.NOTHING_IN_SCOPE: "no article is left by the dates, outlets and languages asked for together",
    Shortfall.NOTHING_NEAR: "nothing in them is near enough to the question",
    Shortfall.NOT_ANSWERED: "some of it is near the question, but none of it answers",
    Shortfall.NOT_READ: "its reader is missing, damaged or failed; reinstall Kutip",
    Shortfall.UNVERIFIED: "no quote passed the check against its article; run `qa verify`",
}


def sentence(answer: Answer) -> str:
    """The whole of why `answer` is none: "Not found in these articles: the library has no articles yet."."""
    return f"{headline(answer)}: {reason(answer)}."


def headline(answer: Answer) -> str:
    """What a sentence on why `answer` is none begins with: it was not found, or could not be sought."""
    unread = answer.shortfall is Shortfall.NOT_READ
    return "Kutip could not read these articles" if unread else "Not found in these articles"


def reason(answer: Answer) -> str:
    """Why `answer` is none: what follows the headline."""
    if answer.shortfall is Shortfall.PREMISE_ABSENT:
        return _absence([f"“{clean_line(word)}”" for word in answer.absent])
    return _SHORTFALLS[answer.shortfall] if answer.shortfall else "no answer"


def _absence(words: Sequence[str]) -> str:
    """That these words do not occur; of more than `MOST_NAMED` only the first."""
    first, *more = words[:MOST_NAMED]
    if not more:
        return f"{first} does not occur in what is near the question"
    return f"{', '.join((first, *more[:-1]))} and {more[-1]} do not occur in what is near the question"
