from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from eval.commands import app
from eval.runs.compare import EXAMPLES, Comparison, compare_sides
from eval.runs.compare_command import sides_of
from eval.runs.significance import bootstrap_difference, holm, paired_randomisation
from index.errors import BadInputError
from qa.faces.cli.exits import Exit
from qa.faces.cli.running import run_app
from tests.support.builders import write_lines
from tests.support.terminal import Captured

BEFORE = [1.0, 1.0, 0.5, 0.0, 0.25, 0.5, 0.75, 1.0]
AFTER = [0.0, 1.0, 1.0, 1.0, 0.5, 0.75, 0.5, 0.25]


def lines(
    values: Sequence[float], system: str = "hybrid", set_name: str = "berita", measure: str = "nDCG@10", first: int = 0
) -> list[dict[str, object]]:
    """One line a question, as `qa-eval run` writes them."""
    return [
        {
            "set": set_name,
            "system": system,
            "question_id": f"q{number}",
            "question": f"Kapan {number}?",
            "measures": {measure: value},
        }
        for number, value in enumerate(values, first)
    ]


def run(folder: Path, *rows: Mapping[str, object]) -> Path:
    folder.mkdir()
    write_lines(folder / "questions.jsonl", rows)
    return folder


def compared(*written: Path | str, measures: Sequence[str] | None = None, system: str | None = None) -> Comparison:
    return compare_sides(sides_of(list(map(str, written)), system), measures)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    return run(tmp_path / "a", *lines(BEFORE)), run(tmp_path / "b", *lines(AFTER))


def test_a_row_has_means_difference_and_tally_of_the_run_against_the_baseline(two: tuple[Path, Path]) -> None:
    comparison = compared(*two)
    (row,) = comparison.rows
    assert comparison.baseline == f"{two[0]}:hybrid"
    assert (row.set_name, row.run, row.measure, row.questions) == ("berita", f"{two[1]}:hybrid", "nDCG@10", 8)
    assert (row.baseline_mean, row.run_mean) == (0.625, 0.625)
    assert (row.tally.wins, row.tally.ties, row.tally.losses) == (4, 1, 3)
    assert row.difference == bootstrap_difference(AFTER, BEFORE)
    assert row.difference.low < 0 == row.difference.mean < row.difference.high
    assert row.p == row.p_holm == 1.0


def test_the_difference_is_positive_where_the_run_is_better(tmp_path: Path) -> None:
    a, b = run(tmp_path / "a", *lines([0.0] * 6)), run(tmp_path / "b", *lines([1.0] * 6))
    (row,) = compared(a, b).rows
    assert (row.difference.mean, row.difference.low, row.p) == (1.0, 1.0, 2 / 2**6)
    (row,) = compared(b, a).rows
    assert (row.difference.mean, row.tally.losses) == (-1.0, 6)


def test_p_is_adjusted_over_all_rows(tmp_path: Path) -> None:
    a = run(tmp_path / "a", *lines([0.0] * 6), *lines(BEFORE, set_name="wiki"))
    b = run(tmp_path / "b", *lines([1.0] * 6), *lines([0.0] * 8, set_name="wiki"))
    c = run(tmp_path / "c", *lines([0.5] * 5 + [0.0]))
    rows = compared(a, b, c).rows
    assert [(row.run, row.set_name) for row in rows] == [
        (f"{b}:hybrid", "berita"),
        (f"{b}:hybrid", "wiki"),
        (f"{c}:hybrid", "berita"),
    ]
    assert [row.p for row in rows] == [2 / 2**6, paired_randomisation([0.0] * 8, BEFORE), 2 / 2**5]
    assert [row.p_holm for row in rows] == list(holm([row.p for row in rows]))
    assert rows[0].p_holm == 2 * rows[0].p


def test_only_questions_of_both_count_and_the_others_are_named(tmp_path: Path, capsys: Captured) -> None:
    a = run(tmp_path / "a", *lines(BEFORE[:3]), *lines([1.0], set_name="alone"))
    b = run(tmp_path / "b", *lines(AFTER[1:4], first=1), *lines([1.0], set_name="other"))
    (row,) = compared(a, b).rows
    assert (row.questions, row.baseline_mean, row.run_mean) == (2, 0.75, 1.0)
    assert run_app(app, ["compare", str(a), str(b)]) == Exit.OK
    assert capsys.readouterr().err.splitlines() == [
        f"note: {a}:hybrid has the set alone and {b}:hybrid has not; it is left out",
        f"note: {b}:hybrid has the set other and {a}:hybrid has not; it is left out",
        f"note: 2 question(s) of berita are only in one of {a}:hybrid and {b}:hybrid; they are left out",
    ]


