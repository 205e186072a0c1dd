from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.encoders.remembering import LONGEST, RememberingEncoder
from index.values import TextKind, Vectors


class Counting:
    """Embeds a text as its length and kind, and keeps what it was asked."""

    fingerprint = "counting"
    dim = 2

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        self.asked.append(list(texts))
        return np.array([[len(text), kind is TextKind.QUERY] for text in texts], np.float32)


def test_a_text_is_embedded_once_of_its_kind() -> None:
    inner = Counting()
    encoder = RememberingEncoder(inner)
    assert (encoder.fingerprint, encoder.dim) == ("counting", 2)
    assert encoder.encode(["a", "bb", "a"], TextKind.PASSAGE).tolist() == [[1, 0], [2, 0], [1, 0]]
    assert encoder.encode(["bb", "ccc"], TextKind.PASSAGE).tolist() == [[2, 0], [3, 0]]
    assert encoder.encode(["bb"], TextKind.QUERY).tolist() == [[2, 1]]
    assert encoder.encode([], TextKind.QUERY).shape == (0, 2)
    assert inner.asked == [["a", "bb"], ["ccc"], ["bb"]]


def test_what_was_not_used_for_longest_is_forgotten_first() -> None:
    inner = Counting()
    encoder = RememberingEncoder(inner, most=2)
    for texts in (["a"], ["b"], ["a"], ["c"], ["a"], ["b"]):
        encoder.encode(texts, TextKind.PASSAGE)
    assert inner.asked == [["a"], ["b"], ["c"], ["b"]]
    assert encoder.encode(["a", "b", "c", "d"], TextKind.PASSAGE)[:, 0].tolist() == [1, 1, 1, 1]


def test_a_long_text_is_not_kept() -> None:
    inner = Counting()
    encoder = RememberingEncoder(inner)
    long = "x" * (LONGEST + 1)
    assert encoder.encode([long, "a"], TextKind.PASSAGE).tolist() == [[LONGEST + 1, 0], [1, 0]]
    encoder.encode([long, "a"], TextKind.PASSAGE)
    assert inner.asked == [[long, "a"], [long]]
