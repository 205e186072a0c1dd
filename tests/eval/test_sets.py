from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.sets import read_sets
from eval.sets.beir import read_corpus, read_qrels, read_questions
from eval.values import BadSetError, Document, Gold, Question, QuestionSet
from index.errors import BadInputError

CORPUS: list[object] = [
    {"_id": "d2", "title": "Jembatan", "text": "Jembatan itu dibuka pada 1932."},
    {"_id": "d1", "text": "Tanpa judul – “kutip”."},
    {"_id": 7, "title": None, "text": "A number for an id.", "metadata": {"language": "en-GB"}},
]
QUERIES: list[object] = [
    {"_id": "q1", "text": " kapan dibuka? ", "metadata": {"answers": ["1932", 1933, "1932"], "language": "id"}},
    {"_id": "q2", "text": "siapa?"},
    {"_id": "q3", "text": "apa?", "metadata": None},
    {"_id": "q4", "text": "di mana?"},
]
QRELS = "query-id\tcorpus-id\tscore\nq2\td1\t1\nq1\td2\t2\nq1\td1\t1\nq1\t7\t0\nq3\td1\t0\n"
SQUAD: dict[str, object] = {
    "version": "v2.0",
    "data": [
        {
            "title": "Kapal",
            "paragraphs": [
                {
                    "context": "Kapal itu tiba pada 3 Mei.",
                    "qas": [
                        {
                            "id": "a",
                            "question": "Kapan kapal tiba?",
                            "is_impossible": False,
                            "answers": [
                                {"text": "3 Mei", "answer_start": 20},
                                {"text": "pada 3 Mei", "answer_start": 15},
                                {"text": "3 Mei", "answer_start": 20},
                            ],
                        },
                        {
                            "id": "b",
                            "question": "Siapa nakhodanya?",
                            "is_impossible": True,
                            "answers": [],
                            "plausible_answers": [{"text": "Kapal", "answer_start": 0}],
                        },
                    ],
                }
            ],
        },
        {"title": "Laut", "paragraphs": [{"context": "Laut biru.", "qas": []}]},
        {
            "title": "Kapal",
            "paragraphs": [
                {
                    "context": "Lain lagi.",
                    "qas": [{"id": "c", "question": "Apa?", "answers": [{"text": "Lain", "answer_start": 0}]}],
                }
            ],
        },
    ],
}
OWN: list[object] = [
    {
        "id": "1",
        "question": "Berapa?",
        "language": "id",
        "kind": "number",
        "gold": [{"article": "a.txt", "quote": "tiga puluh"}, {"article": "b.txt", "relevance": 0}],
        "answers": ["30"],
    },
    {"id": "2", "question": "Who?", "unanswerable": True},
]


