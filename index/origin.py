"""Origins: the places that articles came from, and the files they lie in."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

_PART = re.compile(r"[!#]")
"""Where a member of an archive, or a record, may begin in a path."""


def written(path: Path | str) -> str:
    r"""Return a path as it is stored: absolute, with links to folders followed.

    Bytes that are not UTF-8 become `\xff`; a URL, given as text, is changed in nothing else.
    """
    named = path if isinstance(path, str) else _resolved(path)
    return named.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _resolved(path: Path) -> str:
    try:
        if os.path.isdir(path):  # noqa: PTH112 - `is_dir` raises for an unreadable parent
            return os.path.realpath(path)
        return os.path.join(os.path.realpath(path.parent), path.name)  # noqa: PTH118 - a Path would change it
    except ValueError:  # it has a NUL in it
        return os.path.abspath(path)  # noqa: PTH100 - `absolute` keeps `..`


def file_of(origin: str) -> str | None:
    """Return the existing file that `origin` lies in, with links followed, or None.

    An origin is a path, perhaps with `!member` or `#record`. What is not a path, such as a URL, is returned as it is;
    a file that cannot be looked at is taken to exist.
    """
    if not Path(origin).is_absolute():
        return origin
    ends = (*(found.start() for found in _PART.finditer(origin)), len(origin))
    return next((os.path.realpath(origin[:end]) for end in ends if _may_be_file(origin[:end])), None)


def _may_be_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 - it is text already
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG
