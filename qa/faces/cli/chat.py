"""`qa chat` line by line, or in a browser."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from index.errors import BadInputError
from qa.conversations import LAST
from qa.faces.cli.lines import edited_lines
from qa.faces.cli.talk import say
from qa.library import Library


def resumed(library: Library, given: str | None) -> str | None:
    """Return the id that `--resume` means: `last` is the newest conversation, if any."""
    if given != LAST:
        return given
    newest = library.conversations.newest()
    return newest.conversation_id if newest else None


def typed() -> Iterator[str]:
    """Yield the lines of stdin; on a terminal they can be edited and completed."""
    if is_typed() and sys.stdout.isatty():
        yield from edited_lines()
        return
    while True:
        if is_typed():
            print("Ask: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        yield line


def is_typed() -> bool:
    """Return whether lines are typed at a terminal, which shows them."""
    return sys.stdin.isatty()


def web(root: Path, port: int) -> None:
    """Serve the chat to this machine's browsers until stopped."""
    from qa.faces.tui.web import HOST, LoopbackServer

    try:
        LoopbackServer(root, port, say).serve()
    except OSError as error:
        raise BadInputError(f"cannot listen on {HOST}:{port} ({error.strerror})", "give another --port") from error
