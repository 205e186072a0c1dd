"""`qa add` of tables and other formats, with columns shown and named."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.benchmarks.fuzz_samples import PAGE, pdf
from index.formats import read_paths, reading
from index.formats.parsed import Draft, Parsed, ParseProblem
from index.importing.pipeline import ARTICLES_A_TRANSACTION, Stage, read_articles
from index.importing.report import ImportReport
from index.storage.database import Database
from index.storage.store import Store
from index.values import Problem, ProblemKind
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support.builders import write_lines
from tests.support.terminal import Captured


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KUTIP_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


def table(folder: Path, count: int, suffix: str = "") -> Path:
    rows = [{"id": n, "judul": f"Kapal {n}", "isi": f"Kapal nomor {n} tiba{suffix}.", "harga": 3} for n in range(count)]
    return write_lines(folder / "news.jsonl", rows)


def test_a_table_is_added_and_its_columns_are_shown_once(library: Path, tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    path = table(folder, 3)
    (folder / "same.jsonl").write_text('{"id": 9, "judul": "Lain", "isi": "Lain.", "harga": 4}\n')
    assert run(["add", str(folder)]) == Exit.OK
    assert capsys.readouterr().err.splitlines() == [
        f"columns of {path} (JSON lines): text=isi, title=judul, id=id; not used: harga",
        "taken: 2 JSON lines",
        "4 article(s) added; 4 passage(s) embedded",
    ]


def test_columns_may_be_named(library: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y,text\nThe ship came in.,Ships,no\n")
    assert run(["add", "--columns", "text=x,title=y", str(path)]) == Exit.OK
    with Library.open(library) as opened:
        (summary,) = opened.articles()
        assert (summary.title, opened.article(summary.article_id).text) == ("Ships", "The ship came in.")
    assert f"columns of {path} (CSV): text=x, title=y; not used: text" in capsys.readouterr().err
    assert run(["add", "--columns", "text:x", str(path)]) == Exit.USAGE
    assert "'text:x' names no column; write FIELD=COLUMN" in capsys.readouterr().err
    assert run(["add", "--columns", "text=z", str(path)]) == Exit.NO_ARTICLES
    assert "it has no column 'z' to take for text (it has x, y, text)" in capsys.readouterr().err


def test_a_page_and_a_pdf_are_added(library: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "b.pdf").write_bytes(pdf([["The ship came in."], ["It left again."]]))
    assert run(["add", str(tmp_path / "a.html"), str(tmp_path / "b.pdf")]) == Exit.OK
    with Library.open(library) as opened:
        kept = [opened.article(each.article_id) for each in opened.articles()]
    assert {article.title for article in kept} == {"Bridge opens", "The ship came in."}
    assert {article.pages for article in kept} == {(), (0, 19)}


def test_names_that_would_steer_a_terminal_are_shown_clean(library: Path, tmp_path: Path, capsys: Captured) -> None:
    try:
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b[31mred\xe2\x80\xae.html"))
        path.write_text("")
    except OSError:
        pytest.skip("needs a file system of bytes")
    assert run(["add", "--json", str(path)]) == Exit.NO_ARTICLES
    said = capsys.readouterr()
    assert said.err == f"not read: {tmp_path}/red.html: it has no text\n"
    assert said.out.rstrip("\n").isprintable() or "\n" in said.out
    assert "\x1b" not in said.out
    assert json.loads(said.out)["problems"][0]["reason"] == "it has no text"


def test_a_table_is_kept_a_transaction_at_a_time(tmp_path: Path) -> None:
    count = 3 * ARTICLES_A_TRANSACTION + 5
    told: list[tuple[int, int]] = []

    def tell(stage: Stage, done: int, total: int) -> None:
        told.append((done, total))

    store = Store(Database(tmp_path / "a.sqlite", create=True))
    path = table(tmp_path, count)
    assert read_articles(store, [path], lambda _: "id", tell) == ImportReport(count, 0, 0, taken={"JSON lines": 1})
    assert store.revision() == 4
    assert told == [(0, 1), (0, 1), (0, 1), (0, 1), (1, 1)]
    assert read_articles(store, [path], lambda _: "id", tell) == ImportReport(0, 0, count, taken={"JSON lines": 1})
    table(tmp_path, count, " lagi")
    assert read_articles(store, [path], lambda _: "id", tell) == ImportReport(0, count, 0, taken={"JSON lines": 1})
    assert store.counts() == (count, count)


def test_warnings_do_not_use_up_the_places_of_what_was_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drafts(*_: object) -> Iterator[Parsed]:
        for number in range(30):
            yield Draft(f"Text {number}.", record=str(number), warnings=("it is doubtful",))
            yield ParseProblem(f"row {number} is bad")

    monkeypatch.setattr(reading, "parse", drafts)
    path = tmp_path / "a.csv"
    path.write_bytes(b"text\n")
    found = [each for each in read_paths([path], lambda _: "en") if isinstance(each, Problem)]
    assert Counter(each.kind for each in found) == {ProblemKind.WARNING: 21, ProblemKind.UNREAD: 21}
    assert [each.reason for each in found[-2:]] == [
        "10 more warnings about its articles",
        "10 more of its records are bad",
    ]
