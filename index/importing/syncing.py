"""Which articles came from files that are gone."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from index.errors import BadInputError
from index.formats.leftovers import EMPTY
from index.formats.plain import SIDECARS
from index.origin import written
from index.values import Problem, ProblemKind

_ENDS = ("!", "#", os.sep, ".")
"""What follows a path that is a part of another file or folder, or a name without its suffix."""


def check_folders(folders: Iterable[Path]) -> None:
    """Raise BadInputError for what is not a folder: its disk may be missing."""
    for folder in folders:
        if not folder.is_dir():
            raise BadInputError(f"{folder} is not a folder", "give --sync folders that exist")


def find_gone(
    origins: Sequence[str], folders: Sequence[Path], read: Collection[str], problems: Sequence[Problem]
) -> Iterator[str | Problem]:
    """Yield those of `origins` that lie in `folders` and were not read again.

    Origins stay if their file, or the `.yaml` beside it, is there but could not be read or is empty. A folder that
    articles came from and that gave nothing at all yields a `Problem`: more likely its disk is missing.
    """
    unread = [each for each in problems if each.kind is ProblemKind.UNREAD or each.reason == EMPTY]
    kept = {_of_article(written(problem.path)) for problem in unread}
    parts = tuple(f"{file}{end}" for file in kept for end in _ENDS)
    for folder in folders:
        beginning = written(folder).rstrip(os.sep) + os.sep
        inside = [origin for origin in origins if origin.startswith(beginning)]
        if inside and not any(origin.startswith(beginning) for origin in read):
            empty = f"there is nothing to read in it any more, where {len(inside)} articles came from"
            yield Problem(folder, f"{empty}: remove them with `qa remove`, if that is meant")
            continue
        for origin in inside:
            if origin not in read and origin not in kept and not origin.startswith(parts):
                yield origin


def _of_article(path: str) -> str:
    """Return `path`, without its suffix if it is a file of metadata beside an article."""
    stem, suffix = os.path.splitext(path)  # noqa: PTH122 - it may be a member of an archive
    return stem if suffix.lower() in SIDECARS else path
