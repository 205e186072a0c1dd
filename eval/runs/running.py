"""Asks every question of every set of every system, and goes on where it was stopped."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from ir_measures import Measure

from eval.measures.retrieval import DEFAULT_MEASURES
from eval.runs.corpus_of_run import Over, Source, prepared
from eval.runs.journal import Journal, opened
from eval.runs.systems import DOCUMENTS, Asker, System
from eval.values import QuestionSet
from index.errors import ModelError
from index.importing.pipeline import Tell
from index.retrieval.fusion import COVERAGE_WEIGHT, SPREAD
from index.search import DEPTH
from index.text.analysis import fingerprint
from qa.answer import answerer

Told = Callable[[str, int, int], None]
"""Called with (name of the set, questions done, questions there are)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: `answering` asks hybrid search for answers, not only for passages.

    `budget_ms` is how long the reader may take over one question; by default it reads all that it is given, so that
    two runs come to the same.
    """

    sets: tuple[QuestionSet, ...]
    source: Source
    systems: tuple[System, ...] = (System.HYBRID, System.BM25, System.DENSE)
    measures: tuple[Measure, ...] = DEFAULT_MEASURES
    answering: bool = True
    budget_ms: float = math.inf


@dataclass(frozen=True, slots=True)
class Done:
    """A run that was made: its settings, what each set was asked over, and the journal of outcomes."""

    plan: Plan
    settings: Mapping[str, object]
    over: tuple[Over, ...]
    journal: Journal


@contextlib.contextmanager
def made(plan: Plan, out: Path, tell: Tell, told: Told) -> Iterator[Done]:
    """Make the run in the folder `out`; the libraries stay open for the measures of the answers.

    Raises BadSetError before anything runs where a set does not fit what it is asked over, and ModelError where the
    reader that it needs cannot be used.
    """
    with prepared(plan.sets, plan.source, tell) as over:
        settings = settings_of(plan, over)
        with opened(out, settings) as journal:
            for question_set, place in zip(plan.sets, over, strict=True):
                _ask(plan, question_set, place, journal, told)
            yield Done(plan, settings, over, journal)


def settings_of(plan: Plan, over: Sequence[Over]) -> Mapping[str, object]:
    """All that makes one run comparable with another."""
    manifest = over[0].library.searcher().generation.manifest if over else None
    return {
        "kutip": version("kutip"),
        "model": manifest.model if manifest else None,
        "analysis": fingerprint(),
        "depth": DEPTH,
        "fusion": f"coverage weight {COVERAGE_WEIGHT}, spread {SPREAD}",
        "documents": DOCUMENTS,
        "systems": [str(system) for system in plan.systems],
        "answering": plan.answering,
        "reader": _reader() if plan.answering or System.READER in plan.systems else None,
        "budget_ms": None if math.isinf(plan.budget_ms) else plan.budget_ms,
        "measures": [str(measure) for measure in plan.measures],
        "sets": {
            each.name: {"questions": each.digest, "articles": o.digest} for each, o in zip(plan.sets, over, strict=True)
        },
    }


def _reader() -> str:
    """The fingerprint of the reader that answers; raises ModelError where there is none."""
    reader = answerer.load_reader()
    if isinstance(reader, ModelError):
        raise reader
    return reader.fingerprint


def _ask(plan: Plan, question_set: QuestionSet, over: Over, journal: Journal, told: Told) -> None:
    asker = Asker(over, plan.budget_ms)
    # Without answers there is nothing to learn from a question that has none.
    questions = [q for q in question_set.questions if plan.answering or not q.unanswerable]
    for done, question in enumerate(questions):
        told(question_set.name, done, len(questions))
        for system in plan.systems:
            if question.question_id not in journal.outcomes(question_set.name, system):
                outcome = asker.ask(question, system, answering=plan.answering)
                journal.keep(question_set.name, outcome)
    told(question_set.name, len(questions), len(questions))
