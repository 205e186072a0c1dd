"""Benchmark: search systems side by side over the same documents, vectors and questions."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median

from ir_measures import R, nDCG

from eval.benchmarks.harness import by_turns, took_ms
from eval.measures.retrieval import relevances, retrieval_values
from eval.peers import Factory, Peer, contents
from eval.values import Document, Outcome, Question, QuestionSet, Say
from index.errors import BadInputError
from index.values import Encoder, TextKind, Vectors

DEPTH = 100
"""How many documents every system is asked for."""

_WARM_DOCUMENTS = 8
_WARM_QUESTIONS = 3
_NDCG, _RECALL = nDCG @ 10, R @ DEPTH


@dataclass(frozen=True, slots=True)
class PeerRow:
    """One system on one set: means over the answerable questions, times of one run.

    `ndcg_10` (Järvelin and Kekäläinen 2002) and `recall_100` are in [0, 1], higher is better. `median_ms` is wall
    time a question, its embedding included; `build_s` wall time of indexing, with neither imports nor the passages'
    embedding. `latency_ratio` is the median over questions of the system's time to the baseline's for the same
    question: above 1 is slower than the baseline.
    """

    system: str
    set_name: str
    questions: int
    ndcg_10: float
    recall_100: float
    median_ms: float
    build_s: float
    latency_ratio: float


def bench_peers(
    sets: Sequence[QuestionSet],
    systems: Mapping[str, Factory],
    encoder: Encoder,
    *,
    baseline: str,
    say: Say = lambda _: None,
) -> tuple[PeerRow, ...]:
    """Return a row for each set and system; latencies are compared with those of `baseline`.

    `encoder` embeds each set's documents once, and all systems get these vectors; the questions they embed
    themselves. Raises BadInputError for an unknown baseline, and for a set without documents or without an
    answerable question, before anything is built; and what a system raises if a package of it is missing.
    """
    if baseline not in systems:
        raise BadInputError(f"there is no system {baseline!r}", f"name one of {', '.join(systems)}")
    for questions in sets:
        _check(questions)
    return tuple(row for questions in sets for row in _bench_set(questions, systems, encoder, baseline, say))


def table(rows: Sequence[PeerRow]) -> Iterator[str]:
    """Yield the rows as lines of a Markdown table, its head first."""
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
    return tuple(q for q in questions.questions if relevances(q))


def _bench_set(
    questions: QuestionSet, systems: Mapping[str, Factory], encoder: Encoder, baseline: str, say: Say
) -> Iterator[PeerRow]:
    documents, asked = questions.documents, _answerable(questions)
    say(f"{questions.name}: embedding {len(documents)} documents")
    vectors = encoder.encode(contents(documents), TextKind.PASSAGE)
    built: dict[str, Peer] = {}
    build_s: dict[str, float] = {}
    for name, make in systems.items():
        say(f"{questions.name}: building {name}")
        built[name], build_s[name] = _built(make, documents, vectors)
    say(f"{questions.name}: asking {len(asked)} questions")
    outcomes = _ask(asked, built)
    for name, own in outcomes.items():
        values = retrieval_values(asked, own, (_NDCG, _RECALL))
        ratios = [own[i].retrieval_ms / other.retrieval_ms for i, other in outcomes[baseline].items()]
        yield PeerRow(
            system=name,
            set_name=questions.name,
            questions=len(asked),
            ndcg_10=mean(values[str(_NDCG)].values()),
            recall_100=mean(values[str(_RECALL)].values()),
            median_ms=median(outcome.retrieval_ms for outcome in own.values()),
            build_s=build_s[name],
            latency_ratio=median(ratios),
        )


def _built(make: Factory, documents: Sequence[Document], vectors: Vectors) -> tuple[Peer, float]:
    """Return the system over all documents, and the seconds of wall time."""
    # A small one, thrown away, takes the imports out of the time.
    make().build(documents[:_WARM_DOCUMENTS], vectors[:_WARM_DOCUMENTS])
    system = make()
    started = time.perf_counter()
    system.build(documents, vectors)
    return system, time.perf_counter() - started


def _ask(asked: Sequence[Question], systems: Mapping[str, Peer]) -> dict[str, dict[str, Outcome]]:
    """Ask every system each question before the next one; outcomes by system and question id."""
    for question in asked[:_WARM_QUESTIONS]:
        for system in systems.values():
            system.search(question.text, DEPTH)
    found: dict[str, dict[str, Outcome]] = {name: {} for name in systems}
    for number, question in enumerate(asked):
        for name in by_turns(list(systems), number):
            found[name][question.question_id] = _searched(name, systems[name], question)
    return found


def _searched(name: str, system: Peer, question: Question) -> Outcome:
    hits: tuple[tuple[str, float], ...] = ()

    def search() -> None:
        nonlocal hits
        hits = system.search(question.text, DEPTH)

    took = max(took_ms(search), 1e-6)
    documents = tuple(dict.fromkeys(document_id for document_id, _ in hits))[:DEPTH]
    return Outcome(question.question_id, name, documents, (), took)