def jsonl(rows: list[object]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def make_beir(
    folder: Path,
    corpus: list[object] = CORPUS,
    queries: list[object] = QUERIES,
    qrels: Mapping[str, str] | None = None,
    unanswerable: list[object] | None = None,
) -> Path:
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_bytes(jsonl(corpus))
    (folder / "queries.jsonl").write_bytes(jsonl(queries))
    for split, text in ({"test": QRELS} if qrels is None else qrels).items():
        (folder / "qrels" / f"{split}.tsv").write_text(text)
    if unanswerable is not None:
        (folder / "queries_unanswerable.jsonl").write_bytes(jsonl(unanswerable))
    return folder


def read_one(written: str | Path) -> QuestionSet:
    (found,) = read_sets([str(written)])
    return found


def reasons(*written: str | Path) -> list[tuple[str, int, str]]:
    """File name, line and reason of every problem, in order."""
    with pytest.raises(BadSetError) as caught:
        read_sets(list(map(str, written)))
    return [(problem.path.name, problem.line, problem.reason) for problem in caught.value.problems]


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    return make_beir(tmp_path / "jembatan")


def own(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "own.jsonl"
    path.write_bytes(jsonl(list(rows)))
    return path


def squad(tmp_path: Path, whole: object = SQUAD) -> Path:
    path = tmp_path / "kapal.json"
    path.write_text(json.dumps(whole))
    return path


def one_qa(**values: object) -> object:
    qa = {"id": "a", "question": "Kapan?", "answers": [{"text": "Mei", "answer_start": 7}]} | values
    return {"data": [{"title": "T", "paragraphs": [{"context": "Pada 3 Mei.", "qas": [qa]}]}]}


# BEIR


def test_a_beir_folder_whole(beir: Path) -> None:
    found = read_one(beir)
    assert found.name == "jembatan"
    assert found.documents == (
        Document("d2", "Jembatan", "Jembatan itu dibuka pada 1932."),
        Document("d1", "", "Tanpa judul – “kutip”."),
        Document("7", "", "A number for an id.", "en"),
    )
    assert found.questions == (
        Question(
            "q1",
            "kapan dibuka?",
            (Gold("d2", None, 2), Gold("d1", None, 1), Gold("7", None, 0)),
            ("1932", "1933"),
            language="id",
            line=1,
        ),
        Question("q2", "siapa?", (Gold("d1"),), line=2),
        Question("q3", "apa?", (Gold("d1", None, 0),), line=3),
    )


def test_metadata_say_where_a_document_is_from(tmp_path: Path) -> None:
    metadata = {"source": "Kompas", "url": "https://example.org/1", "published": "2022-06-25", "language": "id"}
    folder = make_beir(
        tmp_path / "b", [{"_id": "d1", "text": "x", "metadata": metadata}], qrels={"test": "q2\td1\t1\n"}
    )
    assert read_one(folder).documents == (
        Document("d1", "", "x", "id", "Kompas", "https://example.org/1", date(2022, 6, 25)),
    )


@pytest.mark.parametrize("heading", ["", "query-id\tcorpus-id\tscore\n", "Query_ID\tcorpus_id\tscore\r\n", "\ufeff\n"])
def test_headings_of_qrels_may_be_left_out(tmp_path: Path, heading: str) -> None:
    folder = make_beir(tmp_path / "b", qrels={"test": f"{heading}q2\td1\t3\n"})
    assert [question.gold for question in read_one(folder).questions] == [(Gold("d1", None, 3),)]


def test_headings_are_no_headings_further_down(tmp_path: Path) -> None:
    folder = make_beir(tmp_path / "b", qrels={"test": "q2\td1\t1\nquery-id\tcorpus-id\tscore\n"})
    assert [(name, line) for name, line, _ in reasons(folder)] == [("test.tsv", 2)]


def test_grades_below_zero_are_not_relevant(tmp_path: Path) -> None:
    folder = make_beir(tmp_path / "b", qrels={"test": "q2\td1\t-2\n"})
    assert read_one(folder).questions[0].gold == (Gold("d1", None, 0),)


@pytest.mark.parametrize(
    ("splits", "asked"),
    [
        (("dev", "test", "train"), "test"),
        (("dev", "train"), "dev"),
        (("train",), "train"),
    ],
)
def test_the_split_where_none_is_written(tmp_path: Path, splits: tuple[str, ...], asked: str) -> None:
    order = {"test": "q1", "dev": "q2", "train": "q3"}
    folder = make_beir(tmp_path / "b", qrels={split: f"{order[split]}\td1\t1\n" for split in splits})
    found = read_one(folder)
    assert ([question.question_id for question in found.questions], found.name) == ([order[asked]], "b")


def test_a_written_split_is_read_and_is_in_the_name(tmp_path: Path) -> None:
    folder = make_beir(tmp_path / "b", qrels={"test": "q1\td1\t1\n", "train": "q3\td1\t1\n"})
    found = read_one(f"{folder}@train")
    assert ([question.question_id for question in found.questions], found.name) == (["q3"], "b@train")
    assert read_one(f"mine={folder}@train").name == "mine"


def test_several_splits_and_none_of_the_usual(tmp_path: Path) -> None:
    folder = make_beir(tmp_path / "b", qrels={"two": "q1\td1\t1\n", "one": "q3\td1\t1\n"})
    assert reasons(folder) == [("b", 0, "has several splits, write one of them as @SPLIT: one, two")]


def test_a_split_that_is_not_there(beir: Path) -> None:
    assert reasons(f"{beir}@dev") == [("jembatan", 0, "has no split 'dev'; there is test")]


def test_a_folder_without_a_split(tmp_path: Path) -> None:
    folder = make_beir(tmp_path / "b", qrels={})
    assert reasons(folder) == [("qrels", 0, "has no split: a file SPLIT.tsv is expected")]


UNANSWERABLE: list[object] = [
    {"_id": "u1", "text": "mengapa?", "metadata": {"split": "test", "plausible_passage": "d1"}},
    {"_id": "u2", "text": "lain?", "metadata": {"split": "train"}},
    {"_id": "u3", "text": "selalu?"},
]


def test_unanswerable_questions_of_the_split_or_of_none(tmp_path: Path) -> None:
    folder = make_beir(tmp_path / "b", qrels={"test": "q1\td1\t1\n"}, unanswerable=UNANSWERABLE)
    assert read_one(folder).questions[1:] == (
        Question("u1", "mengapa?", (), unanswerable=True, line=1),
        Question("u3", "selalu?", (), unanswerable=True, line=3),
    )


def test_the_validation_split_goes_by_several_names(tmp_path: Path) -> None:
    rows: list[object] = [
        {"_id": f"u-{split}", "text": "x?", "metadata": {"split": split}} for split in ("valid", "dev", "test")
    ]
    folder = make_beir(tmp_path / "b", qrels={"dev": "q1\td1\t1\n"}, unanswerable=rows)
    assert [question.question_id for question in read_one(folder).questions] == ["q1", "u-valid", "u-dev"]


def test_an_unanswerable_question_with_answers_or_gold(tmp_path: Path) -> None:
    rows: list[object] = [{"_id": "u1", "text": "x?", "metadata": {"answers": ["y"]}}, {"_id": "q1", "text": "z?"}]
    folder = make_beir(tmp_path / "b", qrels={"test": "q1\td1\t1\nu1\td1\t1\n"}, unanswerable=rows)
    assert reasons(folder) == [
        ("queries_unanswerable.jsonl", 1, "is unanswerable, but has answers"),
        ("queries_unanswerable.jsonl", 2, "the id 'q1' occurs twice"),
        ("test.tsv", 2, "the query 'u1' is unanswerable, but has gold"),
    ]


def test_a_judgement_of_nothing_that_is_there(tmp_path: Path) -> None:
    folder = make_beir(tmp_path / "b", qrels={"test": "q1\td1\t1\nq9\td9\t1\n"})
    assert reasons(folder) == [
        ("test.tsv", 2, "judges the query 'q9', which is not there"),
        ("test.tsv", 2, "the document 'd9' is not in the corpus"),
    ]


@pytest.mark.parametrize(
    "row", ["q1\td1", "q1\td1\thigh", "q1\td1\t1.0", "q1 d1 1", "\td1\t1", "q1\td1\t99999", "q1\t0\td1\t1"]
)
def test_a_line_that_is_no_judgement(tmp_path: Path, row: str) -> None:
    folder = make_beir(tmp_path / "b", qrels={"test": f"q1\td1\t1\n\n{row}\n"})
    ((name, line, reason),) = reasons(folder)
    assert (name, line) == ("test.tsv", 3)
    assert reason.startswith("is not a judgement: query-id, corpus-id")


def test_a_judgement_said_twice_counts_once_and_must_not_differ(tmp_path: Path) -> None:
    folder = make_beir(tmp_path / "b", qrels={"test": "q1\td1\t1\nq1\td1\t1\n", "dev": "q1\td1\t1\nq1\td1\t2\n"})
    assert read_one(folder).questions[0].gold == (Gold("d1"),)
    assert reasons(f"{folder}@dev") == [("dev.tsv", 2, "grades document 'd1' for query 'q1' otherwise than line 1")]


def test_every_bad_row_is_named_in_order(tmp_path: Path) -> None:
    folder = make_beir(
        tmp_path / "b",
        [{"text": "no id"}, {"_id": "d1", "text": 5, "title": []}, {"_id": "d1", "text": "x"}, [1]],
        [{"_id": "q1"}, {"_id": "", "text": "x"}, {"_id": "q1", "text": "y", "metadata": {"answers": "z"}}],
        {"test": "q1\td1\t1\n"},
    )
    assert reasons(folder) == [
        ("corpus.jsonl", 1, "the field '_id' is missing"),
        ("corpus.jsonl", 2, "the field 'title' is list, not text"),
        ("corpus.jsonl", 2, "the field 'text' is int, not text"),
        ("corpus.jsonl", 3, "the id 'd1' occurs twice"),
        ("corpus.jsonl", 4, "is not a JSON object"),
        ("queries.jsonl", 1, "the field 'text' is missing"),
        ("queries.jsonl", 2, "the field '_id' is empty"),
        ("queries.jsonl", 3, "the id 'q1' occurs twice"),
        ("queries.jsonl", 3, "metadata: the field 'answers' is not a list"),
        ("queries.jsonl", 1, "the question is empty"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("  ", "the question is empty"),
        ("x" * 2001, "the question has 2,001 characters, 2,000 is the most"),
        ("?!", "the question has no letter or digit in it"),
    ],
)
def test_questions_that_cannot_be_searched_for(tmp_path: Path, text: str, reason: str) -> None:
    rows: list[object] = [{"_id": "q1", "text": text}, {"_id": "q2", "text": text}]
    folder = make_beir(
        tmp_path / "b", queries=rows, qrels={"test": "q2\td1\t1\n"}, unanswerable=[{"_id": "u", "text": text}]
    )
    assert reasons(folder) == [("queries.jsonl", 2, reason), ("queries_unanswerable.jsonl", 1, reason)]
    assert reasons(own(tmp_path, {"id": "1", "question": text, "unanswerable": True})) == [("own.jsonl", 1, reason)]


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl"])
def test_a_missing_file_is_one_problem(beir: Path, name: str) -> None:
    (beir / name).unlink()
    assert reasons(beir) == [(name, 0, "is missing")]


def test_a_folder_that_is_no_set(tmp_path: Path) -> None:
    assert reasons(tmp_path) == [
        (tmp_path.name, 0, "is not a question set: it has no corpus.jsonl, queries.jsonl or qrels/")
    ]


def test_a_set_without_questions_or_documents(tmp_path: Path) -> None:
    assert reasons(make_beir(tmp_path / "b", qrels={"test": ""})) == [("b", 0, "has no question")]
    bare = make_beir(tmp_path / "c", corpus=[], qrels={"test": ""}, unanswerable=[{"_id": "u", "text": "x"}])
    assert reasons(bare) == [("corpus.jsonl", 0, "has no document")]


# One folder over another


def test_questions_of_one_folder_over_another(tmp_path: Path) -> None:
    make_beir(tmp_path / "en", [{"_id": "e1", "text": "en"}], QUERIES, {}, UNANSWERABLE)
    theirs: list[object] = [
        {"_id": "q1", "text": "¿cuándo?", "metadata": {"answers": ["en 1932"]}},
        {"_id": "q9", "text": "¿solo aquí?"},
    ]
    make_beir(tmp_path / "es", [{"_id": "s1", "text": "es"}], theirs, {"dev": "q1\ts1\t1\nq2\ts1\t1\nq9\ts1\t1\n"})
    found = read_one(f"{tmp_path / 'en'},{tmp_path / 'es'}@dev")
    assert found.name == "en-es@dev"
    assert found.documents == (Document("s1", "", "es"),)
    assert found.questions == (
        Question("q1", "kapan dibuka?", (Gold("s1"),), ("en 1932",), language="id", line=1),
        Question("q2", "siapa?", (Gold("s1"),), line=2),
        Question("u3", "selalu?", (), unanswerable=True, line=3),
    )


def test_an_unanswerable_question_gets_no_answers_from_the_other_folder(tmp_path: Path) -> None:
    first = make_beir(tmp_path / "a", queries=QUERIES[1:], qrels={}, unanswerable=[{"_id": "q1", "text": "kapan?"}])
    second = make_beir(tmp_path / "b", qrels={"dev": "q2\td1\t1\n"})
    assert read_one(f"{first},{second}").questions[1] == Question("q1", "kapan?", (), unanswerable=True, line=1)


def test_a_query_that_neither_folder_has(tmp_path: Path) -> None:
    first = make_beir(tmp_path / "en")
    second = make_beir(tmp_path / "es", qrels={"dev": "q1\td1\t1\nq8\td1\t1\n"})
    assert reasons(f"{first},{second}") == [("dev.tsv", 2, "judges the query 'q8', which is not there")]


# SQuAD


def test_squad_with_merged_titles_and_unanswerable_questions(tmp_path: Path) -> None:
    found = read_one(squad(tmp_path))
    assert found.name == "kapal"
    assert found.documents == (
        Document("Kapal/0", "Kapal", "Kapal itu tiba pada 3 Mei."),
        Document("Laut/0", "Laut", "Laut biru."),
        Document("Kapal/1", "Kapal", "Lain lagi."),
    )
    assert found.questions == (
        Question("a", "Kapan kapal tiba?", (Gold("Kapal/0", "3 Mei"),), ("3 Mei", "pada 3 Mei")),
        Question("b", "Siapa nakhodanya?", (), unanswerable=True),
        Question("c", "Apa?", (Gold("Kapal/1", "Lain"),), ("Lain",)),
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"answers": [{"text": "Mei", "answer_start": 6}]}, "answers 1: 'Mei' does not stand in 'T/0' at character 6"),
        (
            {"answers": [{"text": "Mei.", "answer_start": -4}]},
            "answers 1: the field 'answer_start' is not a whole number from 0",
        ),
        ({"answers": [{"text": "Mei"}]}, "answers 1: the field 'answer_start' is missing"),
        ({"answers": [{"text": " ", "answer_start": 4}]}, "answers 1: the field 'text' is empty"),
        ({"answers": []}, "is answerable, but has no answer"),
        ({"answers": None}, "the field 'answers' is missing"),
        ({"is_impossible": True}, "is unanswerable, but has answers"),
        ({"is_impossible": "yes"}, "the field 'is_impossible' is neither true nor false"),
        ({"question": ""}, "the question is empty"),
    ],
)
def test_squad_problems_name_the_question(tmp_path: Path, values: dict[str, object], reason: str) -> None:
    assert reasons(squad(tmp_path, one_qa(**values))) == [("kapal.json", 0, f"question 'a': {reason}")]


