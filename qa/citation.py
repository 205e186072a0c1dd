"""A quote of an article and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.values import Copy
from qa.addresses import address_of
from qa.shown import Shown


@dataclass(frozen=True, slots=True)
class Citation(Shown):
    """A quote and where it stands: `article.text[start:end] == quote`, to the character.

    `number` counts from 1 within the answer and is what `[1]` in its text refers to. `copies` are the other articles in
    which the quote stands too: one source, however many outlets print it. `quote[answer_start:answer_end]` are the
    words that the reader found to answer; None where no reader did. `page` counts from 1 in documents that have pages.
    `sha256` is the digest of the article's text in UTF-8 when it was quoted; None in a citation that was kept before
    digests were. `language` is the article's (ISO 639-1).

    `speaker` names who says it, where the article is plain about it:
    `article.text[speaker_start : speaker_start + len(speaker)]`; both are None of any other quote.

    `context` is the sentence before a quote that begins with a pronoun, which says who or what is meant:
    `article.text[context_start : context_start + len(context)]`; both are None of any other quote.

    >>> one = library.ask("Apa itu Iskander-M?").citations[0]
    >>> library.article(one.article_id).text[one.start : one.end] == one.quote
    True
    """

    number: int
    article_id: str
    title: str
    source: str | None
    published: date | None
    url: str | None
    start: int
    end: int
    quote: str
    copies: tuple[Copy, ...] = ()
    answer_start: int | None = None
    answer_end: int | None = None
    page: int | None = None
    sha256: str | None = None
    language: str | None = None
    context: str | None = None
    context_start: int | None = None
    speaker: str | None = None
    speaker_start: int | None = None

    @property
    def address(self) -> str:
        """Where it stands, as `Library.locate` and `qa show` find it: article and characters."""
        return address_of(self.article_id, self.start, self.end)

    @property
    def answer(self) -> str | None:
        """The words of the quote that answer, or None where no reader found them."""
        return None if self.answer_start is None else self.quote[self.answer_start : self.answer_end]
