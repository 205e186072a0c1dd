"""What differs between a quotation and the nearest words of an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from index.values import Span
from qa.answer.drafts.marks import MARKED, compared, parts, without_marks
from qa.answer.drafts.matching import Sought
from qa.answer.drafts.tokens import Token
from qa.answer.quote_check import changes, nearest_words


@dataclass(frozen=True, slots=True)
class Near:
    """The words nearest to a quotation, and what differs: its words, and theirs."""

    span: Span
    differences: tuple[tuple[str, str], ...]

    @property
    def cost(self) -> int:
        """How many characters differ; lower is nearer."""
        return changes(self.differences)


def near(text: str, quotation: str) -> Near | None:
    """Return the words of `text` nearest to a quotation, or None.

    Of one with ellipses each part counts: those that do not stand, and the first of the others.
    """
    found: list[Near] = []
    pieces = parts(quotation)
    for part in pieces:
        match = Sought(part).find(text)
        if match is not None:
            found.append(Near(match.span, ()))
            continue
        bare = without_marks(part)
        span = nearest_words(text, bare)
        if span is None:
            return None
        found.append(Near(span, differences(part, span.of(text))))
    if not found:
        return None
    worst = max(found, key=lambda each: each.cost)
    return Near(worst.span, tuple(pair for each in found for pair in each.differences))


def differences(quotation: str, words: str) -> tuple[tuple[str, str], ...]:
    """Return what differs, as `quote_check.differences`, by what the comparison counts as different.

    Brackets of the editor are no differences, whatever they stand for.
    """
    ours, theirs = compared(quotation), compared(words)
    if ours and theirs and ours[0].norm.casefold() == theirs[0].norm.casefold():
        ours[0] = replace(ours[0], norm=theirs[0].norm)
    matcher = SequenceMatcher(None, [each.norm for each in ours], [each.norm for each in theirs], autojunk=False)
    found = []
    for what, a, b, c, d in matcher.get_opcodes():
        mine = [each for each in ours[a:b] if each.norm != MARKED]
        if what != "equal" and (mine or a == b):
            found.append((_of(quotation, mine), _of(words, theirs[c:d])))
    return tuple(found)


def _of(text: str, some: Sequence[Token]) -> str:
    return text[some[0].start : some[-1].end] if some else ""
