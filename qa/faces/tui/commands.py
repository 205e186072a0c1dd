"""Lines of the prompt: questions, exact searches, and commands that begin with a slash."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import BadInputError
from index.text.cleaning import clean_line
from index.values import Filters
from qa.faces.tui.registry import COMMANDS, WORDS

if TYPE_CHECKING:
    from qa.chat.session import ChatLine, Session

EXACT = "="
"""Begins a line that is searched for as it is."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command without its slash, and the text after it."""

    name: str
    rest: str


@dataclass(frozen=True, slots=True)
class How:
    """How a question is asked: exactly so, again, for all answers, of whatever days."""

    is_exact: bool = False
    is_again: bool = False
    is_all: bool = False
    any_time: bool = False


def read(session: Session, question: str, how: How) -> ChatLine:
    """Return what a line asks after those before it, or the last question again."""
    understand = session.read_question if how.is_all else session.read
    asked = session.again() if how.is_again else understand(question, exact=how.is_exact)
    return replace(asked, any_time=asked.any_time or how.any_time)


def command_of(line: str) -> Command | None:
    """Return the command in `line`, None for a question; BadInputError for an unknown one.

    `/1` is `/open 1`, and a command may be shortened while it is unambiguous.
    """
    if not line.startswith("/"):
        return None
    name, _, rest = line[1:].strip().partition(" ")
    if name.isdecimal():
        return Command("open", name)
    found = [name] if name in COMMANDS else [each for each in COMMANDS if name and each.startswith(name)]
    if len(found) != 1:
        raise BadInputError(f"there is no command /{clean_line(name)}", "`/help` lists them")
    rest = rest.strip()
    if COMMANDS[found[0]].argument == WORDS and rest.startswith("/"):
        raise BadInputError(f"{clean_line(rest)!r} is no question but a command", f"write words after /{found[0]}")
    return Command(found[0], rest)


def number_in(command: Command) -> int:
    """Return the number after a command; BadInputError if there is none."""
    if not command.rest.isdecimal() or len(command.rest) > 9:
        raise BadInputError(f"/{command.name} needs a number", f"such as /{command.name} 1")
    return int(command.rest)


def paths_in(rest: str) -> list[Path]:
    """Return the paths after a command, split as a shell does; BadInputError if none."""
    try:
        found = [Path(path).expanduser() for path in shlex.split(rest)]
    except ValueError as error:
        raise BadInputError(f"the path is not closed ({error})", "put both quotation marks around it") from error
    except RuntimeError as error:
        raise BadInputError(f"the path names an unknown user ({error})", "write it without ~") from error
    if not found:
        raise BadInputError("no path was given", "write one after the command")
    return found


def narrowed(
    filters: Filters,
    command: Command,
    outlets: Callable[[Sequence[str]], tuple[str, ...]] = tuple,
    tagged: Callable[[Sequence[str]], object] = tuple,
) -> Filters:
    """Return the scope after a command that changes it; without a value it is widened.

    `outlets` returns the outlets that parts of names mean (`Library.outlets`), `tagged` refuses tags that no article
    has (`Library.tagged`).
    """
    names = frozenset(name for each in command.rest.split(",") if (name := clean_line(each)))
    if command.name == "everything":
        return Filters()
    if command.name == "source":
        return replace(filters, sources=frozenset(outlets(sorted(names))))
    if command.name == "language":
        return replace(filters, languages=frozenset(name.casefold() for name in names))
    if command.name == "tag":
        tagged(sorted(names))
        return replace(filters, tags=names)
    from index.text.dates import parse_period  # here, as it brings the words of all languages

    period = parse_period(command.rest) if command.rest else None
    if command.rest and period is None:
        raise BadInputError(
            f"{clean_line(command.rest)!r} is not a date", "write 2022-06-25, 25 June 2022, 2022-06 or 2022"
        )
    if command.name == "since":
        return replace(filters, since=period[0] if period else None)
    return replace(filters, until=period[1] if period else None)
