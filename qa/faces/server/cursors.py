"""Cursors: where a page of the list of articles begins, as text for clients."""

from __future__ import annotations

import re
from datetime import date

from index.storage.store import ArticleSummary, Place
from qa.faces.server.problems import RefusedError

_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})?~([0-9a-f]{12})", re.ASCII)


def cursor_of(last: ArticleSummary) -> str:
    """Return the cursor of the page after the one that ends with `last`."""
    return f"{last.published or ''}~{last.article_id}"


def place_of(cursor: str | None) -> Place | None:
    """Return the place of a cursor (None without one); raise RefusedError if it is invalid."""
    if cursor is None:
        return None
    found = _CURSOR.fullmatch(cursor)
    try:
        if found is None:
            raise ValueError
        return date.fromisoformat(found[1]) if found[1] else None, found[2]
    except ValueError as error:
        raise RefusedError(422, "invalid cursor; take one from `next`") from error
