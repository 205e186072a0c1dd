from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.beir import Document, QuestionRecord, read_corpus, read_qrels, read_questions
from index.errors import BadInputError

CORPUS: list[dict[str, object]] = [
    {"_id": "d2", "title": "Jembatan", "text": "Jembatan itu dibuka."},
    {"_id": "d1", "text": "Tanpa judul – “kutip”."},
    {"_id": 7, "title": None, "text": "A number for an id."},
]
QUERIES: list[dict[str, object]] = [
    {"_id": "q1", "text": "kapan dibuka?", "metadata": {"answers": ["1932", 1933]}},
    {"_id": "q2", "text": "siapa?"},
    {"_id": "q3", "text": "apa?", "metadata": None},
]
QRELS = "query-id\tcorpus-id\tscore\nq2\td1\t1\nq1\td2\t2\nq1\td1\t1\nq1\td9\t0\nq3\td1\t0\n"


def lines(rows: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus.jsonl").write_bytes(lines(CORPUS))
    (tmp_path / "queries.jsonl").write_bytes(lines(QUERIES))
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text(QRELS)
    return tmp_path


def test_a_corpus_in_file_order(folder: Path) -> None:
    assert read_corpus(folder) == (
        Document("d2", "Jembatan", "Jembatan itu dibuka."),
        Document("d1", "", "Tanpa judul – “kutip”."),
        Document("7", "", "A number for an id."),
    )


def test_questions_with_their_answers(folder: Path) -> None:
    assert read_questions(folder) == {
        "q1": QuestionRecord("q1", "kapan dibuka?", ("1932", "1933")),
        "q2": QuestionRecord("q2", "siapa?", ()),
        "q3": QuestionRecord("q3", "apa?", ()),
    }


def test_qrels_above_zero_in_the_order_of_the_queries(folder: Path) -> None:
    found = read_qrels(folder, "test")
    assert list(found.items()) == [("q2", frozenset({"d1"})), ("q1", frozenset({"d1", "d2"}))]


def test_packed_files_are_the_same(folder: Path) -> None:
    plain = read_corpus(folder), read_questions(folder)
    for name in ("corpus", "queries"):
        path = folder / f"{name}.jsonl"
        (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert (read_corpus(folder), read_questions(folder)) == plain


@pytest.mark.parametrize("name", ["corpus", "queries"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / f"{name}.jsonl").unlink()
    with pytest.raises(BadInputError, match=rf"{name}\.jsonl is missing") as caught:
        (read_corpus if name == "corpus" else read_questions)(folder)
    assert "BEIR" in caught.value.hint


def test_a_missing_split_is_named(folder: Path) -> None:
    with pytest.raises(BadInputError, match=r"train\.tsv is missing"):
        read_qrels(folder, "train")


def test_a_line_that_is_no_json_is_named(folder: Path) -> None:
    (folder / "corpus.jsonl").write_bytes(lines(CORPUS[:2]) + b'{"_id": "d3", \n')
    with pytest.raises(BadInputError, match=r"corpus line 3") as caught:
        read_corpus(folder)
    assert caught.value.hint


@pytest.mark.parametrize("row", [b'{"text": "no id"}\n', b'{"_id": "d1"}\n', b"[1]\n"])
def test_a_row_without_its_keys_is_named(folder: Path, row: bytes) -> None:
    (folder / "corpus.jsonl").write_bytes(lines(CORPUS[:1]) + row)
    with pytest.raises(BadInputError, match="line 2"):
        read_corpus(folder)


@pytest.mark.parametrize("qrels", ["q1\td1\t1\nq1\td2\t1\n", f"{QRELS}q1\td1\thigh\n", f"{QRELS}q1\td1\n"])
def test_qrels_in_another_form_are_refused(folder: Path, qrels: str) -> None:
    (folder / "qrels" / "test.tsv").write_text(qrels)
    with pytest.raises(BadInputError, match=r"test\.tsv"):
        read_qrels(folder, "test")
