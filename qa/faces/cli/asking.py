"""The command that asks: one question, or a file of them.

What it needs is imported where it runs, so that help, completion and `--version` come at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from index.errors import BadInputError
from qa.defaults import BUDGET_MS, NEAREST, SECONDS
from qa.faces.cli import browsing
from qa.faces.cli.exits import Exit
from qa.faces.cli.options import (
    AnyTimeOption,
    JsonOption,
    LanguageOption,
    LibraryOption,
    QuestionArgument,
    SaveOption,
    SinceOption,
    SourceOption,
    TagOption,
    UntilOption,
    WriteOption,
    WriterOption,
    filters,
)
from qa.faces.cli.talk import say

if TYPE_CHECKING:
    from index.values import Filters
    from qa.library import Library
    from qa.values import Answer, Ask

_EACH = "each question"
"""What stands for the questions of a file until they are read."""

_BudgetOption = Annotated[
    float, typer.Option("--budget-ms", metavar="MS", help="The time to read the passages found, in milliseconds.")
]
_FileOption = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="Ask every question of this table or text; a stopped run goes on."),
]
_FormatOption = Annotated[
    Literal["csv", "jsonl", "xlsx"] | None,
    typer.Option("--format", help="The table of the answers to --file, or of --all."),
]
_OutputOption = Annotated[
    Path | None, typer.Option("-o", metavar="FILE", help="Write that table to this new file, not to stdout.")
]
_QuestionArgument = Annotated[
    list[str] | None, typer.Argument(metavar="QUESTION", help="The question; quotation marks are optional.")
]
_TranslateOption = Annotated[
    bool, typer.Option("--translate", help="Let it translate the quotes that are in other languages.")
]
_AllOption = Annotated[bool, typer.Option("--all", help="Read on until answers stop coming, and quote every article.")]
_SecondsOption = Annotated[
    float, typer.Option("--seconds", metavar="SECONDS", help="For how long --all reads; Ctrl+C ends it before.")
]


def ask(
    question: _QuestionArgument = None,
    library: LibraryOption = None,
    k: Annotated[int, typer.Option("-k", help="The number of nearest passages to include.")] = NEAREST,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    tag: TagOption = None,
    budget_ms: _BudgetOption = BUDGET_MS,
    save: SaveOption = None,
    write: WriteOption = False,
    translate: _TranslateOption = False,
    writer: WriterOption = None,
    any_time: AnyTimeOption = False,
    file: _FileOption = None,
    everything: _AllOption = False,
    seconds: _SecondsOption = SECONDS,
    format: _FormatOption = None,
    output: _OutputOption = None,
    json: JsonOption = False,
) -> Exit:
    """Answer a question with verbatim quotes, or say that the articles do not answer it."""
    from qa.library import Library
    from qa.values import Ask

    writes = write or (writer is not None and not translate)
    one, table = save or writes or translate or json or everything, format or output
    _check(question, file, one=one, many=table and not everything)
    with Library.open(library) as opened:
        scope = filters(opened, since, until, source, language, tag)
        asked = Ask(" ".join(question or [_EACH]), k, scope, budget_ms, writes, translate, any_time)
        if file is None and not everything:
            return _ask_one(opened, asked, writer, save, json=json)
        from qa.faces.cli import asking_all, asking_many  # here, as they bring progress bars and tables

        if file is None:
            return asking_all.ask_all(opened, asked, seconds, save, format, output, json=json)
        return asking_many.ask_file(opened, file, asked, format, output)


def people(
    question: QuestionArgument,
    library: LibraryOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    tag: TagOption = None,
    any_time: AnyTimeOption = False,
    json: JsonOption = False,
) -> Exit:
    """Show who says what about a question: quotes, by their speakers."""
    from qa.faces.cli import last, show
    from qa.library import Library

    with Library.open(library) as opened:
        scope = filters(opened, since, until, source, language, tag)
        found = opened.people(" ".join(question), filters=scope, any_time=any_time)
        browsing.warn(opened)
        last.remember(opened, last.of_answer([each for voice in found.voices for each in voice.citations]))
        print(found.to_json()) if json else show.people(show.Page(), found)
    return Exit.OK


def _check(question: list[str] | None, file: Path | None, *, one: object, many: object) -> None:
    """Raise BadInputError or BadParameter for what means nothing together."""
    if not question and file is None:
        raise typer.BadParameter("write one, or give a file of them with --file", param_hint="QUESTION")
    if question and file is not None:
        raise BadInputError("a question and --file cannot be asked together", "leave out one of them")
    if file is not None and one:
        raise BadInputError(
            "--all, --save, --write, --translate, --writer and --json are for one question", "leave them out"
        )
    if file is None and many:
        raise BadInputError("--format and -o are for --file and --all", "say `qa export` for the sources of an answer")


def _ask_one(opened: Library, asked: Ask, writer: str | None, save: Path | None, *, json: bool) -> Exit:
    from qa.faces.cli import last, show, writing

    page = None if json else show.Page()
    answer = writing.asked(opened, asked, writer, page)
    browsing.warn(opened)
    if save:
        save_pack(opened, answer, asked.filters, save)
    last.remember(opened, last.of_answer(answer.citations))
    show.answer(page, answer) if page else print(answer.to_json())
    return Exit.OK


def save_pack(library: Library, answer: Answer, scope: Filters, file: Path) -> None:
    """Write an answer's evidence pack, if it has quotes."""
    from qa.conversations import turn_of
    from qa.output import pack

    if answer.citations:
        say(f"written to {pack.write(file, turn_of(answer, scope), library.article)}")
    else:
        say(f"note: {file} is not written, as there is no quote to prove")
