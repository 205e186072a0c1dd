"""What can be asked: the bounds of questions, which need no index."""

from __future__ import annotations

import unicodedata

from index.errors import BadInputError, BadQuestionError

MOST_HITS = 1_000
MOST_CHARACTERS = 2_000


def check_question(text: str) -> str:
    """Return the question without surrounding space; raise BadQuestionError if it is invalid."""
    if not isinstance(text, str):
        raise BadQuestionError(f"the question is no text but {type(text).__name__}", "write what you want to know")
    question = text.strip()
    if not question:
        raise BadQuestionError("the question is empty", "write what you want to know")
    if len(question) > MOST_CHARACTERS:
        raise BadQuestionError(
            f"the question has {len(question):,} characters, {MOST_CHARACTERS:,} is the most",
            "ask something shorter",
        )
    if not has_words(question):
        raise BadQuestionError("the question has no letter or digit in it", "write what you want to know in words")
    return question


def has_words(text: str) -> bool:
    """Whether a text has a letter or digit in it."""
    return any(unicodedata.category(character)[0] in "LN" for character in text)


def check_k(k: int) -> None:
    """Raise BadInputError if `k` hits cannot be asked for."""
    if not 1 <= k <= MOST_HITS:
        raise BadInputError(f"k is {k}", f"give a number from 1 to {MOST_HITS:,}")
