"""`qa chat` line by line, or in a browser."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from index.errors import BadInputError, KutipError
from index.text.cleaning import clean_line
from qa.chat.session import Session
from qa.conversations import LAST
from qa.faces.cli import show, writing
from qa.faces.cli.exits import Exit
from qa.faces.cli.talk import say
from qa.library import Library
from qa.wording import what_model_does

_WRITE = "/write"
"""The one command of the full screen that there is line by line too."""


def plain(library: Library, conversation_id: str | None, lines: Iterable[str]) -> Exit:
    """Chat line by line, each a question, scope or `/write`; errors do not end it."""
    session = Session(library, conversation_id)
    page, writes = show.Page(), False
    worst, warned = Exit.OK, set[str]()
    for line in lines:
        if not line.strip():
            continue
        try:
            if line.strip() == _WRITE:
                writes = _toggled(library, writes)
                continue
            asked = session.read(line)
            if asked.question is None:
                continue
            page.line(f"> {clean_line(line)}")
            searched = asked.understood.searched
            if searched != asked.question:
                page.line(f"Searched: {clean_line(searched)}")
            turn = session.ask(asked, follow=writing.following(library, page), write=writes)
            show.answer(page, turn.answer)
            page.line()
            for warning in library.warnings():
                if warning not in warned:
                    say(f"note: {warning}")
                    warned.add(warning)
            session.keep(turn)
        except KutipError as error:
            say(f"error: {error}")
            worst = Exit.PARTLY
        sys.stdout.flush()
    if session.conversation is not None:
        say(f"kept as conversation {session.conversation.conversation_id}")
    return worst


def _toggled(library: Library, writes: bool) -> bool:
    """Let the language model write, or no longer; say which."""
    if not writes:
        writing.begin(library)
    say(f"note: {what_model_does('write', on=not writes)}")
    return not writes


def resumed(library: Library, given: str | None) -> str | None:
    """Return the id that `--resume` means: `last` is the newest conversation, if any."""
    if given != LAST:
        return given
    newest = library.conversations.newest()
    return newest.conversation_id if newest else None


def typed() -> Iterable[str]:
    """Yield the lines of stdin, with a prompt on a terminal."""
    asks = sys.stdin.isatty()
    while True:
        if asks:
            print("Ask: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        yield line


def web(root: Path, port: int) -> None:
    """Serve the chat to this machine's browsers until stopped."""
    from qa.faces.tui.web import HOST, LoopbackServer

    try:
        LoopbackServer(root, port, say).serve()
    except OSError as error:
        raise BadInputError(f"cannot listen on {HOST}:{port} ({error.strerror})", "give another --port") from error
