"""`qa tag`: words that a person puts on articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import BadInputError
from qa.faces.cli import completing
from qa.faces.cli.exits import Exit
from qa.faces.cli.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from qa.library import Library


def tag(
    article_id: Annotated[
        str | None,
        typer.Argument(
            metavar="ID", help="An article's id, or the beginning of it.", autocompletion=completing.articles
        ),
    ] = None,
    tags: Annotated[
        list[str] | None,
        typer.Argument(metavar="TAG", help="Tags; of several words in quotes.", autocompletion=completing.tags),
    ] = None,
    library: LibraryOption = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the tags off the article.")] = False,
    json: JsonOption = False,
) -> Exit:
    """Put tags on an article, or take them off; without TAG, list them."""
    from qa.addresses import version_of
    from qa.faces.cli.show import Page
    from qa.library import Library
    from qa.output import as_json

    if remove and not tags:
        raise BadInputError("no tag to take off", "say `qa tag --remove ID TAG`")
    with Library.open(library) as opened:
        if article_id is None:
            return _listed(opened, json)
        if not tags:
            kept = opened.tags_of(article_id)
        else:
            kept = opened.untag(article_id, tags) if remove else opened.tag(article_id, tags)
        article = opened.article(article_id)
        old = version_of(article, opened.versions(article.article_id))
    if json:
        print(as_json.dumps(kept))
    else:
        Page().line(f"{old.now if old else article.article_id}  {', '.join(kept) or 'no tags'}  ({article.title})")
    return Exit.OK


def _listed(opened: Library, json: bool) -> Exit:
    """Print every tag with its count of articles."""
    from qa.faces.cli.show import Page
    from qa.output import as_json

    known = opened.tags()
    if json:
        print(as_json.dumps(known))
        return Exit.OK
    page = Page()
    for each in known:
        page.line(f"{each.articles:5}  {each.name}")
    if not known:
        page.line("no tags yet; put one on an article with `qa tag ID TAG`")
    return Exit.OK
