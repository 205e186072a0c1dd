"""The questions that the greeting suggests, found beside the requests."""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

from index.errors import KutipError
from qa.chat.suggesting import suggested
from qa.faces.server.desk import Desk


class Examples:
    """Finds questions that the library answers, anew whenever it has changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._thread = ThreadPoolExecutor(1, "examples")
        self._finding: asyncio.Task[None] | None = None
        self._stopped = False

    async def known(self) -> tuple[str, ...]:
        """Return the questions found for the library as it is; seek them if none were."""
        library = self._desk.library.library
        kept = await self._desk.do(lambda: library.suggestions.of(library.state()))
        if kept is None and (self._finding is None or self._finding.done()):
            self._finding = asyncio.create_task(self._find())
        return kept or ()

    async def _find(self) -> None:
        """Find them in a thread of their own, which takes no client's turn."""
        found = suggested(self._desk.library.library)
        loop = asyncio.get_running_loop()
        with contextlib.suppress(KutipError):  # the next greeting tries again
            while not self._stopped and await loop.run_in_executor(self._thread, next, found, None) is not None:
                pass

    def stop(self) -> None:
        """Wait for the question that is being tried, though all tasks were cancelled."""
        self._stopped = True
        self._thread.shutdown()
