"""Reading to every extent: quality, ratios and times, with a reader that finds what it is told to find."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from eval.benchmarks.bench_reader import BUDGETS_MS, CANDIDATES, EXTENTS, WHOLE, bench_reader, table
from eval.sets import read_sets
from eval.values import QuestionSet
from index.errors import BadInputError
from qa.answer.confidence import Confidence
from qa.answer.reader.reader import Reader
from qa.answer.reader.readings import AnswerSpan, Reading, Text

BRIDGES = {
    "b1": ("Harbour bridge", "The harbour bridge was opened in May 1932.", "When was the harbour bridge opened?"),
    "b2": ("River bridge", "The river bridge was opened in June 1951.", "When was the river bridge opened?"),
    "b3": ("Valley bridge", "The valley bridge was opened in July 1974.", "When was the valley bridge opened?"),
}


class Pupil:
    """Finds the year in the passage that the question names, and no answer in any other."""

    fingerprint, ranking_weight, confidence = "pupil", 0.5, Confidence()

    def __init__(self) -> None:
        self.asked: list[tuple[int, float]] = []

    def probability(self, reading: Reading) -> float:
        return 0.99 if reading.answerable > 0 else 0.01

    def read_within(self, question: str, texts: Sequence[Text], budget_ms: float) -> tuple[Reading | None, ...]:
        self.asked.append((len(texts), budget_ms))
        within = len(texts) if math.isinf(budget_ms) else 1
        return tuple(self._reading(question, text) if place < within else None for place, text in enumerate(texts))

    def _reading(self, question: str, text: Text) -> Reading:
        right = text.title.split()[0].lower() in question
        at = text.text.index("19")
        return Reading((AnswerSpan(at, at + 4, 9.0 if right else -9.0),), 9.0 if right else -9.0)


@pytest.fixture
def bridges(tmp_path: Path) -> QuestionSet:
    """Three questions over three articles, each answered by a year."""
    folder = tmp_path / "bridges"
    (folder / "qrels").mkdir(parents=True)
    rows = [{"_id": key, "title": title, "text": text} for key, (title, text, _) in BRIDGES.items()]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    asked = [
        {"_id": f"q{key}", "text": question, "metadata": {"answers": [text[-5:-1]]}}
        for key, (_, text, question) in BRIDGES.items()
    ]
    (folder / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in asked))
    judged = "".join(f"q{key}\t{key}\t1\n" for key in BRIDGES)
    (folder / "qrels" / "dev.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}")
    return read_sets([f"{folder}@dev"])[0]


def silent(*_: object) -> None:
    """Tell nobody."""


def test_every_extent_is_measured_and_held_against_reading_all(bridges: QuestionSet) -> None:
    pupil = Pupil()
    rows = bench_reader([bridges], cast(Reader, pupil), 10, silent)
    assert [row.extent for row in rows] == list(EXTENTS)
    assert {budget for _, budget in pupil.asked} == {math.inf, *BUDGETS_MS}
    assert {count for count, _ in pupil.asked} <= set(CANDIDATES) | set(range(1, 4))
    whole = next(row for row in rows if row.extent == WHOLE)
    assert whole.ndcg_10 == whole.em == whole.f1 == 1.0
    assert whole.ndcg_ratio == whole.f1_ratio == whole.time_ratio == 1.0
    for row in rows:
        assert row.questions == 3
        assert row.read == (1 if not math.isinf(row.extent.budget_ms) else min(3, row.extent.candidates))
        assert row.median_ms > 0
        assert row.passages_per_s > 0
        assert row.f1_ratio == pytest.approx(row.f1)


def test_the_table_names_what_was_read(bridges: QuestionSet) -> None:
    rows = bench_reader([bridges], cast(Reader, Pupil()), 2, silent)
    lines = list(table(rows))
    assert len(lines) == 2 + len(EXTENTS)
    assert lines[2].startswith("| bridges")
    assert [line.split("|")[2].strip() for line in lines[2:]] == [
        *(f"{count} hits" for count in CANDIDATES),
        *(f"{budget:g} ms" for budget in BUDGETS_MS),
    ]
    assert all(row.questions == 2 for row in rows)


def test_a_set_that_cannot_be_read_over(bridges: QuestionSet, tmp_path: Path) -> None:

    with pytest.raises(BadInputError, match="brings no documents"):
        bench_reader([replace(bridges, documents=())], cast(Reader, Pupil()), 5, silent)
    unanswered = tuple(replace(question, answers=()) for question in bridges.questions)
    with pytest.raises(BadInputError, match="no question with an answer"):
        bench_reader([replace(bridges, questions=unanswered)], cast(Reader, Pupil()), 5, silent)
