"""The `qa` command: parses, calls the library, prints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from index.errors import BadInputError, NoArticlesError
from index.formats import SUFFIXES
from index.importing.report import ImportReport
from index.values import Filters
from qa.conversations import Turn, turn_of
from qa.faces.cli import chat as chatting
from qa.faces.cli import show
from qa.faces.cli.columns import ColumnsOption, ShowColumns, given_columns
from qa.faces.cli.exits import Exit
from qa.faces.cli.running import leave, run_app
from qa.faces.cli.scope import LanguageOption, SinceOption, SourceOption, UntilOption, filters
from qa.faces.cli.talk import ImportProgress, say
from qa.library import Library
from qa.output import as_json, pack
from qa.output.files import write_new
from qa.values import BUDGET_MS, Answer

app = typer.Typer(
    name="qa",
    help="Answers questions over a library of articles, and proves every answer with a verbatim quote.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library", metavar="DIR", help="The library's directory (else KUTIP_LIBRARY, else your data folder)."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Words = Annotated[list[str], typer.Argument(metavar="QUESTION", help="The question; quotation marks are optional.")]


@app.command()
def add(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH", help=f"Files ({', '.join(SUFFIXES)}) and folders.")
    ] = None,
    library: LibraryOption = None,
    model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A sentence-transformers model for the whole library, or `embedded`."),
    ] = None,
    columns: ColumnsOption = None,
    sync: Annotated[
        bool, typer.Option("--sync", help="PATHs are folders; articles whose files in them are gone are removed.")
    ] = False,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="PATHs are URLs of pages, feeds and sitemaps, to be fetched from the web.")
    ] = False,
    json: JsonOption = False,
) -> Exit:
    """Add articles, embed them and commit the index; without PATH, finish what was interrupted."""
    named = given_columns(columns)
    if fetch and (sync or model or columns):
        raise BadInputError("--fetch stands alone", "leave out --sync, --model and --columns")
    _check_given(paths or (), fetch)
    opened = Library.create(library) if paths else Library.open(library)
    with opened, ImportProgress() as progress:
        if fetch:
            report = opened.fetch(paths or (), tell=progress)
        else:
            report = opened.add(paths or (), model=model, columns=named, tell=progress, show=ShowColumns(), sync=sync)
    for problem in report.problems:
        say(f"not read: {problem.path}: {problem.reason}")
    for warning in report.warnings:
        say(f"note: {warning}")
    if json:
        print(as_json.dumps(report))
    read = report.added + report.replaced + report.unchanged
    if paths and not read:
        if report.problems:
            return Exit.NO_ARTICLES
        raise NoArticlesError(
            "there is no article in what was given", "give files that `qa add --help` names, or folders with some"
        )
    say(_summary(report))
    return Exit.PARTLY if report.problems else Exit.OK


@app.command()
def ask(
    question: Words,
    library: LibraryOption = None,
    k: Annotated[int, typer.Option("-k", help="How many of the nearest passages to give with it.")] = 5,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    budget_ms: Annotated[
        float, typer.Option("--budget-ms", metavar="MS", help="How long to read what was found, in milliseconds.")
    ] = BUDGET_MS,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE.zip", help="Write an evidence pack of the answer.")
    ] = None,
    json: JsonOption = False,
) -> Exit:
    """Answer a question with verbatim quotes, or say that the articles do not answer it."""
    scope = filters(since, until, source, language)
    with Library.open(library) as opened:
        answer = opened.ask(" ".join(question), k, scope, budget_ms)
        _warn(opened)
        if save:
            _save(save, opened, answer, scope)
    if json:
        print(as_json.dumps(as_json.answer(answer)))
    else:
        show.answer(show.Page(), answer)
    return Exit.OK


@app.command()
def chat(
    library: LibraryOption = None,
    resume: Annotated[
        str | None, typer.Option("--resume", metavar="ID", help="Go on with a conversation: its id, or `last`.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Line by line; also where stdin or stdout is no terminal.")
    ] = False,
    web: Annotated[bool, typer.Option("--web", help="In a browser on this machine.")] = False,
    port: Annotated[int, typer.Option(metavar="PORT", min=1, max=65535, help="The port for --web.")] = 8765,
) -> Exit:
    """Ask in a conversation: answers with their sources beside them; follow-ups are understood."""
    with Library.create(library) as opened:
        going_on = chatting.resumed(opened, resume)
        if web:
            chatting.web(opened.root, port)
        elif plain or not chatting.has_screen():
            return chatting.plain(opened, going_on, chatting.typed())
        else:
            chatting.full(opened, going_on)
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
    with Library.open(library) as opened:
        _write_pack(file, opened, opened.conversations.turn(answer))
    return Exit.OK


@app.command()
def search(
    query: Words,
    library: LibraryOption = None,
    k: Annotated[int, typer.Option("-k", help="How many passages.")] = 10,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    json: JsonOption = False,
) -> Exit:
    """Show the best passages, with each retriever's rank and score."""
    scope = filters(since, until, source, language)
    with Library.open(library) as opened:
        found = opened.search(" ".join(query), k, scope)
        _warn(opened)
    if json:
        print(as_json.dumps([as_json.hit(hit) for hit in found]))
    else:
        show.hits(show.Page(), found)
    return Exit.OK


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
    """Show an article whole."""
    with Library.open(library) as opened:
        kept = opened.article(article_id)
    if json:
        print(as_json.dumps(kept))
    else:
        show.article(show.Page(), kept)
    return Exit.OK


