"""Lines typed at a terminal: edited, completed, and called back in the next chat."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from index.paths import cache_folder
from index.private import FILE, make_folder
from qa.faces.cli.plain import OFFERED

_MOST_KEPT = 500


def edited_lines(prompt: str = "Ask: ") -> Iterator[str]:
    """Yield the lines typed at a terminal; they are kept beside the caches."""
    try:
        import readline  # here, as some platforms have none
    except ImportError:
        yield from _asked(prompt)
        return
    kept = cache_folder() / "chat-lines"
    with contextlib.suppress(OSError):
        readline.read_history_file(kept)
    readline.set_completer_delims(" ")
    readline.set_completer(lambda typed, number: next(iter(completed(typed)[number:]), None))
    readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")
    try:
        yield from _asked(prompt)
    finally:
        readline.set_history_length(_MOST_KEPT)
        with contextlib.suppress(OSError):
            _keep(kept, readline.write_history_file)


def completed(typed: str) -> list[str]:
    """Return the commands that begin with what was typed, none for a question."""
    return [f"/{name} " for name in OFFERED if typed.startswith("/") and name.startswith(typed[1:])]


def _asked(prompt: str) -> Iterator[str]:
    while True:
        try:
            yield input(prompt)
        except EOFError:
            print()
            return


def _keep(path: Path, write: Callable[[Path], None]) -> None:
    make_folder(path.parent)
    path.touch(FILE)
    write(path)
