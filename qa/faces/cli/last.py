"""The sources of the last answer or search, by their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from index.errors import BadInputError, LibraryBusyError, StoreError
from index.storage.shown import Spot
from index.values import Hit
from qa.library import Library
from qa.values import Citation


def of_answer(citations: Iterable[Citation]) -> tuple[Spot, ...]:
    """Return where the quotes of an answer stand."""
    return tuple(Spot(each.number, each.article_id, each.start, each.end) for each in citations)


def of_search(found: Iterable[Hit]) -> tuple[Spot, ...]:
    """Return where the passages of a search stand."""
    return tuple(Spot(each.rank, each.article.article_id, each.passage.start, each.passage.end) for each in found)


def remember(opened: Library, spots: tuple[Spot, ...]) -> None:
    """Keep what was shown; a library that cannot be written to answers all the same."""
    with suppress(StoreError, LibraryBusyError):
        opened.last_shown.keep(spots)


def remembered(opened: Library) -> tuple[Spot, ...]:
    """Return the sources of what was answered or searched last, here or in a chat.

    Raises BadInputError if there are none.
    """
    shown, newest = opened.last_shown.load(), opened.conversations.newest()
    spots = shown.spots
    if newest is not None and (shown.noticed is None or newest.last_asked > shown.noticed):
        spots = of_answer(opened.conversations.turns(newest.conversation_id)[-1].answer.citations)
    elif shown.noticed is None:
        raise BadInputError("nothing was asked or searched yet in this library", "say `qa ask QUESTION` first")
    if not spots:
        raise BadInputError("the last answer has no sources", "say `qa ask QUESTION` or `qa search WORDS` first")
    return spots


def numbered(spots: Iterable[Spot], number: int) -> Spot:
    """Return the source with this number; raise BadInputError if there is none."""
    known = {spot.number: spot for spot in spots}
    if number not in known:
        numbers = ", ".join(map(str, known))
        raise BadInputError(f"the last answer or search has no source {number}", f"it has {numbers}")
    return known[number]
