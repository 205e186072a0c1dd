"""Writes a short answer from quotes, of sentences that they bear out."""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from index.errors import BadInputError, ModelError, WriterError
from index.optional import require
from index.text.language import UNDETERMINED, IdentifyLanguage, believed
from index.text.sentences import split_sentences
from qa.answer.writing.checks import Finding, Flaw
from qa.answer.writing.drafts import Draft, Drafts
from qa.answer.writing.prompt import MOST_SENTENCES, Message, asked, asked_again
from qa.answer.writing.proving import Prover, QuoteProver, evidence_of
from qa.config import WriterSettings, config_path, writer_settings
from qa.values import Answer
from qa.wording import other_language
from qa.written import LeftOut, Written, WrittenSentence, Wrote

if TYPE_CHECKING:
    from qa.answer.writing.client import Server

_LONGEST = 600
"""The most characters of a sentence."""

_LEAST_HALF = 20
"""The characters of half a sentence, without its names, that surely say its language."""

MARKUP = re.compile(r"://|www\.|\]\(|[<>`{}|\\]", re.IGNORECASE)
"""What a face might make a link or a picture of; no sentence needs it."""


class Writer:
    """A language model on the user's server, and the prover of what it writes.

    Raises MissingExtraError without Kutip's extra `write`.
    """

    def __init__(self, settings: WriterSettings, prover: Prover | None = None) -> None:
        self.settings = settings
        self.prover = prover or QuoteProver()
        self.server: Server = require("qa.answer.writing.client", "write").Server(settings)

    def written(
        self, answer: Answer, identify: IdentifyLanguage, deadline: float | None = None
    ) -> Generator[Wrote, None, Answer]:
        """Yield each sentence once it is proved; return the answer with all of them.

        A sentence that `identify` surely finds to be in another language than the question is not proved. Sentences
        that fail are asked for once more, with the reasons. All of it ends by `deadline` (of `time.monotonic`), without
        one within the settings' timeout; what goes wrong is in `Written.problem`. An answer without quotes is returned
        as it is.
        """
        if not answer.citations:
            return answer
        trial, messages, problem = _Trial(answer, self.prover, identify), asked(answer), None
        deadline = deadline or time.monotonic() + self.settings.timeout
        try:
            yield from trial.of(self._drafts(messages, trial.language, deadline))
            if again := trial.to_write_again():
                more = asked_again(messages, [(each.draft, each.found) for each in again])
                yield from trial.of(self._drafts(more, trial.language, deadline), again)
            if not trial.proved and not trial.failed:
                problem = f"{self.settings.host} wrote no sentence"
        except (ModelError, WriterError) as error:
            problem = error.message
        written = Written(self.settings.model, tuple(trial.proved), tuple(map(_left_out, trial.failed)), problem)
        return replace(answer, written=written)

    def stop(self) -> None:
        """End what is being written, from any thread; `problem` says that it was stopped."""
        self.server.stop()

    def _drafts(self, messages: Sequence[Message], language: str, deadline: float) -> Generator[Draft]:
        drafts = Drafts()
        with closing(self.server.said(messages, deadline)) as said:
            for piece in said:
                for draft in drafts.feed(piece):
                    yield from _one_by_one(draft, language)
        for draft in drafts.end():
            yield from _one_by_one(draft, language)


@dataclass(frozen=True, slots=True)
class _Failed:
    """A draft with valid numbers only, and what its quotes do not bear out."""

    draft: Draft
    found: tuple[Finding, ...]


class _Trial:
    """The sentences written from one answer's quotes: those proved, and those that failed."""

    def __init__(self, answer: Answer, prover: Prover, identify: IdentifyLanguage) -> None:
        self.language = answer.language or UNDETERMINED
        self.proved: list[WrittenSentence] = []
        self.failed: list[_Failed] = []
        self._prover, self._identify = prover, identify
        self._evidence = {citation.number: evidence_of(citation) for citation in answer.citations}

    def of(self, drafts: Generator[Draft], instead_of: Sequence[_Failed] = ()) -> Iterator[Wrote]:
        """Judge drafts, each in place of one that failed before; yield those that are proved."""
        with closing(drafts):
            new = (draft for draft in map(self._with_valid_numbers, drafts) if not self._is_proved(draft))
            for place, draft in enumerate(islice(new, len(instead_of) or MOST_SENTENCES)):
                if instead_of:
                    self.failed.remove(instead_of[place])
                if found := self._findings(draft):
                    self.failed.append(_Failed(draft, found))
                else:
                    self.proved.append(WrittenSentence(draft.text, draft.citations))
                    yield Wrote(self.proved[-1])

    def to_write_again(self) -> tuple[_Failed, ...]:
        """Return what failed although it names quotes."""
        return tuple(each for each in self.failed if each.draft.citations)

    def _with_valid_numbers(self, draft: Draft) -> Draft:
        return replace(draft, citations=tuple(dict.fromkeys(n for n in draft.citations if n in self._evidence)))

    def _is_proved(self, draft: Draft) -> bool:
        return any(draft.text == sentence.text for sentence in self.proved)

    def _findings(self, draft: Draft) -> tuple[Finding, ...]:
        if not draft.citations:
            return (Finding(Flaw.UNCITED),)
        if len(draft.text) > _LONGEST or MARKUP.search(draft.text):
            return (Finding(Flaw.CONTENT),)
        if not self._is_in_language(draft.text):
            return (Finding(Flaw.CONTENT, f"it has to be in {other_language(self.language, None)}"),)
        return self._prover.prove(draft.text, self.language, [self._evidence[number] for number in draft.citations])

    def _is_in_language(self, text: str) -> bool:
        """Whether it may be in the question's language, by whose rules it is proved."""
        words = " ".join(word for word in text.split() if not word[0].isupper())  # names are in any language
        unknown = self.language == UNDETERMINED
        return unknown or believed(self.language, words, self._identify, _LEAST_HALF) is not None


def _one_by_one(draft: Draft, language: str) -> Iterator[Draft]:
    for span in split_sentences(draft.text, language):
        yield Draft(span.of(draft.text), draft.citations)


def _left_out(failed: _Failed) -> LeftOut:
    return LeftOut(failed.draft.citations, tuple(dict.fromkeys(each.flaw.value for each in failed.found)))


def configured(choice: str | None = None) -> Writer:
    """Return the user's writer, `choice` over what is configured; BadInputError if there is none."""
    settings = writer_settings(choice)
    if settings is None:
        raise BadInputError(
            "no writer is configured", f"give --writer MODEL@URL, or write [writer], url and model into {config_path()}"
        )
    return Writer(settings)
