"""Origins: the place that an article came from, as it is kept, and the file in which that lies."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

_PART = re.compile(r"[!#]")
"""Where within a path a member of an archive, or a record, may begin."""


def written(path: Path | str) -> str:
    r"""A path as it is kept: absolute, links to folders followed, bytes that are no UTF-8 as `\xff`; of a URL only the
    latter."""
    named = path if isinstance(path, str) else _resolved(path)
    return named.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _resolved(path: Path) -> str:
    try:
        if os.path.isdir(path):  # noqa: PTH112 - `is_dir` raises where that cannot be told
            return os.path.realpath(path)
        return os.path.join(os.path.realpath(path.parent), path.name)  # noqa: PTH118 - a Path drops nothing more here
    except ValueError:  # there is a NUL in it
        return os.path.abspath(path)  # noqa: PTH100 - `absolute` keeps `..`


def file_of(origin: str) -> str | None:
    """The file in which `origin` (a path, with `!member` or `#record`) lies, links followed, None if it is gone; of
    what is no path, such as a URL, itself. A file that cannot be looked at may be there."""
    if not Path(origin).is_absolute():
        return origin
    ends = (*(found.start() for found in _PART.finditer(origin)), len(origin))
    return next((os.path.realpath(origin[:end]) for end in ends if _may_be_file(origin[:end])), None)


def _may_be_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 - a path is made of nothing here
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG
