"""`qa ask --file`: each question of a file asked once, and nothing that was answered lost."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from index.errors import BadInputError
from index.storage.articles import make_article
from qa.faces.cli.exits import Exit
from qa.faces.cli.question_file import read_questions
from qa.library import Library
from qa.values import Answer
from tests.support.terminal import Captured, qa

BRIDGE, TOWER = "When was the harbour bridge opened?", "When was the harbour tower opened?"
NOWHERE = "Who painted the lighthouse at Cape Horn?"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "library"
    bridge = "The harbour bridge was opened in May 1932. It has two towers."
    tower = "=The harbour tower was opened in June 1951."
    with Library.create(root) as library:
        library.add_articles(
            [
                make_article(text=bridge, title="Bridge", language="en"),
                make_article(text=tower, title="Tower", language="en", source="=1+1", url="https://example.org/tower"),
            ]
        )
    monkeypatch.setenv("KUTIP_LIBRARY", str(root))
    return root


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that are asked, in order."""
    seen: list[str] = []
    ask = Library.ask

    def counted(self: Library, question: str, *given: object) -> Answer:
        seen.append(question)
        return ask(self, question, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "ask", counted)
    return seen


def write(folder: Path, name: str, *lines: str, encoding: str = "utf-8") -> str:
    file = folder / name
    file.write_text("\n".join(lines), encoding=encoding)
    return str(file)


def rows_of(written: str) -> dict[str, dict[str, str]]:
    """The first row of each question, in order."""
    first: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(io.StringIO(written)):
        first.setdefault(row["question"], row)
    return first


def test_each_question_is_asked_once_and_has_rows(
    root: Path, tmp_path: Path, asked: list[str], capsys: Captured
) -> None:
    file = write(tmp_path, "q.csv", "no,question", f"1,{BRIDGE}", f"2,{NOWHERE}", f"3,  {BRIDGE} ", "4,", f"5,{TOWER}")
    rows = rows_of(qa(capsys, "ask", "--file", file)[0])
    assert asked == [BRIDGE, NOWHERE, TOWER]
    assert list(rows) == asked
    assert [row["status"] for row in rows.values()] == ["answered", "not_found", "answered"]
    assert rows[BRIDGE]["answer"] in rows[BRIDGE]["quote"]
    assert rows[NOWHERE]["quote"] == ""
    assert rows[NOWHERE]["reason"] == "nothing in them is close enough to the question"
    assert (rows[TOWER]["source"], rows[TOWER]["url"]) == ("'=1+1", "https://example.org/tower")


def test_a_workbook_has_texts_and_no_formula(root: Path, tmp_path: Path, capsys: Captured) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Pertanyaan", "note"])
    book.active.append([TOWER, None])
    book.save(tmp_path / "q.xlsx")
    out = tmp_path / "a.xlsx"
    _, err = qa(capsys, "ask", "--file", str(tmp_path / "q.xlsx"), "-o", str(out))
    assert err.splitlines()[-1] == f"written to {out}: 1 question(s)"
    names, row, *_ = openpyxl.load_workbook(out).active.iter_rows()
    cells = dict(zip([cell.value for cell in names], row, strict=True))
    assert cells["question"].value == TOWER
    assert {cell.data_type for cell in row} <= {"s", "n"}
    assert cells["source"].value == "=1+1"
    assert list(tmp_path.glob("*.part")) == []


def test_json_lines_are_read_and_written(root: Path, tmp_path: Path, capsys: Captured) -> None:
    file = write(tmp_path, "q.jsonl", json.dumps({"question": BRIDGE}), "", json.dumps(TOWER))
    out = qa(capsys, "ask", "--file", file, "--format", "jsonl")[0]
    rows = [json.loads(line) for line in out.splitlines()]
    assert list(dict.fromkeys(row["question"] for row in rows)) == [BRIDGE, TOWER]
    assert isinstance(rows[0]["start"], int)


@pytest.mark.parametrize("tear", [lambda part: None, lambda part: part.write_bytes(part.read_bytes() + b'{"quest')])
def test_a_stopped_run_goes_on_and_asks_nothing_twice(
    root: Path,
    tmp_path: Path,
    asked: list[str],
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    tear: Callable[[Path], object],
) -> None:
    file, out = write(tmp_path, "q.txt", BRIDGE, NOWHERE, TOWER), tmp_path / "a.csv"
    arguments = ("ask", "--file", file, "-o", str(out))
    with monkeypatch.context() as patch:
        counted = Library.ask

        def stopped(self: Library, question: str, *given: object) -> Answer:
            if question == TOWER:
                raise KeyboardInterrupt
            return counted(self, question, *given)  # type: ignore[arg-type]

        patch.setattr(Library, "ask", stopped)
        _, err = qa(capsys, *arguments, code=Exit.INTERRUPTED)
    assert not out.exists()
    part = tmp_path / "a.csv.part"
    assert err.splitlines()[-2:] == [
        f"what was answered is kept in {part}; the same command goes on from there",
        "stopped",
    ]
    tear(part)
    _, err = qa(capsys, *arguments)
    assert "2 of 3 question(s) were answered before" in err
    assert asked == [BRIDGE, NOWHERE, TOWER]
    assert list(rows_of(out.read_text())) == asked
    assert not part.exists()


