"""How much is read in a given time, by a clock that stands still but when something is read."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from index.encoders.weights import Vocabulary
from index.values import Vectors
from qa.answer.confidence import Confidence
from qa.answer.reader.budget import ENOUGH, QUIET, Budget, Pace, is_settled
from qa.answer.reader.calibration import Calibration
from qa.answer.reader.network import Logits
from qa.answer.reader.reader import Reader
from qa.answer.reader.readings import Text
from qa.answer.reader.settings import Settings

QUESTION = "siapa?"
SETTINGS = Settings("model", "digest", Calibration(1.0, 0.0, 0.0), 0.1, Confidence(), "reader@test")


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Fake:
    """Takes `ms_a_token`, and says of the windows in the order in which they come what `says` has."""

    def __init__(self, clock: Clock, ms_a_token: float, says: Sequence[float] = ()) -> None:
        self.clock, self.ms_a_token = clock, ms_a_token
        self.begin(says)

    def begin(self, says: Sequence[float] = ()) -> None:
        """Forget what was read, and say this of what comes."""
        self.says, self.lengths = list(says), list[int]()

    def read(self, embeddings: Vectors) -> Logits:
        self.clock.seconds += 1e-3 * self.ms_a_token * len(embeddings)
        self.lengths.append(len(embeddings))
        nothing = np.zeros(len(embeddings), np.float32)
        place = len(self.lengths) - 1
        return Logits(nothing, nothing, self.says[place] if place < len(self.says) else 0.0)


TEXTS = [Text("", f"Kalimat {number} " + "kata " * 90) for number in range(12)]


def reader(vocabulary: Vocabulary, network: Fake) -> Reader:
    return Reader(SETTINGS, vocabulary, network, threads=1, clock=network.clock)


FOUND = [9.0]
"""What a network says that finds an answer in the first text alone."""


def read(
    vocabulary: Vocabulary, ms_a_token: float, budget_ms: float, says: Sequence[float] = FOUND
) -> tuple[int, Fake]:
    """How many texts are read by a reader that knows its pace, and who read them."""
    clock = Clock()
    network = Fake(clock, ms_a_token)
    mine = reader(vocabulary, network)
    mine.read_within(QUESTION, TEXTS[:1], 1e6)
    network.begin(says)
    started = clock()
    readings = mine.read_within(QUESTION, TEXTS, budget_ms)
    count = sum(reading is not None for reading in readings)
    assert len(readings) == len(TEXTS)
    assert all(reading is not None for reading in readings[:count])
    if count > 1 and says[:1] == FOUND:
        assert 1e3 * (clock() - started) <= budget_ms
    return count, network


def test_as_many_as_fit_the_time_are_read(vocabulary: Vocabulary) -> None:
    count, network = read(vocabulary, 1.0, 500.0)
    tokens = sum(network.lengths)
    assert count == len(network.lengths)
    assert tokens <= 500 < tokens + max(network.lengths)


@pytest.mark.parametrize("ms_a_token", [0.01, 0.1, 0.5, 3.0])
def test_a_slower_machine_reads_fewer(vocabulary: Vocabulary, ms_a_token: float) -> None:
    one = len(TEXTS[0].text.split()) + 12
    count, network = read(vocabulary, ms_a_token, 120.0)
    expected = 120.0 / (ms_a_token * network.lengths[0])
    assert one - 30 < network.lengths[0] < one + 30
    assert count == max(1, min(len(TEXTS), math.floor(expected)))


def test_the_first_is_read_however_little_time_there_is(vocabulary: Vocabulary) -> None:
    assert read(vocabulary, 5.0, 1.0)[0] == 1


def test_without_a_limit_all_are_read_settled_or_not(vocabulary: Vocabulary) -> None:
    assert read(vocabulary, 5.0, math.inf, [9.0] * 12)[0] == len(TEXTS)


@pytest.mark.parametrize("says", [[], [0.5] * 12])
def test_all_are_read_before_a_no(vocabulary: Vocabulary, says: list[float]) -> None:
    assert read(vocabulary, 5.0, 1.0, says)[0] == len(TEXTS)


def test_it_is_read_on_until_one_answers(vocabulary: Vocabulary) -> None:
    assert read(vocabulary, 5.0, 1.0, [0.0] * 5 + FOUND)[0] == 6


def test_reading_stops_when_the_answer_is_settled(vocabulary: Vocabulary) -> None:
    assert read(vocabulary, 0.1, 1e6, [])[0] == len(TEXTS)
    assert read(vocabulary, 0.1, 1e6, [9.0] * 12)[0] < len(TEXTS)


def test_no_text_no_reading(vocabulary: Vocabulary) -> None:
    mine = reader(vocabulary, Fake(Clock(), 1.0))
    assert mine.read_within(QUESTION, [], 300.0) == ()
    assert mine.read(QUESTION, []) == ()


@pytest.mark.parametrize(
    ("chances", "settled"),
    [
        ([], False),
        ([0.99], False),
        ([0.99] * (ENOUGH - 1), False),
        ([0.99] * ENOUGH, True),
        ([0.5] * 20, False),
        ([0.0] * 20, False),
        ([0.99] + [0.05] * (QUIET - 1), False),
        ([0.99] + [0.05] * QUIET, True),
        ([0.99] + [0.05] * (QUIET - 1) + [0.5], False),
        ([0.8] + [0.05] * QUIET, False),
        ([0.05] * QUIET + [0.99], False),
    ],
)
def test_when_an_answer_is_settled(chances: list[float], settled: bool) -> None:
    assert is_settled(chances) is settled


def test_the_pace_is_that_of_the_last_rounds() -> None:
    pace = Pace()
    pace.learn(100, 50.0)
    assert pace.expected_ms(10) == pytest.approx(5.0)
    for _ in range(20):
        pace.learn(100, 20.0)
    assert pace.expected_ms(10) == pytest.approx(2.0, rel=0.01)


def test_a_budget_counts_from_its_beginning() -> None:
    clock, pace = Clock(), Pace()
    pace.learn(100, 100.0)
    budget = Budget(50.0, pace, clock)
    assert budget.affords(49)
    assert not budget.affords(51)
    clock.seconds += 0.03
    assert budget.affords(19)
    assert not budget.affords(21)
