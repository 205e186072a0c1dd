"""Summaries of the time that questions take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds, lower is better: percentiles, mean and maximum of `count` questions."""

    count: int
    p50: float
    p90: float
    p95: float
    p99: float
    mean: float
    max: float


def latency(milliseconds: Sequence[float]) -> Latency | None:
    """Summarise the times of questions; return None if there are none.

    Percentiles interpolate linearly between the two nearest times (definition 7 of Hyndman, Fan 1996), so that of few
    questions p99 is mostly the maximum.
    """
    if not milliseconds:
        return None
    times = np.asarray(milliseconds, np.float64)
    p50, p90, p95, p99 = map(float, np.percentile(times, [50, 90, 95, 99], method="linear"))
    return Latency(len(times), p50, p90, p95, p99, float(times.mean()), float(times.max()))
