"""An import in a process of its own, beside the chat: `python -m qa.faces.tui.import_process ROOT PATH...`.

It says what it does as JSON, a line a step: `{"stage", "done", "total"}`, and at the end either
`{"added", "problems": [[path, reason]], "warnings": []}` or `{"error"}`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import KutipError
from index.importing.pipeline import Stage
from qa.faces.tui.problems import in_words
from qa.library import Library

_NICENESS = 10


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to: articles added, paths that could not be read, each with the reason, and what failed on
    the way without stopping it."""

    added: int
    problems: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


class ImportFailedError(KutipError):
    """The process that imported said what was wrong, or ended without a word."""


class ImportProcess:
    """One import; `wait` reads what it says until it ends, `stop` ends it: what was added is kept."""

    def __init__(self, root: Path, paths: Sequence[Path]) -> None:
        command = [sys.executable, "-P", "-m", "qa.faces.tui.import_process", str(root), *map(str, paths)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def wait(self, tell: Callable[[Stage, int, int], None]) -> Imported:
        """Tell each step, and return what it came to; ImportFailedError where it failed."""
        last: dict[str, Any] = {}
        with self._process:
            assert self._process.stdout is not None
            for line in self._process.stdout:
                last = json.loads(line)
                if "stage" in last:
                    tell(Stage(last["stage"]), last["done"], last["total"])
        if "added" in last:
            problems = tuple((path, reason) for path, reason in last["problems"])
            return Imported(last["added"], problems, tuple(last["warnings"]))
        raise ImportFailedError(last.get("error", "the import was stopped; what was added is kept"))

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()


def main(root: str, paths: Sequence[str]) -> None:
    """Import `paths` into the library at `root`, and say so on stdout."""

    told, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no part of it

    def say(**said: object) -> None:
        print(json.dumps(said), file=told, flush=True)

    def tell(stage: Stage, done: int, total: int) -> None:
        say(stage=stage.value, done=done, total=total)

    if hasattr(os, "nice"):  # not on Windows
        os.nice(_NICENESS)
    try:
        with Library.create(root) as library:
            report = library.add([Path(path) for path in paths], tell=tell)
        problems = [(str(problem.path), problem.reason) for problem in report.problems]
        say(added=report.added, problems=problems, warnings=report.warnings)
    except Exception as error:  # a person is owed a line even for a bug
        say(error=in_words(error))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
