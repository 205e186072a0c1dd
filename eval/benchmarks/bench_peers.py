"""Benchmark: search systems side by side over the same documents, vectors and questions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median

import ir_measures
from ir_measures import Qrel, ScoredDoc, nDCG

from eval.peers import Factory, System, contents
from eval.values import Document, Question, QuestionSet
from index.errors import BadInputError
from index.values import Encoder, TextKind, Vectors

DEPTH = 100
"""How many documents every system is asked for."""

_WARM_DOCUMENTS = 8
_WARM_QUESTIONS = 3
_NDCG, _RECALL = nDCG @ 10, ir_measures.R @ DEPTH

Found = tuple[str, ...]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PeerRow:
    """One system on one set: means over the answerable questions, times of the same run.

    `ndcg_10` (Järvelin and Kekäläinen 2002) and `recall_100` are in [0, 1], higher is better. `median_ms` is wall
    time a question, its embedding included; `build_s` wall time of indexing, with neither imports nor the passages'
    embedding. `latency_ratio` is the median over questions of the system's time to the baseline's for the same
    question: above 1 is slower than the baseline, whatever else the machine did.
    """

    system: str
    set_name: str
    questions: int
    ndcg_10: float
    recall_100: float
    median_ms: float
    build_s: float
    latency_ratio: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one system found for each question, and in how many milliseconds."""

    found: tuple[Found, ...]
    times: tuple[float, ...]


def bench_peers(
    sets: Sequence[QuestionSet],
    systems: Mapping[str, Factory],
    encoder: Encoder,
    *,
    baseline: str,
    say: Say = lambda _: None,
) -> tuple[PeerRow, ...]:
    """A row for each set and system, in the order given; `baseline` names the system that latencies are held against.

    `encoder` embeds each set's documents once, and all systems get these vectors; the questions they embed
    themselves. Raises BadInputError for an unknown baseline, and for a set without documents or without an
    answerable question, before anything is built; a system's own where a package of it is missing.
    """
    if baseline not in systems:
        raise BadInputError(f"there is no system {baseline!r}", f"name one of {', '.join(systems)}")
    for questions in sets:
        _check(questions)
    return tuple(row for questions in sets for row in _bench_set(questions, systems, encoder, baseline, say))


def table(rows: Sequence[PeerRow]) -> Iterator[str]:
    """The rows as lines of a Markdown table, its head first."""
    yield "| set | system | questions | nDCG@10 | R@100 | median ms | to baseline | build s |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows:
        yield (
            f"| {row.set_name} | {row.system} | {row.questions} | {row.ndcg_10:.3f} | {row.recall_100:.3f} "
            f"| {row.median_ms:.1f} | {row.latency_ratio:.2f} | {row.build_s:.2f} |"
        )


def _check(questions: QuestionSet) -> None:
    if not questions.documents:
        raise BadInputError(f"{questions.name} brings no documents", "give a set with a corpus of its own")
    if not _answerable(questions):
        raise BadInputError(f"{questions.name} has no answerable question", "give a set with judged documents")


def _answerable(questions: QuestionSet) -> tuple[Question, ...]:
    return tuple(q for q in questions.questions if any(gold.relevance > 0 for gold in q.gold))


def _bench_set(
    questions: QuestionSet, systems: Mapping[str, Factory], encoder: Encoder, baseline: str, say: Say
) -> Iterator[PeerRow]:
    documents, asked = questions.documents, _answerable(questions)
    say(f"{questions.name}: embedding {len(documents)} documents")
    vectors = encoder.encode(contents(documents), TextKind.PASSAGE)
    built: dict[str, System] = {}
    build_s: dict[str, float] = {}
    for name, make in systems.items():
        say(f"{questions.name}: building {name}")
        built[name], build_s[name] = _built(make, documents, vectors)
    say(f"{questions.name}: asking {len(asked)} questions")
    outcomes = _ask([question.text for question in asked], built)
    for name, outcome in outcomes.items():
        ratios = [own / its for own, its in zip(outcome.times, outcomes[baseline].times, strict=True)]
        ndcg, recall = _measured(asked, outcome.found)
        yield PeerRow(
            system=name,
            set_name=questions.name,
            questions=len(asked),
            ndcg_10=ndcg,
            recall_100=recall,
            median_ms=median(outcome.times),
            build_s=build_s[name],
            latency_ratio=median(ratios),
        )


def _built(make: Factory, documents: Sequence[Document], vectors: Vectors) -> tuple[System, float]:
    """The system over all documents, and the seconds that took."""
    # A first, small one, thrown away, takes the imports out of the time.
    make().build(documents[:_WARM_DOCUMENTS], vectors[:_WARM_DOCUMENTS])
    system = make()
    started = time.perf_counter()
    system.build(documents, vectors)
    return system, time.perf_counter() - started


def _ask(texts: Sequence[str], systems: Mapping[str, System]) -> dict[str, _Asked]:
    """Ask every system each question before the next one, so that what slows the machine down slows them all."""
    for text in texts[:_WARM_QUESTIONS]:
        for system in systems.values():
            system.search(text, DEPTH)
    names = list(systems)
    found: dict[str, list[Found]] = {name: [] for name in names}
    times: dict[str, list[float]] = {name: [] for name in names}
    for number, text in enumerate(texts):
        # Who comes first finds the processor's caches cold: each in turn.
        first = number % len(names)
        for name in names[first:] + names[:first]:
            started = time.perf_counter()
            hits = systems[name].search(text, DEPTH)
            times[name].append(max(1e3 * (time.perf_counter() - started), 1e-6))
            found[name].append(tuple(dict.fromkeys(document_id for document_id, _ in hits))[:DEPTH])
    return {name: _Asked(tuple(found[name]), tuple(times[name])) for name in names}


def _measured(asked: Sequence[Question], found: Sequence[Found]) -> tuple[float, float]:
    """Mean nDCG@10 and R@100 of what was found for each question; one for which nothing was counts 0."""
    qrels = [Qrel(q.question_id, gold.document_id, gold.relevance) for q in asked for gold in q.gold]
    run = [
        # Places, not scores, which may tie and would then be put in another order.
        ScoredDoc(question.question_id, document_id, float(-place))
        for question, documents in zip(asked, found, strict=True)
        for place, document_id in enumerate(documents)
    ]
    values: dict[object, dict[str, float]] = {_NDCG: {}, _RECALL: {}}
    for metric in ir_measures.iter_calc([_NDCG, _RECALL], qrels, run):
        values[metric.measure][metric.query_id] = metric.value
    ndcg, recall = (mean(by[question.question_id] for question in asked) for by in (values[_NDCG], values[_RECALL]))
    return ndcg, recall
