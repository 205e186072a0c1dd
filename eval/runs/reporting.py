"""Conversion of the results of a run to its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from eval.measures import AnswerMeasures
from eval.measures.retrieval import relevances
from eval.report.figures import Bin, Failure, Fault, Group, Measure, Report, SetReport, SystemReport
from eval.runs.results import SystemResult
from eval.runs.running import FinishedRun
from eval.values import Outcome, Question

_FOUND_WITHIN = 10


def report_of(done: FinishedRun, found: Sequence[SystemResult]) -> Report:
    """Return the report of a run."""
    sets = [
        SetReport(
            name=each.name,
            questions=len(each.questions),
            unanswerable=sum(question.unanswerable for question in each.questions),
            systems=tuple(_system(result) for result in found if result.question_set is each),
        )
        for each in done.plan.sets
    ]
    return Report("Kutip evaluation", date.today(), tuple(_settings(done.settings)), tuple(sets))


def _settings(settings: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            for key, digests in value.items():
                yield f"{name}: {key}", ", ".join(f"{what} {digest[:12]}" for what, digest in digests.items())
        else:
            yield name, ", ".join(value) if isinstance(value, list) else str(value)


def _system(result: SystemResult) -> SystemReport:
    return SystemReport(
        name=result.system,
        retrieval=tuple(_retrieval(result)),
        answers=tuple(_answers(result.answers)) if result.answers else (),
        groups=tuple(_groups(result)),
        reliability=tuple(Bin(b.low, b.high, b.count, b.confidence or 0.0, b.right or 0.0) for b in result.answers.bins)
        if result.answers
        else (),
        latencies_ms=tuple(outcome.retrieval_ms + outcome.reading_ms for outcome in result.outcomes.values()),
        failures=tuple(_failures(result)),
        calibration_error=result.answers.calibration_error if result.answers else None,
    )


def _retrieval(result: SystemResult, ids: Sequence[str] | None = None) -> Iterator[Measure]:
    for name, interval in result.intervals(ids):
        yield Measure(name, interval.mean, interval.low, interval.high)


def _answers(given: AnswerMeasures) -> Iterator[Measure]:
    yield Measure("exact match", given.em)
    yield Measure("token F1", given.f1)
    yield Measure("first citation right", given.first_citation_right)
    yield Measure("citation precision", given.citation_precision)
    yield Measure("citation recall", given.citation_recall)
    yield Measure("quotes verbatim", given.verbatim_rate)
    yield Measure("refusal precision", given.refusal.precision)
    yield Measure("refusal recall", given.refusal.recall)
    if given.writing:
        yield Measure("sentences kept", given.writing.kept_rate)
        yield Measure("support recall", given.writing.support_recall)
        yield Measure("support precision", given.writing.support_precision)
    yield Measure("AUC of confidence", given.auc)
    yield Measure("expected calibration error", given.calibration_error, lower_is_better=True)


def _groups(result: SystemResult) -> Iterator[Group]:
    """Yield the measures by kind of question and by the languages of question and gold."""
    for by, key in (("kind", _kind), ("languages", _languages)):
        parts: dict[str, list[Question]] = {}
        for question in result.question_set.questions:
            name = key(result, question)
            if name:
                parts.setdefault(name, []).append(question)
        for name, questions in sorted(parts.items()):
            measures = list(_retrieval(result, [question.question_id for question in questions]))
            if result.answers:
                measures += _answers(result.measure_answers(questions))
            yield Group(by, name, len(questions), tuple(measures))


def _kind(_: SystemResult, question: Question) -> str | None:
    return question.kind


def _languages(result: SystemResult, question: Question) -> str | None:
    """Return a name like "en over id"; None without a gold or a language."""
    articles = filter(None, (result.asked.article(name) for name in relevances(question)))
    languages = "+".join(sorted({article.language for article in articles}))
    return f"{question.language} over {languages}" if question.language and languages else None


def _failures(result: SystemResult) -> Iterator[Failure]:
    right = {s.question_id: s.first_citation_right for s in result.answers.questions} if result.answers else {}
    for question in result.question_set.questions:
        outcome = result.outcomes.get(question.question_id)
        if outcome is None:
            continue
        for fault in _faults(question, outcome, right.get(question.question_id)):
            cited = outcome.answered.citations if outcome.answered else ()
            quoted = cited[0].quote if cited else "; ".join(outcome.documents[:3])
            golds = [gold.quote or gold.document_id for gold in question.gold if gold.relevance > 0]
            yield Failure(fault, question.question_id, question.text, quoted, "; ".join(golds))


def _faults(question: Question, outcome: Outcome, right: bool | None) -> Iterator[Fault]:
    relevant = relevances(question)
    if relevant and not relevant.keys() & set(outcome.documents[:_FOUND_WITHIN]):
        yield Fault.MISSED
    if outcome.answered is None:
        return
    if question.unanswerable:
        if not outcome.answered.declined:
            yield Fault.ANSWERED
    elif outcome.answered.declined:
        yield Fault.DECLINED
    elif right is False:
        yield Fault.WRONG
