"""Runs the MCP server over stdin and stdout."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator

from qa.asynchronous import AsyncLibrary
from qa.faces.server.desk import Desk
from qa.faces.server.settings import Limits
from qa.faces.toolserver.tools import make_server
from qa.library import Library


def over_stdio(library: Library) -> None:
    """Serve the one client at the other end of stdin and stdout until it leaves."""

    async def talk() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # on Windows
                asyncio.get_running_loop().add_signal_handler(number, _end)
        shared = AsyncLibrary(library)
        async with in_use(shared):
            await make_server(Desk(shared, Limits())).run_stdio_async()

    asyncio.run(talk())


@contextlib.asynccontextmanager
async def in_use(library: AsyncLibrary) -> AsyncIterator[None]:
    """Load index and models beside the first requests, and close the library at the end."""
    async with library:
        warming = asyncio.create_task(library.warm())
        try:
            yield
        finally:
            warming.cancel()
            await asyncio.gather(warming, return_exceptions=True)


def _end() -> None:
    """End the process at once: the SDK waits in a thread for stdin.

    That line may never come, and nothing is being written.
    """
    os._exit(0)
