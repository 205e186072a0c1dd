"""Commands whose help is whole and ends with examples."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TypeVar

import typer

from qa.faces.cli.exits import Exit

_Command = TypeVar("_Command", bound=Callable[..., Exit])


def command(app: typer.Typer, *examples: str, name: str | None = None) -> Callable[[_Command], _Command]:
    """Make a function a command of `app`, which `examples` show: whole command lines."""

    def add(function: _Command) -> _Command:
        summary = (inspect.getdoc(function) or "").partition("\n\n")[0]
        shown = "\n".join(f"  {each}" for each in examples)
        app.command(name, short_help=summary, epilog=f"Examples:\n\n\b\n{shown}")(function)
        return function

    return add
