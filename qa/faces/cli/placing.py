"""Commands on one article: shown, at a place, or opened as a source.

What they need is imported where they run, so that help, completion and `--version` come at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from qa.faces.cli import completing
from qa.faces.cli.exits import Exit
from qa.faces.cli.options import JsonOption, LibraryOption
from qa.faces.cli.talk import say

PlaceArgument = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="An article's id, or the beginning of it; ID@1890 or ID@1890-2091 marks a place.",
        autocompletion=completing.articles,
    ),
]


def show_article(article_id: PlaceArgument, library: LibraryOption = None, json: JsonOption = False) -> Exit:
    """Show an article in full, or with a place of it marked and in view."""
    from index.values import Span
    from qa.addresses import since, version_of
    from qa.faces.cli import article
    from qa.library import Library
    from qa.output import as_json

    with Library.open(library) as opened:
        found = opened.locate(article_id) if "@" in article_id else None
        kept = found.article if found else opened.article(article_id)
        old = version_of(kept, opened.versions(kept.article_id))
        tags = opened.tags_of(kept.article_id)
    for line in since(found) if found else ():
        say(f"note: {line}")
    if old is not None and found is None:
        say(f"note: this article was replaced on {old.replaced.date()}; as it is now, it is {old.now}")
    if json:
        print(as_json.dumps(kept))
    else:
        article.show(kept, Span(found.start, found.end) if found else None, tags)
    return Exit.OK


def open_source(
    number: Annotated[int, typer.Argument(metavar="N", min=1, help="The number of a quote or passage shown last.")],
    library: LibraryOption = None,
    text: Annotated[bool, typer.Option("--text", help="Show the article here, at the quote.")] = False,
) -> Exit:
    """Open a source of the last answer or search: file, address, or article."""
    from qa.faces.cli import last, opening
    from qa.library import Library

    with Library.open(library) as opened:
        opening.open_spot(opened, last.numbered(last.remembered(opened), number), text)
    return Exit.OK
