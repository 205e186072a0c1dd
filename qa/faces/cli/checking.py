"""Commands that check: a library, an evidence pack, a language model.

What they need is imported where they run, so that help, completion and `--version` come at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from index.errors import BadInputError
from qa.faces.cli.exits import Exit
from qa.faces.cli.options import JsonOption, LibraryOption, WriterOption
from qa.faces.cli.talk import say


def verify(
    file: Annotated[
        Path | None, typer.Argument(metavar="PACK", help="An evidence pack to check, without any library.")
    ] = None,
    library: LibraryOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Make embeddings and the index again where needed.")] = False,
) -> Exit:
    """Check articles, passages, embeddings and index against what was written; or an evidence pack."""
    if file is not None:
        from qa.output import pack

        if repair:
            raise BadInputError("an evidence pack is never changed", "leave out --repair")
        wrong = tuple(pack.findings(file))
    else:
        from qa.faces.cli.progress import ImportProgress
        from qa.library import Library

        with Library.open(library) as opened, ImportProgress() as progress:
            wrong = opened.verify(repair=repair, tell=progress)
            edited = opened.status().edited
        if edited:
            say(f"note: {edited} article(s) are edited; `qa show ID` says what")
    for finding in wrong:
        say(f"wrong: {finding}")
    say(f"{len(wrong)} problem(s) found" if wrong else "no problems found")
    return Exit.UNSOUND if wrong else Exit.OK


def check_quote(
    quote: Annotated[
        list[str],
        typer.Argument(metavar="QUOTE|DRAFT", help="A quote, in the shell's quotation marks; or a file, - for stdin."),
    ],
    library: LibraryOption = None,
    article: Annotated[
        str | None, typer.Option("--article", metavar="ID", help="Look only in this article: its id or its beginning.")
    ] = None,
    form: Annotated[
        Literal["text", "html", "json"] | None,
        typer.Option("--format", help="How the report on a draft is written (default: text)."),
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write it to a new file.")] = None,
    json: JsonOption = False,
) -> Exit:
    """Check whether a quote, or each of a draft, stands to the letter."""
    from qa.faces.cli import drafts, last, show, verdicts
    from qa.library import Library
    from qa.output import as_json
    from qa.wording import unquoted

    is_draft = drafts.is_draft(quote)
    if is_draft and article is not None:
        raise BadInputError("a draft is held against all articles", "leave out --article")
    if not is_draft and (form is not None or out is not None):
        raise BadInputError("there is no report on a quote", "give a draft: a file, or - for stdin")
    words = unquoted(" ".join(quote))
    with Library.open(library) as opened:
        if is_draft:
            return drafts.check(opened, quote[0], form or ("json" if json else "text"), out)
        named = opened.article(article).article_id if article is not None else None
        found = opened.find_quote(words) if named is None else (opened.check_quote(named, words),)
        last.remember(opened, verdicts.spots(found))
        if json:
            print(as_json.dumps(found))
        else:
            verdicts.show_verdicts(show.Page(), words, [(each, opened.article(each.article_id)) for each in found])
    return Exit.OK if any(each.stands for each in found) else Exit.UNSOUND


def check(writer: WriterOption = None) -> Exit:
    """Try the writer: is it reached, does it write, stream, and keep to a schema?"""
    from qa.answer.writing.writer import configured

    server = configured(writer).server
    from qa.answer.writing.trying import tried  # after the server, which tells of a missing extra
    from qa.faces.cli import show

    page, can_write = show.Page(), True
    for trial in tried(server):
        page.line(f"{trial.what:<12}{'yes' if trial.works else 'no'}" + (f" ({trial.told})" if trial.told else ""))
        can_write = can_write and (trial.works or not trial.is_needed)
    return Exit.OK if can_write else Exit.WRITER