def test_squad_ids_are_there_once(tmp_path: Path) -> None:
    whole = {"data": [*one_qa()["data"], *one_qa()["data"]]}  # type: ignore[index]
    assert reasons(squad(tmp_path, whole)) == [
        ("kapal.json", 0, "data 2: paragraphs 1: qas 1: the id 'a' occurs twice")
    ]


def test_json_that_is_not_squad(tmp_path: Path) -> None:
    assert reasons(squad(tmp_path, {"questions": []})) == [("kapal.json", 0, "the field 'data' is missing")]
    assert reasons(squad(tmp_path, [])) == [("kapal.json", 0, "is not a JSON object")]


# TREC


@pytest.fixture
def topics(tmp_path: Path) -> Callable[[str, str], str]:
    def write(text: str, judged: str) -> str:
        (tmp_path / "topics.txt").write_text(text)
        (tmp_path / "qrels.txt").write_text(judged)
        return f"{tmp_path / 'topics.txt'},{tmp_path / 'qrels.txt'}"

    return write


def test_topics_with_tabs(topics: Callable[[str, str], str]) -> None:
    found = read_one(
        topics("2\ttwo words\n9\tnot judged\n1\tone\tword\n", "1 0 doc-a 1\n2 Q0\tdoc-b  2\n1 0 doc-c 0\n")
    )
    assert (found.name, found.documents) == ("topics", ())
    assert found.questions == (
        Question("2", "two words", (Gold("doc-b", None, 2),), line=1),
        Question("1", "one\tword", (Gold("doc-a"), Gold("doc-c", None, 0)), line=3),
    )


