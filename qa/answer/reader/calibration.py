"""From a reading's logits to how likely the passage answers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from qa.answer.reader.readings import Reading

NO_SPAN = -20.0
"""What the best span's score counts as where there is no span: far below any that the network gives."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model (Platt 1999) of the answerable logit and best span score."""

    answerable: float
    span: float
    bias: float

    def logit(self, reading: Reading) -> float:
        """The log of the odds that the passage answers, higher is likelier."""
        best = reading.spans[0].score if reading.spans else NO_SPAN
        return self.answerable * reading.answerable + self.span * best + self.bias

    def probability(self, reading: Reading) -> float:
        """How likely the passage answers, in [0, 1]."""
        # Written so that neither a large logit nor a small one overflows.
        return 0.5 * (1.0 + math.tanh(0.5 * self.logit(reading)))
