"""Files that the entries of reference managers are about, which give them their metadata."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from index.formats import limits
from index.formats.files import check_file
from index.formats.kinds import REFERENCES, Format, format_of
from index.formats.parsed import Draft, Metadata, Parsed, ParseProblem, UnreadableError
from index.values import ProblemKind

_FOLDERS = 3  # a file's own and those around it: `files/12/x.pdf` is named beside `files`
_MOST = 20  # files of references in one folder that are looked into


class References:
    """The metadata of files that entries in the folders around them are about."""

    def __init__(self, parse: Callable[[Path, Format], Iterator[Parsed]]) -> None:
        self._parse = parse
        self._folders: dict[Path, dict[str, Metadata]] = {}

    def of(self, path: Path) -> Metadata:
        """Return what the entries say about `path`, from those nearest to it on."""
        about = Metadata()
        real = os.path.realpath(path)
        for folder in islice(path.absolute().parents, _FOLDERS):
            if folder not in self._folders:
                self._folders[folder] = self._in(folder)
            about = about.or_else(self._folders[folder].get(real, Metadata()))
        return about

    def _in(self, folder: Path) -> dict[str, Metadata]:
        """Return the metadata of files by their paths; problems are said elsewhere."""
        found: dict[str, Metadata] = {}
        try:
            paths = sorted(path for path in folder.iterdir() if _is_references(path.name))
        except OSError:
            return found
        for path in paths[:_MOST]:
            form = format_of(path.name)
            try:
                check_file(path, limits.DOCUMENT_BYTES)
            except UnreadableError:
                continue
            for draft in self._parse(path, form) if form else ():
                if isinstance(draft, Draft):
                    found |= dict.fromkeys(_beside(path, draft.files)[0], draft.metadata)
        return found


def settled(path: Path, parsed: Iterable[Parsed]) -> Iterator[Parsed]:
    """Yield what was found in `path`, but no entries whose files are there."""
    elsewhere = 0
    for each in parsed:
        if not isinstance(each, Draft) or not each.files:
            yield each
            continue
        there, why = _beside(path, each.files)
        if there:
            elsewhere += 1
        elif each.text.strip():
            yield replace(each, files=(), warnings=(*each.warnings, why))
        else:
            yield ParseProblem(f"{each.record}: it has no abstract, and {why}")
    if elsewhere:
        reason = f"entries of files beside it, which are the articles if their folder is added: {elsewhere:,}"
        yield ParseProblem(reason, kind=ProblemKind.LEFT_OUT)


def _beside(path: Path, named: Iterable[str]) -> tuple[list[str], str]:
    """Return the real paths of the named files, else why there are none."""
    home = os.path.realpath(path.parent)
    there: list[str] = []
    why = ""
    for name in named:
        real = os.path.realpath(os.path.join(home, name)) if "\0" not in name else home  # noqa: PTH118 - may be absolute
        if not real.startswith(os.path.join(home, "")):  # noqa: PTH118 - a Path drops the end
            why = why or f"its file {name[:200]} is outside the folder"
        elif os.path.isfile(real):  # noqa: PTH113 - it is text
            there.append(real)
        else:
            why = why or f"its file {name[:200]} is missing"
    return there, why


def _is_references(name: str) -> bool:
    form = format_of(name)
    return form is not None and form.kind in REFERENCES and not name.startswith(".")
