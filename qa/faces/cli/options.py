"""Options and arguments that several commands of `qa` share."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from index.errors import BadInputError
from qa.faces.cli import completing
from qa.faces.cli.talk import say

if TYPE_CHECKING:
    from index.formats import Columns
    from index.values import Filters
    from qa.library import Library


def first_day(text: str) -> date:
    """Return the first day of a day, month or year in words."""
    return _period("--since", text)[0]


def _until(text: str) -> date:
    return _period("--until", text)[1]


def _period(option: str, text: str) -> tuple[date, date]:
    from index.text.dates import parse_period  # here, as it brings the words of all languages

    period = parse_period(text)
    if period is None:
        raise BadInputError(f"{option} {text!r} is not a date", "write 2022-06-25, 25 June 2022, 2022-06 or 2022")
    return period


LibraryOption = Annotated[
    Path | None,
    typer.Option("--library", metavar="DIR", help="The library's directory (default: KUTIP_LIBRARY or a data folder)."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
QuestionArgument = Annotated[
    list[str], typer.Argument(metavar="QUESTION", help="The question; quotation marks are optional.")
]
ArticleArgument = Annotated[
    str,
    typer.Argument(metavar="ID", help="An article's id, or the beginning of it.", autocompletion=completing.articles),
]
ArticlesArgument = Annotated[
    list[str],
    typer.Argument(metavar="ID", help="Ids of articles, or their beginnings.", autocompletion=completing.articles),
]
PortOption = typer.Option(metavar="PORT", min=0, max=65535, help="0 takes any free port.")
SinceOption = Annotated[
    date | None,
    typer.Option("--since", metavar="DATE", parser=first_day, help="Only articles from this day, month or year on."),
]
UntilOption = Annotated[
    date | None,
    typer.Option("--until", metavar="DATE", parser=_until, help="Only articles up to this day, month or year."),
]
SourceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        metavar="OUTLET",
        help="Only this outlet, by its name or a part of it; repeat for more.",
        autocompletion=completing.outlets,
    ),
]
LanguageOption = Annotated[
    list[str] | None,
    typer.Option(
        "--language",
        metavar="CODE",
        help="Only this language; repeat for more.",
        autocompletion=completing.languages,
    ),
]
TagOption = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        metavar="TAG",
        help="Only articles with this tag; repeat for more.",
        autocompletion=completing.tags,
    ),
]
AnyTimeOption = Annotated[bool, typer.Option("--any-time", help="Ask all articles, whatever days the question says.")]
ColumnsOption = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="FIELD=COLUMN,...",
        help="Columns of tables: text=body,title=headline; others are guessed, FIELD= ignores a field.",
    ),
]
Sort = Literal["date", "added", "title", "source"]
SortOption = Annotated[Sort, typer.Option("--sort", help="What the order goes by.")]
WriteOption = Annotated[bool, typer.Option("--write", help="Let the configured language model write from the quotes.")]
SaveOption = Annotated[
    Path | None, typer.Option("--save", metavar="FILE.zip", help="Write an evidence pack of the answer.")
]
WriterOption = Annotated[
    str | None,
    typer.Option("--writer", metavar="MODEL@URL", help="Write with this model, of this OpenAI-compatible server."),
]
HostOption = Annotated[
    str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on; other than localhost needs a token.")
]
TokenFileOption = Annotated[
    Path | None, typer.Option("--token-file", metavar="FILE", help="A file of tokens, one a line (else KUTIP_TOKEN).")
]


def filters(
    library: Library,
    since: date | None,
    until: date | None,
    sources: list[str] | None,
    languages: list[str] | None,
    tags: list[str] | None,
) -> Filters:
    """Return the filters that the options make; say so if an outlet's name means several.

    Raises BadInputError for outlets, languages and tags that no article has.
    """
    from index.values import Filters  # here, as help and completion do without it

    for name in sources or ():
        meant = library.outlets(name)
        if len(meant) > 1:
            say(f"note: --source {name} means {', '.join(meant)}")
    known = [language for language, _ in library.languages()] if languages else []
    for language in languages or ():
        if language.casefold() not in known:
            raise BadInputError(
                f"no article has the language {language!r}", f"among those there are: {', '.join(known) or 'none'}"
            )
    outlets = library.outlets(sources) if sources else ()
    if tags:
        library.tagged(tags)
    return Filters(since, until, frozenset(outlets), frozenset(languages or ()), frozenset(tags or ()))


def columns_of(text: str | None) -> Columns | None:
    """Return the columns that `--columns` names, if it is given."""
    from index.formats import Columns  # here, as help and completion do without it

    return None if text is None else Columns.parse(text)
