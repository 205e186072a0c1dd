"""Commands that change the articles of a library.

What they need is imported where they run, so that help, completion and `--version` come at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from index.errors import BadInputError, NoArticlesError
from index.formats import SUFFIXES
from index.optional import require
from qa.faces.cli import completing
from qa.faces.cli.exits import Exit
from qa.faces.cli.following import TellOption, command_of, tell_news
from qa.faces.cli.options import (
    ArticleArgument,
    ArticlesArgument,
    ColumnsOption,
    JsonOption,
    LibraryOption,
    columns_of,
)
from qa.faces.cli.talk import say

if TYPE_CHECKING:
    from index.importing.report import ImportReport
    from qa.library import Library

PathsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="PATH", help=f"Files ({', '.join(SUFFIXES)}) and folders.")
]
ModelOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="A sentence-transformers model for the whole library, or `embedded`.")
]
SyncOption = Annotated[bool, typer.Option("--sync", help="Remove articles whose files in the folders PATH are gone.")]
WayOfDates = Literal["day-first", "month-first", "dateline", "url"]
DatesOption = Annotated[
    WayOfDates | None,
    typer.Option(help="How days in figures are read, or take those of datelines or of addresses before others."),
]
FetchOption = Annotated[bool, typer.Option("--fetch", help="Fetch PATHs, which are URLs of pages, feeds and sitemaps.")]


def add(
    paths: PathsArgument = None,
    library: LibraryOption = None,
    model: ModelOption = None,
    columns: ColumnsOption = None,
    dates: DatesOption = None,
    sync: SyncOption = False,
    fetch: FetchOption = False,
    tell: TellOption = None,
    json: JsonOption = False,
) -> Exit:
    """Add articles, embed them and commit the index; without PATH, finish what was interrupted."""
    if fetch and (sync or model or columns is not None or dates):
        left = "leave out --sync, --model, --columns and --dates"
        raise BadInputError("--fetch cannot be combined with other options", left)
    from index.formats import Dates
    from qa import given
    from qa.faces.cli.progress import ImportProgress, ShowColumns
    from qa.library import Library
    from qa.output import as_json

    wanted, table, way, command = paths or [], columns_of(columns), Dates(dates) if dates else None, command_of(tell)
    _check_paths(wanted, fetch)
    opened = Library.create(library) if wanted else Library.open(library)
    with opened, ImportProgress() as progress:
        if fetch:
            report = opened.fetch(wanted, tell=progress)
        else:
            shown = ShowColumns()
            report = opened.add(wanted, model=model, columns=table, dates=way, tell=progress, show=shown, sync=sync)
        telling = tell_news(opened, command)
    if json:
        print(as_json.dumps(report))
    return _report(report, wanted if fetch else given.paths(wanted)) or telling


def _check_paths(paths: Sequence[str], fetch: bool = False) -> None:
    """Raise BadInputError for bad paths and URLs, UnicodeEncodeError for those that are not UTF-8."""
    from qa import given

    given.paths(paths)
    if fetch:
        if not paths:
            raise BadInputError("no URL to fetch", "say `qa add --fetch URL`")
        "".join(paths).encode()
        require("index.fetching", "web")
    elif any(path.lower().startswith(("http://", "https://")) for path in paths):
        raise BadInputError("URLs are fetched only with --fetch", "say `qa add --fetch URL`")


def _report(report: ImportReport, wanted: Sequence[Path | str]) -> Exit:
    """Print a report and return its exit code.

    Raises NoArticlesError if articles were `wanted` and none was found.
    """
    from index.values import ProblemKind
    from qa.told import summary, told

    for line in (*told(report, wanted), *(f"note: {warning}" for warning in report.warnings)):
        say(line)
    if wanted and not report.added + report.replaced + report.unchanged:
        if any(problem.kind is ProblemKind.UNREAD for problem in report.problems):
            return Exit.NO_ARTICLES
        raise NoArticlesError("no article found in PATH", "`qa add --help` names the files that can be added")
    say(summary(report))
    return Exit.PARTLY if any(problem.kind is ProblemKind.UNREAD for problem in report.problems) else Exit.OK


def edit(
    article_id: ArticleArgument,
    library: LibraryOption = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="Its title; empty: its first line.")
    ] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="The day it was published.")] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="OUTLET", help="Its outlet.", autocompletion=completing.outlets),
    ] = None,
    author: Annotated[str | None, typer.Option("--author", metavar="NAME", help="Its author.")] = None,
    language: Annotated[str | None, typer.Option("--language", metavar="CODE", help="Its language.")] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="Its address.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Make it again what it was when it came.")] = False,
) -> Exit:
    """Correct what an article says of itself; an empty value clears."""
    from qa.faces.cli.progress import ImportProgress
    from qa.library import Library

    given = {"title": title, "published": date, "source": source, "author": author, "language": language, "url": url}
    changes = {name: value for name, value in given.items() if value is not None}
    if undo == bool(changes):
        raise BadInputError("say what to edit, or --undo alone", "`qa edit --help` lists what can be edited")
    with Library.open(library) as opened, ImportProgress() as progress:
        before = opened.article(article_id)
        now = (
            opened.undo_edits(article_id, tell=progress) if undo else opened.edit(article_id, tell=progress, **changes)
        )
    if now == before:
        say(f"{now.article_id} {now.title} is as it was")
    else:
        say(f"edited {now.article_id} {now.title}; what it was stays as version {before.article_id}")
    return Exit.OK


def remove(
    article_ids: ArticlesArgument,
    library: LibraryOption = None,
) -> Exit:
    """Remove articles from the library and its index."""
    from qa.faces.cli.progress import ImportProgress
    from qa.library import Library

    with Library.open(library) as opened, ImportProgress() as progress:
        removed = opened.remove(article_ids, tell=progress)
    for article in removed:
        say(f"removed {article.article_id} {article.title}")
    return Exit.OK


def _say(opened: Library, command: list[str], report: ImportReport) -> None:
    from qa.told import summary, told

    for line in (*told(report), summary(report)):
        say(line)
    tell_news(opened, command)


def watch(
    folders: Annotated[list[str], typer.Argument(metavar="FOLDER", help="Folders to follow.")],
    library: LibraryOption = None,
    columns: ColumnsOption = None,
    tell: TellOption = None,
) -> Exit:
    """Follow folders until stopped: files added, changed or removed there are so here too."""
    require("watchfiles", "web")
    from qa import given
    from qa.faces.cli.watching import watch as follow
    from qa.library import Library

    _check_paths(folders)
    command = command_of(tell)
    with Library.create(library) as opened:
        follow(opened, given.paths(folders), columns_of(columns), partial(_say, opened, command))
    return Exit.OK
