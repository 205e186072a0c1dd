"""Runs command lines: every error becomes one line on stderr and an exit code."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from index.errors import KutipError
from index.text.cleaning import shown
from qa.faces.cli.exits import Exit, code_of
from qa.faces.cli.talk import say

_NOTHING: Mapping[str, str] = {}


def run_app(app: typer.Typer, arguments: list[str] | None = None, kept: Mapping[str, str] = _NOTHING) -> int:
    """Run `app` with `arguments` (default: the process's own) and return the exit code.

    Nothing is raised but SystemExit. `kept` is what a user is told who stops a command, by its name.
    """
    given = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        return _run(app, given)
    except KutipError as error:
        say(f"error: {error}")
        return code_of(error)
    except TyperException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else app.info.name
        wrong = error.format_message().replace("Value error, ", "").removesuffix(".")
        say(f"error: {wrong} (`{command} --help` says how)")
        return Exit.USAGE
    except (KeyboardInterrupt, typer.Abort):
        say("; ".join(filter(None, ("stopped", kept.get(given[0])))))
        return Exit.INTERRUPTED
    except (BrokenPipeError, SystemExit):  # Typer and Rich exit if the reader of stdout has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that closing stdout prints nothing more
        return Exit.OK
    except Exception as error:  # the user gets one line, not a traceback, even for a bug
        return _unexpected(error, given)


def _run(app: typer.Typer, given: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # closed by whoever started the process
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    with _interrupted_by_sigterm():
        command = typer.main.get_command(app)
        code = int(command.main(args=given, prog_name=app.info.name, standalone_mode=False) or 0)
    if sys.stdout is not None:
        sys.stdout.flush()
    if code == Exit.INTERRUPTED:
        raise KeyboardInterrupt  # Typer has turned it into an exit code
    return code


def _unexpected(error: Exception, given: Sequence[str]) -> Exit:
    if _is_in_arguments(error, given):
        say("error: the arguments are not UTF-8")
        return Exit.USAGE
    if os.environ.get("KUTIP_DEBUG"):
        print(shown(traceback.format_exc()), file=sys.stderr)
    say(f"error: unexpected {type(error).__name__}: {error}; this is a bug, KUTIP_DEBUG=1 shows where")
    return Exit.BUG


def _is_in_arguments(error: Exception, given: Sequence[str]) -> bool:
    """Return whether the error is that an argument is not UTF-8."""
    return isinstance(error, UnicodeEncodeError) and any(
        error.object[error.start : error.end] in argument for argument in given
    )


def leave(code: int) -> NoReturn:
    """End the process with `code`; if it failed, without waiting for threads that still compute."""
    if code == Exit.INTERRUPTED or (code != Exit.OK and threading.active_count() > 1):
        for stream in filter(None, (sys.stdout, sys.stderr)):
            with contextlib.suppress(OSError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


@contextlib.contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """Let SIGTERM interrupt as Ctrl+C does, in the main thread, which alone gets signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL if before is None else before)
