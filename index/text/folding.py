"""Phrases in a text, compared as a reader compares them.

Case, spaces and kinds of marks make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from index.text.analysis import is_unspaced, split_words
from index.text.figures import UNSEEN
from index.values import Span

_KINDS = {
    **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛‹›`´ʼ′＇", "'"),
    **dict.fromkeys("\u2010\u2011‒–—―−﹣－", "-"),
}
_KIND = re.compile(f"[{''.join(_KINDS)}]|[{UNSEEN}]+")
_HIDDEN = re.compile(f"[{UNSEEN}]+")
_CHUNK = re.compile(r"\S+")
_PLACE = itemgetter(0)
_NEAR = 32
"""How many characters beside a place are looked at for words that it cuts."""


def fold(text: str) -> str:
    """Return `text` as it is compared: case folded, in NFC, on one line.

    A run of white space is one space; quotation marks, apostrophes and dashes are of one kind each. What no reader
    sees, such as soft hyphens, is left out.
    """
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", _alike(text)).casefold())
    return " ".join(folded.split())


def places(text: str, phrase: str, *, whole: bool = True) -> tuple[Span, ...]:
    """Return where `phrase` stands in `text`, in order, as offsets into `text`.

    Both are compared as `fold` makes them. With `whole`, a phrase ends and begins where words do, as
    `index.text.analysis` cuts them: "Iran" does not stand in "Iranian", nor "200" in "1.200"; "Putin" does in
    "Putin's". Places do not overlap; there are none of an empty phrase.
    """
    return tuple(_places(text, fold(phrase), whole))


def _alike(text: str) -> str:
    """Return a text with one kind of each mark, and without what no reader sees."""
    return _KIND.sub(lambda found: _KINDS.get(found[0], ""), text)


class _Unit(NamedTuple):
    """Characters of a text that fold by themselves, and into where.

    `start` and `end` are in the text, `place` and `past` in it folded. In an even one each character makes one.
    """

    place: int
    past: int
    start: int
    end: int
    even: bool


def _places(text: str, wanted: str, whole: bool) -> Iterator[Span]:
    folded = fold(text)
    at = folded.find(wanted) if wanted else -1
    units = list(_units(text)) if at >= 0 else []
    while at >= 0:
        end = at + len(wanted)
        opened, closed = (units[bisect_right(units, each, key=_PLACE) - 1] for each in (at, end - 1))
        place = Span(
            opened.start + (at - opened.place if opened.even else 0),
            closed.start + end - closed.place if closed.even else closed.end,
        )
        parted = (opened.even or at == opened.place) and (closed.even or end == closed.past)
        if not whole or (parted and _is_whole(text, place)):
            yield place
            at = folded.find(wanted, end if closed.even else closed.past)
        else:
            at = folded.find(wanted, at + 1)


def _units(text: str) -> Iterator[_Unit]:
    """Yield the units of a text in order."""
    place = 0
    for chunk in _CHUNK.finditer(text):
        past = place
        for start, end in _parted(chunk[0]):
            part = chunk[0][start:end]
            begun, past = past, past + len(fold(part))
            yield _Unit(begun, past, chunk.start() + start, chunk.start() + end, _is_even(part))
        if past > place:
            place = past + 1


def _parted(chunk: str) -> Iterator[tuple[int, int]]:
    """Yield where the parts of a chunk are that fold by themselves."""
    if _is_even(chunk):
        yield 0, len(chunk)
        return
    start = end = 0
    for at, character in enumerate(chunk):
        if not (alone := fold(character)):
            continue
        if not unicodedata.combining(character) and fold(chunk[start : at + 1]) == fold(chunk[start:at]) + alone:
            if start < end:
                yield start, end
            start = at
        end = at + 1
    if start < end:
        yield start, end


def _is_even(part: str) -> bool:
    """Whether each character folds into one."""
    if part.isascii():
        return True
    alike = _alike(part)
    folded = alike.casefold()
    return len(alike) == len(folded) == len(part) and all(
        unicodedata.is_normalized("NFC", each) for each in (alike, folded)
    )


def _is_whole(text: str, place: Span) -> bool:
    """Whether a place cuts no word, nor a number from its thousands."""
    beside = text[max(0, place.start - _NEAR) : place.start], text[place.end : place.end + _NEAR]
    before, after = (_HIDDEN.sub("", each) for each in beside)
    if before and is_unspaced(before[-1]) and is_unspaced(text[place.start]):
        before = ""
    if after and is_unspaced(after[0]) and is_unspaced(text[place.end - 1]):
        after = ""
    words = (*split_words(before), *split_words(place.of(text)))
    joined = split_words(before + place.of(text) + after)
    if words and fold(after[:2]) == "'s" and joined == (*words[:-1], f"{words[-1]}'s", *split_words(after[2:])):
        return True
    return joined == (*words, *split_words(after))
