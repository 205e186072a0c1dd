"""What editors put into quotations: ellipses and brackets."""

from __future__ import annotations

import re

from qa.answer.drafts.tokens import Token, tokens

_ELLIPSIS = r"\.{3,}|…|\.(?: \.){2,3}"
_EDITED = re.compile(
    rf"(?:(?<!\w)(?P<begin>\w{{0,30}}))?\[(?P<inside>[^\[\]\n]{{0,200}})\](?P<end>\w{{0,30}})|\((?:{_ELLIPSIS})\)|{_ELLIPSIS}"
)
_FIGURE_BEFORE, _FIGURE_AFTER = re.compile(r"\d[.,]"), re.compile(r"[.,]\d")
AROUND = frozenset(" '-.,")
"""Tokens at the ends of a quotation, and beside an ellipsis, that count for nothing."""

MARKED = "[]"
"""The form of an editor's bracket or ellipsis."""


def edited(text: str) -> tuple[re.Match[str], ...]:
    """Return the ellipses and brackets of a text, with the letters beside them.

    A bracket that is part of a number is none of them: a figure of it may not be changed.
    """
    return tuple(mark for mark in _EDITED.finditer(text) if is_ellipsis(mark) or not _is_in_number(text, mark))


def _is_in_number(text: str, mark: re.Match[str]) -> bool:
    begin, inside, end = mark["begin"] or "", mark["inside"], mark["end"]
    if any(map(str.isdigit, begin + end)):
        return True
    beside = begin or end or _FIGURE_AFTER.match(text, mark.end()) or _FIGURE_BEFORE.match(text, mark.start() - 2)
    return bool(beside) and any(map(str.isdigit, inside))


def parts(quotation: str) -> tuple[str, ...]:
    """Return the parts of a quotation between its ellipses that have words."""
    ends = [(0, 0), *(mark.span() for mark in edited(quotation) if is_ellipsis(mark))]
    starts = [*(start for start, _ in ends[1:]), len(quotation)]
    pieces = (quotation[end:start].strip() for (_, end), start in zip(ends, starts, strict=True))
    return tuple(piece for piece in pieces if any(map(str.isalnum, piece)))


def without_marks(quotation: str) -> str:
    """Return a quotation without what its editor put in, letters within a word aside."""
    return _EDITED.sub(
        lambda mark: "".join(filter(None, mark.groups())) if mark["begin"] or mark["end"] else "", quotation
    )


def compared(text: str) -> list[Token]:
    """Return what is compared of a text, each mark of an editor as `MARKED`."""
    marks = [Token(MARKED, *mark.span()) for mark in edited(text)]
    found = [each for each in tokens(text) if each.norm != " "]
    found = [each for each in found if not any(mark.start <= each.start < mark.end for mark in marks)]
    while found and found[-1].norm in AROUND:
        found.pop()
    while found and found[0].norm in AROUND:
        found.pop(0)
    return sorted((*found, *marks), key=lambda each: each.start)


def is_ellipsis(mark: re.Match[str]) -> bool:
    """Return whether a match of `EDITED` is an ellipsis, and no bracket with words."""
    return mark["inside"] is None or not mark["inside"].strip(" .…")
