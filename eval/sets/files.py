"""Files of lines or text, perhaps gzipped, in UTF-8 with any line ending."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path

from eval.sets.problems import Problems

_BROKEN = (OSError, EOFError, zlib.error)
_BOM = "\ufeff"


def is_file(path: Path) -> bool:
    """Tell whether there is a readable file at `path`."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Tell whether there is a readable folder at `path`."""
    try:
        return path.is_dir()
    except OSError:
        return False


def plain_name(path: Path) -> str:
    """Return the file's name without the ending of gzip."""
    return path.name.removesuffix(".gz")


def either(folder: Path, name: str) -> Path | None:
    """Return the file `name` of `folder`, plain before gzipped, or None."""
    return next((path for path in (folder / name, folder / f"{name}.gz") if is_file(path)), None)


def read_lines(path: Path, problems: Problems) -> Iterator[tuple[int, str]]:
    """Yield each line that is not blank, numbered from 1; note what cannot be read."""
    number = 0
    try:
        with _opened(path) as file:
            for number, raw in enumerate(file, 1):
                line = _decoded(path, number, raw, problems)
                if line is not None and line.strip():
                    yield number, line.rstrip("\r\n")
    except _BROKEN as error:
        problems.note(path, number + 1 if number else 0, f"cannot be read: {error}")


def read_text(path: Path, problems: Problems) -> str | None:
    """Return the text of a file; if it is unreadable, note that and return None."""
    try:
        with _opened(path) as file:
            raw = file.read()
    except _BROKEN as error:
        problems.note(path, 0, f"cannot be read: {error}")
        return None
    return _decoded(path, 0, raw, problems)


def _opened(path: Path) -> BufferedIOBase:
    return gzip.open(path) if path.name.endswith(".gz") else path.open("rb")


def _decoded(path: Path, number: int, raw: bytes, problems: Problems) -> str | None:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        problems.note(path, number, "is not UTF-8")
        return None
    return text.removeprefix(_BOM) if number <= 1 else text
