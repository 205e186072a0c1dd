"""Stand-ins: readers without weights, answers that wait, a policy that permits all.

Run as a script, this file is `qa` with a `WordReader`.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from index.fetching.addresses import Address, PublicOnly
from index.retrieval.coverage import Coverage, concepts, expressed
from index.text.sentences import split_sentences
from qa.answer import answerer
from qa.answer.confidence import Confidence, expit, logit
from qa.answer.reader.readings import AnswerSpan, Reading, Text
from qa.answer.writing.entailment import Bar
from qa.library import Library
from qa.values import Event, Retrieved

KUTIP = (sys.executable, __file__)
"""The command that is `qa` in a process of its own, with a `WordReader`."""


class Believing:
    """An entailment network that finds every sentence in every quote."""

    bar = Bar(0.0, 0.0)

    def logit(self, sentence: str, quotes: Sequence[Text]) -> float:
        """More than the bar."""
        return 1.0


class WordReader:
    """A reader that goes by words: a sentence that expresses much of the question, under its title, is the answer."""

    fingerprint = "words"
    ranking_weight = 0.0
    confidence = Confidence()

    def read_within(self, question: str, texts: Sequence[Text], budget_ms: float) -> tuple[Reading | None, ...]:
        """Read every text, whatever the budget."""
        language = _language(question)
        coverage = Coverage(concepts(question, language))

        def share(text: str) -> float:
            return coverage.share(coverage.weights(expressed(text, _language(text), language)))

        return tuple(self._reading(share, text) for text in texts)

    def probability(self, reading: Reading) -> float:
        """What the best sentence expresses."""
        return expit(reading.answerable)

    def _reading(self, share: Callable[[str], float], text: Text) -> Reading:
        spans = []
        for span in split_sentences(text.text, _language(text.text)):
            sentence = span.of(text.text)
            words = 0.7 * share(f"{text.title}. {sentence}") + 0.3 * share(sentence)
            spans.append(AnswerSpan(span.start, span.end, logit(words**0.7)))
        spans.sort(key=lambda span: -span.score)
        return Reading(tuple(spans[:3]), spans[0].score if spans else logit(0.01))


def _language(text: str) -> str:
    return "id" if re.search(r"\b(yang|dan|di|ke|dari|apa|siapa|kapan|berapa|itu|untuk|pada)\b", text.lower()) else "en"


class TableReader:
    """A reader that knows from a table which words answer, whatever the question, and how likely they are to."""

    fingerprint = "table"
    ranking_weight = 0.1
    confidence = Confidence()

    def __init__(self, answers: Mapping[str, float]) -> None:
        self._answers = dict(sorted(answers.items(), key=lambda item: -item[1]))
        self.budgets: list[float] = []

    def read_within(self, question: str, texts: Sequence[Text], budget_ms: float) -> tuple[Reading | None, ...]:
        """Find the table's words in every text, whatever the budget."""
        self.budgets.append(budget_ms)
        return tuple(self._reading(text.text) for text in texts)

    def probability(self, reading: Reading) -> float:
        """What the table says of the first span."""
        return expit(reading.spans[0].score if reading.spans else reading.answerable)

    def _reading(self, text: str) -> Reading:
        spans = tuple(
            AnswerSpan(text.index(words), text.index(words) + len(words), logit(chance))
            for words, chance in self._answers.items()
            if words in text
        )
        return Reading(spans, spans[0].score if spans else logit(0.01))


class FixedReader:
    """A reader that is as sure of each passage, in their order, as it is told to be."""

    fingerprint = "fixed"
    ranking_weight = 0.1
    confidence = Confidence()

    def __init__(self, *logits: float | None) -> None:
        self._logits = logits
        self.texts: list[Text] = []

    def read_within(self, question: str, texts: Sequence[Text], budget_ms: float) -> tuple[Reading | None, ...]:
        """Read every text but those of None, whatever the budget."""
        self.texts = list(texts)
        return tuple(None if value is None else Reading((), value) for value in self._logits)

    def probability(self, reading: Reading) -> float:
        """What it was told."""
        return expit(reading.answerable)


class Anywhere(PublicOnly):
    """Permits every address and port, so that a site on this machine can be fetched from."""

    def permits_port(self, port: int) -> bool:
        """Permit it."""
        return True

    def permits(self, host: str, address: Address) -> bool:
        """Permit it."""
        return True


def held(monkeypatch: pytest.MonkeyPatch, asked: str = "") -> threading.Event:
    """Return an event: until it is set, no answer to what begins as `asked` gets further than its passages."""
    go_on, stream = threading.Event(), Library.stream

    def waiting(library: Library, question: str, *given: Any, **named: Any) -> Iterator[Event]:
        for event in stream(library, question, *given, **named):
            yield event
            if isinstance(event, Retrieved) and question.startswith(asked):
                assert go_on.wait(20)

    monkeypatch.setattr(Library, "stream", waiting)
    return go_on


if __name__ == "__main__":
    from qa.faces.cli.app import main

    answerer.load_reader = WordReader
    main()