def test_topics_with_tags(topics: Callable[[str, str], str]) -> None:
    text = (
        "<xml>\n<top>\n<num> Number: 301 \n<title> International\n Organized Crime \n<desc> Description:\nwhat?\n"
        "</top>\n\n<TOP>\n<num>302</num><title>Topic: polio</title>\n</TOP>\n</xml>\n"
    )
    found = read_one(topics(text, "301 0 a 1\n302 0 b 1\n"))
    assert found.questions == (
        Question("301", "International Organized Crime", (Gold("a"),), line=2),
        Question("302", "polio", (Gold("b"),), line=10),
    )


def test_every_bad_topic_and_judgement(topics: Callable[[str, str], str]) -> None:
    assert reasons(topics("1\tone\nno tab\n1\ttwice\n3\t?\n", "1 0 a 1\n2 0 a 1\n1 0 b\n3 0 a 1\n")) == [
        ("topics.txt", 2, "is not a topic: an id and a question with a tab between are expected"),
        ("topics.txt", 3, "the id '1' occurs twice"),
        ("qrels.txt", 3, "is not a judgement: topic, iteration, document and a whole number are expected"),
        ("qrels.txt", 2, "judges the query '2', which is not there"),
        ("topics.txt", 4, "the question has no letter or digit in it"),
    ]


