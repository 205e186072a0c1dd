from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import ir_measures
import pytest

from eval.commands import app
from eval.runs.corpus import Entry, digest_of, read_corpus
from eval.runs.systems import Asker, System
from eval.values import BadSetError, Outcome, Question
from index.errors import BadInputError, NoArticlesError
from index.paths import CACHE_VARIABLE
from qa.faces.cli.exits import Exit
from qa.faces.cli.running import run_app
from qa.library import Library
from tests.support.builders import write_lines
from tests.support.models import MODEL, FakeModel, Request, sentences, serving_model
from tests.support.terminal import Captured

pytestmark = pytest.mark.slow

ARTICLES = {
    "bridge.txt": "The harbour bridge was opened in May 1932. It has two towers of granite.",
    "jembatan.txt": "Gubernur meresmikan jembatan gantung di Desa Sukamaju pada 12 Maret 2019. Warga menyambutnya.",
    "bees.md": "---\ntitle: On bees\npublished: 2020-05-20\n---\nBees dance to tell each other where flowers are.",
    "pasar.txt": "Pasar ikan di Kota Ambon terbakar pada malam hari. Tidak ada korban jiwa dalam kebakaran itu.",
}
WIRE = (
    "Gunung Merapi mengeluarkan awan panas sejauh dua kilometer pada Senin pagi. Badan penanggulangan bencana meminta "
    "warga di lereng gunung untuk menjauh dari sungai yang berhulu di puncak, dan membagikan masker kepada penduduk."
)
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "q1",
        "question": "Kapan jembatan gantung di Desa Sukamaju diresmikan?",
        "language": "id",
        "kind": "date",
        "gold": [{"article": "jembatan.txt", "quote": "pada 12 Maret 2019"}],
        "answers": ["12 Maret 2019"],
    },
    {
        "id": "q2",
        "question": "When was the harbour bridge opened?",
        "language": "en",
        "gold": [{"article": "bridge.txt", "quote": "opened in May 1932"}],
        "answers": ["May 1932"],
    },
    {"id": "q3", "question": "Siapa juara dunia catur tahun 2024?", "language": "id", "unanswerable": True},
]


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def qa_eval(*arguments: Path | str) -> int:
    return run_app(app, ["run", *map(str, arguments)])


def ranking(out: Path, run: str, question_id: str) -> list[str]:
    rows = ir_measures.read_trec_run(str(out / "runs" / f"{run}.trec"))  # type: ignore[no-untyped-call]
    return [row.doc_id for row in rows if row.query_id == question_id]


def runs_of(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "runs").iterdir())}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six short articles, two of them one story in two outlets."""
    folder = tmp_path_factory.mktemp("corpus")
    wire = {f"{outlet}.md": f"---\nsource: {outlet}\n---\n{WIRE}" for outlet in ("antara", "kompas")}
    for name, text in {**ARTICLES, **wire}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "tanya.jsonl", QUESTIONS)


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    """A set with documents of its own: one of its queries is asked of two."""
    folder = tmp_path / "kapal"
    (folder / "qrels").mkdir(parents=True)
    documents = [
        {"_id": "d1", "title": "Kapal", "text": "Kapal pesiar itu tiba di Pelabuhan Benoa pada 3 Mei."},
        {"_id": "d2", "title": "Kebun", "text": "Petani kopi di Gayo memanen lebih awal tahun ini."},
        {"_id": "d3", "title": "", "text": " "},
    ]
    write_lines(folder / "corpus.jsonl", documents)
    write_lines(folder / "queries.jsonl", [{"_id": "a", "text": "Kapan kapal pesiar tiba di Benoa?"}])
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\na\td1\t1\n")
    return folder


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Every question and system that is asked from here on."""
    seen: list[tuple[str, str]] = []
    whole = Asker.ask

    def counted(self: Asker, question: Question, system: System, *, answering: bool) -> Outcome:
        seen.append((question.question_id, str(system)))
        return whole(self, question, system, answering=answering)

    monkeypatch.setattr(Asker, "ask", counted)
    return seen


# A run from end to end


