"""Why a question has no answer, in words for a person."""

from __future__ import annotations

from index.text import clean_line
from qa.values import Answer, Shortfall

_SHORTFALLS = {
    Shortfall.EMPTY_LIBRARY: "the library has no articles yet",
    Shortfall.NOTHING_IN_SCOPE: "no article is left by the dates, outlets and languages asked for together",
    Shortfall.NOTHING_NEAR: "nothing in them is near enough to the question",
    Shortfall.NOT_ANSWERED: "some of it is near the question, but none of it answers",
    Shortfall.UNVERIFIED: "no quote passed the check against its article; run `qa verify`",
}


def reason(answer: Answer) -> str:
    """Why `answer` is none: the rest of a sentence that begins "Not found in these articles:"."""
    if answer.shortfall is Shortfall.PREMISE_ABSENT:
        words = ", ".join(f"“{clean_line(word)}”" for word in answer.absent)
        return f"what is near the question does not mention {words}"
    return _SHORTFALLS[answer.shortfall] if answer.shortfall else "no answer"
