from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.benchmarks.bench_import import bench_import
from eval.cli import app
from qa.faces.cli.exits import Exit
from qa.faces.cli.running import run_app


def test_a_small_import_is_measured(tmp_path: Path) -> None:
    rows = [
        {
            "_id": f"n{number}",
            "title": f"Berita {number}",
            "text": f"Bupati meresmikan pasar nomor {number} pada hari Senin. Pedagang menyambutnya dengan gembira.",
            "metadata": {"source": "contoh", "date_as_scraped": "27 Maret 2019", "url": "https://example.org/x"},
        }
        for number in range(4)
    ]
    path = tmp_path / "articles.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    figures = bench_import(path, 3)
    assert (figures.articles, figures.passages) == (3, 3)
    assert min(figures.import_s, figures.peak_mb, figures.disk_mb, figures.ask_s, figures.engine_passages_s) > 0
    assert any(line.startswith("articles per second") for line in figures.lines())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["bench", "import", "nowhere.jsonl"], Exit.USAGE),
        (["bench", "import", "nowhere.jsonl", "--limit", "0"], Exit.USAGE),
        (["bench", "nothing"], Exit.USAGE),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], code: Exit, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(app, arguments) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("command", ["lexicon", "cohort"])
def test_training_without_a_file_is_one_line(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(app, ["train", command, "nowhere.jsonl.gz"]) == Exit.USAGE
    assert capsys.readouterr().err.count("\n") == 1