def test_own_questions_over_a_folder_with_answers(
    corpus: Path, questions: Path, tmp_path: Path, capsys: Captured
) -> None:
    out = tmp_path / "run"
    assert qa_eval(questions, "--corpus", corpus, "--out", out) == Exit.OK
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in shown] == [
        ["set", "system", "nDCG@10"],
        ["tanya", "hybrid", "1.000"],
        ["tanya", "bm25", "1.000"],
        ["tanya", "dense", "1.000"],
    ]
    rows = read_lines(out / "questions.jsonl")
    assert [(row["system"], row["question_id"]) for row in rows] == [
        (system, f"q{number}") for system in ("hybrid", "bm25", "dense") for number in (1, 2, 3)
    ]
    first = rows[0]
    assert first["documents"][0] == "jembatan.txt"
    assert first["measures"]["nDCG@10"] == first["measures"]["first_citation_right"] == 1.0
    cited = first["answered"]["citations"][0]
    text = ARTICLES[cited["document_id"]]
    assert (cited["document_id"], cited["verbatim"]) == ("jembatan.txt", True)
    assert text[cited["start"] : cited["end"]] == cited["quote"]
    assert set(rows[2]["measures"]) == {"em", "f1", "declined_rightly"}  # unanswerable: no ranking is right
    assert [row["answered"] for row in rows[3:]] == [None] * 6


def test_with_a_reader_its_words_are_the_answer_and_its_order_a_system(
    corpus: Path, questions: Path, tmp_path: Path, table_reader: Callable[[Mapping[str, float]], Any], capsys: Captured
) -> None:
    reader = table_reader({"12 Maret 2019": 0.8, "May 1932": 0.6, "Bees": 0.3})
    reader.ranking_weight = 10.0
    out = tmp_path / "run"
    systems = ("--system", "hybrid", "--system", "reader")
    assert qa_eval(questions, "--corpus", corpus, *systems, "--budget-ms", "77", "--out", out) == Exit.OK
    assert set(reader.budgets) == {77.0}
    hybrid, by_reader = (read_lines(out / "questions.jsonl")[place] for place in (1, 4))
    assert (hybrid["system"], by_reader["system"]) == ("hybrid", "reader")
    assert hybrid["documents"][0] == "bridge.txt"
    assert by_reader["documents"][:3] == ["jembatan.txt", "bridge.txt", "bees.md"]
    assert hybrid["answered"]["text"] == by_reader["answered"]["text"] == "12 Maret 2019"
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert (summary["reader"], summary["budget_ms"]) == ("table", 77.0)
    answers = summary["results"][0]["answers"]
    assert answers["calibration_error"] == pytest.approx(abs(0.8 - 1 / 2))  # one of two answers is right
    assert "expected calibration error 0.300" in (out / "report.html").read_text(encoding="utf-8")
    assert capsys.readouterr().out.splitlines()[0].split()[-6:] == ["AUC", "ECE", "p50", "ms", "p95", "ms"]


@pytest.mark.parametrize("budget", ["0", "nan"])
def test_a_budget_that_is_no_time(corpus: Path, questions: Path, capsys: Captured, budget: str) -> None:
    assert qa_eval(questions, "--corpus", corpus, "--budget-ms", budget) == Exit.USAGE
    assert "the budget is" in capsys.readouterr().err


