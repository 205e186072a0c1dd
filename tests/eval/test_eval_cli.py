from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.benchmarks.bench_import import bench_import
from eval.commands import app
from qa.faces.cli.exits import Exit
from qa.faces.cli.running import run_app


@pytest.mark.slow
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
    figures = bench_import(path, 3, ["Siapa yang meresmikan pasar nomor 1?"])
    assert (figures.articles, figures.passages, figures.followed) == (3, 3, 1)
    assert min(figures.import_s, figures.peak_mb, figures.disk_mb, figures.ask_s, figures.engine_passages_s) > 0
    assert figures.followed_s > 0
    lines = list(figures.lines())
    assert any(line.startswith("articles per second") for line in lines)
    assert lines[-1].endswith("with 1 followed questions")


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


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [[], ["--help"], ["run", "set.jsonl"], ["bench", "bm25", "data"]])
def test_without_the_extra_one_line_says_what_to_install(arguments: list[str]) -> None:
    code = (
        f"import sys; sys.modules['ir_measures'] = None; sys.argv[1:] = {arguments!r}; import eval.cli; eval.cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == Exit.MISSING_EXTRA
    assert done.stdout == ""
    assert done.stderr == 'error: ir_measures is not installed; install it with: pip install "kutip[eval]"\n'


def test_a_benchmark_without_its_package_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "eval.benchmarks.commands", raising=False)
    monkeypatch.delitem(sys.modules, "eval.benchmarks.bench_server", raising=False)
    monkeypatch.setitem(sys.modules, "httpx", None)
    assert run_app(app, ["bench", "server", "nowhere"]) == Exit.MISSING_EXTRA
    assert capsys.readouterr().err == 'error: httpx is not installed; install it with: pip install "kutip[eval]"\n'


@pytest.mark.parametrize("name", ["bench", "fuzz", "torture", "train"])
def test_an_installed_kutip_says_what_needs_a_checkout(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("eval.commands.find_spec", lambda _: None)
    assert run_app(app, [name, "--rounds", "1"]) == Exit.USAGE
    said = capsys.readouterr().err
    assert said == f"error: `qa-eval {name}` is not part of the package; run it from a checkout of the repository\n"


@pytest.mark.slow
def test_the_commands_start_without_benchmarks_and_training() -> None:
    code = "import sys, eval.commands; print([m for m in sys.modules if 'benchmarks' in m or 'training' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("arguments", [["bench"], ["bench", "--help"], ["bench", "import", "--help"]])
def test_help_is_passed_on(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(app, arguments) == Exit.OK
    assert "qa-eval bench" in capsys.readouterr().out
