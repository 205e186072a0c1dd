from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ir_measures import AP, nDCG
from rank_bm25 import BM25Plus

from eval.benchmarks import bench_embed
from eval.benchmarks.bench_bm25 import SETTINGS, STOP_WORDS, TARGETS, Reproduced, Setting, Target, bench_bm25, table
from eval.benchmarks.bench_retrieval import Clock, Part, RankBm25Alone, RetrievalFigures, bench_retrieval, watched
from eval.commands import app
from eval.measures.latency import Latency
from eval.values import BadSetError, Question, QuestionSet
from index.encoders.choosing import Engine
from index.errors import BadInputError, IndexOutdatedError, NoLibraryError
from index.retrieval.lexical import SHIPPED, Formula, LargeIndex, SmallIndex, WeightedTerm, load_lexical
from index.search import HybridSearcher
from index.text.analysis import terms
from qa.faces.cli.exits import Exit
from qa.faces.cli.running import run_app
from qa.library import Library

CORPUS = (("d1", "Bridges", "The harbour bridge"), ("d2", "", "bees dance"), ("d3", "", "the the the tower"))
QUERIES = (("q1", "the bridges"), ("q2", "bees"), ("q3", "nobody judges this"))
QRELS = (("q1", "d1", 1), ("q1", "lost", 1), ("q1", "d3", 0), ("q2", "d2", 1))
ALL_WORDS, FEWER_WORDS = Setting("all"), Setting("fewer", SHIPPED, STOP_WORDS)


def write_set(folder: Path, qrels: Sequence[tuple[str, str, int]] = QRELS) -> None:
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": i, "title": title, "text": text} for i, title, text in CORPUS]
    queries = [{"_id": i, "text": text} for i, text in QUERIES]
    for name, rows in {"corpus": corpus, "queries": queries}.items():
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    lines = ["query-id\tcorpus-id\tscore", *(f"{q}\t{d}\t{score}" for q, d, score in qrels)]
    (folder / "qrels" / "given.tsv").write_text("\n".join(lines))


def reproduced(data: Path, target: Target, settings: Sequence[Setting]) -> Mapping[str, Reproduced]:
    return {row.setting.name: row for row in bench_bm25(data, [target], settings)}


# -- the formula's constants ---------------------------------------------------------------------


@pytest.mark.parametrize("engine", [SmallIndex, LargeIndex])
def test_the_constants_given_are_those_scored_with(engine: type[SmallIndex | LargeIndex]) -> None:
    documents = [["a", "a", "b"], ["b"], ["c", "c"]]
    scores = engine.from_documents(documents, Formula(k1=0.9, b=0.4, delta=0.0)).scores([WeightedTerm("a")])
    assert scores.tolist() == pytest.approx([math.log(4) * 2 * 1.9 / (2 + 0.9 * (0.6 + 0.4 * 3 / 2)), 0, 0])
    flat = engine.from_documents(documents, Formula(k1=1.0, b=0.0, delta=2.0)).scores([WeightedTerm("b")])
    assert flat.tolist() == pytest.approx([math.log(4 / 2) * (2 + 2 / 2)] * 2 + [0])


@pytest.mark.parametrize("engine", [SmallIndex, LargeIndex])
def test_an_index_of_another_formula_is_not_opened_as_the_shipped_one(
    engine: type[SmallIndex | LargeIndex], tmp_path: Path
) -> None:
    engine.from_documents([["a"]], Formula(k1=0.9, b=0.4, delta=0.0)).save(tmp_path)
    assert json.loads((tmp_path / "lexical.json").read_text())["constants"] == {"k1": 0.9, "b": 0.4, "delta": 0.0}
    with pytest.raises(IndexOutdatedError):
        load_lexical(tmp_path)


def test_the_stored_constants_are_as_before(tmp_path: Path) -> None:
    LargeIndex.from_documents([["a"]]).save(tmp_path)
    assert json.loads((tmp_path / "lexical.json").read_text())["constants"] == {"k1": 1.5, "b": 0.75, "delta": 1.0}


