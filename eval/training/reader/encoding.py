"""Examples as the network takes them: the reader's own windows, and where in them the answers are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eval.training.reader.examples import Example
from index.encoders.tokens import Ints, Tokeniser
from index.values import Span
from qa.answer.reader import windows
from qa.answer.reader.readings import Text

PAD = 1


@dataclass(frozen=True, slots=True)
class Window:
    """One pass: `tokens` (n,); `offsets` (n, 2) are characters of the example's text, (-1, -1) outside of it.

    `starts` and `ends` are the positions of an answer's first and last token; empty where there is none in the window.
    """

    tokens: Ints
    offsets: Ints
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def windows_of(tokeniser: Tokeniser, example: Example) -> tuple[Window, ...]:
    """The windows of an example, in the order of its text."""
    return tuple(
        _taught(window, example.answers)
        for window in windows.windows_of(tokeniser, example.question, Text(example.title, example.text))
    )


def _taught(window: windows.Window, answers: tuple[Span, ...]) -> Window:
    places = [place for answer in answers if (place := _place(answer, window.offsets))]
    starts, ends = (tuple(place[side] for place in places) for side in (0, 1))
    return Window(window.numbers, window.offsets, starts, ends)


def _place(answer: Span, offsets: Ints) -> tuple[int, int] | None:
    """The first and last position whose characters are in `answer`, where all of it is in the window."""
    inside = np.flatnonzero((offsets[:, 1] > answer.start) & (offsets[:, 0] < answer.end) & (offsets[:, 0] >= 0))
    if not len(inside) or offsets[inside[0], 0] > answer.start or offsets[inside[-1], 1] < answer.end:
        return None
    return int(inside[0]), int(inside[-1])
