"""`qa chat` full screen: drawn first, while the library is opened."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qa.config import config_path
from qa.faces.cli.talk import say

if TYPE_CHECKING:
    from qa.library import Library

_LAST = 4_000
"""How many bytes of what was written on stderr meanwhile are printed when the chat has ended."""


def has_screen() -> bool:
    """Return whether there is a screen: a browser's, or a terminal's that is not dumb."""
    if "TEXTUAL_DRIVER" in os.environ:
        return True
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


@contextlib.contextmanager
def _stderr_aside() -> Iterator[None]:
    """Keep what native code writes on stderr off the screen; print its end after.

    Textual draws on stderr, so it gets one of its own.
    """
    before, screen = sys.__stderr__, os.dup(2)
    with tempfile.TemporaryFile() as aside, os.fdopen(os.dup(2), "w", encoding="utf-8") as drawn:
        os.dup2(aside.fileno(), 2)
        sys.__stderr__ = drawn  # type: ignore[misc] # what Textual draws on
        try:
            yield
        finally:
            sys.__stderr__ = before  # type: ignore[misc]
            os.dup2(screen, 2)
            os.close(screen)
            aside.seek(max(0, aside.seek(0, os.SEEK_END) - _LAST))
            for line in aside.read().decode(errors="replace").splitlines():
                say(line)


def full(path: Path | None, resume: str | None) -> None:
    """Chat in the terminal with the library at `path`; raise what prevents opening it."""
    gc.disable()  # what is loaded stays: collecting it would only hold up the first frame
    from qa.faces.tui.app import ChatApp
    from qa.faces.tui.settings import read_settings

    opened: list[Library] = []

    def opening() -> tuple[Library, str | None]:
        from qa.faces.cli.chat import resumed
        from qa.library import Library

        opened.append(library := Library.create(path))
        found = library, resumed(library, resume)
        gc.freeze()  # modules stay; collecting them again and again would hold up typing
        gc.enable()
        return found

    settings = read_settings(config_path())
    app = ChatApp(opening, settings)
    try:
        with _stderr_aside():
            app.run(mouse=settings.mouse)
    finally:
        for library in opened:
            library.close()
    if app.failure is not None:
        raise app.failure
