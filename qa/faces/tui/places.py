"""Where the quotes of an answer stand, for the source beside it and the clipboard."""

from __future__ import annotations

from itertools import pairwise

from index.errors import BadInputError
from index.values import Span
from qa import wording
from qa.faces.tui.article import NOTHING
from qa.faces.tui.source import Place
from qa.values import Answer, Citation


def next_place(places: list[tuple[int, int]], now: tuple[int, int] | None, forward: bool) -> tuple[int, int] | None:
    """Return the citation after (or before) `now` among ordered (turn, number) pairs, wrapping around.

    If `now` is not among them, it is the first of the newest turn; None if there are no pairs.
    """
    if not places:
        return None
    if now not in places:
        return next(place for place in places if place[0] == places[-1][0])
    ring = places if forward else places[::-1]
    return next((after for before, after in pairwise(ring) if before == now), ring[0])


def citation_of(answer: Answer, number: int) -> Citation:
    """Return the citation with a number; BadInputError if there is none."""
    found = next((each for each in answer.citations if each.number == number), None)
    if found is None:
        hint = "the numbers stand after the quotes" if answer.citations else "`/near N` opens one of the nearest"
        raise BadInputError(f"there is no citation [{number}] here", hint)
    return found


def cited_place(answer: Answer, number: int) -> Place:
    """Return where a citation's quote stands; BadInputError if there is none."""
    found = citation_of(answer, number)
    words = NOTHING
    if found.answer_start is not None and found.answer_end is not None:
        words = Span(found.start + found.answer_start, found.start + found.answer_end)
    label = f"{number} of {len(answer.citations)}"
    return Place(found.article_id, Span(found.start, found.end), words, tuple(found.copies), label)


def near_place(answer: Answer, number: int) -> Place:
    """Return where a nearest sentence stands; BadInputError if there is none."""
    from qa.answer.nearest import nearest  # here, as it brings what retrieves

    near = nearest(answer)
    if not 0 < number <= len(near):
        raise BadInputError(f"there is no article {number} here", "the numbers precede the articles")
    found = near[number - 1]
    label = f"near {number} of {len(near)}"
    return Place(found.hit.article.article_id, found.sentence, copies=tuple(found.hit.copies), label=label)


def pasted(citation: Citation) -> str:
    """Return a quote with its source as text to paste."""
    said = wording.said_by(citation)
    known = wording.joined(said, citation.title, citation.source, citation.published, citation.url, citation.address)
    return f"{wording.quoted(citation.quote)} ({known})"
