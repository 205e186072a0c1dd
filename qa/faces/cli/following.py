"""`qa follow` and `qa news`: questions that are asked of every article that comes.

What they need is imported where they run, so that help, completion and `--version` come at once.
"""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import BadInputError, KutipError
from qa.faces.cli.exits import Exit
from qa.faces.cli.options import (
    AnyTimeOption,
    JsonOption,
    LanguageOption,
    LibraryOption,
    SinceOption,
    SourceOption,
    TagOption,
    UntilOption,
    filters,
    first_day,
)
from qa.faces.cli.talk import say

if TYPE_CHECKING:
    from qa.library import Library
    from qa.news import Followed

TellOption = Annotated[
    str | None,
    typer.Option("--tell", metavar="COMMAND", help="Run this command with the news of followed questions as JSON."),
]


def follow(
    question: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="The question; to remove one, its number will do.")
    ] = None,
    library: LibraryOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    tag: TagOption = None,
    any_time: AnyTimeOption = False,
    remove: Annotated[bool, typer.Option("--remove", help="Follow it no more.")] = False,
    json: JsonOption = False,
) -> Exit:
    """Follow a question: `qa news` tells what new articles answer; without QUESTION, list them."""
    from qa.faces.cli.show import Page
    from qa.library import Library
    from qa.output import as_json

    words = " ".join(question or ())
    if not words and any((since, until, source, language, tag, any_time)):
        raise BadInputError("no question to follow", "give it too, as in `qa follow QUESTION --source OUTLET`")
    if remove and not words:
        raise BadInputError("no question to remove", "say `qa follow --remove NUMBER`; `qa follow` lists them")
    with Library.open(library) as opened:
        if not question:
            return _listed(opened, json)
        named = int(words) if words.isdecimal() and len(words) < 19 else words
        if remove:
            kept = opened.unfollow(named)
        else:
            kept = opened.follow(words, filters(opened, since, until, source, language, tag), any_time)
    if json:
        print(as_json.dumps(kept))
    else:
        Page().line(f"no longer followed: {kept.asked}" if remove else _line(kept))
    return Exit.OK


def _listed(opened: Library, json: bool) -> Exit:
    from qa.faces.cli.show import Page
    from qa.output import as_json

    known = opened.followed()
    if json:
        print(as_json.dumps(known))
        return Exit.OK
    page = Page()
    for each in known:
        page.line(_line(each))
    if not known:
        page.line("no question is followed yet; follow one with `qa follow QUESTION`")
    return Exit.OK


def _line(followed: Followed) -> str:
    """Return a followed question with its number and its counts."""
    return f"{followed.number:5}  {followed.told}"


def news(
    library: LibraryOption = None,
    since: Annotated[
        date | None, typer.Option("--since", metavar="DATE", parser=first_day, help="All that came since this day.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All that came since each question was followed.")] = False,
    json: JsonOption = False,
) -> Exit:
    """Show what new articles answer to followed questions, and why it is told: each once."""
    from qa.faces.cli import last, show
    from qa.library import Library
    from qa.news import numbered
    from qa.output import as_json

    if every and since:
        raise BadInputError("--all and --since cannot be combined", "leave out one of them")
    with Library.open(library) as opened:
        found = numbered(opened.news(since, everything=every))
        if json:
            print(as_json.dumps(tuple(map(as_json.news, found))))
        else:
            show.news(show.Page(), found)
            followed = bool(found) or bool(opened.followed())
            if not found:
                say("no news" if followed else "no question is followed yet; follow one with `qa follow QUESTION`")
        sys.stdout.flush()  # what nobody got is not marked as seen
        cited = [each for one in found for each in (one.citation, one.known) if each]
        last.remember(opened, last.of_answer(cited))
        opened.mark_seen(found)
    return Exit.OK


def command_of(tell: str | None) -> list[str]:
    """Return the words of a command, if there is one; raise BadInputError."""
    if tell is None:
        return []
    from qa.telling import words_of_command

    return words_of_command(tell)


def tell_news(opened: Library, command: list[str]) -> Exit:
    """Tell a command, if there is one, of news; a failure is a line."""
    try:
        if command:
            opened.tell_news(command)
    except KutipError as error:
        say(f"error: {error}")
        return Exit.PARTLY
    return Exit.OK
