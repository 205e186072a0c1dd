"""What leaves the chat as text to be pasted."""

from __future__ import annotations

from index.errors import BadInputError
from qa.values import Answer, Citation
from qa.wording import joined, quoted


def citation_of(answer: Answer, number: int) -> Citation:
    """The citation with a number; BadInputError where there is none."""
    found = next((each for each in answer.citations if each.number == number), None)
    if found is None:
        raise BadInputError(f"there is no citation [{number}] here", "the numbers stand after the quotes")
    return found


def pasted(citation: Citation) -> str:
    """A quote with its source, on one line if the quote is."""
    known = joined(citation.title, citation.source, citation.published, citation.url)
    return f"{quoted(citation.quote)} ({known})"
