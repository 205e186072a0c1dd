"""`qa chat`: in the terminal, line by line, or in a browser."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from index.errors import BadInputError
from qa.config import config_path
from qa.conversations import LAST
from qa.faces.cli.lines import edited_lines
from qa.faces.cli.talk import say
from qa.library import Library


def full(library: Library, conversation_id: str | None) -> None:
    """Chat in the terminal, full screen."""
    from qa.faces.tui.app import ChatApp  # here, so that no other command loads it
    from qa.faces.tui.settings import read_settings

    settings = read_settings(config_path())
    app = ChatApp(library, settings, conversation_id)
    gc.freeze()  # modules stay; collecting them again and again would hold up typing
    app.run(mouse=settings.mouse)


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


def has_screen() -> bool:
    """Return whether there is a screen: a browser's, or a terminal's that is not dumb."""
    if "TEXTUAL_DRIVER" in os.environ:
        return True
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
