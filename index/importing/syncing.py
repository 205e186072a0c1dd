"""Which articles came from files that are gone."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from index.errors import BadInputError
from index.formats.plain import SIDECARS
from index.origin import written
from index.values import Problem

_ENDS = ("!", "#", os.sep, ".")
"""What follows the path of a file or folder that is a part of another's, or its name without an end."""


def check_folders(folders: Iterable[Path]) -> None:
    """BadInputError for what is no folder: of a disk that is not there, nothing may be taken to be gone."""
    for folder in folders:
        if not folder.is_dir():
            raise BadInputError(f"{folder} is no folder", "give --sync folders that are there")


def gone(
    origins: Sequence[str], folders: Sequence[Path], read: Collection[str], problems: Sequence[Problem]
) -> Iterator[str | Problem]:
    """Those of `origins` that lie in `folders` and were not read again.

    What came from a file that is there and could not be read now, or the `.yaml` beside it, stays. Where nothing at all
    was read from a folder that articles came from, that is a `Problem`: it is likelier that its disk is not there.
    """
    kept = {_of_article(written(problem.path)) for problem in problems}
    parts = tuple(f"{file}{end}" for file in kept for end in _ENDS)
    for folder in folders:
        beginning = written(folder).rstrip(os.sep) + os.sep
        inside = [origin for origin in origins if origin.startswith(beginning)]
        if inside and not any(origin.startswith(beginning) for origin in read):
            there = f"there is nothing to read in it any more, where {len(inside)} articles came from"
            yield Problem(folder, f"{there}: remove them with `qa remove`, if that is meant")
            continue
        for origin in inside:
            if origin not in read and origin not in kept and not origin.startswith(parts):
                yield origin


def _of_article(path: str) -> str:
    """The path, or if it is of a file beside articles' own, what they have in common with it."""
    stem, suffix = os.path.splitext(path)  # noqa: PTH122 - of a member of an archive, too
    return stem if suffix.lower() in SIDECARS else path
