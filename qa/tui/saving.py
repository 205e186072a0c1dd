"""What leaves the chat: files, never over another, and text to be pasted."""

from __future__ import annotations

from pathlib import Path

from index.errors import BadInputError
from qa.described import joined
from qa.values import Answer, Citation


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; BadInputError for one that is, or a place that cannot be written."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise BadInputError(f"{path} is there already", "give another name") from error
    except OSError as error:
        raise BadInputError(f"{path} cannot be written ({error.strerror})", "give another place") from error


def citation_of(answer: Answer, number: int) -> Citation:
    """The citation with a number; BadInputError where there is none."""
    found = next((each for each in answer.citations if each.number == number), None)
    if found is None:
        raise BadInputError(f"there is no citation [{number}] here", "the numbers stand after the quotes")
    return found


def pasted(citation: Citation) -> str:
    """A quote with its source, on one line if the quote is."""
    known = joined(citation.title, citation.source, citation.published, citation.url)
    return f"“{citation.quote}” ({known})"
