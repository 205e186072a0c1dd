"""Updates the index in a process of its own, so that no question waits."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
from dataclasses import dataclass, field

from qa.library import Library

_log = logging.getLogger("kutip.server")
_NICENESS = 10
_LAST_CHARACTERS = 300


@dataclass(slots=True)
class Indexer:
    """Runs `qa add` without paths whenever articles were kept or removed, one at a time.

    After a failure it tries again after `retry` seconds. It may be killed at any moment: the next run does the rest.
    """

    library: Library
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    retry: float = 5.0
    _ending: bool = False
    _process: asyncio.subprocess.Process | None = None

    async def run(self) -> None:
        """Index until cancelled, whatever fails; first what an earlier server left."""
        self.wanted.set()
        while not self._ending:
            await self.wanted.wait()
            self.wanted.clear()
            if not await self._done():
                await asyncio.sleep(self.retry)  # perhaps another process writes, or the disk is full
                self.wanted.set()
            async with self.changed:
                self.changed.notify_all()

    async def _done(self) -> bool:
        """Update the index if needed; return whether it has every article."""
        try:
            return await asyncio.to_thread(self._is_current) or await self._index() == 0
        except Exception as error:  # no process or no descriptor can be had, or the library cannot be read
            _log.exception(json.dumps({"indexed": False, "output": type(error).__name__}))
            return False

    def _is_current(self) -> bool:
        return self.library.is_empty or self.library.is_up_to_date()

    async def until_indexed(self, seconds: float) -> bool:
        """Wait at most `seconds` until the index has every article; return whether it has."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self.changed:
                while not await asyncio.to_thread(self.library.is_up_to_date):
                    await self.changed.wait()
        return await asyncio.to_thread(self.library.is_up_to_date)

    async def stop(self, seconds: float) -> None:
        """Begin no more runs, and wait at most `seconds` for the current one."""
        self._ending = True
        process = self._process
        if process is not None and process.returncode is None:
            try:
                async with asyncio.timeout(seconds):
                    await process.wait()
            except TimeoutError:
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
                await process.wait()

    async def _index(self) -> int:
        command = (sys.executable, "-P", "-m", "qa", "add", "--library", str(self.library.root))
        nice = {"preexec_fn": _polite} if hasattr(os, "nice") else {}  # not on Windows
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            **nice,  # type: ignore[arg-type]
        )
        self._process = process
        _, errors = await process.communicate()
        output = errors.decode("utf-8", "replace").strip()[-_LAST_CHARACTERS:]
        _log.info(json.dumps({"indexed": process.returncode == 0, "output": output}))
        return process.returncode or 0


def _polite() -> None:
    os.nice(_NICENESS)
