"""Read a question and passages together, and find the answers in them."""

from __future__ import annotations

import functools
import hashlib
import math
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Protocol, Self

from index.encoders.embedded import embedded_fingerprint, weight_file
from index.encoders.tokens import Tokeniser
from index.encoders.weights import Vocabulary, read_vocabulary
from index.errors import ModelError
from index.values import Vectors
from qa.answer.confidence import Confidence
from qa.answer.reader.budget import Budget, Clock, Pace, is_found, is_settled
from qa.answer.reader.network import Logits, Network, thread_count
from qa.answer.reader.readings import Reading, Text
from qa.answer.reader.settings import REINSTALL, WEIGHTS, Settings, read_file, read_settings
from qa.answer.reader.spans import merged, spans_of
from qa.answer.reader.turns import GoesOn, Turns
from qa.answer.reader.windows import SENTENCE, Window, windows_of

FOLDER = Path(__file__).parent / "model"
"""Where the reader that ships with Kutip is."""


class WindowReader(Protocol):
    """Gives the logits of a window, from as many threads as like."""

    def read(self, embeddings: Vectors) -> Logits:
        """The logits of a window, given the word embedding of each of its tokens."""
        ...


class Reader:
    """A loaded reader, which threads may share.

    A reading depends on nothing but question and text.
    """

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
        self._pool = ThreadPoolExecutor(max(1, self._threads - 1), "reader")  # beside the thread that asks
        self._clock = clock
        self._pace = Pace()

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Load the reader in `folder`.

        Raises ModelError, with a hint, if it is missing, damaged or of other weights.
        """
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
    def weights(self) -> str:
        """The digest of its network's weights, which the entailment network goes on from."""
        return self._settings.weights_sha256

    @property
    def ranking_weight(self) -> float:
        """Points of the fused score in [0, 1] that one point of logit is worth."""
        return self._settings.ranking_weight

    @property
    def confidence(self) -> Confidence:
        """How likely an answer is right, from what speaks for it."""
        return self._settings.confidence

    def probability(self, reading: Reading) -> float:
        """Return how likely the passage answers with its first span, in [0, 1]."""
        return self._settings.calibration.probability(reading)

    def embeddings(self, sentence: str, text: Text) -> tuple[Vectors, ...]:
        """Return the word embeddings (n, hidden) of each window that reads `text` with a sentence."""
        windows = windows_of(self._tokeniser, sentence, text, SENTENCE)
        return tuple(self._vocabulary.vectors(window.numbers) for window in windows)

    def read(self, question: str, texts: Sequence[Text]) -> tuple[Reading, ...]:
        """A reading of each of `texts`; ModelError where the network fails."""
        return tuple(reading for reading in self._read_while(question, texts, lambda *_: True) if reading is not None)

    def read_within(self, question: str, texts: Sequence[Text], budget_ms: float) -> tuple[Reading | None, ...]:
        """Return a reading of each of `texts`, best hits first, None for those not read.

        It reads until one surely answers and those that follow are not expected to end within `budget_ms` milliseconds,
        or until the answer is settled. With a budget of `math.inf` it reads them all. Raises ModelError where the
        network fails.
        """
        if math.isinf(budget_ms):
            return self.read(question, texts)
        budget = Budget(budget_ms, self._pace, self._clock)

        def goes_on(_: int, tokens: int, readings: Sequence[Reading]) -> bool:
            chances = [self.probability(reading) for reading in readings]
            return not is_found(chances) or (budget.affords(tokens) and not is_settled(chances))

        return self._read_while(question, texts, goes_on)

    def _read_while(self, question: str, texts: Sequence[Text], goes_on: GoesOn) -> tuple[Reading | None, ...]:
        """Read the texts in order, each in the next free thread, while `goes_on`."""
        turns = Turns(texts, functools.partial(windows_of, self._tokeniser, question), goes_on)
        beside = [self._pool.submit(self._take_turns, turns) for _ in texts[1 : self._threads]]
        try:
            self._take_turns(turns)
        finally:
            begun = [work for work in beside if not work.cancel()]  # the others wait for threads that are elsewhere
            wait(begun)
        for work in begun:
            work.result()
        return tuple(turns.readings)

    def _take_turns(self, turns: Turns) -> None:
        """Read until no turn is left; an error ends the turns of all threads."""
        try:
            while (turn := turns.take()) is not None:
                place, windows = turn
                started = self._clock()
                logits = [self._network.read(self._vocabulary.vectors(window.numbers)) for window in windows]
                turns.readings[place] = _reading(turns.texts[place], windows, logits)
                self._pace.learn(sum(map(len, windows)), 1e3 * (self._clock() - started))
        finally:
            turns.end()


def _reading(text: Text, windows: Sequence[Window], logits: Sequence[Logits]) -> Reading:
    spans = (spans_of(w, said.start, said.end, text.text) for w, said in zip(windows, logits, strict=True))
    return Reading(merged(spans), max(said.answerable for said in logits))


def _load_network(folder: Path, settings: Settings) -> Network:
    content = read_file(folder / WEIGHTS)
    if hashlib.sha256(content).hexdigest() != settings.weights_sha256:
        raise ModelError(f"The reader's weights are damaged ({folder / WEIGHTS})", REINSTALL)
    return Network(content)
