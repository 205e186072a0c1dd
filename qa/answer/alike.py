"""Sentences built alike: where one surely answers, the others do too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.answer.answering import FoundAnswer

SHARED = 0.8
LEAST = 4
"""The share of the words of two sentences that makes them built alike, and how many they have at least."""


@dataclass(slots=True)
class Alike:
    """The sentences that surely answer, by how they are built."""

    _frames: dict[frozenset[str], float] = field(default_factory=dict)

    def learn(self, sentence: str, confidence: float) -> None:
        """Remember a sentence that answers with `confidence`, in [0, 1]."""
        frame = _frame(sentence)
        self._frames[frame] = max(confidence, self._frames.get(frame, 0.0))

    def confidence(self, sentence: str) -> float:
        """Return that of the surest sentence that is built like this one, 0 without any."""
        frame = _frame(sentence)
        if len(frame) < LEAST:
            return 0.0
        alike = (sure for other, sure in self._frames.items() if len(frame & other) >= SHARED * len(frame | other))
        return max(alike, default=0.0)


def with_alike(found: Sequence[FoundAnswer], threshold: float, least: float) -> list[FoundAnswer]:
    """Return the answers, each at least as sure as a sure one built alike.

    Those surer than `threshold` are sure; those with less than the share `least` of it stay as they are.
    """
    alike = Alike()
    for each in found:
        if each.confidence >= threshold:
            alike.learn(each.text, each.confidence)

    def as_sure(each: FoundAnswer) -> FoundAnswer:
        sure = alike.confidence(each.text) if each.confidence >= least * threshold else 0.0
        return replace(each, confidence=sure) if sure > each.confidence else each

    return [as_sure(each) for each in found]


def _frame(sentence: str) -> frozenset[str]:
    """Return a sentence's words but its names and numbers: files built alike share them."""
    return frozenset(word for word in sentence.split() if word.isalpha() and word.islower())
