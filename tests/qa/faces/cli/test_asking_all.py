"""`qa ask --all` prints or writes every article that answers, and how far was read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa import Answer, Library
from qa.faces.cli.app import run

QUESTION = "When was the James Webb telescope launched?"


def asked(root: Path, *words: str) -> int:
    return run(["ask", "--all", *words, QUESTION, "--library", str(root)])


def test_all_answers_are_told_as_text_table_and_json(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(sample_copy) == 0
    text = capsys.readouterr().out
    assert "By month: " in text
    assert "Read, nearest first: " in text
    assert asked(sample_copy, "--format", "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert asked(sample_copy, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert [row["quote"] for row in rows] == [each["quote"] for each in answer["citations"]]
    assert answer["extent"]["quoted"] == len({row["article_id"] for row in rows}) > 0


def test_a_stop_gives_what_was_found(
    sample_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = Library.stream_all

    def stopped(*given: Any, **named: Any) -> Iterator[Answer]:
        yield next(stream(*given, **named))
        raise KeyboardInterrupt

    monkeypatch.setattr(Library, "stream_all", stopped)
    assert asked(sample_copy) == 130
    assert "it was stopped, so there may be more" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--write"], ["--json", "--format", "csv"], ["--format", "xlsx"]])
def test_what_means_nothing_together_is_refused(sample_copy: Path, words: list[str]) -> None:
    assert asked(sample_copy, *words) == 2
