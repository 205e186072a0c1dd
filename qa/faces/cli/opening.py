"""Sources opened in the program that they are made for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import webbrowser
from pathlib import Path

from index.errors import BadInputError
from index.formats import SUFFIXES
from index.storage.articles import web_address
from index.storage.shown import Spot
from index.values import Article, Span
from qa.faces.cli import article
from qa.faces.cli.talk import say
from qa.library import Library

_SECONDS = 3
"""How long a program that opens a file may take to say that it cannot."""

_INSTEAD = "`qa open --text` shows the article here"


def open_spot(opened: Library, spot: Spot, text: bool) -> None:
    """Open the file of an article, or its address, or show it at the spot.

    Raises BadInputError if there is no program to open it with.
    """
    kept, file = opened.article(spot.article_id), file_of(opened, spot)
    address = web_address(kept.url)
    if not text and file is not None:
        _start(_opener(), file)
        say(f"opened {file}")
    elif not text and address is not None:
        _browse(address)
        say(f"opened {address}")
    else:
        article.show(kept, _place(kept, spot), opened.tags_of(spot.article_id))


def file_of(opened: Library, spot: Spot) -> str | None:
    """Return the file that is the article's alone and that Kutip reads, or None."""
    for origin in opened.origins_of(spot.article_id):
        path = Path(origin)
        if path.is_absolute() and path.suffix.lower() in SUFFIXES and path.is_file():
            return origin
    return None


def _place(kept: Article, spot: Spot) -> Span | None:
    return Span(spot.start, spot.end) if spot.end <= len(kept.text) else None


def _browse(address: str) -> None:
    """Open an address in the browser; raise BadInputError if there is none."""
    try:
        opened = webbrowser.open(address)
    except webbrowser.Error:
        opened = False
    if not opened:
        raise BadInputError(f"there is no browser to open {address} with", _INSTEAD)


def _opener() -> str | None:
    """Return the program of this system that opens files with others, or None."""
    return shutil.which("open" if sys.platform == "darwin" else "xdg-open")


def _start(opener: str | None, file: str) -> None:
    """Open a file; the opener gets its path as one word, without a shell."""
    if sys.platform == "win32":
        os.startfile(file)
        return
    reason = BadInputError(f"there is no program to open {file} with", _INSTEAD)
    if opener is None:
        raise reason
    quiet = subprocess.DEVNULL
    running = subprocess.Popen([opener, file], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        failed = running.wait(_SECONDS) != 0
    except subprocess.TimeoutExpired:  # it waits for what it has opened
        return
    if failed:
        raise reason
