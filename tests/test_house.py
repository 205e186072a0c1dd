"""How the house is kept: short modules and functions, short summaries, one name for one thing."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import ROOT

MODULES = sorted(path for room in ("index", "qa", "eval") for path in (ROOT / room).rglob("*.py"))
MOST_LINES_OF_MODULE = 300
MOST_LINES_OF_FUNCTION = 40
MOST_WORDS_OF_SUMMARY = 15
ONE_THING = ("Ask", "Asked", "Identify", "Problem", "Read", "Reader", "Report", "Rows", "Say", "Scope", "Tell")

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def documented(path: Path) -> Iterator[tuple[str, Documented]]:
    """Every module, class and function with its name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Documented):
            yield getattr(node, "name", "module"), node


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES_OF_MODULE
    lengths = {
        name: node.end_lineno - node.lineno + 1
        for name, node in documented(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_FUNCTION} == {}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_docstrings_open_with_one_short_sentence(path: Path) -> None:
    summaries = {name: (ast.get_docstring(node) or "").split("\n\n")[0] for name, node in documented(path)}
    too_long = {
        name: summary
        for name, summary in summaries.items()
        if len(summary.split()) > MOST_WORDS_OF_SUMMARY or "\n" in summary
    }
    assert too_long == {}


def test_values_are_modules_at_the_top_of_a_package_only() -> None:
    assert {name_of(path) for path in MODULES if path.name == "values.py"} == {
        "eval/values.py",
        "index/values.py",
        "qa/values.py",
    }


def test_one_name_means_one_thing() -> None:
    defined = Counter(
        target
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        for target in names_defined(node)
    )
    assert {name: count for name in ONE_THING if (count := defined[name]) > 1} == {}


def names_defined(node: ast.stmt) -> Iterator[str]:
    """The public names of classes and type aliases that a statement defines."""
    if isinstance(node, ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