@app.command()
def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID", help="Ids of articles, or their beginnings.")],
    library: LibraryOption = None,
) -> Exit:
    """Remove articles from the library and its index."""
    with Library.open(library) as opened, ImportProgress() as progress:
        removed = opened.remove(article_ids, tell=progress)
    for article in removed:
        say(f"removed {article.article_id} {article.title}")
    return Exit.OK


@app.command()
def watch(
    folders: Annotated[list[str], typer.Argument(metavar="FOLDER", help="Folders to follow.")],
    library: LibraryOption = None,
    columns: ColumnsOption = None,
) -> Exit:
    """Keep the library as folders are, until it is stopped: what comes, changes and goes there does so here."""
    from qa.faces.cli.watching import watch as follow  # here, so that no other command loads it

    named = given_columns(columns)
    _check_given(folders)
    with Library.create(library) as opened:
        follow(opened, [Path(folder) for folder in folders], named, lambda report: say(_summary(report)))
    return Exit.OK


@app.command()
def serve(
    library: LibraryOption = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; another than this machine needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="0 takes any free one.")] = 8764,
    token_file: Annotated[
        Path | None, typer.Option("--token-file", metavar="FILE", help="Tokens, one a line (else KUTIP_TOKEN).")
    ] = None,
    origin: Annotated[
        list[str] | None, typer.Option("--origin", metavar="URL", help="A site whose pages may ask (CORS).")
    ] = None,
    rate: Annotated[float, typer.Option(metavar="N", min=0.1, help="Requests a second for one client.")] = 50.0,
) -> Exit:
    """Answer other programs over HTTP, and people on a page, until it is stopped."""
    from qa.faces.cli import serving  # here, so that no other command loads it

    serving.serve(library, host, port, token_file, tuple(origin or ()), rate)
    return Exit.OK


@app.command("mcp")
def mcp_server(
    library: LibraryOption = None,
    http: Annotated[bool, typer.Option("--http", help="Over HTTP, at /mcp, instead of stdin and stdout.")] = False,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen, as for `qa serve`.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="0 takes any free one.")] = 8766,
    token_file: Annotated[
        Path | None, typer.Option("--token-file", metavar="FILE", help="Tokens, one a line (else KUTIP_TOKEN).")
    ] = None,
) -> Exit:
    """Give agents the library as tools, over the Model Context Protocol (MCP)."""
    from qa.faces.cli import serving  # here, so that no other command loads it

    serving.serve_tools(library, (host, port, token_file) if http else None)
    return Exit.OK


@app.command()
def status(
    library: LibraryOption = None,
    problems: Annotated[bool, typer.Option("--problems", help="List what could not be read, and why.")] = False,
    json: JsonOption = False,
) -> Exit:
    """Say what the library holds and whether its index is up to date."""
    with Library.open(library) as opened:
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
        if repair:
            raise BadInputError("an evidence pack is never changed", "leave out --repair")
        wrong = tuple(pack.findings(file))
    else:
        with Library.open(library) as opened, ImportProgress() as progress:
            wrong = opened.verify(repair=repair, tell=progress)
    for finding in wrong:
        say(f"wrong: {finding}")
    say(f"{len(wrong)} thing(s) are wrong" if wrong else "all is well")
    return Exit.UNSOUND if wrong else Exit.OK


def _check_given(paths: Sequence[str], fetch: bool = False) -> None:
    """BadInputError where they do not say what to add; UnicodeEncodeError for a URL that is no text."""
    if "" in paths:  # as a path it would be the current folder
        raise BadInputError("a path is empty", "name a file or folder; a variable that is not set is empty")
    if fetch:
        if not paths:
            raise BadInputError("there is no URL to fetch", "say `qa add --fetch URL`")
        "".join(paths).encode()
    elif any(path.lower().startswith(("http://", "https://")) for path in paths):
        raise BadInputError("a URL is fetched only where that is asked for", "say `qa add --fetch URL`")


def _summary(report: ImportReport) -> str:
    replaced = f", {report.replaced} replaced" if report.replaced else ""
    unchanged = f", {report.unchanged} already there" if report.unchanged else ""
    removed = f", {report.removed} removed" if report.removed else ""
    problems = f", {len(report.problems)} not read" if report.problems else ""
    articles = f"{report.added} article(s) added{replaced}{unchanged}{removed}{problems}"
    return f"{articles}; {report.embedded} passage(s) embedded"


def _save(file: Path, opened: Library, answer: Answer, scope: Filters) -> None:
    if answer.citations:
        _write_pack(file, opened, turn_of(answer, scope))
    else:
        say(f"note: {file} is not written, as there is no quote to prove")


def _write_pack(file: Path, opened: Library, turn: Turn) -> None:
    path = pack.named(file)
    write_new(path, pack.packed(turn, opened.article))
    say(f"written to {path}")


def _warn(opened: Library) -> None:
    for warning in opened.warnings():
        say(f"note: {warning}")


def run(arguments: list[str] | None = None) -> int:
    """Run `qa` with `arguments` (else the process's own) and return its exit code."""
    return run_app(app, arguments)


def main() -> None:
    """Run `qa` and exit with its code."""
    leave(run())
