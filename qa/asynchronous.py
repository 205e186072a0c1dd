"""The library for programs on an event loop: what `Library` does, in threads."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from index.errors import KutipError
from index.values import EVERYTHING, Filters
from qa.library import Library
from qa.values import BUDGET_MS, NEAREST, Answer, Done, Event

_P = ParamSpec("_P")
_T = TypeVar("_T")

THREADS = max(2, os.cpu_count() or 1)
"""How many questions are worked on at once: more would only wait for each other."""


WARMING = "Kutip"
"""What is asked to make everything ready."""


def _asked(
    method: Callable[Concatenate[Library, _P], _T],
) -> Callable[Concatenate[AsyncLibrary, _P], Coroutine[Any, Any, _T]]:
    """Await a method of `Library` in one of the threads that answer questions."""

    @functools.wraps(method)
    async def awaited(self: AsyncLibrary, /, *args: _P.args, **named: _P.kwargs) -> _T:
        return await self.run(method, self.library, *args, **named)

    return awaited


def _changing(
    method: Callable[Concatenate[Library, _P], _T],
) -> Callable[Concatenate[AsyncLibrary, _P], Coroutine[Any, Any, _T]]:
    """Await a method of `Library` that changes it, one at a time and never interrupted."""

    @functools.wraps(method)
    async def awaited(self: AsyncLibrary, /, *args: _P.args, **named: _P.kwargs) -> _T:
        return await self.write(method, self.library, *args, **named)

    return awaited


class AsyncLibrary:
    """A `Library` whose methods are awaited.

    Questions beyond the number of threads wait for their turn. What is cancelled ends with the step that is being
    worked on; a change of the library is carried through.

    >>> async def asked():
    ...     async with AsyncLibrary(Library.open(path)) as library:
    ...         return await library.ask("Apa itu Iskander-M?")
    >>> asyncio.run(asked()).status
    <AnswerStatus.ANSWERED: 'answered'>
    """

    def __init__(self, library: Library, threads: int = THREADS) -> None:
        self.library = library
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="kutip")
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="kutip-writing")

    @classmethod
    async def open(cls, path: Path | str | None = None) -> Self:
        """Open the library at `path`, as `Library.open` does."""
        return cls(await asyncio.to_thread(Library.open, path))

    @classmethod
    async def create(cls, path: Path | str | None = None) -> Self:
        """Open the library at `path`, made empty if there is none."""
        return cls(await asyncio.to_thread(Library.create, path))

    async def close(self) -> None:
        """Wait for running work and close the library."""
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._writing.shutdown()
        self.library.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self.close()

    async def ask(
        self,
        question: str,
        k: int = NEAREST,
        filters: Filters = EVERYTHING,
        budget_ms: float = BUDGET_MS,
        write: bool = False,
        translate: bool = False,
    ) -> Answer:
        """Answer `question`, as `Library.ask` does."""
        events = [event async for event in self.stream(question, k, filters, budget_ms, write, translate)]
        assert isinstance(events[-1], Done)
        return events[-1].answer

    async def stream(
        self,
        question: str,
        k: int = NEAREST,
        filters: Filters = EVERYTHING,
        budget_ms: float = BUDGET_MS,
        write: bool = False,
        translate: bool = False,
    ) -> AsyncIterator[Event]:
        """Yield what `ask` does as it is done, as `Library.stream` does."""
        events = self.library.stream(question, k, filters, budget_ms, write, translate)
        while True:
            step = asyncio.wrap_future(self._threads.submit(_next, events))
            try:
                event = await asyncio.shield(step)
            except asyncio.CancelledError:
                await asyncio.wait({step})  # a thread cannot be stopped, and is not free before
                raise
            if event is None:
                return
            yield event

    async def warm(self) -> None:
        """Open index and models before the first question needs them; errors are left to it."""
        with contextlib.suppress(KutipError):
            await self.ask(WARMING, 1)

    search = _asked(Library.search)
    article = _asked(Library.article)
    articles = _asked(Library.articles)
    check_quote = _asked(Library.check_quote)
    status = _asked(Library.status)
    verify = _asked(Library.verify)
    keep_articles = _asked(Library.keep_articles)
    forget_articles = _asked(Library.forget_articles)
    add = _changing(Library.add)
    fetch = _changing(Library.fetch)
    add_articles = _changing(Library.add_articles)
    edit = _changing(Library.edit)
    undo_edits = _changing(Library.undo_edits)
    remove = _changing(Library.remove)

    async def run(self, do: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """Run `do` in one of the threads that answer questions and return its result."""
        return await asyncio.wrap_future(self._threads.submit(do, *given, **named))

    async def write(self, do: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """Run `do`, which changes the library, one change at a time and never interrupted."""
        return await asyncio.shield(asyncio.wrap_future(self._writing.submit(do, *given, **named)))


def _next(events: Iterator[Event]) -> Event | None:
    return next(events, None)
