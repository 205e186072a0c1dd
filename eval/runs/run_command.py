"""The command `qa-eval run`: it checks everything first, then asks, measures and reports."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from ir_measures import Measure

from eval.measures import AnswerMeasures
from eval.measures.retrieval import DEFAULT_MEASURES, parse_measures
from eval.report import write_report
from eval.runs.columns import aligned
from eval.runs.corpus_of_run import CorpusSource, missing_golds
from eval.runs.errors import report_problems
from eval.runs.reporting import report_of
from eval.runs.results import SystemResult, results, write_results
from eval.runs.running import Plan, run_plan
from eval.runs.systems import System
from eval.sets import read_sets
from eval.values import BadSetError, QuestionSet, SetProblem
from index.errors import BadInputError
from qa.faces.cli.exits import Exit
from qa.faces.cli.options import WriterOption
from qa.faces.cli.progress import ImportProgress
from qa.faces.cli.talk import say
from qa.values import check_budget
from qa.wording import quotes_go

if TYPE_CHECKING:
    from qa.answer.writing.writer import Writer

_RUNS = Path("runs")
_SEED = 20220625
_FIGURES = ("F1", "cited right", "refusal P", "refusal R", "AUC", "ECE")
_WRITING = ("kept", "support R", "support P")


Sets = Annotated[
    list[str],
    typer.Argument(
        metavar="SET",
        help="[NAME=]PATH[,PATH][@SPLIT]: a BEIR folder, SQuAD JSON, TREC topics,qrels, or Kutip's JSON lines.",
    ),
]
AskedLibraryPath = Annotated[Path | None, typer.Option(metavar="DIR", help="Ask over this library.")]
Corpus = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="Ask over these articles (a folder, JSON lines) and the sets' own documents."),
]
Limit = Annotated[int | None, typer.Option(min=1, help="Only the first N articles of the corpus.")]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="The run's folder, new or to resume (else below runs/).")]
Systems = Annotated[
    list[System] | None, typer.Option(help="What to measure; again for more (else hybrid, bm25 and dense).")
]
Measures = Annotated[list[str] | None, typer.Option(help="Such as nDCG@10; again for more (else a usual handful).")]
Sample = Annotated[int | None, typer.Option(min=1, help="Only N questions a set, drawn with a fixed seed.")]
Budget = Annotated[
    float | None,
    typer.Option("--budget-ms", metavar="MS", help="How long the reader may take (else all the time it needs)."),
]
Write = Annotated[bool, typer.Option("--write", help="Let the configured language model write from the quotes.")]
RetrievalOnly = Annotated[bool, typer.Option("--retrieval-only", help="Find passages, do not answer.")]


def run(
    sets: Sets,
    library: AskedLibraryPath = None,
    corpus: Corpus = None,
    limit: Limit = None,
    out: Out = None,
    system: Systems = None,
    measure: Measures = None,
    sample: Sample = None,
    budget_ms: Budget = None,
    retrieval_only: RetrievalOnly = False,
    write: Write = False,
    writer: WriterOption = None,
) -> Exit:
    """Ask question sets and measure retrieval, answers, declining and speed."""
    with report_problems():
        plan = _plan(sets, CorpusSource(library, corpus, limit), system, measure, answering=not retrieval_only)
        if budget_ms is not None:
            check_budget(budget_ms)
            plan = replace(plan, budget_ms=budget_ms)
        if write or writer is not None:
            plan = replace(plan, writer=_writer(writer))
        plan = replace(plan, sets=tuple(sampled(each, sample) for each in plan.sets)) if sample else plan
        folder = out or _RUNS / _name_of(plan)
        with _RunProgress() as bars, run_plan(plan, folder, bars, bars.asked) as finished:
            found = results(finished)
            write_results(folder, finished, found)
            write_report(folder / "report.html", report_of(finished, found))
    for line in table(found):
        print(line)
    say(f"wrote {folder / 'report.html'}")
    return Exit.OK


def _plan(
    written: Sequence[str],
    source: CorpusSource,
    systems: Sequence[System] | None,
    measures: Sequence[str] | None,
    *,
    answering: bool,
) -> Plan:
    """Return what to run; raise BadSetError with all problems of sets and measures."""
    problems: list[SetProblem] = []
    chosen: tuple[Measure, ...] = DEFAULT_MEASURES
    read: tuple[QuestionSet, ...] = ()
    try:
        read = read_sets(written)
    except BadSetError as error:
        problems += [*error.problems, *missing_golds(error.readable, source)]
    try:
        chosen = parse_measures(measures) if measures else DEFAULT_MEASURES
    except BadInputError as error:
        problems.append(SetProblem(Path("--measure"), 0, str(error)))
    if not (source.library or source.corpus):
        reason = "it has no documents of its own: give --library or --corpus to ask over"
        problems += [SetProblem(each.path, 0, reason) for each in read if not each.documents]
    if problems:
        raise BadSetError(tuple(problems))
    parts = tuple(dict.fromkeys(systems)) if systems else (System.HYBRID, System.BM25, System.DENSE)
    return Plan(read, source, parts, chosen, answering)


def _writer(choice: str | None) -> Writer:
    """Return the writer, and say where the quotes go."""
    from qa.answer.writing.writer import configured  # here, so that nothing else loads it

    found = configured(choice)
    say(f"note: {quotes_go(found.settings)}")
    return found


def sampled(question_set: QuestionSet, count: int) -> QuestionSet:
    """Return the set with `count` questions, the same every time, in file order."""
    questions = question_set.questions
    chosen = sorted(random.Random(_SEED).sample(range(len(questions)), min(count, len(questions))))
    digest = hashlib.sha256(f"{question_set.digest} {chosen}".encode()).hexdigest()
    return replace(question_set, questions=tuple(questions[place] for place in chosen), digest=digest)


def _name_of(plan: Plan) -> str:
    """Return a folder name that the same run gets again, so that it is resumed."""
    parts = [
        [each.digest for each in plan.sets],
        [str(plan.source.library), str(plan.source.corpus), plan.source.limit],
        [*plan.systems, *map(str, plan.measures), plan.answering, str(plan.budget_ms)],
        *([[plan.writer.settings.model, plan.writer.settings.url]] if plan.writer else []),
    ]
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:8]
    return f"{plan.sets[0].name}-{digest}"


def table(found: Sequence[SystemResult]) -> list[str]:
    """Return the results as aligned lines, one for each set and system."""
    measures = list(dict.fromkeys(name for result in found for name in result.retrieval))
    writing = _WRITING if any(result.answers and result.answers.writing for result in found) else ()
    rows = [["set", "system", *measures, *_FIGURES, *writing, "p50 ms", "p95 ms"]]
    for result in found:
        means = {name: interval.mean for name, interval in result.intervals()}
        figures = [means.get(name) for name in measures]
        figures += _answer_figures(result.answers) if result.answers else [None] * len(_FIGURES)
        figures += _writing_figures(result.answers) if writing else []
        times = [f"{result.latency.p50:.1f}", f"{result.latency.p95:.1f}"] if result.latency else ["-", "-"]
        shown = ["-" if figure is None else f"{figure:.3f}" for figure in figures]
        rows.append([result.question_set.name, result.system, *shown, *times])
    return list(aligned(rows, texts=2))


def _answer_figures(answers: AnswerMeasures) -> list[float | None]:
    refusal = answers.refusal
    cited, sure = answers.first_citation_right, answers.calibration_error
    return [answers.f1, cited, refusal.precision, refusal.recall, answers.auc, sure]


def _writing_figures(answers: AnswerMeasures | None) -> list[float | None]:
    writing = answers.writing if answers else None
    if writing is None:
        return [None] * len(_WRITING)
    return [writing.kept_rate, writing.support_recall, writing.support_precision]


class _RunProgress(ImportProgress):
    """Progress bars for the libraries that are made and for each set that is asked."""

    def asked(self, name: str, done: int, total: int) -> None:
        """Show the progress of a set."""
        self.show(f"Asking {name}", done, total)
