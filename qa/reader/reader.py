"""Reads a question and passages together: where each passage has the answer, and whether it has one at all."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, Self

from index.encoders.embedded import embedded_fingerprint, weight_file
from index.encoders.weights import Vocabulary, read_vocabulary
from index.errors import ModelError
from index.values import Vectors
from qa.reader.budget import Budget, Clock, Pace, is_settled
from qa.reader.network import Logits, Network, thread_count
from qa.reader.settings import REINSTALL, WEIGHTS, Settings, read_file, read_settings
from qa.reader.spans import merged, spans_of
from qa.reader.tokens import Tokeniser
from qa.reader.values import Reading, Text
from qa.reader.windows import Window, windows_of
from qa.reading import Confidence

FOLDER = Path(__file__).parent / "model"
"""Where the reader that ships with Kutip is."""

ROUND = 256
"""How many tokens a thread reads before it is seen whether there is time for more."""


class WindowReader(Protocol):
    """Gives the logits of a window, from as many threads as like."""

    def read(self, embeddings: Vectors) -> Logits:
        """The logits of a window, given the word embedding of each of its tokens."""
        ...


class Reader:
    """A reader, loaded. Threads may share it; what it says of a text depends on nothing but question and text."""

    def __init__(
        self,
        settings: Settings,
        vocabulary: Vocabulary,
        network: WindowReader,
        *,
        threads: int | None = None,
        clock: Clock = time.perf_counter,
    ) -> None:
        self._settings = settings
        self._vocabulary = vocabulary
        self._tokeniser = Tokeniser(vocabulary)
        self._network = network
        self._threads = threads or thread_count()
        self._pool = ThreadPoolExecutor(self._threads, "reader")
        self._clock = clock
        self._pace = Pace()

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """The reader in `folder`; ModelError, with what to do, where it is missing, damaged or of other weights."""
        settings = read_settings(folder)
        if settings.embedded_model != embedded_fingerprint():
            raise ModelError(
                f"The reader belongs to {settings.embedded_model}, not to {embedded_fingerprint()}", REINSTALL
            )
        with ThreadPoolExecutor(1) as beside:
            network = beside.submit(_load_network, folder, settings)
            vocabulary = read_vocabulary(weight_file())
            return cls(settings, vocabulary, network.result())

    @property
    def fingerprint(self) -> str:
        """Equal for two readers exactly when they say the same of the same texts."""
        return self._settings.fingerprint

    @property
    def ranking_weight(self) -> float:
        """How many points of the fused score in [0, 1] one point of the logit that a passage answers is worth."""
        return self._settings.ranking_weight

    @property
    def confidence(self) -> Confidence:
        """How likely an answer is right, from what speaks for it."""
        return self._settings.confidence

    def probability(self, reading: Reading) -> float:
        """How likely the passage answers, and with the first of the reading's spans, in [0, 1]."""
        return self._settings.calibration.probability(reading)

    def read(self, question: str, texts: Sequence[Text]) -> tuple[Reading, ...]:
        """A reading of each of `texts`; ModelError where the network fails."""
        return self._readings(texts, [windows_of(self._tokeniser, question, text) for text in texts])

    def read_within(self, question: str, texts: Sequence[Text], budget_ms: float) -> tuple[Reading | None, ...]:
        """A reading of each of `texts`, the best hits first, None for those that were not read.

        It reads a few at a time, and as many as it expects to finish within `budget_ms` milliseconds, the first in any
        case; and none once the answer is settled. With a budget of `math.inf` it reads them all. Raises ModelError
        where the network fails.
        """
        if math.isinf(budget_ms):
            return self.read(question, texts)
        budget = Budget(budget_ms, self._pace, self._clock)
        readings: list[Reading] = []
        while len(readings) < len(texts) and not is_settled([self.probability(reading) for reading in readings]):
            windows = self._next_windows(question, texts[len(readings) :], budget, at_least=0 if readings else 1)
            if not windows:
                break
            tokens = sum(len(window) for each in windows for window in each)
            started = self._clock()
            readings += self._readings(texts[len(readings) :][: len(windows)], windows)
            self._pace.learn(tokens, 1e3 * (self._clock() - started))
        return (*readings, *[None] * (len(texts) - len(readings)))

    def _next_windows(
        self, question: str, texts: Sequence[Text], budget: Budget, at_least: int
    ) -> list[tuple[Window, ...]]:
        """The windows of the texts that are read in the next round: those that there is time for."""
        taken: list[tuple[Window, ...]] = []
        tokens = 0
        for text in texts:
            windows = windows_of(self._tokeniser, question, text)
            tokens += sum(map(len, windows))
            if len(taken) >= at_least and not budget.affords(tokens):
                break
            taken.append(windows)
            if tokens >= ROUND * self._threads:
                break
        return taken

    def _readings(self, texts: Sequence[Text], windows: Sequence[Sequence[Window]]) -> tuple[Reading, ...]:
        """What the windows of each text come to."""
        logits = iter(self._logits([window for each in windows for window in each]))
        return tuple(_reading(text, own, [next(logits) for _ in own]) for text, own in zip(texts, windows, strict=True))

    def _logits(self, windows: Sequence[Window]) -> list[Logits]:
        """The logits of each window. The longest are read first, so that the threads end at about the same time."""
        if self._threads == 1 or len(windows) == 1:
            return [self._read(window) for window in windows]
        order = sorted(range(len(windows)), key=lambda row: -len(windows[row]))
        found = dict(zip(order, self._pool.map(self._read, [windows[row] for row in order]), strict=True))
        return [found[row] for row in range(len(windows))]

    def _read(self, window: Window) -> Logits:
        return self._network.read(self._vocabulary.vectors(window.numbers))


def _reading(text: Text, windows: Sequence[Window], logits: Sequence[Logits]) -> Reading:
    spans = (spans_of(w, said.start, said.end, text.text) for w, said in zip(windows, logits, strict=True))
    return Reading(merged(spans), max(said.answerable for said in logits))


def _load_network(folder: Path, settings: Settings) -> Network:
    content = read_file(folder / WEIGHTS)
    if hashlib.sha256(content).hexdigest() != settings.weights_sha256:
        raise ModelError(f"The reader's weights are damaged ({folder / WEIGHTS})", REINSTALL)
    return Network(content)
