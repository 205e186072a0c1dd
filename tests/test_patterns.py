"""Every compiled pattern against runs of what it repeats: none may take more than linear time, or one text stops all.

The only test that measures time: what a thread takes of the processor, the least of several, where it is no noise.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as kinds
from re import _parser as parser
from types import ModuleType
from typing import Any, NamedTuple, TypeAlias

import pytest

Pattern: TypeAlias = re.Pattern[Any]
Uses: TypeAlias = dict[Pattern, set[str]]

_LIKE = {name: name for name in ("search", "match", "fullmatch", "sub")}
_LIKE |= dict.fromkeys(("subn", "split", "finditer", "findall"), "sub")
"""Which method is tried for each: those that go on after a match go through a text as `sub` does."""

_NOT_TRIED = {
    "index.text.periods": {"_BOUND.format(pattern)"},  # kept in the module
    "index.text.datelines": {"form"},  # what `_compiled` makes is kept in the module, and tried from there
    "qa.answer.answer_wording": {"f'\\\\b(?:{pattern})\\\\b'"},  # kept in the module, as those of questions
    "qa.answer.question_wording": {"f'\\\\b(?:{pattern})\\\\b'"},
    "index.formats.tables": {"self._unnamed.format('\\\\d+')"},  # figures, alone or after "row "
    "eval.measures.answers": {"before + re.escape(folded) + after"},  # words to the letter, these three
    "qa.chat.suggesting": {
        "_filled(pattern, words)",  # kept in the module
        "f'[\\\\w,] {re.escape(first)}\\\\b'",
        "f'\\\\b{re.escape(first.lower())}\\\\b'",
        "wording.pronoun",  # words alone
    },
    "qa.chat.followup": {"f'(?<!\\\\w){re.escape(part)}(?!\\\\w)'"},
    "qa.written": {"f'(?<!\\\\w)({words})(?!\\\\w)'"},
    "eval.measures.faults": {"each"},  # words and months, kept in the module
    "eval.training.reader.examples": {"re.escape(answer.strip())"},
    "eval.training.reader.switching": {"re.escape(bare[0])"},
}
"""The patterns that functions make of what they are given, by module: this test does not reach them."""

_LENGTHS = (16, 20, 24, 28, 32, *(1 << power for power in range(6, 13)))
"""Of runs, in characters; the first are close together, so that what is exponential is seen before it lasts."""

_FLOOR_SECONDS = 0.001
_WORST_GROWTH = 3.0
"""How much longer a run twice as long may take: it is 2 times where time is linear, 4 where it is quadratic."""

_GENERIC = (" ", "\n", "a", "A", "0", "-", ".", "(", "<", "<!--", "\x1b", '"', "é", "一", "a ", "a.", "1 ", "1.")
_STOPS = ("", "\x01", "\n!\n!")
"""What ends a run: nothing, what no repeat takes, and what neither `.` nor `$` gets past."""

_REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)
_LONG_REPEAT = 16
_EXAMPLES = " \n\taZé一ア0_-.,:;/'\"<>()[]{}|!?…+=&#%~\x1b"
_MOST_EXAMPLES = 6


class Run(NamedTuple):
    """A text that begins with `lead`, goes on with `token` over and over, and ends in `stop`."""

    lead: str
    token: str
    stop: str

    def of(self, length: int, like: str | bytes) -> Any:
        """The text with about `length` characters of tokens, of the type of `like`."""
        text = self.lead + self.token * (length // len(self.token)) + self.stop
        return text if isinstance(like, str) else text.encode("latin-1", "replace")


@pytest.mark.slow
def test_no_pattern_takes_more_than_linear_time() -> None:
    uses = patterns_of(modules())
    assert len(uses) > 120
    slow = [
        (pattern.pattern, method, found)
        for pattern, methods in uses.items()
        for method in sorted(methods)
        if (found := slowest(pattern, method)) is not None
    ]
    assert slow == []


@pytest.mark.parametrize(
    ("form", "method"),
    [
        (r"\s*(?:,|;)", "sub"),
        (r"(?:<{2,}|⋘)(?=\s*(?:quotation|about))", "sub"),
        (r"(\d{1,2})\s*[-/. ]\s*(\d{4})", "fullmatch"),
        (r"only\s+(.+)", "fullmatch"),
        (r"<!DOCTYPE[^>\[]*\[", "search"),
        (r"[^\W\d_]+-$", "search"),
        (r"(?:a+)+b", "match"),
        (r"(?:\w|\d\d)*-", "match"),
        (rb"charset\s*=\s*[\"']?\s*\w", "search"),
    ],
)
def test_one_that_does_is_found(form: Any, method: str) -> None:
    assert slowest(re.compile(form), method) is not None


def test_only_what_is_listed_is_not_tried() -> None:
    made = {module.__name__: {form for form, pattern, _ in made_within(module) if not pattern} for module in modules()}
    assert {name: forms for name, forms in made.items() if forms} == _NOT_TRIED


# How long a pattern takes


def slowest(pattern: Pattern, method: str) -> Run | None:
    """The first run that `method` takes more than linear time for."""
    return next((run for run in runs_for(pattern) if grows(pattern, method, run)), None)


def grows(pattern: Pattern, method: str, run: Run) -> bool:
    """Whether a run twice as long takes more than twice the time, though it is measured again and again."""
    before = 0.0
    for length in _LENGTHS:
        took = seconds(pattern, method, run, length)
        if took > max(_FLOOR_SECONDS, _WORST_GROWTH * before) and all(
            least(pattern, method, run, length) > _WORST_GROWTH * least(pattern, method, run, length // 2)
            for _ in range(3)
        ):
            return True
        before = took if length >= 2 * _LENGTHS[0] else 0.0
    return False


def least(pattern: Pattern, method: str, run: Run, length: int) -> float:
    return min(seconds(pattern, method, run, length) for _ in range(5))


def seconds(pattern: Pattern, method: str, run: Run, length: int) -> float:
    text = run.of(length, pattern.pattern)
    given = (text[:0], text) if method == "sub" else (text,)
    apply = getattr(pattern, method)
    begun = time.thread_time()
    apply(*given)
    return time.thread_time() - begun


# Which patterns there are, and what is done with them


def modules() -> list[ModuleType]:
    packages = [importlib.import_module(name) for name in ("index", "qa", "eval")]
    found = [module.name for each in packages for module in pkgutil.walk_packages(each.__path__, f"{each.__name__}.")]
    return [importlib.import_module(name) for name in found if not name.endswith("__main__")]


def patterns_of(found: Iterable[ModuleType]) -> Uses:
    """The patterns that modules hold, with the methods they are used by; with all, where it is not seen how."""
    uses: Uses = defaultdict(set)
    for module in found:
        held = {name: within for name, value in vars(module).items() if (within := list(held_in(value)))}
        for name, method in methods_in(ast.parse(inspect.getsource(module)), held):
            for pattern in held[name]:
                uses[pattern].add(method)
        for pattern in (pattern for within in held.values() for pattern in within):
            uses[pattern] |= set()
        for _, made, method in made_within(module):
            if made:
                uses[made] |= {method} if method else set()
    return {pattern: methods or set(_LIKE.values()) for pattern, methods in uses.items()}


def held_in(value: object, depth: int = 0) -> Iterator[Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, type) and depth == 0:
        yield from held_in(dict(vars(value)), 1)
    elif isinstance(value, tuple | list | set | frozenset | dict) and depth < 4:
        for each in value.values() if isinstance(value, dict) else value:
            yield from held_in(each, depth + 1)


def methods_in(tree: ast.AST, held: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The methods by which each name is used, in a loop over it too; every one for a name that is handed on."""
    used: set[int] = set()
    for node in ast.walk(tree):
        stands_for = {name: name for name in held}
        calls: list[ast.AST] = [node]
        if isinstance(node, ast.For | ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            loops = [node] if isinstance(node, ast.For) else node.generators
            stands_for = {
                to: name for loop in loops for to in names(loop.target) for name in names(loop.iter) & {*held}
            }
            used |= {id(name) for loop in loops for name in ast.walk(loop.iter) if stands_for}
            calls = list(ast.walk(node)) if stands_for else []
        for call in calls:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _LIKE:
                used |= {id(name) for name in ast.walk(call.func.value)}
                for name in names(call.func.value) & stands_for.keys():
                    yield stands_for[name], _LIKE[call.func.attr]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in held and id(node) not in used:
            yield from ((node.id, method) for method in _LIKE.values())


def made_within(module: ModuleType) -> Iterator[tuple[str, Pattern | None, str]]:
    """The patterns that functions make: what they are made of, compiled if that is known, and the method if it is."""
    for function in ast.walk(ast.parse(inspect.getsource(module))):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for call in ast.walk(function):
            if not isinstance(call, ast.Call) or not ast.unparse(call.func).startswith("re."):
                continue
            name = ast.unparse(call.func).removeprefix("re.")
            if name == "compile" or name in _LIKE:
                flags = [ast.unparse(each) for each in (*call.args, *(word.value for word in call.keywords))]
                flag = next((eval(each) for each in flags[1:] if each.startswith("re.")), 0)
                known = isinstance(call.args[0], ast.Constant)
                yield flags[0], re.compile(eval(flags[0]), flag) if known else None, _LIKE.get(name, "")


def names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


# What is hostile to a pattern


def runs_for(pattern: Pattern) -> list[Run]:
    """Runs of what the pattern repeats, after what leads up to it or with it, and of what is hostile to many."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    tokens = [*(("", token) for token in _GENERIC), *repeated(tree, "")]
    return list(dict.fromkeys(Run(lead, token, stop) for (lead, token), stop in product(tokens, _STOPS) if token))


def repeated(tree: Iterable[Any], lead: str) -> Iterator[tuple[str, str]]:
    """For each long repeat what leads up to it and what it repeats; and the two as one, which may begin anywhere."""
    for kind, value in tree:
        for inner, before in parts(kind, value, lead):
            yield from repeated(inner, before)
        if kind in _REPEATS and value[1] >= _LONG_REPEAT:
            for body in examples(value[2]):
                yield lead, body
                yield "", lead + body
        lead += examples([(kind, value)])[0]
    yield "", lead


def parts(kind: Any, value: Any, lead: str) -> Iterator[tuple[Iterable[Any], str]]:
    """What a part of a pattern holds, with what leads up to that."""
    if kind is kinds.BRANCH:
        yield from ((branch, lead) for branch in value[1])
    elif kind in (kinds.ASSERT, kinds.ASSERT_NOT):
        yield value[1], lead if value[0] > 0 else ""
    elif kind is kinds.SUBPATTERN:
        yield value[3], lead
    elif kind is kinds.ATOMIC_GROUP:
        yield value, lead
    elif kind in _REPEATS:
        yield value[2], lead


def examples(tree: Iterable[Any]) -> list[str]:
    """A few texts like those that a part of a pattern takes; assertions are left out of account."""
    found = [""]
    for kind, value in tree:
        found = [before + after for after in examples_of(kind, value) for before in found][:_MOST_EXAMPLES]
    return found


def examples_of(kind: Any, value: Any) -> list[str]:
    if kind in (kinds.LITERAL, kinds.NOT_LITERAL, kinds.ANY, kinds.IN):
        return characters(kind, value)
    if kind is kinds.BRANCH:
        return [examples(branch)[0] for branch in value[1]][:_MOST_EXAMPLES]
    if kind is kinds.SUBPATTERN:
        return examples(value[3])
    if kind is kinds.ATOMIC_GROUP:
        return examples(value)
    if kind in _REPEATS:
        return [each * (1 if value[1] == 1 else value[0]) for each in examples(value[2])]
    return [""]


def characters(kind: Any, value: Any) -> list[str]:
    """Some of the characters that a set takes: those it names, and common ones."""
    if kind is kinds.LITERAL:
        return [chr(value)]
    named = [chr(each[1]) for each in value if each[0] is kinds.LITERAL] if kind is kinds.IN else []
    named += [chr(each[1][0]) for each in value if each[0] is kinds.RANGE] if kind is kinds.IN else []
    alone = compiler.compile(parser.SubPattern(parser.State(), [(kind, value)]))
    return [each for each in dict.fromkeys((*_EXAMPLES, *named)) if alone.match(each)][:_MOST_EXAMPLES] or [""]
