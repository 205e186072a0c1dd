"""Relevance judgements (qrels): BEIR's three columns with tabs between, TREC's four with any space between."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.sets.files import read_lines
from eval.sets.problems import Problems, shown
from eval.sets.rows import HIGHEST_GRADE
from eval.values import Gold

_GRADE = re.compile("[+-]?[0-9]{1,9}")
_HEADER = ["query-id", "corpus-id", "score"]
_BEIR = "is not a judgement: query-id, corpus-id and a whole number, with tabs between, are expected"
_TREC = "is not a judgement: topic, iteration, document and a whole number are expected"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The relevance of a document to a query, and its line; 0 is not relevant."""

    line: int
    query: str
    document: str
    grade: int


def beir_judgements(path: Path, problems: Problems) -> tuple[Judgement, ...]:
    """Read the judgements of a BEIR split in file order, with or without headings.

    Grades below 0, which some collections give to junk, count as 0 here and in TREC's form.
    """
    return _judgements(path, _beir_columns, _BEIR, problems)


def trec_judgements(path: Path, problems: Problems) -> tuple[Judgement, ...]:
    """Read the judgements of a TREC qrels file in file order, without the second column."""
    return _judgements(path, _trec_columns, _TREC, problems)


def golds(judgements: Iterable[Judgement]) -> Mapping[str, tuple[Gold, ...]]:
    """Return each judged query's documents in file order."""
    found: dict[str, list[Gold]] = {}
    for judgement in judgements:
        found.setdefault(judgement.query, []).append(Gold(judgement.document, None, judgement.grade))
    return {query: tuple(gold) for query, gold in found.items()}


def _judgements(
    path: Path, columns: Callable[[str], list[str]], expected: str, problems: Problems
) -> tuple[Judgement, ...]:
    found: dict[tuple[str, str], Judgement] = {}
    first = True
    for number, line in read_lines(path, problems):
        values = columns(line)
        heading = first and [value.casefold().replace("_", "-") for value in values] == _HEADER
        first = False
        if heading:
            continue
        judgement = _judgement(number, values)
        if judgement is None:
            problems.note(path, number, expected)
        else:
            _keep(judgement, found, path, problems)
    return tuple(found.values())


def _keep(judgement: Judgement, found: dict[tuple[str, str], Judgement], path: Path, problems: Problems) -> None:
    """Saying the same twice is harmless; saying two things of one document is not."""
    before = found.setdefault((judgement.query, judgement.document), judgement)
    if before.grade != judgement.grade:
        pair = f"document {shown(judgement.document)} for query {shown(judgement.query)}"
        problems.note(path, judgement.line, f"grades {pair} otherwise than line {before.line}")


def _judgement(number: int, values: list[str]) -> Judgement | None:
    if len(values) != 3 or not all(values) or not _GRADE.fullmatch(values[2]):
        return None
    grade = int(values[2])
    return Judgement(number, values[0], values[1], max(0, grade)) if grade <= HIGHEST_GRADE else None


def _beir_columns(line: str) -> list[str]:
    return [value.strip() for value in line.split("\t")]


def _trec_columns(line: str) -> list[str]:
    values = line.split()
    return [values[0], *values[2:]] if len(values) == 4 else []
