"""An answer as plain text: in words with its sources, or in one line."""

from __future__ import annotations

from qa.day_words import as_of
from qa.values import Answer
from qa.wording import agreements, by_article, disagreement, head, joined, not_found, quoted, said_by, snippet

_LONGEST_LINE = 60


def answer(given: Answer) -> str:
    """Return the short answer, numbered quotes and their sources, or why there are none."""
    if not given.citations:
        return not_found(given)
    told = [given.written.text if given.written else "", given.short, disagreement(given)]
    quotes = (joined(f"{quoted(each.quote)} [{each.number}]", said_by(each)) for each in given.citations)
    sources = (
        f"{''.join(f'[{each.number}]' for each in of_one)} {head(of_one[0], given.language)}"
        + (f" · {of_one[0].url}" if of_one[0].url else "")
        for of_one in by_article(given.citations)
    )
    parts = (*told, "\n".join((*as_of(given.as_of), *agreements(given))), "\n".join(quotes), "\n".join(sources))
    return "\n\n".join(part for part in parts if part)


def line(given: Answer) -> str:
    """Return what an answer is, in one line."""
    said = f": {snippet(given.short, _LONGEST_LINE)!r}" if given.short else ""
    why = f" ({given.shortfall})" if given.shortfall else f", {len(given.citations)} citation(s)"
    return f"<Answer to {snippet(given.question, _LONGEST_LINE)!r} {given.status}{said}{why}>"
