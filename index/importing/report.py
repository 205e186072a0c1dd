"""What an import did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.values import Problem


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Counts of articles and passages, the problems met, and the index that is now live.

    Articles are `added`, `replaced` by what came from the same place, `unchanged`, or `removed` since their files are
    gone. `taken` counts the files that gave articles, by their format; every other file is among the `problems`, unless
    that was dismissed. `embedded` counts passages newly embedded; `generation` names the live index. `warnings` say, a
    line each, what took longer than it should have: an embedding engine that failed, so that another took its place.
    `news` counts new answers to followed questions.

    >>> report = library.add()  # nothing was left to do
    >>> report.added, report.embedded, report.problems
    (0, 0, ())
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    embedded: int = 0
    problems: tuple[Problem, ...] = ()
    generation: str = ""
    removed: int = 0
    warnings: tuple[str, ...] = ()
    taken: Mapping[str, int] = field(default_factory=dict)
    news: int = 0
