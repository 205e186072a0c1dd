"""Text for the clipboard, and whether it is known to have got there."""

from __future__ import annotations

import os
import shutil
import subprocess

_TOOLS = (
    ("TMUX", ("tmux", "load-buffer", "-w", "-")),
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("", ("pbcopy",)),
)
"""What copies, and the environment variable without which it cannot."""

_LONGEST_S = 2.0

UNKNOWN = "sent to the terminal; whether it copied cannot be known. /save writes a file"


def copied(text: str) -> str | None:
    """Copy `text`; return where it then is, None if that is not known.

    On a machine that is reached over ssh only tmux is asked: its clipboard is not the reader's.
    """
    for variable, command in _TOOLS:
        is_tmux = variable == "TMUX"
        if (variable and not os.environ.get(variable)) or ("SSH_CONNECTION" in os.environ and not is_tmux):
            continue
        if shutil.which(command[0]) and _run(command, text):
            return "copied to tmux's buffer (its prefix and ] paste it)" if is_tmux else "copied"
    return None


def _run(command: tuple[str, ...], text: str) -> bool:
    try:
        done = subprocess.run(
            command,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_LONGEST_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