def test_a_question_in_other_words_is_another_question(tmp_path: Path) -> None:
    a = run(tmp_path / "a", *lines([1.0, 0.0]))
    changed = lines([1.0, 1.0])
    changed[0]["question"] = "When?"
    (pairing,) = compared(a, run(tmp_path / "b", *changed)).pairings
    assert (pairing.common, pairing.left_out, [change.question_id for change in pairing.wins]) == (1, 2, ["q1"])


def test_a_set_without_a_common_question_is_told_beside_one_that_has(tmp_path: Path) -> None:
    a = run(tmp_path / "a", *lines([1.0]), *lines([1.0], set_name="wiki"))
    b = run(tmp_path / "b", *lines([0.0]), *lines([1.0], set_name="wiki", first=5))
    comparison = compared(a, b)
    assert [row.set_name for row in comparison.rows] == ["berita"]
    assert [(p.set_name, p.common, p.left_out, p.measure) for p in comparison.pairings] == [
        ("berita", 1, 0, "nDCG@10"),
        ("wiki", 0, 2, None),
    ]


def test_the_greatest_changes_come_first_and_equal_ones_in_file_order(two: tuple[Path, Path]) -> None:
    (pairing,) = compared(*two).pairings
    assert [(c.question_id, c.baseline, c.run) for c in pairing.losses] == [
        ("q0", 1.0, 0.0),
        ("q7", 1.0, 0.25),
        ("q6", 0.75, 0.5),
    ]
    assert [c.question_id for c in pairing.wins] == ["q3", "q2", "q4", "q5"]


def test_of_many_changes_five_are_shown(tmp_path: Path) -> None:
    a, b = run(tmp_path / "a", *lines([0.0] * 9)), run(tmp_path / "b", *lines([0.1 * n for n in range(9)]))
    (pairing,) = compared(a, b).pairings
    assert [c.question_id for c in pairing.wins] == ["q8", "q7", "q6", "q5", "q4"]
    assert (len(pairing.wins), pairing.losses) == (EXAMPLES, ())


def test_a_measure_counts_the_questions_that_have_it_in_both(tmp_path: Path) -> None:
    rows = lines([1.0, 0.0, 1.0])
    rows[0]["measures"] = {"nDCG@10": 1.0, "f1": 0.5, "em": 0.0}
    rows[1]["measures"] = {"f1": 1}
    other = lines([0.5, 0.5, 0.5])
    other[0]["measures"] = {"nDCG@10": 0.5, "f1": 0.75, "em": 1.0}
    comparison = compared(run(tmp_path / "a", *rows), run(tmp_path / "b", *other))
    assert [(row.measure, row.questions) for row in comparison.rows] == [("nDCG@10", 2), ("f1", 1)]
    em = compared(tmp_path / "a", tmp_path / "b", measures=["em", "em"])
    assert [(row.measure, row.difference.mean) for row in em.rows] == [("em", 1.0)]


def test_a_measure_goes_by_its_other_names_too(tmp_path: Path) -> None:
    a, b = (run(tmp_path / name, *lines([1.0], measure="RR@10")) for name in "ab")
    assert [row.measure for row in compared(a, b, measures=["MRR@10", "RR@10"]).rows] == ["RR@10"]


def test_runs_without_the_usual_measures_are_compared_by_what_they_have(tmp_path: Path) -> None:
    a, b = (run(tmp_path / name, *lines([value], measure="P@5")) for name, value in (("a", 0.2), ("b", 0.4)))
    comparison = compared(a, b)
    assert [(row.measure, row.run_mean) for row in comparison.rows] == [("P@5", 0.4)]
    assert comparison.pairings[0].measure == "P@5"


def test_one_run_has_its_systems_compared_with_hybrid(tmp_path: Path) -> None:
    folder = run(
        tmp_path / "a", *lines([0.0], "bm25"), *lines([1.0], "hybrid"), *lines([0.5], "dense"), *lines([0.1], "rrf")
    )
    assert [side.label for side in sides_of([str(folder)])] == [
        f"{folder}:{name}" for name in ("hybrid", "bm25", "dense", "rrf")
    ]
    assert [row.difference.mean for row in compared(folder).rows] == [-1.0, -0.5, -0.9]
    assert compared(folder, system="dense").baseline == compared(f"{folder}:dense").baseline == f"{folder}:dense"


def test_a_system_is_written_behind_a_colon_or_given_for_all(tmp_path: Path) -> None:
    folder = run(tmp_path / "a:b", *lines([0.0], "bm25"), *lines([1.0], "hybrid"))
    only = run(tmp_path / "c", *lines([0.5], "txtai"))
    assert [side.label for side in sides_of([str(folder), f"{folder}:bm25", str(only)])] == [
        f"{folder}:hybrid",
        f"{folder}:bm25",
        f"{only}:txtai",
    ]
    assert compared(folder, f"{only}:txtai", system="bm25").baseline == f"{folder}:bm25"


