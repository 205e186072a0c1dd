"""The results of a run: measures of every set and system, written as files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from eval.measures import AnswerMeasures, QuestionScores, summarise
from eval.measures.latency import Latency, latency
from eval.measures.retrieval import retrieval_values, write_trec_run
from eval.runs.corpus_of_run import AskedLibrary
from eval.runs.running import FinishedRun
from eval.runs.significance import Interval, bootstrap_interval
from eval.values import Outcome, Question, QuestionSet
from index.paths import replace_file

SUMMARY = "summary.json"
QUESTIONS = "questions.jsonl"
RUNS = "runs"

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class SystemResult:
    """The results of one system on one set; `retrieval` has values for every answerable question.

    `answers` is None if only retrieval was asked for, `latency` None if there were no questions.
    """

    question_set: QuestionSet
    asked: AskedLibrary
    system: str
    outcomes: Mapping[str, Outcome]
    retrieval: Mapping[str, Mapping[str, float]]
    answers: AnswerMeasures | None
    latency: Latency | None

    def intervals(self, question_ids: Sequence[str] | None = None) -> Iterator[tuple[str, Interval]]:
        """Yield each retrieval measure's mean and 95 % interval over some questions, else all."""
        wanted = None if question_ids is None else frozenset(question_ids)
        for measure, values in self.retrieval.items():
            chosen = [value for i, value in values.items() if wanted is None or i in wanted]
            if chosen:
                yield measure, bootstrap_interval(chosen)

    def measure_answers(self, questions: Sequence[Question]) -> AnswerMeasures:
        """Measure the answers to some of the questions."""
        return summarise(questions, self.outcomes, self.gold_language(), self.asked.text_of)

    def gold_language(self) -> str | None:
        """Return the language of most golds, by which gold answers are normalised."""
        names = {gold.document_id for question in self.question_set.questions for gold in question.gold}
        articles = filter(None, map(self.asked.article, sorted(names)))
        return next((language for language, _ in Counter(a.language for a in articles).most_common(1)), None)


def results(done: FinishedRun) -> tuple[SystemResult, ...]:
    """Return the results of a run, by set and system in its order."""
    return tuple(
        _result(done, question_set, asked, system)
        for question_set, asked in zip(done.plan.sets, done.libraries, strict=True)
        for system in done.plan.systems
    )


def write_results(out: Path, done: FinishedRun, found: Sequence[SystemResult]) -> None:
    """Write TREC runs, a line for every question, and the summary into `out`."""
    (out / RUNS).mkdir(exist_ok=True)
    for result in found:
        write_trec_run(out / RUNS / f"{result.question_set.name}.{result.system}.trec", result.outcomes, result.system)
    lines = (json.dumps(line, ensure_ascii=False) + "\n" for result in found for line in _question_lines(result))
    replace_file(out / QUESTIONS, "".join(lines).encode())
    summary = {**done.settings, "date": date.today().isoformat(), "results": [_summary(result) for result in found]}
    replace_file(out / SUMMARY, (json.dumps(summary, indent=1, ensure_ascii=False) + "\n").encode())


def _result(done: FinishedRun, question_set: QuestionSet, asked: AskedLibrary, system: str) -> SystemResult:
    known = done.journal.outcomes(question_set.name, system)
    outcomes = {q.question_id: known[q.question_id] for q in question_set.questions if q.question_id in known}
    bare = SystemResult(
        question_set=question_set,
        asked=asked,
        system=system,
        outcomes=outcomes,
        retrieval=retrieval_values(question_set.questions, outcomes, done.plan.measures),
        answers=None,
        latency=latency([outcome.retrieval_ms + outcome.reading_ms for outcome in outcomes.values()]),
    )
    if not any(outcome.answered for outcome in outcomes.values()):
        return bare
    return replace(bare, answers=bare.measure_answers(question_set.questions))


def _question_lines(result: SystemResult) -> Iterator[dict[str, object]]:
    scores = {score.question_id: score for score in result.answers.questions} if result.answers else {}
    for question in result.question_set.questions:
        outcome = result.outcomes.get(question.question_id)
        if outcome is None:
            continue
        yield {
            "set": result.question_set.name,
            "system": result.system,
            "question_id": question.question_id,
            "question": question.text,
            "language": question.language,
            "kind": question.kind,
            "unanswerable": question.unanswerable,
            "documents": outcome.documents[:_SHOWN],
            "measures": measures_of(result, question.question_id, scores.get(question.question_id)),
            "answered": asdict(outcome.answered) if outcome.answered else None,
            "retrieval_ms": outcome.retrieval_ms,
            "reading_ms": outcome.reading_ms,
        }


def measures_of(result: SystemResult, question_id: str, scores: QuestionScores | None) -> dict[str, float]:
    """Return every measure that applies to one question."""
    found = {name: values[question_id] for name, values in result.retrieval.items() if question_id in values}
    if scores is not None:
        own = asdict(scores)
        found |= {name: float(value) for name, value in own.items() if name != "question_id" and value is not None}
    return found


def _summary(result: SystemResult) -> dict[str, object]:
    answers = None
    if result.answers is not None:
        answers = asdict(result.answers)
        del answers["questions"]
    return {
        "set": result.question_set.name,
        "system": result.system,
        "questions": len(result.question_set.questions),
        "retrieval": {name: asdict(interval) for name, interval in result.intervals()},
        "answers": answers,
        "latency_ms": asdict(result.latency) if result.latency else None,
    }
