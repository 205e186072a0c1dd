"""Commands that show what a library holds.

What they need is imported where they run, so that help, completion and `--version` come at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qa.faces.cli.exits import Exit
from qa.faces.cli.options import (
    ArticleArgument,
    JsonOption,
    LanguageOption,
    LibraryOption,
    QuestionArgument,
    SinceOption,
    SourceOption,
    UntilOption,
    filters,
)
from qa.faces.cli.talk import say

if TYPE_CHECKING:
    from qa.library import Library


def search(
    query: QuestionArgument,
    library: LibraryOption = None,
    k: Annotated[int, typer.Option("-k", help="The number of passages.")] = 10,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    json: JsonOption = False,
) -> Exit:
    """Show the best passages, with each retriever's rank and score."""
    from qa.faces.cli import show
    from qa.library import Library
    from qa.output import as_json

    with Library.open(library) as opened:
        found = opened.search(" ".join(query), k, filters(since, until, source, language))
        warn(opened)
    if json:
        print(as_json.dumps([as_json.hit(hit) for hit in found]))
    else:
        show.hits(show.Page(), found)
    return Exit.OK


def warn(opened: Library) -> None:
    """Say why answers may be worse than they could be."""
    for warning in opened.warnings():
        say(f"note: {warning}")


def list_articles(library: LibraryOption = None, json: JsonOption = False) -> Exit:
    """List the articles, newest first."""
    from qa.faces.cli import show
    from qa.library import Library
    from qa.output import as_json

    with Library.open(library) as opened:
        kept = opened.articles()
    if json:
        print(as_json.dumps(kept))
    else:
        show.summaries(show.Page(), kept)
    return Exit.OK


def show_article(article_id: ArticleArgument, library: LibraryOption = None, json: JsonOption = False) -> Exit:
    """Show an article in full."""
    from qa.faces.cli import show
    from qa.library import Library
    from qa.output import as_json

    with Library.open(library) as opened:
        kept = opened.article(article_id)
    if json:
        print(as_json.dumps(kept))
    else:
        show.article(show.Page(), kept)
    return Exit.OK


def status(
    library: LibraryOption = None,
    problems: Annotated[
        bool, typer.Option("--problems", help="List what was not read, left out or is doubtful, and why.")
    ] = False,
    dismiss: Annotated[
        str | None,
        typer.Option(
            "--dismiss",
            metavar="PATH",
            help="Tell no more of a file or folder, or of a kind: `not read`, `left out` or `warning`.",
        ),
    ] = None,
    json: JsonOption = False,
) -> Exit:
    """Show what the library holds and whether its index is up to date."""
    from qa.faces.cli import show
    from qa.library import Library
    from qa.output import as_json

    with Library.open(library) as opened:
        if dismiss is not None:
            say(f"{opened.dismiss(dismiss)} problem(s) dismissed")
            return Exit.OK
        state, kept = opened.status(), opened.problems() if problems else ()
    if problems and json:
        print(as_json.dumps(kept))
    elif problems:
        show.problems(show.Page(), kept)
    elif json:
        print(as_json.dumps(as_json.status(state)))
    else:
        show.status(show.Page(), state)
    return Exit.OK
