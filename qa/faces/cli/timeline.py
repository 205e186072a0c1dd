"""The command that shows what articles say by date.

What it needs is imported where it runs, so that help, completion and `--version` come at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from index.errors import BadInputError
from qa.defaults import SECONDS
from qa.faces.cli import browsing
from qa.faces.cli.exits import Exit
from qa.faces.cli.options import (
    AnyTimeOption,
    JsonOption,
    LanguageOption,
    LibraryOption,
    QuestionArgument,
    SinceOption,
    SourceOption,
    TagOption,
    UntilOption,
    filters,
)
from qa.faces.cli.talk import say

if TYPE_CHECKING:
    from qa.faces.cli.show import Page
    from qa.timeline import Timeline, TimelineEntry

_FormatOption = Annotated[
    Literal["csv", "jsonl", "xlsx"] | None, typer.Option("--format", help="Write a table in this format.")
]
_OutputOption = Annotated[
    Path | None, typer.Option("-o", metavar="FILE", help="Write the table to this new file, not to stdout.")
]
_SecondsOption = Annotated[
    float, typer.Option("--seconds", metavar="SECONDS", help="For how long articles are read for answers.")
]


def timeline(
    question: QuestionArgument,
    library: LibraryOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    tag: TagOption = None,
    any_time: AnyTimeOption = False,
    seconds: _SecondsOption = SECONDS,
    format: _FormatOption = None,
    output: _OutputOption = None,
    json: JsonOption = False,
) -> Exit:
    """Show what the articles say by date: a line a claim, the oldest first.

    Days that the text tells ("last Monday") are counted from the article's day; other lines are of the article's day.
    """
    from qa.faces.cli import last, show
    from qa.library import Library
    from qa.output import as_json

    _check(format, output, json=json)
    with Library.open(library) as opened:
        scope = filters(opened, since, until, source, language, tag)
        found = opened.timeline(" ".join(question), scope, seconds, any_time)
        browsing.warn(opened)
        last.remember(opened, last.of_answer([each for entry in found.entries for each in entry.citations]))
    if json:
        print(as_json.dumps(as_json.form(found)))
    elif format or output:
        _write(found, format, output)
    else:
        _show(show.Page(), found)
    return Exit.OK


def _check(form: str | None, output: Path | None, *, json: bool) -> None:
    """Raise BadInputError for what means nothing together."""
    if json and (form or output):
        raise BadInputError("--json is not asked with --format or -o", "leave out one of them")
    if form == "xlsx" and output is None:
        raise BadInputError("a workbook is not printed", "give a file with -o")
    if output is not None and output.exists():
        raise BadInputError(f"{output} already exists", "give another name")


def _show(page: Page, given: Timeline) -> None:
    """Print a line for each entry, then what is left out."""
    from qa.output import timelines

    for entry in given.entries:
        _entry(page, entry)
    for line in timelines.notes(given):
        page.line(line, "dim" if given.entries else "bold yellow")


def _entry(page: Page, entry: TimelineEntry) -> None:
    """Print when, the quote with the words that tell it marked, and where it stands."""
    from qa import wording
    from qa.output import timelines

    quote, first = entry.citations[0].quote.replace("\n", " "), entry.citations[0]
    before, after = wording.marks_around(quote)
    start, end = entry.told_start or 0, entry.told_end or 0
    by = f" ({wording.said_by(first)})" if first.speaker else ""
    page.parts(
        [
            (timelines.when(entry), "bold"),
            (f" ({timelines.whence(entry)}) ", "dim"),
            (before + quote[:start], ""),
            (quote[start:end], "bold underline"),
            (quote[end:] + after, ""),
            (f" [{first.number}]{by} {timelines.where(entry)} · {first.address}", "dim"),
        ]
    )


def _write(given: Timeline, form: str | None, output: Path | None) -> None:
    """Write the table, and say what is left out."""
    from qa.faces.cli.asking_many import form_of
    from qa.output import as_json, timelines
    from qa.output.files import write_new
    from qa.output.tables import Tables, table

    made = table(
        timelines.COLUMNS, map(as_json.plain, timelines.rows(given)), Tables(form) if form else form_of(output)
    )
    if output is None:
        sys.stdout.write(made.decode())
    else:
        write_new(output, made)
        say(f"written to {output}: {len(given.entries)} line(s)")
    for line in timelines.notes(given):
        say(line)
