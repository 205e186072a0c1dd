"""Problems of question sets, one per line on stderr."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import typer

from eval.values import BadSetError
from qa.faces.cli.exits import Exit
from qa.faces.cli.talk import say


@contextlib.contextmanager
def report_problems() -> Iterator[None]:
    """Print every problem of a BadSetError and exit with `Exit.BAD_SET`."""
    try:
        yield
    except BadSetError as error:
        for problem in error.problems:
            say(f"problem: {problem}")
        say(f"error: {error}")
        raise typer.Exit(Exit.BAD_SET) from error
