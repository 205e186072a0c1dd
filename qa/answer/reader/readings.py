"""What the reader is given and what it says of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A passage to read: `text` has the answers, the title only helps."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """Words that may answer: half-open character offsets in the passage's text.

    `score` is the sum of the start and end logits above that of no answer in the same window, higher is surer.
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What one passage says to one question.

    `spans` are the likeliest answers, best first, none overlapping a better one. `answerable` is the logit that
    the passage answers at all: the greatest of its windows. Both are uncalibrated.
    """

    spans: tuple[AnswerSpan, ...]
    answerable: float
