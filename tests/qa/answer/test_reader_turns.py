"""Threads that read one question's texts in turn: each text once, in order, and none waits for another."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.encoders.tokens import Tokeniser
from index.encoders.weights import Vocabulary
from index.errors import ModelError
from index.values import Vectors
from qa.answer.confidence import Confidence
from qa.answer.reader.calibration import Calibration
from qa.answer.reader.network import Logits
from qa.answer.reader.reader import Reader
from qa.answer.reader.readings import Reading, Text
from qa.answer.reader.settings import Settings
from qa.answer.reader.turns import Turns
from qa.answer.reader.windows import windows_of

QUESTION = "siapa?"
SETTINGS = Settings("model", "digest", Calibration(1.0, 0.0, 0.0), 0.1, Confidence(), "reader@test")
# The n-th text alone has its length, by which the network knows it.
TEXTS = [Text("", "kata " * (90 - number)) for number in range(12)]


class Network:
    """Does with a window what `reads` does, and says how long it is as whether it answers."""

    def __init__(self, reads: Callable[[int], None] = lambda _: None) -> None:
        self.reads, self.lengths = reads, list[int]()

    def read(self, embeddings: Vectors) -> Logits:
        self.lengths.append(len(embeddings))
        self.reads(len(embeddings))
        nothing = np.zeros(len(embeddings), np.float32)
        return Logits(nothing, nothing, -float(len(embeddings)))


def reader(vocabulary: Vocabulary, network: Network, threads: int) -> Reader:
    return Reader(SETTINGS, vocabulary, network, threads=threads)


@pytest.mark.parametrize("threads", [1, 2, 8, 20])
@pytest.mark.parametrize("budget", [math.inf, 1e6])
def test_each_text_is_read_once_and_comes_in_its_place(vocabulary: Vocabulary, threads: int, budget: float) -> None:
    network = Network()
    readings = reader(vocabulary, network, threads).read_within(QUESTION, TEXTS, budget)
    said = [-reading.answerable for reading in readings if reading is not None]
    assert len(said) == len(TEXTS)
    assert said == sorted(network.lengths, reverse=True)


def test_a_text_that_takes_long_holds_up_no_other(vocabulary: Vocabulary) -> None:
    others = threading.Semaphore(0)
    together: list[bool] = []

    first = len(windows_of(Tokeniser(vocabulary), QUESTION, TEXTS[0])[0])

    def reads(length: int) -> None:
        if length == first:  # it ends when all others have been read
            together.append(all(others.acquire(timeout=20) for _ in TEXTS[1:]))
        else:
            others.release()

    network = Network(reads)
    assert None not in reader(vocabulary, network, 2).read_within(QUESTION, TEXTS, 1e6)
    assert together == [True]


def test_what_fails_in_a_thread_is_raised_and_ends_them_all(vocabulary: Vocabulary) -> None:
    here = threading.get_ident()
    begun = threading.Event()

    def reads(_: int) -> None:
        if threading.get_ident() != here:
            begun.set()
            raise ModelError("the network fails", "reinstall it")
        assert begun.wait(20)
        time.sleep(0.01)

    network = Network(reads)
    mine = reader(vocabulary, network, 3)
    with pytest.raises(ModelError, match="the network fails"):
        mine.read(QUESTION, TEXTS * 50)
    assert len(network.lengths) < len(TEXTS * 50)
    network.reads = lambda _: None
    assert len(mine.read(QUESTION, TEXTS)) == len(TEXTS)


def test_a_question_is_read_though_all_threads_are_at_others(vocabulary: Vocabulary) -> None:
    go_on = threading.Event()
    network = Network(lambda length: None if length < 30 else assert_set(go_on))
    mine = reader(vocabulary, network, 2)
    with ThreadPoolExecutor(2) as questions:
        long = [questions.submit(mine.read, QUESTION, TEXTS) for _ in range(2)]
        assert mine.read(QUESTION, [Text("", "kata"), Text("", "dua kata")]) != ()
        go_on.set()
        assert [len(each.result()) for each in long] == [len(TEXTS)] * 2


def assert_set(event: threading.Event) -> None:
    assert event.wait(20)


def test_no_text_is_given_out_after_one_that_is_not_to_be_read() -> None:
    seen: list[tuple[int, int, int]] = []

    def goes_on(place: int, tokens: int, first: Sequence[Reading]) -> bool:
        seen.append((place, tokens, len(first)))
        return place < 2

    turns = Turns(TEXTS, lambda _: (), goes_on)
    taken = [turns.take() for _ in range(4)]
    assert taken == [(0, ()), (1, ()), None, None]
    turns.readings[1] = Reading((), 0.0)
    assert seen == [(0, 0, 0), (1, 0, 0), (2, 0, 0)]


def test_settling_goes_by_the_first_texts_alone() -> None:
    counted: list[int] = []

    def goes_on(_place: int, _tokens: int, first: Sequence[Reading]) -> bool:
        counted.append(len(first))
        return True

    turns = Turns(TEXTS, lambda _: (), goes_on)
    turns.take()
    turns.take()
    turns.readings[1] = Reading((), 0.0)
    turns.take()
    turns.readings[0] = Reading((), 0.0)
    turns.take()
    assert counted == [0, 0, 0, 2]
