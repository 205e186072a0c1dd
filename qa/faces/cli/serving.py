"""`qa serve` and `qa mcp`: open the library, listen, and say where."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

from qa.faces.cli.talk import say
from qa.faces.server.running import listen
from qa.faces.server.running import serve as run
from qa.faces.server.settings import Limits, ServerSettings, Tokens, is_open, read_tokens
from qa.library import Library


def serve(
    library: Path | None, host: str, port: int, token_file: Path | None, origins: tuple[str, ...], rate: float
) -> None:
    """Serve the library, made empty where there is none, until SIGINT or SIGTERM."""
    limits = replace(Limits(), rate=rate, burst=max(1, round(4 * rate)))
    settings = ServerSettings(host, port, _tokens(token_file), origins, limits)
    with listen(host, port) as sock:
        opened = Library.create(library)
        _say_where(host, sock)
        run(opened, settings, sock)


def serve_tools(library: Path | None, listening: tuple[str, int, Path | None] | None) -> None:
    """Give agents the library: on a host and port with the tokens of a file, or over stdin and stdout."""
    from qa.faces.toolserver.running import PATH, over_http, over_stdio

    if listening is None:
        over_stdio(Library.open(library))
        return
    host, port, token_file = listening
    settings = ServerSettings(host, port, _tokens(token_file))
    with listen(host, port) as sock:
        opened = Library.open(library)
        _say_where(host, sock, PATH)
        over_http(opened, settings, sock)


def _tokens(file: Path | None) -> Tokens:
    """The tokens; that others can read the file they are in is said."""
    tokens = read_tokens(file)
    if file is not None and is_open(file):
        say(f"note: the token file {file} is open to other users of this machine; say `chmod 600` of it")
    return tokens


def _say_where(host: str, sock: socket.socket, path: str = "") -> None:
    shown = f"[{host}]" if ":" in host else host
    say(f"open http://{shown}:{sock.getsockname()[1]}{path} (Ctrl+C stops)")
