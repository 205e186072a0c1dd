"""What is taken from pages of published sets: the figures of two small sets, counted by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.benchmarks import pages
from eval.benchmarks.pages import PagesFigures, bench_pages
from eval.commands import app
from qa.faces.cli.exits import Exit
from qa.faces.cli.running import run_app

read_by_kutip = pages.SYSTEMS["Kutip"]


@pytest.fixture(autouse=True)
def _plain_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    systems = {"all": lambda raw: raw.decode(), "none": lambda _: ""}
    monkeypatch.setattr(pages, "SYSTEMS", systems)
    monkeypatch.setattr(pages, "DAY_SYSTEMS", systems)


def bodies(folder: Path) -> Path:
    (folder / "html").mkdir(parents=True)
    (folder / "html" / "1.html.gz").write_bytes(gzip.compress(b"menu one two three four five"))
    (folder / "html" / "2.html.gz").write_bytes(gzip.compress(b"six seven"))
    truth = {"1": {"articleBody": "One. one two three, four five"}, "2": {"articleBody": "six seven"}}
    (folder / "ground-truth.json").write_text(json.dumps(truth))
    return folder


def pieces(folder: Path) -> Path:
    for name, text in {"cache/a.html": "one\n two three", "eval/b.html": "four five six"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    truth = {
        "https://a.example": {"file": "a.html", "with": ["one two", "lost"], "without": ["three"]},
        "https://b.example": {"file": "b.html", "with": ["four"], "without": ["seven"]},
    }
    (folder / "evaldata.json").write_text(json.dumps(truth))
    return folder


def test_bodies_are_measured_by_their_runs_of_four_words(tmp_path: Path) -> None:
    every, none = bench_pages([bodies(tmp_path / "set")], print)
    assert (every.pages, every.precision, every.recall) == (2, (2 / 3 + 1) / 2, (2 / 3 + 1) / 2)
    assert none == PagesFigures("set", "none", 2, 0.0, 0.0)
    assert none.f1 == 0


def test_pieces_are_measured_over_all_pages(tmp_path: Path) -> None:
    every, none = bench_pages([pieces(tmp_path / "set")], print)
    assert (every.precision, every.recall) == (2 / 3, 2 / 3)
    assert every.f1 == pytest.approx(2 / 3)
    assert (none.precision, none.recall) == (0, 0)


def test_days_are_measured_over_both_files(tmp_path: Path) -> None:
    files = {"a.html": "2023-04-08", "b.html": "2023-04-09", "c.html": "", "d.html": "2023-04-08"}
    for name, day in files.items():
        (tmp_path / "cache").mkdir(exist_ok=True)
        (tmp_path / "cache" / name).write_text(day)
    day = "2023-04-08"
    one = {"https://a.example": {"file": "a.html", "date": day}, "https://b.example": {"file": "b.html", "date": day}}
    two = {"https://c.example": {"file": "c.html", "date": day}, "https://d.example": {"file": "d.html", "date": None}}
    (tmp_path / "eval_default.json").write_text(json.dumps(one))
    (tmp_path / "eval_mediacloud_2020.json").write_text(json.dumps(two))
    every, none = bench_pages([tmp_path], print)
    assert (every.pages, every.precision, every.recall) == (4, 1 / 3, 1 / 3)
    assert (none.precision, none.recall) == (0, 0)


def test_the_days_of_a_page_are_read_by_both() -> None:
    page = b"<html><head><meta name='date' content='2023-04-08'></head><body><p>Cranes.</p></body></html>"
    assert [pages.kutip_day(page), pages.htmldate_day(page)] == ["2023-04-08"] * 2
    assert pages.kutip_day(b"\xff\xfe\x00") == ""


def test_a_folder_that_is_no_set_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(app, ["bench", "pages", str(tmp_path)]) == Exit.USAGE
    assert "has none of ground-truth.json, evaldata.json, eval_default.json" in capsys.readouterr().err


def test_both_layouts_are_measured_in_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(app, ["bench", "pages", str(bodies(tmp_path / "b")), str(pieces(tmp_path / "p"))]) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["b", "all", "2", "0.8333", "0.8333", "0.8333"]
    assert [line.split()[:2] for line in lines[1:]] == [["b", "all"], ["b", "none"], ["p", "all"], ["p", "none"]]


def test_a_page_that_cannot_be_read_has_no_text() -> None:
    assert read_by_kutip(b"\xff\xfe\x00") == ""
