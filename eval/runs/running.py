"""Asking every question of every set with every system, resumed if it was stopped."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from ir_measures import Measure

from eval.measures.retrieval import DEFAULT_MEASURES
from eval.runs.corpus_of_run import AskedLibrary, CorpusSource, open_libraries
from eval.runs.journal import Journal, open_journal
from eval.runs.systems import DOCUMENTS, Asker, System
from eval.values import QuestionSet
from index.errors import BadInputError, ModelError
from index.importing.pipeline import Tell
from index.retrieval.fusion import COVERAGE_WEIGHT, SPREAD
from index.search import DEPTH
from index.text.analysis import fingerprint
from qa.answer import answerer
from qa.config import WriterSettings

if TYPE_CHECKING:
    from qa.answer.writing.writer import Writer

AskProgress = Callable[[str, int, int], None]
"""Called with (name of the set, questions done, questions there are)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A run to be made; with `answering`, hybrid search answers, not only finds passages.

    `budget_ms` is how long the reader may take over one question; by default it reads everything, so that two runs have
    the same result. `writer` writes the answers of hybrid search. Raises BadInputError if there are none.
    """

    sets: tuple[QuestionSet, ...]
    source: CorpusSource
    systems: tuple[System, ...] = (System.HYBRID, System.BM25, System.DENSE)
    measures: tuple[Measure, ...] = DEFAULT_MEASURES
    answering: bool = True
    budget_ms: float = math.inf
    writer: Writer | None = None

    def __post_init__(self) -> None:
        if self.writer and not (self.answering and System.HYBRID in self.systems):
            raise BadInputError("no system that is measured writes", "with --write, measure hybrid and its answers")


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A run that was made: its settings, the library of each set, and the outcomes."""

    plan: Plan
    settings: Mapping[str, object]
    libraries: tuple[AskedLibrary, ...]
    journal: Journal


@contextlib.contextmanager
def run_plan(plan: Plan, out: Path, tell: Tell, told: AskProgress) -> Iterator[FinishedRun]:
    """Make the run in the folder `out`; the libraries stay open for the measures.

    Raises BadSetError before anything runs if a set does not fit its library, and ModelError if the reader that it
    needs cannot be used.
    """
    with open_libraries(plan.sets, plan.source, tell) as libraries:
        settings = settings_of(plan, libraries)
        with open_journal(out, settings) as journal:
            for question_set, asked in zip(plan.sets, libraries, strict=True):
                if plan.writer:
                    asked.library.writer = plan.writer
                _ask(plan, question_set, asked, journal, told)
            yield FinishedRun(plan, settings, libraries, journal)


def settings_of(plan: Plan, libraries: Sequence[AskedLibrary]) -> Mapping[str, object]:
    """Return all settings that make runs comparable."""
    manifest = libraries[0].library.searcher().generation.manifest if libraries else None
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
            each.name: {"questions": each.digest, "articles": asked.digest}
            for each, asked in zip(plan.sets, libraries, strict=True)
        },
        **({"writer": _writer(plan.writer.settings)} if plan.writer else {}),
    }


def _reader() -> str:
    """Return the fingerprint of the reader; raise ModelError if there is none."""
    reader = answerer.load_reader()
    if isinstance(reader, ModelError):
        raise reader
    return reader.fingerprint


def _writer(settings: WriterSettings) -> str:
    """Return what makes the writing of two runs comparable."""
    return f"{settings.model} at {settings.url}, {settings.most_tokens} tokens, {settings.timeout:g} s"


def _ask(plan: Plan, question_set: QuestionSet, asked: AskedLibrary, journal: Journal, told: AskProgress) -> None:
    asker = Asker(asked, plan.budget_ms, writing=plan.writer is not None)
    # Without answers there is nothing to learn from a question that has none.
    questions = [q for q in question_set.questions if plan.answering or not q.unanswerable]
    for done, question in enumerate(questions):
        told(question_set.name, done, len(questions))
        for system in plan.systems:
            if question.question_id not in journal.outcomes(question_set.name, system):
                outcome = asker.ask(question, system, answering=plan.answering)
                journal.keep(question_set.name, outcome)
    told(question_set.name, len(questions), len(questions))
