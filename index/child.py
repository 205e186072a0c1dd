"""Child processes of this package: starting and ending them, and the frames exchanged with them."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import IO

_ROOT = Path(__file__).parents[1]
_LENGTH = struct.Struct(">I")
_NONE: Mapping[str, str] = MappingProxyType({})


def command_of(module: str) -> tuple[str, ...]:
    """Return the command that runs a module of this package."""
    # -P: nothing in the current folder may be imported in place of what this package needs.
    return (sys.executable, "-P", "-m", module)


def start_child(command: Sequence[str], settings: Mapping[str, str] = _NONE) -> subprocess.Popen[bytes]:
    """Start `command`, with pipes to its stdin and from its stdout; OSError if that fails.

    It gets this process's environment and `settings`, and imports this same package.
    """
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **settings, "PYTHONPATH": os.pathsep.join(paths)},
    )


def end_child(process: subprocess.Popen[bytes]) -> None:
    """Kill a process, wait for its end, and close its pipes."""
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):  # it could not be flushed to a process that is gone
                stream.close()


def seconds_worked(process: subprocess.Popen[bytes]) -> float | None:
    """Return the processor time that a process has had, in seconds.

    None where the system does not tell, and of a process that is gone.
    """
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


def write_frame(stream: IO[bytes], content: bytes) -> None:
    """Write `content` after its length."""
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def read_frame(stream: IO[bytes], most: int) -> bytes | None:
    """Return the next frame, or None if the stream ends first; ValueError over `most` bytes."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > most:
        raise ValueError("the message is too long")
    content = stream.read(length)
    return content if len(content) == length else None
