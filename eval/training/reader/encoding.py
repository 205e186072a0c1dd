"""Examples as the network takes them: the reader's windows, with the answers' places."""

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
    """One window: `tokens` (n,) and their `offsets` (n, 2) in the text, (-1, -1) outside.

    `starts` and `ends` are the positions of an answer's first and last token; empty without an answer in the window.
    """

    tokens: Ints
    offsets: Ints
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def windows_of(tokeniser: Tokeniser, example: Example) -> tuple[Window, ...]:
    """Return the windows of an example, in the order of its text."""
    return tuple(
        _taught(window, example.answers)
        for window in windows.windows_of(tokeniser, example.question, Text(example.title, example.text))
    )


def _taught(window: windows.Window, answers: tuple[Span, ...]) -> Window:
    places = [place for answer in answers if (place := _place(answer, window.offsets))]
    starts, ends = (tuple(place[side] for place in places) for side in (0, 1))
    return Window(window.numbers, window.offsets, starts, ends)


def _place(answer: Span, offsets: Ints) -> tuple[int, int] | None:
    """Return the first and last position of `answer` if the window holds it whole."""
    inside = np.flatnonzero((offsets[:, 1] > answer.start) & (offsets[:, 0] < answer.end) & (offsets[:, 0] >= 0))
    if not len(inside) or offsets[inside[0], 0] > answer.start or offsets[inside[-1], 1] < answer.end:
        return None
    return int(inside[0]), int(inside[-1])
