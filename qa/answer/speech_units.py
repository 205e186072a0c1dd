"""The sentences about a quote, joined where a quotation goes on over their ends."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from index.text.languages.speech_wording import Speech
from index.text.sentences import split_sentences
from index.values import Span
from qa.answer.speech import Said, said_in
from qa.answer.speech_tokens import OPENING, Token, is_mark, is_open, tokens_of

REACH = 3_000
"""How many characters before and after a quote are read at most, so that a long article takes no longer."""

_AFTER = 600


class Unit:
    """A sentence, or several that one quotation joins, and who says it.

    It is read when it is asked for.
    """

    def __init__(self, text: str, span: Span, speech: Speech, *, is_first: bool) -> None:
        self.span, self.is_first = span, is_first
        self._text, self._speech = text, speech

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words and marks."""
        return tokens_of(self.span.of(self._text), self.span.start)

    @cached_property
    def said(self) -> Said | None:
        """What it tells of who said it."""
        return said_in(self.tokens, self._speech)

    @property
    def is_speech(self) -> bool:
        """Whether nothing of it stands outside quotation marks."""
        words = [token for token in self.tokens if token.word[0].isalnum()]
        return bool(words) and all(token.is_quoted for token in words)

    @property
    def is_open(self) -> bool:
        """Whether it ends within a quotation, that the next paragraph may go on with."""
        return self.tokens[-1].is_quoted

    @property
    def begins_quoted(self) -> bool:
        """Whether it begins with a mark that can only open a quotation."""
        return self._text[self.span.start] in OPENING


def units_of(text: str, quote: Span, language: str, speech: Speech) -> Iterator[Unit]:
    """Yield the sentences about a quote, in their order."""
    least, most = max(0, quote.start - REACH), min(len(text), quote.end + _AFTER)
    if least:
        least = text.find("\n", least, quote.start) + 1 or least
    spans = [Span(least + each.start, least + each.end) for each in split_sentences(text[least:most], language)]
    line = begun = -1
    for place, span in enumerate(spans):
        begins = text.rfind("\n", least, span.start)
        start = begun if begun >= 0 else span.start
        is_last = place + 1 == len(spans) or "\n" in text[span.end : spans[place + 1].start]
        opened, ends_marked = is_open(text[start : span.end]), is_mark(text[span.end - 1])
        if not is_last and ((opened and not ends_marked) or _breaks_off(span.of(text), speech)):
            begun = start
            continue
        # a mark that opens belongs to what comes after it
        begun = span.end - 1 if opened and ends_marked and not is_last else -1
        own = text[start : begun if begun >= 0 else span.end].rstrip()
        if own:
            yield Unit(text, Span(start, start + len(own)), speech, is_first=begins != line)
            line = begins


def _breaks_off(sentence: str, speech: Speech) -> bool:
    """Whether a sentence ends with but the full stop of a title."""
    return sentence.endswith(".") and sentence[:-1].rpartition(" ")[2].casefold() in speech.courtesies
