"""Tells a person all that is wrong with question sets, a line each, and ends with a code of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import typer

from eval.values import BadSetError
from qa.faces.cli.exits import Exit
from qa.faces.cli.talk import say


@contextlib.contextmanager
def problems_listed() -> Iterator[None]:
    """Within it a BadSetError is written to stderr, problem by problem, and ends the command with `Exit.BAD_SET`."""
    try:
        yield
    except BadSetError as error:
        for problem in error.problems:
            say(f"problem: {problem}")
        say(f"error: {error}")
        raise typer.Exit(Exit.BAD_SET) from error
