"""What an import did."""

from __future__ import annotations

from dataclasses import dataclass

from index.values import Problem


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: articles `added`, `replaced` by what came from the same place, `unchanged`, and `removed`
    since their files are gone.

    `embedded` counts passages newly embedded, `generation` is the index now live. `warnings` say, a line each, what
    took longer than it should have, and why: an embedding engine that failed, so that another took its place.

    >>> report = library.add()  # nothing was left to do
    >>> report.added, report.embedded, report.problems
    (0, 0, ())
    """

    added: int
    replaced: int
    unchanged: int
    embedded: int
    problems: tuple[Problem, ...]
    generation: str
    removed: int = 0
    warnings: tuple[str, ...] = ()