def test_the_summary_names_all_that_makes_the_run(corpus: Path, questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert qa_eval(questions, "--corpus", corpus, "--out", out, "--system", "hybrid", "--measure", "RR@10") == Exit.OK
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    articles = [entry.article.article_id for entry in read_corpus(corpus, lambda _: "id")]
    assert (summary["kutip"], summary["date"], summary["answering"]) == (version("kutip"), str(date.today()), True)
    assert summary["model"]
    assert summary["measures"] == ["RR@10"]
    assert list(summary["sets"]) == ["tanya"]
    assert summary["sets"]["tanya"]["articles"] == digest_of(articles)
    assert re.fullmatch("[0-9a-f]{64}", summary["sets"]["tanya"]["questions"])
    (result,) = summary["results"]
    assert (result["set"], result["system"], result["questions"]) == ("tanya", "hybrid", 3)
    assert result["retrieval"] == {"RR@10": {"mean": 1.0, "low": 1.0, "high": 1.0}}
    assert (result["answers"]["answerable"], result["answers"]["verbatim_rate"]) == (2, 1.0)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "tanya" in page
    assert "hybrid" in page


def test_retrieval_only_answers_nothing(corpus: Path, questions: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "run"
    assert qa_eval(questions, "--corpus", corpus, "--out", out, "--retrieval-only") == Exit.OK
    assert capsys.readouterr().out.splitlines()[1].split()[-7:-2] == ["-"] * 5
    rows = read_lines(out / "questions.jsonl")
    assert [row["question_id"] for row in rows] == ["q1", "q2"] * 3  # nothing to find for the unanswerable one
    assert [row["answered"] for row in rows] == [None] * 6
    results = json.loads((out / "summary.json").read_text(encoding="utf-8"))["results"]
    assert [result["answers"] for result in results] == [None] * 3


def test_a_library_is_asked_as_it_is(corpus: Path, questions: Path, tmp_path: Path) -> None:
    root, out = tmp_path / "library", tmp_path / "run"
    with Library.create(root) as library:
        library.add([corpus])
        ids = {summary.article_id for summary in library.articles()}
    assert qa_eval(questions, "--library", root, "--out", out, "--system", "bm25") == Exit.OK
    first = ranking(out, "tanya.bm25", "q1")
    assert first[0] == "jembatan.txt"  # the name the set has for it
    assert set(first[1:]) <= ids | {"bridge.txt"}  # what no question names goes by its id
    settings = json.loads((out / "settings.json").read_text(encoding="utf-8"))
    assert settings["sets"]["tanya"]["articles"] == digest_of(ids)


def test_a_beir_folder_brings_its_documents(beir: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert qa_eval(beir, "--out", out, "--system", "dense", "--system", "rrf") == Exit.OK
    assert ranking(out, "kapal.dense", "a") == ranking(out, "kapal.rrf", "a") == ["d1", "d2"]


def test_with_a_corpus_a_sets_own_documents_are_in_it_too(
    beir: Path, corpus: Path, questions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    assert qa_eval(beir, f"own={questions}", "--corpus", corpus, "--out", out, "--system", "dense") == Exit.OK
    names = {*ARTICLES, "antara.md", "kompas.md"}
    assert set(ranking(out, "kapal.dense", "a")) == names | {"d1", "d2"}
    foreign = set(ranking(out, "own.dense", "q1")) - names
    assert len(foreign) == 2  # the other set's documents, by their ids
    assert all(re.fullmatch("[0-9a-f]{12}", name) for name in foreign)


def test_two_runs_are_the_same_to_the_byte(corpus: Path, questions: Path, tmp_path: Path) -> None:
    systems = [word for system in System for word in ("--system", str(system))]
    for name in ("a", "b"):
        assert qa_eval(questions, "--corpus", corpus, "--out", tmp_path / name, *systems) == Exit.OK
    first = runs_of(tmp_path / "a")
    assert sorted(first) == [f"tanya.{system}.trec" for system in ("bm25", "dense", "hybrid", "reader", "rrf")]
    assert all(first.values())
    assert runs_of(tmp_path / "b") == first
    settings = [(tmp_path / name / "settings.json").read_bytes() for name in ("a", "b")]
    assert settings[0] == settings[1]


def test_scores_fall_strictly_and_copies_follow_their_hit(corpus: Path, tmp_path: Path) -> None:
    about = {"id": "m", "question": "Apa yang terjadi di Gunung Merapi?", "gold": [{"article": "kompas.md"}]}
    out = tmp_path / "run"
    path = write_lines(tmp_path / "merapi.jsonl", [about, *QUESTIONS])
    systems = [word for system in System for word in ("--system", str(system))]
    assert qa_eval(path, "--corpus", corpus, "--out", out, *systems) == Exit.OK
    outcomes = read_lines(out / "outcomes.jsonl")
    assert len(outcomes) == 4 * len(System)
    for outcome in outcomes:
        assert outcome["documents"]
        assert len(set(outcome["documents"])) == len(outcome["documents"]) == len(outcome["scores"])
        assert all(before > after for before, after in pairwise(outcome["scores"]))
    (hybrid,) = (row for row in outcomes if (row["question_id"], row["system"]) == ("m", "hybrid"))
    assert set(hybrid["documents"][:2]) == {"antara.md", "kompas.md"}
    assert hybrid["scores"][1] == pytest.approx(hybrid["scores"][0])


def test_a_sample_is_the_same_every_time_and_in_file_order(
    corpus: Path, tmp_path: Path, asked: list[tuple[str, str]]
) -> None:
    gold = [{"article": "pasar.txt"}]
    rows = [{"id": f"q{number}", "question": "Di mana pasar itu?", "gold": gold} for number in range(9)]
    path = write_lines(tmp_path / "tanya.jsonl", rows)
    drawn = []
    for name in ("a", "b"):
        command = (path, "--corpus", corpus, "--out", tmp_path / name, "--system", "bm25", "--sample", "4")
        assert qa_eval(*command) == Exit.OK
        drawn.append([question_id for question_id, _ in asked])
        asked.clear()
    assert drawn[0] == drawn[1] == sorted(drawn[0])
    assert len(set(drawn[0])) == 4


# What a language model writes


def telling(request: Request) -> str:
    """Say one thing that the first quote has, and one that no quote has."""
    asked = request["messages"][1]["content"]
    true = "Jembatan itu diresmikan pada 12 Maret 2019." if "Sukamaju" in asked else "It was opened in May 1932."
    return sentences((true, [1]), ("It was opened in 1877.", [1]))


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    monkeypatch.setenv("KUTIP_CONFIG", str(tmp_path / "config.toml"))
    with serving_model(FakeModel(telling)) as served:
        yield served


def test_what_a_language_model_writes_is_measured(
    corpus: Path, questions: Path, tmp_path: Path, model: FakeModel, capsys: Captured
) -> None:
    out, at = tmp_path / "run", f"{MODEL}@{model.url}"
    command = (questions, "--corpus", corpus, "--out", out, "--system", "hybrid", "--system", "bm25", "--writer", at)
    assert qa_eval(*command) == Exit.OK
    said = capsys.readouterr()
    assert "note: questions and the quotes found for them now go to 127.0.0.1:" in said.err
    (hybrid, bm25) = json.loads((out / "summary.json").read_text(encoding="utf-8"))["results"]
    written = hybrid["answers"]["writing"]
    assert (written["asked"], written["failed"], written["kept"], written["left_out"]) == (2, 0, 2, 2)
    assert (written["kept_rate"], written["support_recall"], written["support_precision"]) == (0.5, 1.0, 1.0)
    assert written["support"] == {"sentences": 2, "supported": 2, "citations": 2, "right": 2}
    assert bm25["answers"] is None
    heads, row, _ = (line.split() for line in said.out.splitlines())
    assert " ".join(heads[-9:]) == "kept support R support P p50 ms p95 ms"
    assert row[-5:-2] == ["0.500", "1.000", "1.000"]
    page = (out / "report.html").read_text(encoding="utf-8")
    assert all(f"<bdi>{name}</bdi>" in page for name in ("sentences kept", "support recall", "support precision"))
    assert json.loads((out / "settings.json").read_bytes())["writer"] == f"{MODEL} at {model.url}, 600 tokens, 60 s"
    lines = [line for line in read_lines(out / "questions.jsonl") if line["system"] == "hybrid"]
    assert [line["measures"].get("written_kept") for line in lines] == [0.5, 0.5, None]
    count, before = len(model.requests), (out / "questions.jsonl").read_bytes()
    assert qa_eval(*command) == Exit.OK  # what was written is kept
    assert (len(model.requests), (out / "questions.jsonl").read_bytes()) == (count, before)


@pytest.mark.parametrize("options", [["--retrieval-only"], ["--system", "bm25"]])
def test_a_writer_needs_answers_to_write(
    options: list[str], corpus: Path, questions: Path, tmp_path: Path, model: FakeModel, capsys: Captured
) -> None:
    command = (questions, "--corpus", corpus, "--out", tmp_path / "run", "--writer", f"{MODEL}@{model.url}")
    assert qa_eval(*command, *options) == Exit.USAGE
    assert "error: no system that is measured writes; with --write" in capsys.readouterr().err


def test_without_a_writer_there_is_nothing_of_it(corpus: Path, questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert qa_eval(questions, "--corpus", corpus, "--out", out, "--system", "hybrid") == Exit.OK
    assert json.loads((out / "summary.json").read_bytes())["results"][0]["answers"]["writing"] is None
    assert "writer" not in json.loads((out / "settings.json").read_bytes())
    assert "sentences kept" not in (out / "report.html").read_text(encoding="utf-8")


# Going on


@pytest.mark.parametrize("half", [b"", b'{"set": "tanya", "question_id": "q', b"\xe2\x80"])
def test_a_stopped_run_asks_only_what_is_missing(
    half: bytes, corpus: Path, questions: Path, tmp_path: Path, asked: list[tuple[str, str]]
) -> None:
    command = (questions, "--corpus", corpus, "--out", tmp_path / "run", "--retrieval-only")
    assert qa_eval(*command) == Exit.OK
    assert len(asked) == 6
    path, before = tmp_path / "run" / "outcomes.jsonl", runs_of(tmp_path / "run")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:4]) + half)
    missing, asked[:] = asked[4:], []
    assert qa_eval(*command) == Exit.OK
    assert asked == missing == [("q2", "bm25"), ("q2", "dense")]
    assert path.read_bytes().splitlines(keepends=True)[:4] == lines[:4]
    assert len(read_lines(path)) == 6
    assert runs_of(tmp_path / "run") == before
    asked.clear()
    assert qa_eval(*command) == Exit.OK
    assert asked == []


def test_a_run_goes_on_only_under_its_own_settings(
    corpus: Path, questions: Path, tmp_path: Path, asked: list[tuple[str, str]], capsys: Captured
) -> None:
    out = tmp_path / "run"
    command = (questions, "--corpus", corpus, "--out", out)
    assert qa_eval(*command, "--system", "bm25") == Exit.OK
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    asked.clear()
    capsys.readouterr()
    assert qa_eval(*command, "--system", "dense", "--measure", "P@5") == Exit.USAGE
    said = capsys.readouterr()
    assert f"{out} holds a run with other settings (measures, systems differ); give another --out" in said.err
    assert (said.out, asked) == ("", [])
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("settings.json", b"{", "settings.json is damaged"),
        ("settings.json", b"[]", "settings.json is damaged"),
        ("outcomes.jsonl", b"{}\n", "outcomes.jsonl line 1 is damaged"),
        ("outcomes.jsonl", b'{"set": "tanya", "answered": null, "documents": [], "scores": []}\n', "line 1 is damaged"),
    ],
)
def test_a_damaged_run_is_one_line(
    name: str, content: bytes, reason: str, corpus: Path, questions: Path, tmp_path: Path, capsys: Captured
) -> None:
    command = (questions, "--corpus", corpus, "--out", tmp_path / "run", "--system", "bm25")
    assert qa_eval(*command) == Exit.OK
    (tmp_path / "run" / name).write_bytes(content)
    capsys.readouterr()
    assert qa_eval(*command) == Exit.USAGE
    said = capsys.readouterr().err
    assert (reason in said, said.count("\n")) == (True, 1)


