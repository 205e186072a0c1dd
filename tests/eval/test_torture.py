"""Everything goes wrong that can, a few times; `qa-eval torture` does it for longer."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from eval.benchmarks.removals import Removals
from eval.benchmarks.torture import Round, Torture, Trouble, lines_of, small_disk

pytestmark = pytest.mark.slow


def test_a_few_rounds_leave_nothing_wrong() -> None:
    said: list[str] = []
    with small_disk(said.append) as (place, disk):
        rounds = list(Torture(place, disk, random.Random(3)).rounds(6))
    assert [line for line in lines_of(rounds) if line.startswith("round")] == []
    assert {each.trouble for each in rounds} >= set(Trouble) - ({Trouble.FULL_DISK} if said else set())


def test_torture_sees_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torture = Torture(tmp_path, disk=False, chance=random.Random(1))
    (first,) = torture.rounds(1)
    assert first.wrong == ()
    name = next(iter(torture.texts))
    torture.texts[name] = "Something that was never written."
    monkeypatch.setattr(Torture, "change", lambda _: 0)
    (second,) = torture.rounds(1)
    assert any("their texts differ" in wrong for wrong in second.wrong)
    (tmp_path / "library" / "CURRENT").write_text("00000001-0123456789abcdef\n")
    assert list(torture.differences())


def test_removed_articles_leave_no_word_even_after_kills(tmp_path: Path) -> None:
    assert [wrong for each in Removals(tmp_path, random.Random(2)).rounds(2) for wrong in each.wrong] == []


def test_removals_see_a_word_that_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    removals = Removals(tmp_path, random.Random(2))
    monkeypatch.setattr(Removals, "_remove", lambda *_: None)
    (first,) = removals.rounds(1)
    assert any("corpus.sqlite" in wrong for wrong in first.wrong)
    assert any("`qa list`" in wrong for wrong in first.wrong)


def test_its_lines() -> None:
    rounds = [Round(0, 2, Trouble.NONE, ()), Round(1, 1, Trouble.KILLED, ("a quote",))]
    assert list(lines_of(rounds)) == [
        "none                1 rounds, 0 with something wrong",
        "killed              1 rounds, 1 with something wrong",
        "round 1 (killed): a quote",
    ]