def test_every_bad_tag(topics: Callable[[str, str], str]) -> None:
    text = "before\n<top>\n<title> a\n</top>\n<top>\n<num> 2\n<title> b\n<top>\n<num> 3\n<title> c\n</top> after\n"
    assert reasons(topics(text, "3 0 a 1\n")) == [
        ("topics.txt", 1, "has text outside the topics: 'before'"),
        ("topics.txt", 2, "has a topic without a <num>"),
        ("topics.txt", 5, "has a <top> without its one </top>"),
        ("topics.txt", 11, "has text outside the topics: 'after'"),
    ]


# Kutip's own


def test_own_questions(tmp_path: Path) -> None:
    found = read_one(own(tmp_path, *OWN))
    assert (found.name, found.documents) == ("own", ())
    assert found.questions == (
        Question(
            "1",
            "Berapa?",
            (Gold("a.txt", "tiga puluh"), Gold("b.txt", None, 0)),
            ("30",),
            language="id",
            kind="number",
            line=1,
        ),
        Question("2", "Who?", (), unanswerable=True, line=2),
    )


GOLD = [{"article": "a"}]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"answer": ["x"]}, "the key 'answer' is unknown; the nearest known one is 'answers'"),
        ({"questions": 1}, "the key 'questions' is unknown; the nearest known one is 'question'"),
        (
            {"gold": [{"article": "a", "qoute": "x"}]},
            "gold 1: the key 'qoute' is unknown; the nearest known one is 'quote'",
        ),
        ({"gold": []}, "is answerable, but has no gold of relevance above 0"),
        ({"gold": [{"article": "a", "relevance": 0}]}, "is answerable, but has no gold of relevance above 0"),
        ({"unanswerable": True}, "is unanswerable, but has gold"),
        ({"unanswerable": True, "gold": [], "answers": ["x"]}, "is unanswerable, but has answers"),
        ({"gold": [{"article": "a", "relevance": True}]}, "gold 1: the field 'relevance' is not a whole number from 0"),
        ({"gold": [{"article": "a", "relevance": 1001}]}, "gold 1: the field 'relevance' is above 1,000"),
        ({"gold": [{"quote": "x"}]}, "gold 1: the field 'article' is missing"),
        ({"gold": [*GOLD, {"article": "b", "quote": " "}]}, "gold 2: the field 'quote' is empty"),
        ({"gold": [*GOLD, "b"]}, "gold 2 is not an object"),
        ({"gold": GOLD * 2}, "has the same gold of article 'a' twice"),
        ({"gold": [*GOLD, {"article": "a", "quote": "x", "relevance": 2}]}, "gives the article 'a' two relevances"),
        ({"id": 1}, "the field 'id' is int, not text"),
        ({"question": None}, "the field 'question' is missing"),
        ({"answers": ["x", 2]}, "the field 'answers' is int, not text"),
        ({"answers": [""]}, "the field 'answers' has an empty text in it"),
        (
            {"language": "Indonesian"},
            "the field 'language' is not a language code ('Indonesian'): write it as id or en",
        ),
        ({"kind": ""}, "the field 'kind' is empty"),
        ({"kind": "\ud800"}, "the field 'kind' has half a character in it (a lone surrogate)"),
    ],
)
def test_own_problems(tmp_path: Path, values: dict[str, object], reason: str) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text("\n" + json.dumps({"id": "1", "question": "x?", "gold": GOLD} | values))
    assert reasons(path) == [("own.jsonl", 2, reason)]


