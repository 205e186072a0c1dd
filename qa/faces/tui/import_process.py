"""An import in a process of its own, beside the chat.

`python -m qa.faces.tui.import_process ROOT PATH...` prints a line of JSON for each step, `{"stage", "done", "total"}`,
and at the end the fields of an `ImportReport` or `{"error"}`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.child import command_of, start_child
from index.errors import KutipError
from index.importing.report import ImportReport
from index.importing.stages import Stage, Tell
from index.values import Problem, ProblemKind
from qa.library import Library
from qa.wording import in_words

_NICENESS = 10


class ImportFailedError(KutipError):
    """The process reported an error, or ended without a report."""


def start_import(root: Path, paths: Sequence[Path]) -> subprocess.Popen[bytes]:
    """Start an import into the library at `root`; if terminated, what was added is kept."""
    return start_child((*command_of("qa.faces.tui.import_process"), str(root), *map(str, paths)))


def follow_import(process: subprocess.Popen[bytes], tell: Tell) -> ImportReport:
    """Call `tell` with each step until the import ends; ImportFailedError if it fails."""
    last: dict[str, Any] = {}
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            last = json.loads(line)
            if "stage" in last:
                tell(Stage(last["stage"]), last["done"], last["total"])
    if "added" not in last:
        raise ImportFailedError(last.get("error", "the import was stopped; what was added is kept"))
    problems = tuple(Problem(**{**problem, "kind": ProblemKind(problem["kind"])}) for problem in last["problems"])
    return ImportReport(**{**last, "problems": problems, "warnings": tuple(last["warnings"])})


def main(root: str, paths: Sequence[str]) -> None:
    """Import `paths` into the library at `root`, and print steps and report."""
    out, sys.stdout = sys.stdout, sys.stderr  # what a library prints must not get between the lines

    def write(values: dict[str, Any]) -> None:
        print(json.dumps(values, default=str), file=out, flush=True)

    def tell(stage: Stage, done: int, total: int) -> None:
        write({"stage": stage, "done": done, "total": total})

    if hasattr(os, "nice"):  # not on Windows
        os.nice(_NICENESS)
    try:
        with Library.create(root) as library:
            write(asdict(library.add([Path(path) for path in paths], tell=tell)))
    except Exception as error:  # the user gets one line even for a bug
        write({"error": in_words(error)})


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
