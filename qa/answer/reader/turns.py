"""Texts that threads read in turn, so that none waits for another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import takewhile

from qa.answer.reader.readings import Reading, Text
from qa.answer.reader.windows import Window

Cut = Callable[[Text], tuple[Window, ...]]
GoesOn = Callable[[int, int, Sequence[Reading]], bool]
"""Whether the text at a place, of so many tokens, is still to be read, given the readings of the first texts."""


class Turns:
    """One question's texts, cut into windows when taken, and their `readings`."""

    def __init__(self, texts: Sequence[Text], cut: Cut, goes_on: GoesOn) -> None:
        self.texts = texts
        self.readings: list[Reading | None] = [None] * len(texts)
        self._cut, self._goes_on = cut, goes_on
        self._next = 0
        self._lock = threading.Lock()

    def take(self) -> tuple[int, tuple[Window, ...]] | None:
        """Return the next text's place and windows, or None if reading is over."""
        with self._lock:
            if self._next >= len(self.texts):
                return None
            place, windows = self._next, self._cut(self.texts[self._next])
            first = [reading for reading in takewhile(lambda each: each is not None, self.readings) if reading]
            if not self._goes_on(place, sum(map(len, windows)), first):
                self._next = len(self.texts)
                return None
            self._next += 1
            return place, windows

    def end(self) -> None:
        """Give out no more."""
        with self._lock:
            self._next = len(self.texts)