def test_one_line_may_have_several_problems(tmp_path: Path) -> None:
    assert reasons(own(tmp_path, {"question": "?", "idd": "1", "gold": [{}]})) == [
        ("own.jsonl", 1, "the key 'idd' is unknown; the nearest known one is 'id'"),
        ("own.jsonl", 1, "the field 'id' is missing"),
        ("own.jsonl", 1, "the question has no letter or digit in it"),
        ("own.jsonl", 1, "gold 1: the field 'article' is missing"),
    ]


# Bytes


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": ', "is not JSON (Expecting value at character 8)"),
        (b'{"id": "\xff"}', "is not UTF-8"),
        (b"[" * 100_000, "is not JSON that can be read (nested too deeply, or a number too long)"),
        (b'{"id": ' + b"9" * 5_000 + b"}", "is not JSON that can be read (nested too deeply, or a number too long)"),
        (b'"text"', "is not a JSON object"),
    ],
)
def test_lines_that_cannot_be_parsed(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "own.jsonl"
    path.write_bytes(jsonl(OWN[:1]) + line + b"\n" + b'{"id": "3"\n')
    assert reasons(path)[0] == ("own.jsonl", 2, reason)
    assert [(name, number) for name, number, _ in reasons(path)] == [("own.jsonl", 2), ("own.jsonl", 3)]


def test_gzip_that_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl.gz"
    path.write_bytes(gzip.compress(jsonl(OWN))[:-9])
    ((name, _, reason),) = reasons(path)
    assert (name, reason.split(":")[0]) == ("own.jsonl.gz", "cannot be read")
    path.write_bytes(b"no gzip")
    ((name, line, reason),) = reasons(path)
    assert (name, line, reason.split(":")[0]) == ("own.jsonl.gz", 0, "cannot be read")


def test_marks_line_endings_blank_lines_and_gzip_change_nothing(tmp_path: Path) -> None:
    plain = read_one(own(tmp_path, *OWN))
    packed = tmp_path / "own.jsonl.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + jsonl(OWN).replace(b"\n", b"\r\n\r\n")))
    found = read_one(packed)
    assert (found.name, found.digest) == (plain.name, plain.digest)
    assert [question.line for question in found.questions] == [1, 3]


def test_a_packed_beir_folder_is_the_same(beir: Path) -> None:
    plain = read_one(beir)
    for path in [*beir.glob("*.jsonl"), beir / "qrels" / "test.tsv"]:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert read_one(beir) == plain


def test_packed_squad_and_topics_are_the_same(tmp_path: Path, topics: Callable[[str, str], str]) -> None:
    path = squad(tmp_path)
    plain = read_one(path), read_one(topics("1\tone\n", "1 0 a 1\n"))
    for name in ("kapal.json", "topics.txt", "qrels.txt"):
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress((tmp_path / name).read_bytes()))
    found = read_sets([f"{path}.gz", f"{tmp_path / 'topics.txt.gz'},{tmp_path / 'qrels.txt.gz'}"])
    assert [replace(one, path=Path()) for one in found] == [replace(one, path=Path()) for one in plain]


