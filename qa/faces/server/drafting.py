"""Drafts that clients send, checked within limits."""

from __future__ import annotations

from index.errors import BadInputError
from index.formats.kinds import FileKind
from index.formats.parsed import UnreadableError
from qa.answer.drafts.quotations import quotations
from qa.draft_files import draft_of
from qa.drafted import DraftReport
from qa.library import Library

LONGEST_DRAFT = 200_000
"""How many characters a draft has at most."""

MOST_QUOTATIONS = 500
"""How many quotations of it are looked for: nothing ends a thread that is in it."""


def checked(library: Library, text: str | None, page: str | None) -> DraftReport:
    """Hold a text, or what a page of HTML shows, against the articles.

    Raises BadInputError unless one of them is given, for a page that cannot be read and for too many quotations, and
    NoArticlesError for an empty library.
    """
    if (text is None) == (page is None):
        raise BadInputError("a draft is a text or a page", "give either `text` or `html`")
    draft = _shown(page) if text is None else text
    count = len(quotations(draft))
    if count > MOST_QUOTATIONS:
        raise BadInputError(
            f"the draft has {count:,} quotations", f"give it in parts of {MOST_QUOTATIONS} quotations at most"
        )
    return library.check_draft(draft)


def _shown(page: str | None) -> str:
    try:
        return draft_of((page or "").encode("utf-8-sig", "replace"), FileKind.HTML)
    except UnreadableError as error:
        raise BadInputError(f"the page cannot be read: {error}", "give its text") from error
