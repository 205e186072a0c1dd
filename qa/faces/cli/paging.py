"""Pages longer than the terminal go to the user's pager, as those of git do."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator

from qa.faces.cli.show import Page


@contextlib.contextmanager
def paged() -> Iterator[Page]:
    """Yield a page that goes to a pager if the terminal is too small.

    `PAGER` names the pager, `less` if it is not set. There is none if it is empty, or stdout is no terminal.
    """
    page, pager = Page(), _pager()
    if not (pager and page.is_terminal and sys.stdout.isatty()):
        yield page
        return
    with page.held() as held:
        yield page
    text = held.get()
    if text.count("\n") < page.height or not _shown(pager, text):
        sys.stdout.write(text)


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