def test_the_digest_tells_every_value(tmp_path: Path) -> None:
    base: dict[str, object] = {"id": "1", "question": "x?", "gold": [{"article": "a"}]}
    changes: list[dict[str, object]] = [
        {},
        {"id": "2"},
        {"question": "y?"},
        {"gold": [{"article": "b"}]},
        {"gold": [{"article": "a", "quote": "q"}]},
        {"gold": [{"article": "a", "relevance": 2}]},
        {"answers": ["z"]},
        {"language": "id"},
        {"kind": "k"},
        {"gold": [], "unanswerable": True},
    ]
    digests = [read_one(own(tmp_path, base | change)).digest for change in changes]
    assert len(set(digests)) == len(changes)
    assert all(len(digest) == 64 for digest in digests)
    assert read_one(f"other={own(tmp_path, base)}").digest == digests[0]


def test_the_digest_tells_the_documents(tmp_path: Path) -> None:
    before = read_one(make_beir(tmp_path / "a")).digest
    assert read_one(make_beir(tmp_path / "b", CORPUS[::-1])).digest != before
    assert read_one(make_beir(tmp_path / "c")).digest == before


# How a set is written


def test_sets_come_in_the_order_in_which_they_are_written(tmp_path: Path, beir: Path) -> None:
    found = read_sets([str(squad(tmp_path)), str(beir), f"z.1_@-={own(tmp_path, *OWN)}"])
    assert [one.name for one in found] == ["kapal", "jembatan", "z.1_@-"]
    assert [one.path for one in found] == [tmp_path / "kapal.json", beir, tmp_path / "own.jsonl"]
    assert read_sets([]) == ()


def test_problems_of_all_sets_come_in_order(tmp_path: Path, beir: Path) -> None:
    path = own(tmp_path, {"id": "1", "question": "x?"})
    assert reasons(f"{beir}@dev", tmp_path / "gone.json", path, f"{beir}@dev") == [
        ("jembatan", 0, "has no split 'dev'; there is test"),
        ("gone.json", 0, "is missing"),
        ("own.jsonl", 1, "is answerable, but has no gold of relevance above 0"),
        ("jembatan", 0, "another set is named 'jembatan@dev' too: write NAME=PATH"),
        ("jembatan", 0, "has no split 'dev'; there is test"),
    ]


def test_two_sets_with_one_name(tmp_path: Path, beir: Path) -> None:
    assert reasons(beir, f"jembatan={own(tmp_path, *OWN)}") == [
        ("own.jsonl", 0, "another set is named 'jembatan' too: write NAME=PATH")
    ]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "has no path: a set is written [NAME=]PATH[,PATH2][@SPLIT]"),
        ("x=", "has no path: a set is written [NAME=]PATH[,PATH2][@SPLIT]"),
        ("@dev", "has no path: a set is written [NAME=]PATH[,PATH2][@SPLIT]"),
        ("a,", "has no path: a set is written [NAME=]PATH[,PATH2][@SPLIT]"),
        ("a@", "has nothing after the @: a split is expected there"),
        ("a", "is missing"),
        ("a\0b", "is missing"),
        ("x" * 5_000, "is missing"),
    ],
)
def test_what_writes_no_set(written: str, reason: str) -> None:
    assert [found for _, _, found in reasons(written)] == [reason]


@pytest.mark.parametrize("name", ["a b", "", "..", "a:b", "-"])
def test_a_name_of_other_characters(tmp_path: Path, name: str) -> None:
    ((_, _, reason),) = reasons(f"{name}={own(tmp_path, *OWN)}")
    assert reason.startswith(f"the name {name!r} is not made of letters, digits")


def test_marks_that_belong_to_the_path(tmp_path: Path) -> None:
    folder = make_beir(tmp_path / "a@b,c=d" / "x@dev", qrels={"test": QRELS, "train": "q3\td1\t1\n"})
    assert read_one(folder).name == "x@dev"
    assert read_one(f"n={folder}@train").name == "n"
    assert len(read_one(f"n={folder}@train").questions) == 1
    assert read_one(f"p={folder},{folder}").questions == read_one(folder).questions


