"""`qa serve` and `qa mcp`: open the library, listen, and print the address."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

from index.optional import require
from qa.faces.cli.talk import say
from qa.faces.server.settings import Limits, ServerSettings, Tokens, is_open, read_tokens
from qa.library import Library


def serve(
    library: Path | None, host: str, port: int, token_file: Path | None, origins: tuple[str, ...], rate: float
) -> None:
    """Serve the library, created empty if there is none, until SIGINT or SIGTERM."""
    limits = replace(Limits(), rate=rate, burst=max(1, round(4 * rate)))
    settings = ServerSettings(host, port, tokens_of(token_file), origins, limits)
    require("qa.faces.server.running", "serve")
    from qa.faces.server import running

    with running.listen(host, port) as sock:
        opened = Library.create(library)
        _say_where(host, sock)
        running.serve(opened, settings, sock)


def serve_tools(library: Path | None, listening: tuple[str, int, Path | None] | None) -> None:
    """Serve agents over stdin and stdout, or over HTTP with tokens."""
    require("qa.faces.toolserver.running", "mcp")
    if listening is None:
        from qa.faces.toolserver.running import over_stdio

        over_stdio(Library.open(library))
        return
    host, port, token_file = listening
    settings = ServerSettings(host, port, tokens_of(token_file))
    require("qa.faces.server.running", "serve")
    from qa.faces.server.running import listen
    from qa.faces.toolserver import http

    with listen(host, port) as sock:
        opened = Library.open(library)
        _say_where(host, sock, http.PATH)
        http.over_http(opened, settings, sock)


def tokens_of(file: Path | None) -> Tokens:
    """Return the tokens; warn if other users can read the file they are in."""
    tokens = read_tokens(file)
    if file is not None and is_open(file):
        say(f"note: the token file {file} is open to other users of this machine; run `chmod 600` on it")
    return tokens


def _say_where(host: str, sock: socket.socket, path: str = "") -> None:
    shown = f"[{host}]" if ":" in host else host
    say(f"open http://{shown}:{sock.getsockname()[1]}{path} (Ctrl+C stops)")