@pytest.mark.parametrize(
    ("k1", "b", "delta"),
    [(0.0, 0.5, 1.0), (1.0, 1.1, 1.0), (1.0, -0.1, 1.0), (1.0, 0.5, -1.0), (math.nan, 0.5, 1.0), (1.0, 0.5, math.inf)],
)
def test_constants_out_of_range_are_refused(k1: float, b: float, delta: float) -> None:
    with pytest.raises(BadInputError, match="is not a valid formula"):
        Formula(k1, b, delta)


# -- published BM25 figures ----------------------------------------------------------------------


def test_a_judged_document_that_is_not_there_still_counts(tmp_path: Path) -> None:
    write_set(tmp_path / "made")
    row = reproduced(tmp_path, Target("made", "given", AP, 0.7), [ALL_WORDS])["all"]
    # q1 finds d1 first of its two relevant ones; q2 its only one; q3 is not judged.
    assert row.questions == 2
    assert row.ours == pytest.approx((1 / 2 + 1) / 2)
    assert row.difference == pytest.approx(0.05)


def test_stop_words_are_left_out_and_the_title_is_not(tmp_path: Path) -> None:
    write_set(tmp_path / "made", [("q1", "d3", 1)])
    rows = reproduced(tmp_path, Target("made", "given", nDCG @ 10, 0.0), [ALL_WORDS, FEWER_WORDS])
    assert rows["all"].ours == pytest.approx(1 / math.log2(3))
    assert rows["fewer"].ours == 0.0


def test_lucene_has_33_stop_words_and_no_two_alike() -> None:
    assert len(STOP_WORDS.split()) == len(set(terms(STOP_WORDS, "en"))) == 33


def test_what_is_compared_with_what() -> None:
    published = {(target.name, target.split, str(target.measure)): target.published for target in TARGETS}
    assert published == {("scifact", "test", "nDCG@10"): 0.6789, ("cacm", "anserini_original_ids", "AP"): 0.3123}
    assert [setting.formula for setting in SETTINGS] == [Formula(1.5, 0.75, 1.0), Formula(0.9, 0.4, 0.0)]
    assert [bool(setting.stop_words) for setting in SETTINGS] == [False, True]


@pytest.mark.parametrize(
    ("qrels", "message"),
    [([("q9", "d1", 1)], "judges unknown queries: q9"), ([("q1", "d1", 0)], "judges no document relevant")],
)
def test_judgements_that_cannot_be_measured_are_refused(
    qrels: Sequence[tuple[str, str, int]], message: str, tmp_path: Path
) -> None:
    write_set(tmp_path / "made", qrels)
    with pytest.raises(BadInputError, match=message):
        reproduced(tmp_path, Target("made", "given", AP, 0.0), [ALL_WORDS])


def test_a_set_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetError) as caught:
        list(bench_bm25(tmp_path))
    assert "scifact" in str(caught.value.problems[0])


def test_a_row_shows_both_figures_and_their_difference() -> None:
    rows = [
        Reproduced(TARGETS[0], ALL_WORDS, 300, 0.6862),
        Reproduced(TARGETS[1], replace(ALL_WORDS, name="a longer name"), 52, 0.3),
    ]
    assert [line.split() for line in table(rows)][1:] == [
        ["scifact", "nDCG@10", "all", "300", "0.6862", "0.6789", "+0.0073"],
        ["cacm", "AP", "a", "longer", "name", "52", "0.3000", "0.3123", "-0.0123"],
    ]
    assert len({len(line) for line in table(rows)}) == 1


# -- one retrieval -------------------------------------------------------------------------------

QUESTIONS = ("siapa presiden?", "who is the president?", "harga beras", "siapa presiden?")
SET = QuestionSet("asked", tuple(Question(f"q{n}", text, ()) for n, text in enumerate(QUESTIONS)), (), "")


