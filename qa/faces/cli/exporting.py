"""`qa export`: answers and searches for reference managers, answers as evidence packs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import BadInputError
from qa.faces.cli.exits import Exit
from qa.faces.cli.options import (
    LanguageOption,
    LibraryOption,
    SinceOption,
    SourceOption,
    TagOption,
    UntilOption,
    filters,
)
from qa.faces.cli.talk import say
from qa.output.reference_formats import References, format_of

if TYPE_CHECKING:
    from index.storage.shown import Spot
    from index.values import Filters
    from qa.library import Library
    from qa.output.references import Reference

AnswerArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ANSWER",
        help="A question; or an answer of a chat: CONVERSATION/N, CONVERSATION for its last, or `last`.",
    ),
]
FormatOption = Annotated[
    References | None, typer.Option("--format", help="For reference managers and tables, one entry an article.")
]
OutputOption = Annotated[Path | None, typer.Option("-o", metavar="FILE", help="Write to this new file, not to stdout.")]
SearchOption = Annotated[
    str | None, typer.Option("--search", metavar="WORDS", help="Export the passages that a search finds.")
]

_OF_CHAT = re.compile(r"(?:last|[0-9a-f]{4,12})(?:/\d{1,9})?")
_HOW = "say `qa export --format bibtex QUESTION`, or `qa export ANSWER FILE.zip`"


def export(
    answer: AnswerArgument = None,
    library: LibraryOption = None,
    format: FormatOption = None,
    output: OutputOption = None,
    search: SearchOption = None,
    k: Annotated[int, typer.Option("-k", help="The number of passages of a search.")] = 10,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    tag: TagOption = None,
) -> Exit:
    """Write the sources of an answer or a search for reference managers.

    Without ANSWER, of the last one. Without --format, the name after -o tells it; or, of an ANSWER of a chat, a new
    FILE.zip is an evidence pack.
    """
    from qa.library import Library
    from qa.output.files import write_new
    from qa.output.references import written

    words = answer or []
    with Library.open(library) as opened:
        scope = filters(opened, since, until, source, language, tag)
        format = format or (format_of(output) if output else None)
        if format is None:
            return _packed(opened, words, output)
        if search is not None and words:
            raise BadInputError("a search and an answer cannot be exported together", "leave out one of them")
        spots = _searched(opened, search, k, scope) if search is not None else _answered(opened, words, scope)
        entries = _entries(opened, spots)
    text = written(entries, format)
    if output is None:
        print(text, end="")
    else:
        write_new(output, text)
        say(f"written to {output}: {len(entries)} article(s)")
    return Exit.OK


def _packed(opened: Library, words: list[str], output: Path | None) -> Exit:
    """Write an evidence pack of an answer of a chat."""
    if output is not None or len(words) not in (1, 2):
        raise BadInputError("the format is missing", _HOW)
    if len(words) == 1:
        raise BadInputError("no file to write an evidence pack to", _HOW)
    from qa.output import pack

    say(f"written to {pack.write(Path(words[1]), opened.conversations.turn(words[0]), opened.article)}")
    return Exit.OK


def _searched(opened: Library, words: str, k: int, scope: Filters) -> tuple[Spot, ...]:
    from qa.faces.cli import last

    spots = last.of_search(opened.search(words, k, scope))
    if not spots:
        raise BadInputError("nothing was found, so there is nothing to export", "search for other words")
    return spots


def _answered(opened: Library, words: list[str], scope: Filters) -> tuple[Spot, ...]:
    """Return the places of a chat's answer, a question's, or what was shown last."""
    from qa.faces.cli import last

    if not words:
        return last.remembered(opened)
    text = " ".join(words)
    given = opened.conversations.turn(text).answer if _OF_CHAT.fullmatch(text) else opened.ask(text, filters=scope)
    if not given.citations:
        raise BadInputError(
            "this answer has no quote to export", "`qa export --search WORDS` exports the passages of a search"
        )
    return last.of_answer(given.citations)


def _entries(opened: Library, spots: tuple[Spot, ...]) -> tuple[Reference, ...]:
    from index.values import Span
    from qa.output.references import references

    articles = {each: opened.article(each) for each in {spot.article_id for spot in spots}}
    return references((articles[spot.article_id], Span(spot.start, spot.end)) for spot in spots)
