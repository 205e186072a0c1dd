"""Comparisons of runs, question by question: differences, their size and significance."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from eval.measures.retrieval import parse_measures
from eval.runs.significance import Interval, Tally, bootstrap_difference, holm, paired_randomisation, wins_losses
from index.errors import BadInputError

DEFAULT_MEASURES = ("nDCG@10", "R@10", "RR@10", "f1", "first_citation_right", "declined_rightly")
"""The measures compared by default, as far as both runs have them."""

EXAMPLES = 5
"""How many of the greatest losses, and of the greatest wins, are shown."""

_BY = "nDCG@10"


@dataclass(frozen=True, slots=True)
class QuestionValues:
    """One question of a run with every measure that applies to it, higher is better."""

    question_id: str
    text: str
    measures: Mapping[str, float]


Questions = Mapping[str, Mapping[str, QuestionValues]]
"""The questions of a run by set and id, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Side:
    """One system of one run; `label` is what it goes by in what is shown."""

    label: str
    sets: Questions


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of one set over the `questions` that have it on both sides.

    `difference` is the mean of `run - baseline` with its 95 % interval, `tally` counts the wins of `run`. `p` is of
    the paired randomisation test, `p_holm` the same adjusted for all rows of the comparison.
    """

    set_name: str
    run: str
    measure: str
    questions: int
    baseline_mean: float
    run_mean: float
    difference: Interval
    tally: Tally
    p: float
    p_holm: float


@dataclass(frozen=True, slots=True)
class Change:
    """A question with its value in the baseline and in the run."""

    question_id: str
    question: str
    baseline: float
    run: float


@dataclass(frozen=True, slots=True)
class Pairing:
    """One set in the baseline and in one run, with their greatest changes.

    `common` counts the questions of both, `left_out` those of one alone. `losses` and `wins` are the questions where
    `run` is furthest below and above the baseline by `measure`, the greatest change first; `measure` is None if there
    is none to compare.
    """

    set_name: str
    run: str
    common: int
    left_out: int
    measure: str | None
    losses: tuple[Change, ...]
    wins: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Alone:
    """A set that one of two sides, by their labels, has and the other lacks."""

    set_name: str
    has: str
    lacks: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Runs compared with a baseline: by run, then by set, then by measure."""

    baseline: str
    rows: tuple[Row, ...]
    pairings: tuple[Pairing, ...]
    alone: tuple[Alone, ...]


def compare_sides(sides: Sequence[Side], names: Sequence[str] | None = None) -> Comparison:
    """Hold every side against the first, by the measures called `names`, else by `DEFAULT_MEASURES`.

    If there is none of these, all measures are compared. Raises BadInputError if there are not two sides, no
    question is common to the first and another, or one of `names` is in no pair of them.
    """
    if len(sides) < 2:
        raise BadInputError("there is nothing to compare with", "give another RUN, or a run of several systems")
    baseline, *others = sides
    pairs = [_Pair(name, baseline, other) for other in others for name in baseline.sets if name in other.sets]
    if not any(pair.common() for pair in pairs):
        labels = ", ".join(side.label for side in others)
        raise BadInputError(f"{baseline.label} has no question in common with {labels}", "compare runs of one set")
    chosen = _chosen(names, list(dict.fromkeys(name for pair in pairs for name in pair.measures())))
    rows = [_row(pair, name) for pair in pairs for name in chosen if name in pair.measures()]
    adjusted = holm([row.p for row in rows])
    return Comparison(
        baseline.label,
        tuple(replace(row, p_holm=p) for row, p in zip(rows, adjusted, strict=True)),
        tuple(_pairing(pair, chosen) for pair in pairs),
        tuple(entry for other in others for entry in _alone(baseline, other)),
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    """One set on two sides."""

    set_name: str
    baseline: Side
    run: Side

    def common(self) -> list[tuple[QuestionValues, QuestionValues]]:
        """Return the questions of both sides, matched by id and text."""
        others = self.run.sets[self.set_name]
        mine = self.baseline.sets[self.set_name]
        return [(q, others[i]) for i, q in mine.items() if i in others and others[i].text == q.text]

    def measured(self, measure: str) -> list[tuple[QuestionValues, QuestionValues]]:
        """Return the common questions that have `measure` on both sides."""
        return [(a, b) for a, b in self.common() if measure in a.measures and measure in b.measures]

    def measures(self) -> list[str]:
        """Return the measures that some common question has on both sides."""
        return list(dict.fromkeys(name for a, b in self.common() for name in a.measures if name in b.measures))


def _chosen(names: Sequence[str] | None, known: Sequence[str]) -> tuple[str, ...]:
    if not known:
        raise BadInputError("the runs have no measure in common", "run them again with the same --measure")
    if names:
        return tuple(dict.fromkeys(_known(name, known) for name in names))
    return tuple(name for name in DEFAULT_MEASURES if name in known) or tuple(known)


def _known(name: str, known: Sequence[str]) -> str:
    """Return the measure of `known` that is called `name`; RR@10 is also called MRR@10."""
    if name in known:
        return name
    try:
        parsed = str(parse_measures([name])[0])
    except BadInputError:
        parsed = name
    if parsed not in known:
        raise BadInputError(f"the measure {name!r} is not in both runs", f"there are {', '.join(known)}")
    return parsed


def _row(pair: _Pair, measure: str) -> Row:
    questions = pair.measured(measure)
    before = [a.measures[measure] for a, _ in questions]
    after = [b.measures[measure] for _, b in questions]
    p = paired_randomisation(after, before)
    return Row(
        set_name=pair.set_name,
        run=pair.run.label,
        measure=measure,
        questions=len(questions),
        baseline_mean=math.fsum(before) / len(before),
        run_mean=math.fsum(after) / len(after),
        difference=bootstrap_difference(after, before),
        tally=wins_losses(after, before),
        p=p,
        p_holm=p,
    )


def _pairing(pair: _Pair, chosen: Sequence[str]) -> Pairing:
    here = pair.measures()
    measure = _BY if _BY in here else next((name for name in chosen if name in here), None)
    both = len(pair.baseline.sets[pair.set_name]) + len(pair.run.sets[pair.set_name])
    common = len(pair.common())
    changes = (
        [Change(a.question_id, a.text, a.measures[measure], b.measures[measure]) for a, b in pair.measured(measure)]
        if measure
        else []
    )
    losses = _greatest(changes, lambda change: change.baseline - change.run)
    wins = _greatest(changes, lambda change: change.run - change.baseline)
    return Pairing(pair.set_name, pair.run.label, common, both - 2 * common, measure, losses, wins)


def _greatest(changes: Sequence[Change], by: Callable[[Change], float]) -> tuple[Change, ...]:
    """Return the changes that `by` puts above 0, the greatest first; ties in file order."""
    return tuple(sorted((change for change in changes if by(change) > 0), key=by, reverse=True)[:EXAMPLES])


def _alone(baseline: Side, other: Side) -> Iterator[Alone]:
    for one, two in ((baseline, other), (other, baseline)):
        yield from (Alone(name, one.label, two.label) for name in one.sets if name not in two.sets)
