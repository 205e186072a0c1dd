"""Tokens cut into windows that the model can take, and windows put together into batches with little padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Tokens = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """What one pass reads of a text: `tokens`, `<s>` and `</s>` included; `weight` is how many are of the text."""

    text: int
    tokens: Tokens
    weight: int


def cut_windows(text: int, tokens: Sequence[int], longest: int) -> Iterator[Window]:
    """The windows of `tokens`, which begin and end with a sign, each of `longest` at most and with the same signs.

    A text that is too long is cut into runs as long as can be, without overlap.
    """
    first, *content, last = tokens
    for start in range(0, len(content) or 1, longest - 2):
        run = content[start : start + longest - 2]
        yield Window(text, np.array([first, *run, last], dtype=np.int64), max(1, len(run)))


def plan_batches(lengths: Sequence[int], budget: int) -> Iterator[tuple[int, ...]]:
    """Positions in `lengths`, a batch at a time, the longest first: a batch fills `budget` tokens at most with padding.

    What is longer than the budget is alone.
    """
    batch: list[int] = []
    widest = 0
    for position in sorted(range(len(lengths)), key=lambda at: (-lengths[at], at)):
        if batch and (len(batch) + 1) * widest > budget:
            yield tuple(batch)
            batch = []
        if not batch:
            widest = lengths[position]
        batch.append(position)
    if batch:
        yield tuple(batch)