# What is refused before anything runs


@pytest.fixture
def fresh_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))
    return folder


def test_all_that_is_wrong_with_the_sets_is_listed_first(
    corpus: Path, tmp_path: Path, capsys: Captured, fresh_cache: Path, asked: list[tuple[str, str]]
) -> None:
    path = write_lines(tmp_path / "tanya.jsonl", [*QUESTIONS, QUESTIONS[0]])
    with path.open("a") as file:
        file.write("{broken\n")
        file.write(json.dumps({"id": "gone", "question": "Kapan?", "gold": [{"article": "gone.txt"}]}) + "\n")
    out = tmp_path / "run"
    code = qa_eval(path, tmp_path / "nowhere.jsonl", "--corpus", corpus, "--out", out, "--measure", "best@10")
    assert code == 12
    said = capsys.readouterr()
    problems = [line for line in said.err.splitlines() if line.startswith("problem: ")]
    assert [line.partition(": ")[2].partition(": ")[0] for line in problems] == [
        f"{path} line 4",
        f"{path} line 5",
        str(tmp_path / "nowhere.jsonl"),
        f"{path} line 6",
        "--measure",
    ]
    assert "'q1'" in problems[0]
    assert "'gone.txt'" in problems[3]
    assert "'best@10'" in problems[4]
    assert said.err.splitlines()[-1] == "error: 5 problem(s) in the question sets; correct them and run again"
    assert (said.out, asked, out.exists(), (fresh_cache / "eval").exists()) == ("", [], False, False)


