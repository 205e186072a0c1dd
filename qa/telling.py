"""A command that a person names is told of something, on its stdin."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from collections.abc import Sequence

from index.errors import BadInputError
from index.text.cleaning import clean_line

MOST_SECONDS = 60
"""How long a command may take."""

_SHOWN = 200
_SHELL = frozenset(("|", "||", "&", "&&", ";", "<", ">", ">>"))
"""Words that only a shell understands."""


def words_of_command(line: str) -> list[str]:
    """Return the words of a command line; raise BadInputError for none, or a shell's."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise BadInputError(f"the command {clean_line(line)} cannot be read: {error}", "close its quotes") from error
    if not words:
        raise BadInputError("the command is empty", "name a program, and what it is given")
    if _SHELL.intersection(words):
        raise BadInputError("the command is run without a shell", f"name one: {shlex.join(['sh', '-c', line])}")
    return words


def run(command: Sequence[str], given: str) -> None:
    """Run a command with text on its stdin; raise BadInputError if it fails."""
    name = clean_line(" ".join(command))[:_SHOWN]
    try:
        with tempfile.TemporaryFile() as heard:  # a pipe would wait for what the command leaves running
            code = subprocess.run(command, input=given.encode(), stdout=subprocess.DEVNULL, stderr=heard,
                                  timeout=MOST_SECONDS, check=False).returncode  # fmt: skip
            heard.seek(0)
            said = clean_line(heard.read().decode(errors="replace"))[-_SHOWN:]
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise BadInputError(f"the command {name} could not be run: {clean_line(str(error))}", _HINT) from error
    if code:
        why = f": {said}" if said else ""
        raise BadInputError(f"the command {name} failed with exit code {code}{why}", _HINT)


_HINT = "try it in a terminal; the news are kept, and told the next time"
