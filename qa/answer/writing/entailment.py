"""Whether quotes say what a sentence says: layers that go on from the reader's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from index.errors import ModelError
from index.values import Vectors
from qa.answer.reader.network import load_session, outputs_of
from qa.answer.reader.reader import FOLDER as READER
from qa.answer.reader.reader import Reader
from qa.answer.reader.readings import Text
from qa.answer.reader.settings import REINSTALL, read_file
from qa.answer.reader.settings import WEIGHTS as READER_WEIGHTS

FOLDER = Path(__file__).parent / "model"
"""Where the entailment network that ships with Kutip is."""

WEIGHTS = "entailment.onnx"
SETTINGS = "entailment.json"


class States:
    """The reader's network, cut before its last layers; threads may share it."""

    def __init__(self, reader: Reader, name: str) -> None:
        """Load the network, in whose graph the states are called `name`.

        Raises ModelError where it cannot be used.
        """
        self._reader = reader
        self._name = name
        self._session = load_session(with_output(read_file(READER / READER_WEIGHTS), name))

    def of(self, sentence: str, quote: Text) -> tuple[Vectors, ...]:
        """Return the states (n, hidden) of each window that reads a quote with a sentence."""
        return tuple(
            outputs_of(self._session, [self._name], {"embeddings": each[None]})[0][0]
            for each in self._reader.embeddings(sentence, quote)
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """The least logit of a sentence that holds.

    `where_denied` is that of one that denies more often than its quotes.
    """

    least: float
    where_denied: float

    def of(self, *, denies_more: bool) -> float:
        """Return the least logit of a sentence."""
        return self.where_denied if denies_more else self.least


class Entailment:
    """The entailment network, and the bar for its logits; threads may share it."""

    def __init__(self, states: States, session: Any, bar: Bar) -> None:
        self._states = states
        self._session = session
        self.bar = bar

    @classmethod
    def load(cls, reader: Reader, folder: Path = FOLDER) -> Self:
        """Load the network in `folder`.

        Raises ModelError, with a hint, if it is missing, damaged or of another reader.
        """
        try:
            stored = json.loads(read_file(folder / SETTINGS))
            weights, below, name = str(stored["sha256"]), str(stored["reader"]), str(stored["states"])
            bar = Bar(**stored["bar"])
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"The settings of the entailment network are damaged ({folder})", REINSTALL) from error
        content = read_file(folder / WEIGHTS)
        if hashlib.sha256(content).hexdigest() != weights or below != reader.weights:
            raise ModelError(f"The entailment network is damaged, or of another reader ({folder})", REINSTALL)
        return cls(States(reader, name), load_session(content), bar)

    def logit(self, sentence: str, quotes: Sequence[Text]) -> float:
        """Return how surely one of the quotes says what the sentence says, higher is surer.

        Raises ModelError where it fails.
        """
        return max(
            float(outputs_of(self._session, ["entailed"], {"states": states[None]})[0][0])
            for quote in quotes
            for states in self._states.of(sentence, quote)
        )


def with_output(graph: bytes, name: str) -> bytes:
    """Return an ONNX file with one more of its values, of floats, among the outputs.

    What is put behind a message of Protocol Buffers is merged into it: here a model (field 7 is its graph) whose graph
    (field 12 are its outputs) has that one. Names have under a hundred letters: longer lengths are written otherwise.
    """
    output = _field(1, name.encode()) + _field(2, _field(1, b"\x08\x01"))
    return graph + _field(7, _field(12, output))


def _field(number: int, content: bytes) -> bytes:
    """Return a field of bytes: number and type (2), length, content."""
    return bytes([number << 3 | 2, len(content)]) + content