@pytest.mark.parametrize("over", ["--corpus", "--library"])
def test_gold_that_is_not_there_is_listed_with_its_line(
    over: str, corpus: Path, tmp_path: Path, capsys: Captured, fresh_cache: Path, asked: list[tuple[str, str]]
) -> None:
    wrong = [
        {"id": "a", "question": "Kapan?", "gold": [{"article": "gone.txt"}]},
        QUESTIONS[0],
        {"id": "b", "question": "Di mana?", "gold": [{"article": "pasar.txt", "quote": "di Kota Bandung"}]},
    ]
    path, out, place = write_lines(tmp_path / "tanya.jsonl", wrong), tmp_path / "run", corpus
    if over == "--library":
        place = tmp_path / "library"
        with Library.create(place) as library:
            library.add([corpus])
    assert qa_eval(path, over, place, "--out", out) == Exit.BAD_SET
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        f"problem: {path} line 1: question a: there is no article 'gone.txt' to ask over",
        f"problem: {path} line 3: question b: article 'pasar.txt' does not have its quote",
        "error: 2 problem(s) in the question sets; correct them and run again",
    ]
    assert (said.out, asked, out.exists(), (fresh_cache / "eval").exists()) == ("", [], False, False)


def test_everything_that_is_wrong_with_one_line_is_listed(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    path = write_lines(tmp_path / "tanya.jsonl", [QUESTIONS[0], {**QUESTIONS[0], "gold": [{"article": "gone.txt"}]}])
    assert qa_eval(path, "--corpus", corpus) == Exit.BAD_SET
    twice, missing, _ = capsys.readouterr().err.splitlines()
    assert twice == f"problem: {path} line 2: the id {QUESTIONS[0]['id']!r} occurs twice"
    assert missing == f"problem: {path} line 2: question in line 2: there is no article 'gone.txt' to ask over"


def test_questions_alone_need_something_to_ask_over(questions: Path, capsys: Captured) -> None:
    assert qa_eval(questions) == Exit.BAD_SET
    assert f"problem: {questions}: it has no documents of its own: give --library or --corpus" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (["--corpus", "nowhere"], Exit.USAGE, "nowhere does not exist"),
        (["--library", "nowhere"], Exit.NO_LIBRARY, "there is no library"),
        (["--corpus", ".", "--library", "."], Exit.USAGE, "both --library and --corpus are given"),
        (["--library", ".", "--limit", "3"], Exit.USAGE, "--limit is given without --corpus"),
        (["--corpus", ".", "--system", "best"], Exit.USAGE, "'best'"),
    ],
)
def test_bad_options_are_one_line(
    arguments: list[str], code: Exit, reason: str, questions: Path, tmp_path: Path, capsys: Captured
) -> None:
    assert qa_eval(questions, *arguments, "--out", tmp_path / "run") == code
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n"), reason in said.err) == ("", 1, True)
    assert not (tmp_path / "run").exists()


