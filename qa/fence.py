"""Text of others between marks that it cannot close."""

from __future__ import annotations

import hashlib
import secrets

QUOTATION, ABOUT, WORDS = "quotation", "about", "answer"
"""Kinds of fenced text: of an article, about an article, and words that answer."""

_MARK_BYTES = 8


class Fence:
    """Fences text of others in one response or request, with a mark of its own."""

    def __init__(self, fenced: str | None = None) -> None:
        """Draw a mark at random, or make it of all that will be `fenced`.

        That one is the same each time, and no text can hold a mark that is made of itself.
        """
        random = secrets.token_bytes(_MARK_BYTES)
        seed = random if fenced is None else hashlib.sha256(fenced.encode("utf-8", "replace")).digest()
        self._mark = seed[:_MARK_BYTES].hex()

    def around(self, text: str, kind: str = QUOTATION) -> str:
        """Return `text`, verbatim, between marks of its `kind`."""
        return f"<<<{kind} {self._mark}\n{text}\n{self._mark} {kind}>>>"