def test_a_folder_named_by_a_dot(beir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(beir)
    assert (read_one(".").name, read_one("qrels/..").name) == ("jembatan", "jembatan")


def test_a_second_path_is_no_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_beir(tmp_path / "x@y")
    monkeypatch.chdir(tmp_path)
    assert reasons("x@y,gone") == [("gone", 0, "is missing")]


def test_only_folders_have_splits(tmp_path: Path) -> None:
    assert reasons(f"{own(tmp_path, *OWN)}@dev") == [
        ("own.jsonl", 0, "has no split 'dev': a file of questions has no splits")
    ]


def test_what_does_not_go_together(tmp_path: Path, beir: Path) -> None:
    path = own(tmp_path, *OWN)
    (tmp_path / "set.csv").write_text("x")
    assert [reason for _, _, reason in reasons(f"{beir},{path}", tmp_path / "set.csv")] == [
        "is not a question set: two folders in the BEIR layout, or topics and qrels, go together",
        "is not a question set: a .jsonl or .json file, a folder, or TOPICS,QRELS is expected",
    ]


# For training


def test_what_training_reads(beir: Path) -> None:
    assert read_corpus(beir) == read_one(beir).documents
    questions = read_questions(beir)
    assert list(questions) == ["q1", "q2", "q3", "q4"]
    assert (questions["q1"].answers, questions["q4"].text) == (("1932", "1933"), "di mana?")
    assert list(read_qrels(beir, "test").items()) == [("q2", frozenset({"d1"})), ("q1", frozenset({"d1", "d2"}))]


def test_training_is_told_what_is_missing(beir: Path) -> None:
    (beir / "corpus.jsonl").unlink()
    with pytest.raises(BadInputError, match="1 problem"):
        read_corpus(beir)
    with pytest.raises(BadSetError) as caught:
        read_qrels(beir, "train")
    assert [problem.reason for problem in caught.value.problems] == ["has no split 'train'; there is test"]


# Whatever the bytes are

KEYS = [
    "_id",
    "id",
    "text",
    "title",
    "metadata",
    "answers",
    "split",
    "language",
    "question",
    "gold",
    "article",
    "quote",
]
KEYS += ["relevance", "unanswerable", "data", "paragraphs", "context", "qas", "answer_start", "is_impossible", "url"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["q1", "d1", "en", "2022-02-30"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=5),
    max_leaves=25,
)
JSON_LINES = st.lists(VALUES.map(lambda value: json.dumps(value).encode()), max_size=4).map(b"\n".join)
TAGS = st.lists(st.sampled_from([b"<top>", b"</top>", b"<num>", b"<title>", b"Number: 1", b"q", b"\n", b"\t", b"\r"]))
CONTENT = st.binary() | JSON_LINES | TAGS.map(b" ".join) | st.text().map(str.encode)
CONTENT |= CONTENT.map(gzip.compress) | CONTENT.map(lambda raw: gzip.compress(raw)[:-5])
FILES = [
    "corpus.jsonl",
    "queries.jsonl",
    "queries_unanswerable.jsonl",
    "qrels/test.tsv",
    "s.json",
    "o.jsonl",
    "t.txt",
    "q.txt",
]


@settings(max_examples=150, deadline=None)
@given(contents=st.dictionaries(st.sampled_from(FILES), CONTENT), packed=st.booleans())
def test_no_bytes_raise_anything_else(contents: dict[str, bytes], packed: bool) -> None:
    end = ".gz" if packed else ""
    with TemporaryDirectory() as folder:
        make_beir(Path(folder, "b"), unanswerable=UNANSWERABLE)
        for name, raw in contents.items():
            path = Path(folder, "b", name)
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}{end}").write_bytes(raw)
        root = f"{folder}/b"
        for written in (root, f"{root}/s.json{end}", f"{root}/o.jsonl{end}", f"{root}/t.txt{end},{root}/q.txt{end}"):
            found = outcome(written)
            assert found.problems if isinstance(found, BadSetError) else found.questions


def outcome(written: str) -> QuestionSet | BadSetError:
    try:
        return read_one(written)
    except BadSetError as error:
        return error


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=8) | st.text("a=@,./~\0", max_size=8), min_size=1, max_size=3))
def test_nothing_written_raises_anything_else(written: list[str]) -> None:
    with pytest.raises(BadSetError) as caught:
        read_sets(written)
    assert len(caught.value.problems) >= len(written)


@given(
    st.lists(
        st.tuples(st.text("abc0", min_size=1, max_size=4), st.text("xyz ?é", max_size=6).map(lambda text: f"w{text}")),
        min_size=1,
        max_size=6,
        unique_by=lambda pair: pair[0],
    )
)
def test_what_is_written_is_read(pairs: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        rows: list[object] = [{"id": i, "question": text, "gold": GOLD} for i, text in pairs]
        found = read_one(own(Path(folder), *rows))
    assert [(question.question_id, question.text) for question in found.questions] == [(i, t.strip()) for i, t in pairs]