# The corpus


def corpus_lines(path: Path, limit: int | None = None) -> tuple[Entry, ...]:
    return read_corpus(path, lambda _: "id", limit)


@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz"])
def test_articles_are_read_from_json_lines(suffix: str, tmp_path: Path) -> None:
    rows = [
        {
            "_id": "n1",
            "title": "Pasar",
            "text": "Pasar ikan terbakar.",
            "metadata": {"source": "Antara", "date_as_scraped": "27 Maret 2019", "url": "https://example.org/x"},
        },
        {"text": "Bees dance.", "metadata": {"language": "en", "published": "2020-05-20T10:00:00"}},
        {"_id": 7, "text": "  "},
        {"_id": 8, "title": None, "text": "Laut biru.", "metadata": None},
    ]
    path = tmp_path / f"berita.{suffix}"
    content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(content) if suffix.endswith("gz") else content)
    found = corpus_lines(path)
    assert [(e.name, e.article.title, e.article.language, e.article.published) for e in found] == [
        ("n1", "Pasar", "id", date(2019, 3, 27)),
        ("2", "Bees dance.", "en", date(2020, 5, 20)),
        ("8", "Laut biru.", "id", None),
    ]
    assert (found[0].article.source, found[0].article.url) == ("Antara", "https://example.org/x")
    assert [entry.name for entry in corpus_lines(path, 1)] == ["n1"]


