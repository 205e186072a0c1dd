"""The `qa` command: parses, calls the library, prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from index.errors import BadInputError
from index.optional import require
from qa.conversations import turn_of
from qa.faces.cli import adding, show, writing
from qa.faces.cli.exits import Exit
from qa.faces.cli.options import (
    HostOption,
    JsonOption,
    LanguageOption,
    LibraryOption,
    QuestionArgument,
    SinceOption,
    SourceOption,
    TokenFileOption,
    UntilOption,
    WriterOption,
    filters,
)
from qa.faces.cli.running import leave, run_app
from qa.faces.cli.talk import ImportProgress, say
from qa.library import Library
from qa.output import as_json
from qa.values import BUDGET_MS, Ask

app = typer.Typer(
    name="qa",
    help="Answers questions over a library of articles, and proves every answer with a verbatim quote.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.command()(adding.add)
app.add_typer(writing.app)


@app.command()
def ask(
    question: QuestionArgument,
    library: LibraryOption = None,
    k: Annotated[int, typer.Option("-k", help="The number of nearest passages to include.")] = 5,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    budget_ms: Annotated[
        float, typer.Option("--budget-ms", metavar="MS", help="The time to read the passages found, in milliseconds.")
    ] = BUDGET_MS,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE.zip", help="Write an evidence pack of the answer.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Let the configured language model write from the quotes.")
    ] = False,
    translate: Annotated[
        bool, typer.Option("--translate", help="Let it translate the quotes that are in other languages.")
    ] = False,
    writer: WriterOption = None,
    json: JsonOption = False,
) -> Exit:
    """Answer a question with verbatim quotes, or say that the articles do not answer it."""
    scope, page = filters(since, until, source, language), None if json else show.Page()
    asked = Ask(" ".join(question), k, scope, budget_ms, write or (writer is not None and not translate), translate)
    with Library.open(library) as opened:
        answer = writing.asked(opened, asked, writer, page)
        _warn(opened)
        if save and answer.citations:
            from qa.output import pack  # here, so that it is loaded only where it is needed

            say(f"written to {pack.write(save, turn_of(answer, scope), opened.article)}")
        elif save:
            say(f"note: {save} is not written, as there is no quote to prove")
    if page is None:
        print(as_json.dumps(as_json.answer(answer)))
    else:
        show.answer(page, answer)
    return Exit.OK


@app.command()
def chat(
    library: LibraryOption = None,
    resume: Annotated[
        str | None, typer.Option("--resume", metavar="ID", help="Continue a conversation: its id, or `last`.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Line by line; also if stdin or stdout is not a terminal.")
    ] = False,
    web: Annotated[bool, typer.Option("--web", help="In a browser on this machine.")] = False,
    port: Annotated[int, typer.Option(metavar="PORT", min=1, max=65535, help="The port for --web.")] = 8765,
) -> Exit:
    """Ask in a conversation: answers with their sources beside them; follow-ups are understood."""
    from qa.faces.cli import chat as chatting  # here, so that no other command loads it

    if web:
        require("textual_serve.server", "serve")
    with Library.create(library) as opened:
        conversation_id = chatting.resumed(opened, resume)
        if web:
            chatting.web(opened.root, port)
        elif plain or not chatting.has_screen():
            return chatting.plain(opened, conversation_id, chatting.typed())
        else:
            chatting.full(opened, conversation_id)
    return Exit.OK


@app.command()
def export(
    answer: Annotated[
        str, typer.Argument(metavar="ANSWER", help="CONVERSATION/N, CONVERSATION for its last answer, or `last`.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="A new file.")],
    library: LibraryOption = None,
) -> Exit:
    """Write an answer of a chat, its quotes and their articles to an evidence pack."""
    from qa.output import pack

    with Library.open(library) as opened:
        say(f"written to {pack.write(file, opened.conversations.turn(answer), opened.article)}")
    return Exit.OK


@app.command()
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
    with Library.open(library) as opened:
        found = opened.search(" ".join(query), k, filters(since, until, source, language))
        _warn(opened)
    if json:
        print(as_json.dumps([as_json.hit(hit) for hit in found]))
    else:
        show.hits(show.Page(), found)
    return Exit.OK


def _warn(opened: Library) -> None:
    for warning in opened.warnings():
        say(f"note: {warning}")


@app.command("list")
def list_articles(library: LibraryOption = None, json: JsonOption = False) -> Exit:
    """List the articles, newest first."""
    with Library.open(library) as opened:
        kept = opened.articles()
    if json:
        print(as_json.dumps(kept))
    else:
        show.summaries(show.Page(), kept)
    return Exit.OK


@app.command("show")
def show_article(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="An article's id, or the beginning of it.")],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> Exit:
    """Show an article in full."""
    with Library.open(library) as opened:
        kept = opened.article(article_id)
    if json:
        print(as_json.dumps(kept))
    else:
        show.article(show.Page(), kept)
    return Exit.OK


app.command()(adding.edit)
app.command()(adding.remove)
app.command()(adding.watch)


@app.command()
def serve(
    library: LibraryOption = None,
    host: HostOption = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="0 takes any free port.")] = 8764,
    token_file: TokenFileOption = None,
    origin: Annotated[
        list[str] | None, typer.Option("--origin", metavar="URL", help="A site whose pages may ask (CORS).")
    ] = None,
    rate: Annotated[float, typer.Option(metavar="N", min=0.1, help="Requests per second and client.")] = 50.0,
) -> Exit:
    """Answer other programs over HTTP, and people on a page, until stopped."""
    from qa.faces.cli import serving  # here, so that no other command loads it

    serving.serve(library, host, port, token_file, tuple(origin or ()), rate)
    return Exit.OK


@app.command("mcp")
def mcp_server(
    library: LibraryOption = None,
    http: Annotated[bool, typer.Option("--http", help="Over HTTP, at /mcp, instead of stdin and stdout.")] = False,
    host: HostOption = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="0 takes any free port.")] = 8766,
    token_file: TokenFileOption = None,
) -> Exit:
    """Give agents the library as tools, over the Model Context Protocol (MCP)."""
    from qa.faces.cli import serving  # here, so that no other command loads it

    serving.serve_tools(library, (host, port, token_file) if http else None)
    return Exit.OK


@app.command()
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


@app.command()
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
        with Library.open(library) as opened, ImportProgress() as progress:
            wrong = opened.verify(repair=repair, tell=progress)
            edited = opened.status().edited
        if edited:
            say(f"note: {edited} article(s) are edited; `qa show ID` says what")
    for finding in wrong:
        say(f"wrong: {finding}")
    say(f"{len(wrong)} problem(s) found" if wrong else "no problems found")
    return Exit.UNSOUND if wrong else Exit.OK


def run(arguments: list[str] | None = None) -> int:
    """Run `qa` with `arguments` (default: the process's own) and return its exit code."""
    return run_app(app, arguments)


def main() -> None:
    """Run `qa` and exit with its code."""
    leave(run())
