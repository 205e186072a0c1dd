"""Pages longer than the terminal go to the user's pager, as those of git do."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from qa.faces.cli.show import Page

_ABOVE = 4
"""How many lines stay in view above the one that is looked for."""

_TAKE_LINES = frozenset({"less", "more", "most"})
"""The pagers that begin at a line that `+N` names."""


@contextlib.contextmanager
def paged() -> Iterator[Page]:
    """Yield a page that goes to a pager if the terminal is too small.

    `PAGER` names the pager, `less` if it is not set. There is none if it is empty, or stdout is no terminal.
    """
    page, pager = Page(), _pager()
    if not (pager and page.is_terminal and _is_read()):
        yield page
        return
    with page.held() as held:
        yield page
    text = held.get()
    if text.count("\n") < page.height or not _shown(pager, text):
        sys.stdout.write(text)


def page_out(lines: Sequence[str], first: int, height: int) -> None:
    """Show `lines`, safe for a terminal, with line `first` (from 0) in view.

    What fits into `height` lines is printed; so is all where no pager can be run.
    """
    pager, text = _pager(), "\n".join(lines) + "\n"
    if first >= height - _ABOVE and pager and Path(pager[0]).name in _TAKE_LINES:
        pager = [*pager, f"+{first + 1 - _ABOVE}"]
    if len(lines) < height or not pager or not _is_read() or not _shown(pager, text):
        sys.stdout.write(text)


def _is_read() -> bool:
    """Return whether stdout is a terminal, where somebody can leave a pager."""
    return sys.stdout.isatty()


def _pager() -> list[str]:
    try:
        return shlex.split(os.environ.get("PAGER", "less"))
    except ValueError:  # a quotation mark too few
        return []


def _shown(pager: list[str], text: str) -> bool:
    """Show `text` in a pager until it is left; return whether there is that pager."""
    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
    try:
        process = subprocess.Popen(pager, stdin=subprocess.PIPE, env=environment)
    except OSError:
        return False
    left: bytes | None = text.encode()
    with process:
        while process.returncode is None:
            with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C is the pager's
                given, left = left, None
                process.communicate(given)
    return True