def test_two_articles_of_one_name_are_a_problem_with_both_lines(
    questions: Path, tmp_path: Path, capsys: Captured, asked: list[tuple[str, str]]
) -> None:
    rows = [{"_id": "n1", "text": "Pasar ikan terbakar."}, {"_id": "n2", "text": "Laut biru."}]
    path = write_lines(tmp_path / "berita.jsonl", [*rows, rows[0], {"_id": "n1", "text": "Pasar ikan dibuka."}])
    assert qa_eval(questions, "--corpus", path, "--out", tmp_path / "run") == Exit.BAD_SET
    assert f"problem: {path} line 4: line 1 has another article of the name 'n1'\n" in capsys.readouterr().err
    assert (asked, (tmp_path / "run").exists()) == ([], False)
    assert [entry.name for entry in corpus_lines(path, 3)] == ["n1", "n2", "n1"]  # the same article twice is harmless


def test_two_files_of_one_name_are_a_problem_with_both_paths(tmp_path: Path) -> None:
    for folder, text in (("a", "Pasar ikan terbakar."), ("b", "Laut biru.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1.txt").write_text(text, encoding="utf-8")
    with pytest.raises(BadSetError) as caught:
        corpus_lines(tmp_path)
    (problem,) = caught.value.problems
    first, second = tmp_path / "a" / "1.txt", tmp_path / "b" / "1.txt"
    assert str(problem) == f"{second}: {first} has another article of the name '1.txt'"


def test_the_problems_of_a_corpus_come_with_those_of_the_sets(tmp_path: Path, capsys: Captured) -> None:
    rows = [{"_id": "n1", "text": "Pasar ikan terbakar."}, {"_id": "n1", "text": "Laut biru."}]
    path, wrong = write_lines(tmp_path / "berita.jsonl", rows), write_lines(tmp_path / "tanya.jsonl", QUESTIONS)
    with wrong.open("a", encoding="utf-8") as lines:
        lines.write("{\n")
    assert qa_eval(wrong, "--corpus", path, "--out", tmp_path / "run") == Exit.BAD_SET
    said = capsys.readouterr().err
    assert f"{path} line 2: line 1 has" in said
    assert f"{wrong} line {len(QUESTIONS) + 1}: " in said


def test_a_name_that_a_set_gives_its_own_document_is_that_one(beir: Path, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "berita.jsonl", [{"_id": "d1", "text": "Kapal pesiar itu tiba di Benoa kapan."}])
    assert qa_eval(beir, "--corpus", path, "--out", tmp_path / "run", "--system", "bm25", "--retrieval-only") == Exit.OK
    ((_, run),) = runs_of(tmp_path / "run").items()
    (other,) = corpus_lines(path)
    ranked = [line.split()[2] for line in run.decode().splitlines()]
    assert sorted(ranked) == sorted(["d1", "d2", other.article.article_id])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is not an article"),
        ("[]", "is not an article"),
        ('{"_id": "x"}', "is not an article"),
        ('{"text": 3}', "is not an article"),
        ('{"text": "\\u0007"}', "the article has no text"),
        ('{"text": "Hi.", "metadata": {"language": "Klingonese"}}', "is not a language code"),
    ],
)
def test_a_line_that_is_no_article_is_named(line: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "berita.jsonl"
    path.write_text(f'{{"text": "Laut biru."}}\n{line}\n')
    with pytest.raises(BadInputError, match=re.escape(f"{path} line 2")) as caught:
        corpus_lines(path)
    assert reason in caught.value.message
    assert [entry.name for entry in corpus_lines(path, 1)] == ["1"]


def test_a_gzip_file_cut_short_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "berita.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "Laut biru."}\n' * 500)[:-20])
    with pytest.raises(BadInputError, match="is not an article"):
        corpus_lines(path)


def test_a_corpus_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoArticlesError):
        corpus_lines(tmp_path)
    (tmp_path / "berita.jsonl").write_text('{"text": " "}\n')
    with pytest.raises(NoArticlesError):
        corpus_lines(tmp_path / "berita.jsonl")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Laut biru.")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02")
    with pytest.raises(BadInputError, match=re.escape(str(tmp_path / "b.txt"))):
        corpus_lines(tmp_path)
