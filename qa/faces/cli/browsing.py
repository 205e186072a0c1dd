"""Commands that show what a library holds.

What they need is imported where they run, so that help, completion and `--version` come at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.faces.cli.exits import Exit
from qa.faces.cli.options import (
    JsonOption,
    LanguageOption,
    LibraryOption,
    QuestionArgument,
    SinceOption,
    SortOption,
    SourceOption,
    TagOption,
    UntilOption,
    filters,
)
from qa.faces.cli.talk import say

if TYPE_CHECKING:
    from index.values import Filters
    from qa.library import Library


_EveryOption = Annotated[bool, typer.Option("--all-passages", help="Every passage, not only the best of each article.")]
_CountOption = Annotated[
    Literal["outlet", "month"] | None, typer.Option("--count", help="Count all articles that fit, by this.")
]


def search(
    query: QuestionArgument,
    library: LibraryOption = None,
    k: Annotated[int, typer.Option("-k", help="The number of articles, or of passages.")] = 10,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    tag: TagOption = None,
    all_passages: _EveryOption = False,
    explain: Annotated[bool, typer.Option("--explain", help="Print each retriever's rank and score.")] = False,
    count: _CountOption = None,
    json: JsonOption = False,
) -> Exit:
    """Show the passages that fit best, one an article, with the words found in bold.

    Exact, over the whole library: '"a phrase"', -word, title:word, source:outlet. Other words only put in order.
    """
    from qa import found as finding
    from qa.faces.cli import last, paging, show
    from qa.library import Library
    from qa.output import as_json

    asked = " ".join(query)
    with Library.open(library) as opened:
        scope = filters(opened, since, until, source, language, tag)
        if count is not None:
            return _count(opened, asked, count, scope, json=json)
        hits = finding.search(opened.searcher(), asked, k, scope, every=all_passages)
        marks = finding.marks(opened.searcher(), asked)
        _warn_of(opened, opened.undated(scope) if scope.since or scope.until else 0)
        last.remember(opened, last.of_search(hits))
    if json:
        print(as_json.dumps([as_json.hit(hit) for hit in hits]))
    else:
        with paging.paged() as page:
            show.hits(page, hits, marks, explain)
    for line in finding.reservations(hits, asked, marks):
        say(line)
    return Exit.OK


def _count(opened: Library, asked: str, by: str, scope: Filters, *, json: bool) -> Exit:
    """Print how many articles fit an exact search, by outlet or month."""
    from qa.faces.cli import paging, shelf
    from qa.output import as_json

    counts = opened.count(asked, by, scope)
    undated = 0
    if scope.since or scope.until:
        every = opened.count(asked, "month", replace(scope, since=None, until=None))
        undated = sum(each.articles for each in every.counts if each.name is None)
    _warn_of(opened, undated)
    if json:
        print(as_json.dumps(counts))
    else:
        with paging.paged() as page:
            shelf.counts(page, counts)
    return Exit.OK


def warn(opened: Library) -> None:
    """Say why answers may be worse than they could be."""
    for warning in opened.warnings():
        say(f"note: {warning}")


def _warn_of(opened: Library, undated: int) -> None:
    """Say why a search may be worse, and how much has no day."""
    from qa.day_words import undated_left_out

    warn(opened)
    for line in undated_left_out(undated):
        say(f"note: {line[:-1]}; `qa list --undated` shows those there are")


def list_articles(
    library: LibraryOption = None,
    k: Annotated[int | None, typer.Option("-k", help="The most articles; all, unless it is given.")] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    tag: TagOption = None,
    sort: SortOption = "date",
    reverse: Annotated[bool, typer.Option("--reverse", help="In the opposite order.")] = False,
    undated: Annotated[bool, typer.Option("--undated", help="Only articles without a date.")] = False,
    json: JsonOption = False,
) -> Exit:
    """List the articles, newest first."""
    from qa.faces.cli import paging, shelf
    from qa.faces.cli.listing import listed
    from qa.library import Library
    from qa.output import as_json

    with Library.open(library) as opened:
        scope = filters(opened, since, until, source, language, tag)
        kept = listed(opened, scope, sort, reverse, k, undated=undated)
    if json:
        print(as_json.dumps(kept))
    else:
        with paging.paged() as page:
            shelf.summaries(page, kept)
    if scope and not kept:
        say("no article matches the dates, outlets, languages and tags together")
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
    """Show what the library holds: articles, outlets, days, and whether its index has them all."""
    from qa.faces.cli import paging, shelf, show
    from qa.library import Library
    from qa.output import as_json

    with Library.open(library) as opened:
        if dismiss is not None:
            say(f"{opened.dismiss(dismiss)} problem(s) dismissed")
            return Exit.OK
        state, held, kept = opened.status(), opened.overview(), opened.problems() if problems else ()
    if problems and json:
        print(as_json.dumps(kept))
    elif problems:
        with paging.paged() as page:
            shelf.problems(page, kept)
    elif json:
        print(as_json.dumps(as_json.status(state) | shelf.counted(held)))
    else:
        shelf.status(show.Page(), state, held)
    return Exit.OK
