"""The words by which a question asks for the present: "now", "terbaru"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.text.date_names import folded
from index.text.languages import alternatives
from index.text.periods import LONGEST, bounded, without
from index.values import Span

_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]{1,200}[\"”»]|(?<!\w)['‘][^'‘’]{1,200}['’](?!\w)")
_NOT_PRESENT = bounded(alternatives(lambda wording: wording.days.not_present))
_PRESENT = bounded(alternatives(lambda wording: wording.days.present))
_LATEST = bounded(alternatives(lambda wording: wording.days.latest))


@dataclass(frozen=True, slots=True)
class Present:
    """The words `said`, and the question without those that it can spare."""

    said: str
    rest: str


def present_in(question: str) -> Present | None:
    """Return the words by which a question asks for the present, None without any.

    Words in quotation marks, and capital ones within a sentence, are of a name or a title.

    >>> present_in("Who is now the mayor?")
    Present(said='now', rest='Who is the mayor?')
    >>> present_in("Who wrote Now and Then?")
    """
    plain = folded(question)
    if len(question) > LONGEST or len(plain) != len(question):
        return None
    taken = [*_spans(_QUOTED, plain), *_spans(_NOT_PRESENT, plain)]
    spare = [each for each in _spans(_PRESENT, plain) if _is_meant(each, question, taken)]
    said = [*spare, *(each for each in _spans(_LATEST, plain) if _is_meant(each, question, [*taken, *spare]))]
    if not said:
        return None
    rest = without(question, spare)
    has_words = any(character.isalnum() for character in rest)
    return Present(min(said, key=lambda each: each.start).of(question), rest if has_words else question)


def _spans(form: re.Pattern[str], text: str) -> Iterator[Span]:
    return (Span(*found.span()) for found in form.finditer(text))


def _is_meant(span: Span, question: str, taken: list[Span]) -> bool:
    """Whether words are none of what is `taken`, and of no name."""
    if any(span.start < other.end and other.start < span.end for other in taken):
        return False
    if not question[span.start].isupper() or question.isupper():
        return True
    before, after = question[: span.start], question[span.end :].split()
    return not any(map(str.isalnum, before)) and bool(after) and not after[0][:1].isupper()
