"""`qa serve`: opens the library, listens, and says where."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qa.cli.talk import say
from qa.library import Library
from qa.server.running import listen
from qa.server.running import serve as run
from qa.server.settings import Limits, ServerSettings, read_tokens


def serve(
    library: Path | None, host: str, port: int, token_file: Path | None, origins: tuple[str, ...], rate: float
) -> None:
    """Serve the library, made empty where there is none, until SIGINT or SIGTERM."""
    limits = replace(Limits(), rate=rate, burst=max(1, round(4 * rate)))
    settings = ServerSettings(host, port, read_tokens(token_file), origins, limits)
    with listen(host, port) as sock:
        opened = Library.create(library)
        shown = f"[{host}]" if ":" in host else host
        say(f"open http://{shown}:{sock.getsockname()[1]} (Ctrl+C stops)")
        run(opened, settings, sock)