def test_the_table_is_aligned_and_harmless(tmp_path: Path, capsys: Captured) -> None:
    rows = lines([1.0, 0.0])
    rows[0]["question"] = "Kapan\x1b[31m\n \u202eitu?"
    a = run(tmp_path / "a", *rows)
    rows[0]["measures"] = {"nDCG@10": 0.5}
    b = run(tmp_path / "b", *rows)
    assert run_app(app, ["compare", str(a), str(b)]) == Exit.OK
    out = capsys.readouterr().out
    told = out.splitlines()
    assert told[0] == f"baseline: {a}:hybrid"
    head, row = told[2:4]
    names = "set run measure questions baseline run's difference 95 % interval p p (Holm) won/tied/lost"
    figures = "2 0.500 0.250 -0.250 [-0.500, +0.000] 1.0000 1.0000 0/1/1"
    assert head.split() == names.split()
    assert row.split() == ["berita", f"{b}:hybrid", "nDCG@10", *figures.split()]
    assert len(head) == len(row)
    assert told[4:] == [
        "",
        f"berita, {b}:hybrid: greatest losses of nDCG@10, baseline -> run",
        "  1.000 -> 0.500  q0  Kapan itu?",
    ]
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_json_has_the_same_figures(two: tuple[Path, Path], capsys: Captured) -> None:
    assert run_app(app, ["compare", *map(str, two), "--json"]) == Exit.OK
    found = json.loads(capsys.readouterr().out)
    (row,) = compared(*two).rows
    assert found["baseline"] == f"{two[0]}:hybrid"
    assert found["rows"][0]["difference"] == {
        "mean": row.difference.mean,
        "low": row.difference.low,
        "high": row.difference.high,
    }
    assert found["rows"][0]["tally"] == {"wins": 4, "ties": 1, "losses": 3}
    assert found["pairings"][0]["losses"][0] == {
        "question_id": "q0",
        "question": "Kapan 0?",
        "baseline": 1.0,
        "run": 0.0,
    }


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b'"x"',
        b'{"set": "berita"}',
        b'{"set": "s", "system": "hybrid", "question_id": 1, "question": "x", "measures": {}}',
        b'{"set": "s", "system": "hybrid", "question_id": "1", "question": "x", "measures": []}',
        b'{"set": "s", "system": "hybrid", "question_id": "1", "question": "x", "measures": {"f1": "1"}}',
        b'{"set": "s", "system": "hybrid", "question_id": "1", "question": "x", "measures": {"f1": NaN}}',
        b'{"set": "s", "system": "hybrid", "question_id": "1", "question": "x", "measures": {"f1": 1'
        + b"0" * 400
        + b"}}",
        json.dumps(lines([0.5])[0]).encode(),  # the same question again
    ],
)
def test_a_broken_line_is_named(line: bytes, two: tuple[Path, Path], capsys: Captured) -> None:
    path = two[1] / "questions.jsonl"
    path.write_bytes(path.read_bytes() + line + b"\n")
    assert run_app(app, ["compare", *map(str, two)]) == Exit.USAGE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"error: {path} line 9 is damaged; ")
    assert said.err.count("\n") == 1


def test_what_is_no_utf_8_is_refused(two: tuple[Path, Path]) -> None:
    (two[1] / "questions.jsonl").write_bytes(b"\xff\n")
    with pytest.raises(BadInputError, match="is not UTF-8"):
        compared(*two)


def test_what_cannot_be_compared_is_one_line(tmp_path: Path, two: tuple[Path, Path], capsys: Captured) -> None:
    a, b = map(str, two)
    several = run(tmp_path / "several", *lines([1.0], "bm25"), *lines([1.0], "dense"))
    other = run(tmp_path / "other", *lines([1.0], set_name="wiki"))
    empty = run(tmp_path / "empty")
    bare = run(tmp_path / "bare", *({**row, "measures": {}} for row in lines(BEFORE)))
    for arguments, reason in [
        ([a], "there is nothing to compare with"),
        ([a, str(tmp_path / "nowhere")], "holds no finished run"),
        ([a, str(two[1] / "questions.jsonl")], "holds no finished run"),
        ([a, str(empty)], "has no questions"),
        ([a, f"{b}:bm25"], "has no system 'bm25'; there is hybrid"),
        ([a, str(several)], "has several systems and none is hybrid; write one as FOLDER:SYSTEM: bm25, dense"),
        ([a, str(other)], "has no question in common with"),
        ([a, str(bare)], "have no measure in common"),
        ([a, b, "--measure", "f1"], "the measure 'f1' is not in both runs; there are nDCG@10"),
        ([a, b, "--measure", "best"], "the measure 'best' is not in both runs"),
    ]:
        assert run_app(app, ["compare", *arguments]) == Exit.USAGE
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert said.err.startswith("error: ")
        assert reason in said.err
