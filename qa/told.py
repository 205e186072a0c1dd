"""What an import did, in a few lines for people, alike on every face."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath

from index.formats.kinds import format_of
from index.formats.leftovers import COUNTED
from index.importing.report import ImportReport
from index.text.cleaning import first_words
from index.values import Problem, ProblemKind

_MOST_ALONE = 5
_MOST_KINDS = 8
_MOST_REASONS = 3
_REASON = 80
"""The most characters of a reason beside others."""


def told(report: ImportReport, named: Collection[Path | str] = ()) -> tuple[str, ...]:
    """Return what was taken, not read, left out and doubtful, a line each.

    Of files that a person has `named`, a few that were not read are lines of their own.
    """
    alone = [each for each in report.problems if each.kind is ProblemKind.UNREAD and each.path in named][:_MOST_ALONE]
    others = [each for each in report.problems if each not in alone]
    unread, left_out, doubtful = ([each for each in others if each.kind is kind] for kind in ProblemKind)
    lines = [line(each) for each in alone]
    if report.taken and (sum(report.taken.values()) > 1 or unread or left_out):
        lines.append("taken: " + ", ".join(f"{count} {kind}" for kind, count in report.taken.items()))
    kinds = (("not read", unread, _unread), ("left out", left_out, _left_out), ("warnings", doubtful, _doubtful))
    for kind, found, counted in kinds:
        if found:
            lines.append(f"{kind}: {counted(found)}" if len(found) > 1 else line(found[0]))
    return tuple(lines)


def summary(report: ImportReport, shows_news: str = "`qa news`") -> str:
    """Return what became of the articles, in one line."""
    counts = (
        (report.replaced, "replaced"),
        (report.unchanged, "already there"),
        (report.removed, "removed"),
        (sum(each.kind is ProblemKind.UNREAD for each in report.problems), "not read"),
    )
    others = "".join(f", {count} {what}" for count, what in counts if count)
    news = f"; {report.news} news of followed questions ({shows_news} shows them)" if report.news else ""
    return f"{report.added} article(s) added{others}; {report.embedded} passage(s) embedded{news}"


def line(problem: Problem) -> str:
    """Return one problem as a line."""
    return f"{problem.kind}: {problem.path}: {problem.reason}"


def _unread(problems: Sequence[Problem]) -> str:
    """Return how many files of each kind, and the reason where they share one."""
    kinds: defaultdict[str, list[Problem]] = defaultdict(list)
    for each in problems:
        kinds[_kind_of(str(each.path))].append(each)
    most_first = sorted(kinds.items(), key=lambda each: -len(each[1]))
    parts = [_files(kind, of_kind) for kind, of_kind in most_first[:_MOST_KINDS]]
    more = sum(len(of_kind) for _, of_kind in most_first[_MOST_KINDS:])
    return ", ".join([*parts, *([f"{more} others"] if more else [])]) + "; `qa status --problems` names them"


def _files(kind: str, problems: Sequence[Problem]) -> str:
    files = len({each.path for each in problems})
    alike = len({each.reason for each in problems}) == 1
    whole = "" if files == len(problems) else "parts of "
    return f"{whole}{files} {kind}" + (f" ({_cut(problems[0].reason)})" if alike else "")


def _left_out(problems: Sequence[Problem]) -> str:
    """Return how many of each kind were left out."""
    reasons = Counter(each.reason for each in problems)
    return ", ".join(_most(reasons, _MOST_KINDS, _counted))


def _counted(reason: str, count: int) -> str:
    one, many = COUNTED.get(reason, ("", ""))
    return f"{count} {one if count == 1 else many}" if one else f"{count} ({_cut(reason)})"


def _doubtful(problems: Sequence[Problem]) -> str:
    reasons = Counter(each.reason for each in problems)
    return f"{len(problems)} ({'; '.join(_most(reasons, _MOST_REASONS, lambda reason, _: _cut(reason)))})"


def _most(reasons: Counter[str], most: int, words: Callable[[str, int], str]) -> Iterator[str]:
    common = reasons.most_common(most)
    yield from (words(reason, count) for reason, count in common)
    more = reasons.total() - sum(count for _, count in common)
    if more:
        yield f"{more} others"


def _kind_of(path: str) -> str:
    """Return the format of a file of this name, or how its name ends."""
    if "://" in path:
        return "from the web"
    form = format_of(path)
    return form.kind if form else PurePosixPath(path).suffix or "without suffix"


def _cut(reason: str) -> str:
    return reason if len(reason) <= _REASON else f"{first_words(reason, _REASON - 1)}…"