@pytest.mark.slow
def test_every_question_is_timed_once_in_every_part(sample: Library) -> None:
    said: list[str] = []
    figures = bench_retrieval(sample.status().root, [SET], 200, said.append)
    assert figures.passages == sample.status().passages
    assert [part for part, _ in figures.parts] == list(Part)
    assert {figures.search.count, figures.alone.count, *(times.count for _, times in figures.parts)} == {3}
    assert all(times.p50 > 0 for _, times in figures.parts)
    assert figures.ratio == pytest.approx(figures.alone.p50 / figures.search.p50)
    assert said[-1] == "asking 3 questions"


def test_no_more_are_asked_than_wanted_and_titles_where_there_is_no_set(sample: Library) -> None:
    figures = bench_retrieval(sample.status().root, [], 2)
    assert figures.search.count == 2


@pytest.mark.slow
def test_rank_bm25_is_asked_fewer_questions(sample: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.benchmarks.bench_retrieval.ALONE", 2)
    figures = bench_retrieval(sample.status().root, [SET], 200)
    assert (figures.search.count, figures.alone.count) == (3, 2)


def test_a_watched_searcher_finds_the_same_and_tells_its_parts(sample: Library) -> None:
    clock = Clock()
    inside = watched(sample.searcher(), clock)
    assert inside.search("siapa presiden?", 5) == sample.search("siapa presiden?", 5)
    taken = clock.taken()
    assert taken.pop(Part.REST) == 0.0
    assert all(ms > 0 for ms in taken.values())
    assert set(clock.taken().values()) == {0.0}


def test_each_part_times_its_own_calls_and_no_other(sample: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(1000))
    monkeypatch.setattr("time.perf_counter", lambda: next(ticks))
    clock = Clock()
    inside = watched(sample.searcher(), clock)
    query = inside.analyse("siapa presiden?")
    assert clock.taken() == {**dict.fromkeys(Part, 0.0), Part.LANGUAGE: 1000.0, Part.EMBEDDING: 1000.0}
    inside.lexical_scores(query.text, query.language)
    assert clock.taken() == {**dict.fromkeys(Part, 0.0), Part.BM25: 1000.0}
    inside.generation.dense.search(query.vector, 3)
    inside.generation.dense.scores(query.vector, [0, 1])
    assert inside.generation.dense.size == sample.searcher().generation.dense.size
    assert clock.taken() == {**dict.fromkeys(Part, 0.0), Part.DENSE: 2000.0}


def test_rank_bm25_ranks_the_passages_of_the_generation(sample: Library) -> None:
    searcher = sample.searcher()
    rows = [terms(row.content, row.language) for row in searcher.store.rows()]
    query = terms("harga beras presiden", "id")
    scores = BM25Plus(rows).get_scores(query)
    best = RankBm25Alone(searcher).best(query, 3)
    assert sorted(scores[list(best)]) == pytest.approx(sorted(np.sort(scores)[-3:]))
    assert len(set(best)) == 3
    assert len(RankBm25Alone(searcher).best(query, 10_000)) == len(rows)


def test_rank_bm25_leaves_out_what_the_generation_has_not(sample: Library) -> None:
    searcher = sample.searcher()
    fewer = replace(searcher.generation, passage_ids=searcher.generation.passage_ids[:2])
    alone = RankBm25Alone(HybridSearcher(searcher.store, fewer, searcher.encoder, searcher.identify))
    assert sorted(alone.best(("presiden",), 10)) == [0, 1]


def test_questions_are_sampled_the_same_every_time(sample: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[str]] = []

    def run(runner: Any, texts: Sequence[str]) -> None:
        asked.append(texts)
        for ask in (runner.search, runner.look_inside, runner.rank):
            ask(texts[0])

    monkeypatch.setattr("eval.benchmarks.bench_retrieval.ask_in_turns", run)
    many = replace(SET, questions=tuple(Question(f"q{n}", f"nomor {n}", ()) for n in range(50)))
    for _ in range(2):
        bench_retrieval(sample.status().root, [many], 5)
    assert asked[0] == asked[1]
    assert len(set(asked[0])) == 5
    assert asked[0] != tuple(question.text for question in many.questions[:5])


def test_what_cannot_be_searched_is_refused(sample: Library, tmp_path: Path) -> None:
    with pytest.raises(NoLibraryError):
        bench_retrieval(tmp_path / "nowhere", [SET], 5)
    with pytest.raises(BadInputError, match="no question to ask"):
        bench_retrieval(sample.status().root, [replace(SET, questions=())], 5)
    with Library.create(tmp_path / "bare") as library:
        library.add_articles([])
    with pytest.raises(BadInputError, match="no passages to search"):
        bench_retrieval(tmp_path / "bare", [SET], 5)


def test_the_figures_have_a_line_each() -> None:
    times = Latency(count=3, p50=12.34, p90=0.0, p95=20.06, p99=0.0, mean=0.0, max=0.0)
    figures = RetrievalFigures(55_000, times, ((Part.BM25, times), (Part.REST, times)), times, 25.04)
    assert [" ".join(line.split()) for line in figures.lines()] == [
        "passages 55000",
        "questions 3",
        "one search 12.3 ms median 20.1 p95",
        "BM25 12.3 ms median 20.1 p95",
        "the rest 12.3 ms median 20.1 p95",
        "rank-bm25 alone 12.3 ms median 20.1 p95 over 3 questions",
        "to one search 25.0",
    ]


def test_the_commands_print_what_they_measure(
    sample: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(tmp_path / "made")
    monkeypatch.setattr(
        "eval.benchmarks.bench_bm25.bench_bm25.__defaults__", ((Target("made", "given", AP, 0.75),), (ALL_WORDS,))
    )
    assert run_app(app, ["bench", "bm25", str(tmp_path)]) == Exit.OK
    assert capsys.readouterr().out.splitlines()[1].split()[-3:] == ["0.7500", "0.7500", "+0.0000"]
    own = tmp_path / "own.jsonl"
    own.write_text(json.dumps({"question": "siapa presiden?", "unanswerable": True, "id": "1"}))
    assert run_app(app, ["bench", "retrieval", str(sample.status().root), "--questions", str(own)]) == Exit.OK
    captured = capsys.readouterr()
    assert "questions          1" in captured.out.splitlines()
    assert "asking 1 questions" in captured.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["bench", "retrieval", "nowhere"], Exit.NO_LIBRARY),
        (["bench", "retrieval", "nowhere", "--count", "0"], Exit.USAGE),
        (["bench", "bm25", "nowhere"], Exit.USAGE),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], code: Exit, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(app, arguments) == code
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)


def test_engines_are_measured_against_the_reference_round_by_round() -> None:
    unit, turned = np.array([[1, 0]], np.float32), np.array([[0.6, 0.8]], np.float32)
    reference = [bench_embed.Embedded(seconds, unit, 100) for seconds in (4.0, 4.0, 9.0)]
    quick = [
        bench_embed.Embedded(1.0, unit, 50),
        bench_embed.Embedded(2.0, turned, 70),
        bench_embed.Embedded(3.0, unit, 60),
    ]
    row = bench_embed.figures(Engine.OPENVINO, quick, reference)
    assert (row.passages_s, row.ratio, row.peak_mb) == (0.5, 3.0, 70)
    np.testing.assert_allclose([row.mean_cosine, row.worst_cosine], [2.6 / 3, 0.6], rtol=1e-6)
    header, line = bench_embed.table([row])
    assert len(header) == len(line)
    assert line.split() == ["OpenVINO", "0.5", "3.00", "0.86667", "0.60000", "70", "MB"]


def test_a_file_without_passages_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(BadInputError, match="has no passages"):
        bench_embed.bench_embed(empty, 10, print)
