"""From logits to spans: the best of all there could be, none overlapping a better one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Vectors
from qa.answer.reader.readings import AnswerSpan
from qa.answer.reader.spans import LONGEST, MOST_SPANS, merged, spans_of, without_overlaps
from qa.answer.reader.windows import Window

TEXT = "Jembatan itu dibuka pada Mei 1932, kata dia."
HEAD = 3


def window_over(text: str) -> Window:
    """A window in which each word is a token that takes in the space before it, after a head and before an end."""
    ends = [at for at, character in enumerate(text) if character == " "] + [len(text)]
    places = list(pairwise([0, *ends]))
    offsets = [(-1, -1)] * HEAD + places + [(-1, -1)]
    return Window(np.arange(len(offsets), dtype=np.int32), np.array(offsets, np.int32))


def logits(window: Window, **values: float) -> Vectors:
    said = np.zeros(len(window), np.float32)
    for name, value in values.items():
        said[int(name.removeprefix("at"))] = value
    return said


def test_the_best_span_and_its_score_above_no_answer() -> None:
    window = window_over(TEXT)
    start, end = logits(window, at0=1.0, at7=5.0), logits(window, at0=2.0, at8=4.0)
    best, *_ = spans_of(window, start, end, TEXT)
    assert best == AnswerSpan(TEXT.index("Mei"), TEXT.index(", kata") + 1, 6.0)


def test_an_answer_does_not_end_before_it_starts() -> None:
    window = window_over(TEXT)
    start, end = logits(window, at8=9.0), logits(window, at4=9.0)
    for span in spans_of(window, start, end, TEXT):
        assert span.start < span.end
        assert span.score <= 9.0


def test_logits_outside_of_the_text_are_no_answer() -> None:
    window = window_over(TEXT)
    said = logits(window, at0=-50.0, at1=50.0, at2=50.0)
    said[-1] = 50.0
    assert all(span.score == 100.0 for span in spans_of(window, said, said, TEXT))


def test_white_space_is_no_part_of_an_answer_and_none_by_itself() -> None:
    text = " \n \u00a0"
    window = Window(np.arange(2, dtype=np.int32), np.array([(-1, -1), (0, 4)], np.int32))
    assert spans_of(window, np.zeros(2, np.float32), np.zeros(2, np.float32), text) == ()
    nothing = Window(np.arange(2, dtype=np.int32), np.full((2, 2), -1, np.int32))
    assert spans_of(nothing, np.zeros(2, np.float32), np.zeros(2, np.float32), text) == ()


def brute_force(window: Window, start: Vectors, end: Vectors, text: str) -> list[tuple[float, int, int]]:
    """Every span there could be, in the order in which they are taken."""
    rows = [row for row in range(len(window)) if window.offsets[row, 0] >= 0]
    spans = []
    for place, first in enumerate(rows):
        for last in rows[place : place + LONGEST]:
            score = float(start[first]) + float(end[last]) - float(start[0] + end[0])
            spans.append((score, first, last))
    return sorted(spans, key=lambda each: (-each[0], each[1], each[2]))


@given(data=st.data(), words=st.integers(1, 60))
def test_spans_are_the_best_of_all_there_could_be(data: st.DataObject, words: int) -> None:
    text = " ".join(f"w{number}" for number in range(words))
    window = window_over(text)
    values = st.lists(st.integers(-20, 20), min_size=len(window), max_size=len(window))
    start, end = (np.array(data.draw(values), np.float32) for _ in range(2))
    found = spans_of(window, start, end, text)
    every = brute_force(window, start, end, text)
    assert found[0].score == every[0][0]
    first, last = every[0][1:]
    assert text[found[0].start : found[0].end] == text[slice(window.offsets[first, 0], window.offsets[last, 1])].strip()
    scores = [span.score for span in found]
    assert scores == sorted(scores, reverse=True)
    assert len(found) <= MOST_SPANS
    for one, other in ((a, b) for a in found for b in found if a is not b):
        assert one.end <= other.start or other.end <= one.start
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in found)


def test_windows_are_merged_by_score() -> None:
    windows = (AnswerSpan(10, 14, 1.0), AnswerSpan(0, 4, -2.0)), (AnswerSpan(12, 20, 3.0), AnswerSpan(0, 4, -1.0))
    assert merged(windows) == (AnswerSpan(12, 20, 3.0), AnswerSpan(0, 4, -1.0))
    assert merged([(), ()]) == ()


def test_no_more_spans_than_are_looked_for() -> None:
    spans = [AnswerSpan(number, number + 1, 0.0) for number in range(0, 40, 2)]
    assert without_overlaps(spans) == tuple(spans[:MOST_SPANS])


@pytest.mark.parametrize("length", [1, LONGEST, LONGEST + 1])
def test_the_longest_answer(length: int) -> None:
    text = " ".join("kata" for _ in range(LONGEST + 5))
    window = window_over(text)
    start, end = logits(window, at3=9.0), np.zeros(len(window), np.float32)
    end[HEAD + length - 1] = 9.0
    best = spans_of(window, start, end, text)[0]
    assert (best.score == 18.0) == (length <= LONGEST)
