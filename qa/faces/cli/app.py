"""The `qa` command: parses, calls the library, prints.

What a command needs is imported where it runs, so that help, completion and `--version` come at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from index.optional import require
from qa.faces.cli import (
    adding,
    asking,
    browsing,
    checking,
    completing,
    exporting,
    following,
    placing,
    tagging,
    timeline,
)
from qa.faces.cli.exits import Exit
from qa.faces.cli.helping import WithLeftOut, command
from qa.faces.cli.options import (
    HostOption,
    LibraryOption,
    PortOption,
    TokenFileOption,
)
from qa.faces.cli.running import leave, run_app

if TYPE_CHECKING:
    pass

app = typer.Typer(
    name="qa",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
writer = typer.Typer(name="writer", rich_markup_mode=None)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"kutip {version('kutip')}")
        raise typer.Exit


@app.callback()
def _qa(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Answer questions over a library of articles, and prove every answer with a verbatim quote."""


@writer.callback()
def _writer() -> None:
    """Try the language model that writes answers from quotes."""


command(
    app,
    "qa add articles/ news.jsonl.gz report.pdf",
    "qa add --sync articles/",
    "qa add --columns text=body,title=headline news.csv",
    "qa add --fetch https://example.org/feed.xml",
)(adding.add)


command(
    app,
    "qa ask what did Putin promise Belarus",
    "qa ask --since 2022-06 --source Intisari-Online apa janji Putin",
    "qa ask --save belarus.zip what did Putin promise Belarus",
    "qa ask --file questions.csv -o answers.xlsx",
)(asking.ask)


command(
    app,
    "qa people nuclear weapons in Belarus",
    "qa people --since 2022-06 --json apa kata Putin tentang Belarus",
)(asking.people)
command(
    app,
    "qa timeline nuclear weapons in Belarus",
    "qa timeline --since 2022-06 -o belarus.csv what did Putin promise Belarus",
)(timeline.timeline)


@command(app, "qa chat", "qa chat --resume last", "qa chat --plain < questions.txt", "qa chat --web")
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
    from qa.faces.cli import screen

    if not (plain or web) and screen.has_screen():
        screen.full(library, resume)
        return Exit.OK
    from qa.faces.cli import chat as chatting  # here, as the screen is drawn before these are loaded
    from qa.faces.cli import plain as plainly
    from qa.library import Library

    if web:
        require("textual_serve.server", "serve")
    with Library.create(library) as opened:
        conversation_id = chatting.resumed(opened, resume)
        if not web:
            return plainly.plain(opened, conversation_id, chatting.typed(), echoes=not chatting.is_typed())
        chatting.web(opened.root, port)
    return Exit.OK


command(
    app,
    "qa export --format bibtex -o belarus.bib what did Putin promise Belarus",
    "qa export --format csv --search harbour",
    "qa export last answer.zip",
)(exporting.export)
command(
    app,
    'qa search "tanggapan cermin" -k 5',
    "qa search --since 2022 --source kompas --language id jembatan",
    "qa search --all-passages --explain harbour bridge",
    """qa search '"opened in May"' -bees title:bridge source:kompas""",
    """qa search '"opened in May"' --count month""",
    cls=WithLeftOut,
)(browsing.search)
command(
    app,
    "qa list",
    "qa list --source kompas --since 2022-06 --sort title",
    "qa list --sort added -k 10",
    "qa list --json",
    name="list",
)(browsing.list_articles)
command(app, "qa show 2cbb", "qa show 2cbb@1890", "qa show 2cbb@1890-2091", name="show")(placing.show_article)
command(app, "qa open 1", "qa open 2 --text", name="open")(placing.open_source)
command(app, 'qa tag 2cbb Belarus "to read"', "qa tag", "qa tag --remove 2cbb Belarus")(tagging.tag)
command(
    app,
    "qa follow what did Putin promise Belarus",
    "qa follow",
    "qa follow --remove 1",
)(following.follow)
command(app, "qa news", "qa news --since 2022-06-25", "qa news --all --json")(following.news)
command(
    app,
    'qa edit 2cbb --title "Janji Putin" --date 2022-06-26',
    'qa edit 2cbb --author ""',
    "qa edit 2cbb --undo",
)(adding.edit)
command(app, "qa remove 2cbb", "qa remove 2cbb 91fe")(adding.remove)
command(app, "qa watch articles/", "qa watch articles/ --tell 'mail -s news me@example.org'")(adding.watch)


@command(
    app,
    "qa serve",
    "qa serve --host 0.0.0.0 --token-file tokens.txt",
    "qa serve --origin https://example.org",
)
def serve(
    library: LibraryOption = None,
    host: HostOption = "127.0.0.1",
    port: Annotated[int, PortOption] = 8764,
    token_file: TokenFileOption = None,
    origin: Annotated[
        list[str] | None, typer.Option("--origin", metavar="URL", help="A site whose pages may ask (CORS).")
    ] = None,
    rate: Annotated[float, typer.Option(metavar="N", min=0.1, help="Requests per second and client.")] = 50.0,
) -> Exit:
    """Answer other programs over HTTP, and people on a page, until stopped."""
    from qa.faces.cli import serving

    serving.serve(library, host, port, token_file, tuple(origin or ()), rate)
    return Exit.OK


@command(app, "qa mcp", "qa mcp --http", name="mcp")
def mcp_server(
    library: LibraryOption = None,
    http: Annotated[bool, typer.Option("--http", help="Over HTTP, at /mcp, instead of stdin and stdout.")] = False,
    host: HostOption = "127.0.0.1",
    port: Annotated[int, PortOption] = 8766,
    token_file: TokenFileOption = None,
) -> Exit:
    """Give agents the library as tools, over the Model Context Protocol (MCP)."""
    from qa.faces.cli import serving

    serving.serve_tools(library, (host, port, token_file) if http else None)
    return Exit.OK


command(
    app,
    "qa status",
    "qa status --problems",
    'qa status --dismiss "left out"',
)(browsing.status)
command(
    app,
    'qa check "sistem rudal taktis Iskander-M"',
    'qa check --article 2cbb "munisi nuklir taktis di Eropa"',
    name="check",
)(checking.check_quote)
command(app, "qa verify", "qa verify --repair", "qa verify belarus.zip")(checking.verify)
app.add_typer(writer)
command(writer, "qa writer check", "qa writer check --writer small@http://localhost:11434/v1")(checking.check)


@command(app, "qa completion bash", "qa completion zsh", "qa completion fish")
def completion(
    shell: Annotated[completing.Shell, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")],
) -> Exit:
    """Print what makes a shell complete commands, options, outlets, tags and articles."""
    print(completing.script(shell))
    return Exit.OK


_KEPT = dict.fromkeys(("add", "watch"), "what was added is kept, and `qa add` goes on from there")


def run(arguments: list[str] | None = None) -> int:
    """Run `qa` with `arguments` (default: the process's own) and return its exit code."""
    return run_app(app, arguments, _KEPT)


def main() -> None:
    """Run `qa` and exit with its code, or answer a shell that completes."""
    if completing.is_asked():
        completing.answer(app)
    leave(run())
