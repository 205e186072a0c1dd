"""The command `qa-eval compare`, which prints a table or JSON."""

from __future__ import annotations

import json as json_lines
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from eval.runs.columns import aligned
from eval.runs.compare import Change, Comparison, Pairing, Questions, QuestionValues, Row, Side, compare_sides
from eval.runs.results import QUESTIONS
from eval.runs.systems import System
from index.errors import BadInputError
from index.text.cleaning import clean_line
from qa.faces.cli.exits import Exit
from qa.faces.cli.talk import say
from qa.output import as_json

_HEAD = (
    "set",
    "run",
    "measure",
    "questions",
    "baseline",
    "run's",
    "difference",
    "95 % interval",
    "p",
    "p (Holm)",
    "won/tied/lost",
)
_TEXT_COLUMNS = 3
_RUN_FIRST = "give the folder of a run that `qa-eval run` has finished"


def compare(
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN", help="The folder of a run, or FOLDER:SYSTEM; the others are compared with the first."
        ),
    ],
    measure: Annotated[
        list[str] | None, typer.Option(help="Such as nDCG@10 or f1; again for more (else a usual handful).")
    ] = None,
    system: Annotated[
        str | None, typer.Option(help="The system of every RUN that names none (else hybrid, or the only one).")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> Exit:
    """Compare runs question by question; one RUN alone has its systems compared."""
    comparison = compare_sides(sides_of(runs, system), measure)
    for alone in comparison.alone:
        say(f"note: {alone.has} has the set {alone.set_name} and {alone.lacks} has not; it is left out")
    for pairing in comparison.pairings:
        if pairing.left_out:
            say(
                f"note: {pairing.left_out} question(s) of {pairing.set_name} are only in one of "
                f"{comparison.baseline} and {pairing.run}; they are left out"
            )
    if json:
        print(as_json.dumps(asdict(comparison)))
        return Exit.OK
    for line in lines_of(comparison):
        print(line)
    return Exit.OK


def sides_of(written: Sequence[str], system: str | None = None) -> tuple[Side, ...]:
    """Read the sides that `written` names, each `FOLDER` or `FOLDER:SYSTEM`.

    A folder alone stands for all its systems. Among several, `system` is taken of a folder without one, else hybrid,
    else the only one; it comes first. Raises BadInputError if a folder has no such system, or several and none is
    named.
    """
    read: dict[Path, Mapping[str, Questions]] = {}
    sides: list[Side] = []
    for text in written:
        folder, named = _parsed(text)
        if folder not in read:
            read[folder] = read_questions(folder)
        systems = read[folder]
        first = _chosen(folder, systems, named or system, alone=len(written) == 1)
        names = [first, *(name for name in systems if name != first)] if len(written) == 1 else [first]
        sides += [Side(clean_line(f"{folder}:{name}"), systems[name]) for name in names]
    return tuple(sides)


def read_questions(folder: Path) -> Mapping[str, Questions]:
    """Read the questions of every system of the run in `folder`, in file order.

    Raises BadInputError if there is no run, and for a line that is damaged or comes twice, with its number.
    """
    path = folder / QUESTIONS
    found: dict[str, dict[str, dict[str, QuestionValues]]] = {}
    number = 0
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                number += 1
                set_name, system, scored = _scored(json_lines.loads(line))
                questions = found.setdefault(system, {}).setdefault(set_name, {})
                if scored.question_id in questions:
                    raise ValueError("a question that comes twice")
                questions[scored.question_id] = scored
    except OSError as error:
        raise BadInputError(f"{folder} holds no finished run ({QUESTIONS}: {error.strerror})", _RUN_FIRST) from error
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path} is damaged: it is not UTF-8", _RUN_FIRST) from error
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise BadInputError(f"{path} line {number} is damaged", _RUN_FIRST) from error
    if not found:
        raise BadInputError(f"{path} has no questions", _RUN_FIRST)
    return found


def _scored(row: Mapping[str, object]) -> tuple[str, str, QuestionValues]:
    """Read set, system and question of a line; raise KeyError, TypeError or ValueError if damaged."""
    given = row["measures"]
    if not isinstance(given, dict):
        raise TypeError("the measures of a question are an object")
    if not all(isinstance(value, int | float) and math.isfinite(value) for value in given.values()):
        raise ValueError("the value of a measure is a number")
    return (
        _string(row["set"]),
        _string(row["system"]),
        QuestionValues(
            _string(row["question_id"]), _string(row["question"]), {name: float(value) for name, value in given.items()}
        ),
    )


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("names and texts are strings")
    return value


def _parsed(text: str) -> tuple[Path, str | None]:
    """Split into folder and system; an existing folder may have a colon in its name."""
    folder, colon, system = text.rpartition(":")
    if not colon or not folder or not system or Path(text).is_dir():
        return Path(text), None
    return Path(folder), system


def _chosen(folder: Path, systems: Mapping[str, Questions], named: str | None, *, alone: bool) -> str:
    there = ", ".join(systems)
    if named is not None:
        if named not in systems:
            raise BadInputError(f"{folder} has no system {named!r}", f"there is {there}")
        return named
    if System.HYBRID in systems:
        return System.HYBRID.value
    if len(systems) > 1 and not alone:
        raise BadInputError(f"{folder} has several systems and none is hybrid", f"write one as FOLDER:SYSTEM: {there}")
    return next(iter(systems))


def lines_of(comparison: Comparison) -> Iterator[str]:
    """Yield the comparison as a table, then the questions that changed most."""
    yield f"baseline: {comparison.baseline}"
    yield ""
    yield from aligned([_HEAD, *map(_cells, comparison.rows)], _TEXT_COLUMNS)
    for pairing in comparison.pairings:
        yield from _examples(pairing, "greatest losses", pairing.losses)
        yield from _examples(pairing, "greatest wins", pairing.wins)


def _cells(row: Row) -> tuple[str, ...]:
    difference, tally = row.difference, row.tally
    return (
        clean_line(row.set_name),
        row.run,
        clean_line(row.measure),
        str(row.questions),
        f"{row.baseline_mean:.3f}",
        f"{row.run_mean:.3f}",
        f"{difference.mean:+.3f}",
        f"[{difference.low:+.3f}, {difference.high:+.3f}]",
        f"{row.p:.4f}",
        f"{row.p_holm:.4f}",
        f"{tally.wins}/{tally.ties}/{tally.losses}",
    )


def _examples(pairing: Pairing, what: str, changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        return
    yield ""
    yield f"{clean_line(pairing.set_name)}, {pairing.run}: {what} of {pairing.measure}, baseline -> run"
    for change in changes:
        question = f"{clean_line(change.question_id)}  {clean_line(change.question)}"
        yield f"  {change.baseline:.3f} -> {change.run:.3f}  {question}"
