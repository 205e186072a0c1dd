"""The questions that the greeting suggests, found beside the requests."""

from __future__ import annotations

import asyncio
import contextlib

from index.errors import KutipError
from qa.chat.suggesting import suggested
from qa.faces.server.desk import Desk
from qa.faces.server.problems import RefusedError


class Examples:
    """Finds questions that the library answers, anew whenever it has changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._finding: asyncio.Task[None] | None = None

    async def known(self) -> tuple[str, ...]:
        """Return the questions found for the library as it is; seek them if none were."""
        library = self._desk.library.library
        kept = await self._desk.do(lambda: library.suggestions.of(library.state()))
        if kept is None and (self._finding is None or self._finding.done()):
            self._finding = asyncio.create_task(self._find())
        return kept or ()

    async def _find(self) -> None:
        """Find them, one in each turn, so that people's questions come between."""
        found = suggested(self._desk.library.library)
        with contextlib.suppress(KutipError, RefusedError):  # the next greeting tries again
            while await self._desk.do_long(next, found, None) is not None:
                pass

    async def stop(self) -> None:
        """Stop finding them."""
        if self._finding is not None:
            self._finding.cancel()
            await asyncio.gather(self._finding, return_exceptions=True)
