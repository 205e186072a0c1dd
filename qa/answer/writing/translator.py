"""Translates quotes into the language of the question, each translation compared with its quote."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from index.errors import KutipError, ModelError, WriterError
from index.storage.translations import Service, Translations
from index.text.language import UNDETERMINED
from qa.answer.writing.agreement import doubts
from qa.answer.writing.checks import Evidence
from qa.answer.writing.drafts import Draft, Drafts
from qa.answer.writing.prompt import MOST_SENTENCES, to_translate
from qa.answer.writing.writer import MARKUP
from qa.values import Answer, Citation
from qa.written import Doubt, Translated, Translation

if TYPE_CHECKING:
    from qa.answer.writing.writer import Writer

_TIMES_LONGER, _SLACK = 4, 200
"""How many times as long as its quote, and how many characters more, a translation may be."""


def translated(answer: Answer, writer: Writer, kept: Translations, deadline: float) -> Answer:
    """Return an answer with translations of those quotes that are in another language.

    Those that are kept are not asked for; others are, until `deadline` (of `time.monotonic`), and are kept. What goes
    wrong is in `Translated.problem`; nothing is shown that cannot be compared with its quote. An answer without such
    quotes is returned as it is.
    """
    language = answer.language
    quotes = [each for each in answer.citations if each.language not in (None, UNDETERMINED, language)]
    if language in (None, UNDETERMINED) or not quotes:
        return answer
    try:
        return replace(answer, translated=_translated(quotes, language, writer, kept, deadline))
    except ModelError as error:
        return replace(answer, translated=Translated((), error.message))


def _translated(
    quotes: Sequence[Citation], language: str, writer: Writer, kept: Translations, deadline: float
) -> Translated:
    by, failure = Service(writer.settings.model, writer.settings.host, language), None
    texts = kept.of([each.quote for each in quotes], by)
    work = _Work(writer, language, [each for each in quotes if each.quote not in texts])
    try:
        work.do(deadline)
    except WriterError as error:
        failure = error.message
    if work.found:
        with suppress(KutipError):  # what cannot be kept is asked for again
            kept.keep(work.found, {each.quote: each.article_id for each in quotes}, by)
    texts |= work.found
    missing = "".join(f"[{each.number}]" for each in quotes if each.quote not in texts)
    problem = (failure or f"{by.host} gave no translation of {missing}") if missing else None
    found = (
        Translation(each.number, texts[each.quote], by.model, language, work.doubts(each, texts[each.quote]))
        for each in quotes
        if each.quote in texts
    )
    return Translated(tuple(found), problem)


class _Work:
    """Quotes to translate, a few at a time, and the translations `found`, by quote."""

    def __init__(self, writer: Writer, language: str, quotes: Sequence[Citation]) -> None:
        self.found: dict[str, str] = {}
        self._writer, self._language = writer, language
        self._open = deque(quotes)
        self._failed: dict[int, list[str]] = {}
        self._doubts: dict[tuple[int, str], tuple[Doubt, ...]] = {}

    def do(self, deadline: float) -> None:
        """Ask for all; once more for those that fail.

        Those left out are asked for again as long as any come.
        """
        while self._open:
            asked = [self._open.popleft() for _ in range(min(MOST_SENTENCES, len(self._open)))]
            left = {each.number: each for each in asked}
            with closing(self._drafts(asked, deadline)) as drafts:
                for draft in drafts:
                    number = next((number for number in draft.citations if number in left), None)
                    if number is not None:
                        self._take(left.pop(number), draft.text)
                    if not left:
                        break  # whatever else is said
            if len(left) < len(asked):
                self._open += left.values()

    def doubts(self, citation: Citation, text: str) -> tuple[Doubt, ...]:
        """Return where a translation does not agree with its quote."""
        key = citation.number, text
        if key not in self._doubts:
            quote = Evidence(citation.quote, citation.language or UNDETERMINED)
            self._doubts[key] = doubts(self._writer.prover, quote, Evidence(text, self._language))
        return self._doubts[key]

    def _drafts(self, asked: Sequence[Citation], deadline: float) -> Generator[Draft]:
        reasons = {each.number: self._failed[each.number] for each in asked if each.number in self._failed}
        drafts = Drafts()
        with closing(self._writer.server.said(to_translate(asked, self._language, reasons), deadline)) as said:
            for piece in said:
                yield from drafts.feed(piece)
        yield from drafts.end()

    def _take(self, citation: Citation, text: str) -> None:
        """Take a translation unless it is none or worse; have a failed one asked again."""
        first = citation.number not in self._failed
        if reason := _no_translation(citation.quote, text):
            reasons = [reason]
        else:
            found, before = self.doubts(citation, text), self.found.get(citation.quote)
            if before is None or len(found) <= len(self.doubts(citation, before)):
                self.found[citation.quote] = text
            reasons = list(map(_reason, found))
        if reasons and first:
            self._failed[citation.number] = reasons
            self._open.append(citation)


def _no_translation(quote: str, text: str) -> str | None:
    """Return why a text can be no translation of a quote, None if it can."""
    if text.casefold() == " ".join(quote.split()).casefold():
        return "it is not translated"
    if len(text) > _TIMES_LONGER * len(quote) + _SLACK:
        return "it is much longer than the quote"
    if {word for word in text.split() if MARKUP.search(word)} - set(quote.split()):
        return "it has markup or a link that the quote does not have"
    return None


def _reason(doubt: Doubt) -> str:
    what = f"{doubt.flaw} {doubt.words}".strip()
    return f"it lacks the {what} of the quote" if doubt.missing else f"the quote does not say the same: {what}"
