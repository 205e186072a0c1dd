"""The parts of a draft: sentences, each with the quotations in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.text.sentences import split_sentences
from index.values import Span
from qa.answer.drafts.quotations import Quotation


@dataclass(frozen=True, slots=True)
class Scope:
    """A sentence of a draft, or several that a quotation joins, and its quotations."""

    span: Span
    quotations: tuple[Quotation, ...]

    def unquoted(self, text: str) -> str:
        """Return the words of the scope, each quotation replaced by a comma."""
        parts: list[str] = []
        at = self.span.start
        for each in self.quotations:
            parts.append(text[at : max(at, each.outer.start)])
            at = max(at, each.outer.end)
        parts.append(text[at : self.span.end])
        return " , ".join(parts)


def scopes(text: str, language: str, found: Sequence[Quotation]) -> tuple[Scope, ...]:
    """Return the scopes of a draft in order: each quotation is in one of them.

    A bracket right behind a quotation, "(Outlet, 3 May 2020)", goes with it, and so does a line that ends with a colon
    before one.
    """
    merged: list[Span] = []
    sentences = split_sentences(text, language)
    pieces = sorted((*sentences, *(each.outer for each in found)), key=lambda span: (span.start, -span.end))
    starts, ends = {each.outer.start for each in found}, {each.outer.end for each in found}
    for piece in pieces:
        if merged and (piece.start < merged[-1].end or _goes_with(text, merged[-1], piece, starts, ends)):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, piece.end))
        else:
            merged.append(piece)
    waiting = list(found)
    made: list[Scope] = []
    for span in merged:
        inside: list[Quotation] = []
        while waiting and waiting[0].outer.start < span.end:
            inside.append(waiting.pop(0))
        made.append(Scope(span, tuple(inside)))
    return tuple(made)


def _goes_with(text: str, before: Span, piece: Span, starts: set[int], ends: set[int]) -> bool:
    if text[before.end - 1] == ":" and piece.start in starts:
        return True
    quoted_end = any(before.end - trailing in ends for trailing in range(3))
    return quoted_end and text[piece.start] in "([" and "\n" not in text[before.end : piece.start]
