"""Commands whose help is whole and ends with examples."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand

from qa.faces.cli.exits import Exit

_Command = TypeVar("_Command", bound=Callable[..., Exit])

_LEFT_OUT = re.compile(r"-(?:[^\W\d]{2}|[\"“”„«»])")
"""How a word or phrase after a dash begins: an option of one letter may have a number behind it."""


class WithLeftOut(TyperCommand):
    """A command that takes words after a dash (`-bees`) as words, in any place."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse `args`, those words last."""
        end = args.index("--") if "--" in args else len(args)
        words = [each for each in args[:end] if _LEFT_OUT.match(each)]
        if words:
            args = [*(each for each in args[:end] if each not in words), "--", *words, *args[end + 1 :]]
        return super().parse_args(ctx, args)


def command(
    app: typer.Typer, *examples: str, name: str | None = None, cls: type[TyperCommand] | None = None
) -> Callable[[_Command], _Command]:
    """Make a function a command of `app`, which `examples` show: whole command lines."""

    def add(function: _Command) -> _Command:
        summary = (inspect.getdoc(function) or "").partition("\n\n")[0]
        shown = "\n".join(f"  {each}" for each in examples)
        app.command(name, cls=cls, short_help=summary, epilog=f"Examples:\n\n\b\n{shown}")(function)
        return function

    return add