def test_a_run_under_other_options_is_not_gone_on_with(root: Path, tmp_path: Path, capsys: Captured) -> None:
    file, out = write(tmp_path, "q.txt", BRIDGE), tmp_path / "a.csv"
    part = tmp_path / "a.csv.part"
    part.write_text(json.dumps({"asked": "otherwise"}) + "\n")
    for kept in (part.read_text(), "no JSON\n", ""):
        part.write_text(kept)
        _, err = qa(capsys, "ask", "--file", file, "-o", str(out), code=Exit.USAGE)
        assert f"{part} is of questions asked otherwise" in err
        assert part.read_text() == kept


def test_what_cannot_be_asked_is_refused_and_the_rest_answered(root: Path, tmp_path: Path, capsys: Captured) -> None:
    file = write(tmp_path, "q.txt", "a" * 3_000, BRIDGE, "?!")
    rows = rows_of(qa(capsys, "ask", "--file", file, code=Exit.PARTLY)[0])
    assert [row["status"] for row in rows.values()] == ["refused", "answered", "refused"]
    assert "3,000 characters" in rows["a" * 3_000]["reason"]


def test_what_is_asked_wrongly_is_one_line(root: Path, tmp_path: Path, capsys: Captured) -> None:
    file, there = write(tmp_path, "q.txt", BRIDGE), write(tmp_path, "there.csv", "x")
    for arguments, said in (
        (("ask",), "Invalid value for QUESTION: write one, or give a file"),
        (("ask", "--file", file, "who?"), "cannot be asked together"),
        (("ask", "--file", file, "--json"), "are for one question"),
        (("ask", "--file", file, "--format", "xlsx"), "a workbook is not printed"),
        (("ask", "--file", file, "-o", there), "already exists"),
        (("ask", "--file", file, "-o", str(tmp_path / "none" / "a.csv")), "cannot be written"),
        (("ask", "--file", file, "-o", str(tmp_path / "a.txt")), "no table is written as .txt"),
        (("ask", "-o", "a.csv", "who?"), "are for --file"),
        (("ask", "--file", str(tmp_path / "none.csv")), "cannot be read"),
    ):
        out, err = qa(capsys, *arguments, code=Exit.USAGE)
        assert (out, err.count("\n")) == ("", 1)
        assert said in err


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("q.csv", "Frage;Question\nx;Wo?\ny;Wann, und wie?\n", ("Wo?", "Wann, und wie?")),
        ("q.tsv", "id\tpertanyaan\n1\tApa itu?\n", ("Apa itu?",)),
        ("q.csv", "Who?\nWhere?\n", ("Who?", "Where?")),
        ("q.csv", 'question\n"Who, and\nwhere?"\n', ("Who, and where?",)),
        ("q.md", "\ufeffWho?\r\n\r\nWho?\r\nWhere?", ("Who?", "Where?")),
        ("q.csv", "question,id\n\nWho?\n", ("Who?",)),
    ],
)
def test_questions_are_found_in_files(tmp_path: Path, name: str, content: str, found: tuple[str, ...]) -> None:
    write(tmp_path, name, content)
    assert read_questions(tmp_path / name) == found


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("q.csv", b"a,b\n1,2\n", "it has no column `question`, but a, b"),
        ("q.csv", b"question\n\n", "there is no question in"),
        ("q.txt", b"", "there is no question in"),
        ("q.txt", b"\x00\x01\x02\x03" * 50, "cannot be read"),
        ("q.xlsx", b"PK no workbook", "it is no Excel workbook"),
        ("q.jsonl", b'{"id": 1}\n', "line 1 has no question"),
        ("q.jsonl", b"{\n", "cannot be read"),
    ],
)
def test_what_holds_no_questions_is_told(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInputError, match=r"cannot be read|no question") as told:
        read_questions(tmp_path / name)
    assert said in str(told.value)


def test_how_questions_are_asked_is_told_alike_in_every_process() -> None:
    program = (
        "from index.values import Filters\nfrom qa.faces.cli.asking_many import settings_of\n"
        "from qa.values import Ask\n"
        "print(settings_of(Ask('who?', filters=Filters(sources=frozenset(map(str, range(20)))))))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1
    assert b"'19'" in told.pop()
