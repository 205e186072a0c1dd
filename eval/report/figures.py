"""The content of the page: plain numbers and strings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from index.errors import BadInputError


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of one system; `value` is None if undefined, like the recall of nothing.

    `low` and `high` bound its 95 % interval, both None if there is none. Raises BadInputError for a number that is not
    finite, for half an interval, and for an interval whose ends are swapped. The value may lie outside the interval, as
    in a bootstrap of few questions.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    lower_is_better: bool = False

    def __post_init__(self) -> None:
        numbers = [n for n in (self.value, self.low, self.high) if n is not None]
        if not all(map(math.isfinite, numbers)):
            raise BadInputError(f"{self.name} is not a finite number", "give None where a measure is undefined")
        if (self.low is None) != (self.high is None):
            raise BadInputError(f"{self.name} has half an interval", "give both ends or neither")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise BadInputError(f"the interval of {self.name} ends before it begins", "give the lower end first")


@dataclass(frozen=True, slots=True)
class Group:
    """Measures of the part `name` of a set's questions, divided `by` kind or languages."""

    by: str
    name: str
    questions: int
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers with a confidence in [low, high): count, mean confidence, share right.

    `confidence` and `correct` are in [0, 1] and mean nothing where `count` is 0.
    """

    low: float
    high: float
    count: int
    confidence: float
    correct: float


class Fault(StrEnum):
    """A way in which a system failed a question."""

    MISSED = "missed"
    WRONG = "wrong"
    DECLINED = "declined"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Failure:
    """One question that a system failed; `quoted` is empty if it gave nothing."""

    fault: Fault
    question_id: str
    question: str
    quoted: str
    gold: str


@dataclass(frozen=True, slots=True)
class SystemReport:
    """The figures of one system on one set; all but `retrieval` may be empty.

    `reliability` is in rising order of confidence, and `calibration_error` the expected calibration error over it, or
    None. `latencies_ms` holds one wall time in milliseconds for each question. `failures` come worst first and may be
    many: the page shows the first of each fault.
    """

    name: str
    retrieval: tuple[Measure, ...]
    answers: tuple[Measure, ...] = ()
    groups: tuple[Group, ...] = ()
    reliability: tuple[Bin, ...] = ()
    latencies_ms: tuple[float, ...] = ()
    failures: tuple[Failure, ...] = ()
    calibration_error: float | None = None


@dataclass(frozen=True, slots=True)
class SetReport:
    """One question set with the number of its questions, and the figures of systems."""

    name: str
    questions: int
    unanswerable: int
    systems: tuple[SystemReport, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run: `settings` are readable names and values; `plotted` is the measure drawn."""

    title: str
    made: date
    settings: tuple[tuple[str, str], ...]
    sets: tuple[SetReport, ...]
    plotted: str = "nDCG@10"
