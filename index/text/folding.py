"""Phrases in a text, compared as a reader compares them.

Case, spaces and kinds of marks make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from index.text.analysis import is_unspaced, split_words
from index.text.figures import UNSEEN
from index.values import Span

_KINDS = {
    **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛‹›`´ʼ′＇", "'"),
    **dict.fromkeys("\u2010\u2011‒–—―−﹣－", "-"),
}
_KIND = re.compile(f"[{''.join(_KINDS)}]|[{UNSEEN}]+")
_CHUNK = re.compile(r"\S+")


def fold(text: str) -> str:
    """Return `text` as it is compared: case folded, in NFC, on one line.

    A run of white space is one space; quotation marks, apostrophes and dashes are of one kind each. What no reader
    sees, such as soft hyphens, is left out.
    """
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    alike = _KIND.sub(lambda found: _KINDS.get(found[0], ""), text)
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", alike).casefold())
    return " ".join(folded.split())


def places(text: str, phrase: str, *, whole: bool = True) -> tuple[Span, ...]:
    """Return where `phrase` stands in `text`, in order, as offsets into `text`.

    Both are compared as `fold` makes them. With `whole`, a phrase ends and begins where words do, as
    `index.text.analysis` cuts them: "Iran" does not stand in "Iranian", nor "200" in "1.200"; "Putin" does in
    "Putin's". Places do not overlap; there are none of an empty phrase.
    """
    return tuple(_places(text, fold(phrase), whole))


def _places(text: str, wanted: str, whole: bool) -> Iterator[Span]:
    folded = fold(text)
    at = folded.find(wanted) if wanted else -1
    if at < 0:
        return
    chunks = [chunk.span() for chunk in _CHUNK.finditer(text) if text.isascii() or fold(chunk[0])]
    while at >= 0:
        end = at + len(wanted)
        first, last = folded.count(" ", 0, at), folded.count(" ", 0, end)
        opened, closed = Span(*chunks[first]), Span(*chunks[last])
        begins = at - (folded.rfind(" ", 0, at) + 1)
        ends = end - (folded.rfind(" ", 0, end) + 1)
        place = Span(opened.start + _first(opened.of(text), begins), closed.start + _last(closed.of(text), ends))
        if not whole or _is_whole(text, place, opened, closed):
            yield place
            at = folded.find(wanted, end)
        else:
            at = folded.find(wanted, at + 1)


def _first(chunk: str, place: int) -> int:
    """Return which character of `chunk` begins at a place of it folded."""
    if len(fold(chunk)) == len(chunk):
        return place
    return next(count for count in range(len(chunk)) if len(fold(chunk[: count + 1])) > place)


def _last(chunk: str, place: int) -> int:
    """Return after which character of `chunk` a place of it folded comes."""
    if len(fold(chunk)) == len(chunk):
        return place
    least = next(count for count in range(len(chunk) + 1) if len(fold(chunk[:count])) >= place)
    return next((count for count in range(least, len(chunk)) if not unicodedata.combining(chunk[count])), len(chunk))


def _is_whole(text: str, place: Span, opened: Span, closed: Span) -> bool:
    """Whether a place, which opens and closes in two chunks, cuts no word."""
    before, after = text[opened.start : place.start], text[place.end : closed.end]
    if before and is_unspaced(before[-1]) and is_unspaced(text[place.start]):
        before = ""
    if after and is_unspaced(after[0]) and is_unspaced(text[place.end - 1]):
        after = ""
    if opened == closed:
        return _cuts_no_word(before, place.of(text), after)
    return _cuts_no_word(before, text[place.start : opened.end]) and _cuts_no_word(
        text[closed.start : place.end], after
    )


def _cuts_no_word(*parts: str) -> bool:
    """Whether the words of the parts, joined, are those of each, but for an 's."""
    *before, last = parts
    words = [word for part in before for word in split_words(part)]
    if words and fold(last[:2]) == "'s":
        owning = (*words[:-1], f"{words[-1]}'s", *split_words(last[2:]))
        if split_words("".join(parts)) == owning:
            return True
    return split_words("".join(parts)) == (*words, *split_words(last))
