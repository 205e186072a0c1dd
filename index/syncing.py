"""Which articles came from files that are gone."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from index.errors import BadInputError
from index.readers import Problem
from index.readers.files import written


def check_folders(folders: Iterable[Path]) -> None:
    """BadInputError for what is no folder: of a disk that is not there, nothing may be taken to be gone."""
    for folder in folders:
        if not folder.is_dir():
            raise BadInputError(f"{folder} is no folder", "give --sync folders that are there")


def gone(
    origins: Sequence[str], folders: Sequence[Path], read: Collection[str], problems: Sequence[Problem]
) -> Iterator[str]:
    """Those of `origins` that lie in `folders` and were not read again.

    What came from a file that is there and could not be read now stays. Raises BadInputError where nothing at all was
    read from a folder that articles came from: it is likelier that its disk is not there.
    """
    kept = tuple(written(problem.path) for problem in problems)
    for folder in folders:
        beginning = written(folder).rstrip(os.sep) + os.sep
        inside = [origin for origin in origins if origin.startswith(beginning)]
        if inside and not any(origin.startswith(beginning) for origin in read):
            raise BadInputError(
                f"there is nothing to read in {folder} any more, where {len(inside)} articles came from",
                "remove them with `qa remove`, if that is meant",
            )
        for origin in inside:
            if origin not in read and not _is_part(origin, kept):
                yield origin


def _is_part(origin: str, files: tuple[str, ...]) -> bool:
    """Whether `origin` is one of the files, in one of them, or in a folder among them."""
    return any(origin == file or origin.startswith((f"{file}!", f"{file}#", f"{file}{os.sep}")) for file in files)
