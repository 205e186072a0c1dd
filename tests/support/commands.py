"""Command lines, parsed as the commands would, and not run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.exceptions import TyperException


def parse(line: str, apps: dict[str, Any]) -> None:
    """Parse a line as its command in `apps` would, and run nothing."""
    words = shlex.split(line.removeprefix("time "), comments=True)
    words = words[: next((place for place, word in enumerate(words) if word in {"<", "|", ">"}), len(words))]
    name, arguments = Path(words[0]).name, words[1:]
    command: Any = apps[name]
    while hasattr(command, "commands") and arguments:
        if arguments[0] in ("--help", "--version"):
            return
        if arguments[0] not in command.commands:
            raise TyperException(f"no command {arguments[0]}")
        command, arguments = command.commands[arguments[0]], arguments[1:]
    if not hasattr(command, "commands"):
        command.make_context(name, list(arguments))


def leaf_commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, with its whole name."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for each, under in inner.items():
        yield from leaf_commands(under, f"{name} {each}")
