"""The library for programs that run on an event loop: what `Library` does, in threads of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from index.errors import KutipError
from index.importing.report import ImportReport
from index.search import EVERYTHING
from index.storage.store import ArticleSummary, Kept, Place
from index.values import Article, Filters, Hit
from qa import given
from qa.answer.answerer import BUDGET_MS
from qa.given import OneOrMany, PathGiven
from qa.library import NEAREST, Library
from qa.values import Answer, Done, Event, LibraryStatus, Verdict

_P = ParamSpec("_P")
_T = TypeVar("_T")

THREADS = max(2, os.cpu_count() or 1)
"""How many questions are worked on at once: more would only wait for each other."""


WARMING = "Kutip"
"""What is asked to make everything ready."""


class AsyncLibrary:
    """A `Library` whose methods are awaited. Questions that are more than there are threads for wait their turn.

    What is cancelled ends with the step that is being worked on; a change of the library is carried through.

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
        """See `Library.open`."""
        return cls(await asyncio.to_thread(Library.open, path))

    @classmethod
    async def create(cls, path: Path | str | None = None) -> Self:
        """See `Library.create`."""
        return cls(await asyncio.to_thread(Library.create, path))

    async def close(self) -> None:
        """Wait for what is being done, and close the library."""
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
        self, question: str, k: int = NEAREST, filters: Filters = EVERYTHING, budget_ms: float = BUDGET_MS
    ) -> Answer:
        """See `Library.ask`."""
        answer: Answer | None = None
        async for event in self.stream(question, k, filters, budget_ms):
            if isinstance(event, Done):
                answer = event.answer
        assert answer is not None
        return answer

    async def stream(
        self, question: str, k: int = NEAREST, filters: Filters = EVERYTHING, budget_ms: float = BUDGET_MS
    ) -> AsyncIterator[Event]:
        """See `Library.stream`."""
        events = self.library.stream(question, k, filters, budget_ms)
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
        """Open index and models before the first question needs them; where that fails, the question says so."""
        with contextlib.suppress(KutipError):
            await self.ask(WARMING, 1)

    async def search(self, query: str, k: int = 10, filters: Filters = EVERYTHING) -> tuple[Hit, ...]:
        """See `Library.search`."""
        return await self.run(self.library.search, query, k, filters)

    async def article(self, article_id: str) -> Article:
        """See `Library.article`."""
        return await self.run(self.library.article, article_id)

    async def articles(self, after: Place | None = None, limit: int | None = None) -> tuple[ArticleSummary, ...]:
        """See `Library.articles`."""
        return await self.run(self.library.articles, after, limit)

    async def check_quote(self, article_id: str, quote: str, start: int | None = None) -> Verdict:
        """See `Library.check_quote`."""
        return await self.run(self.library.check_quote, article_id, quote, start)

    async def status(self) -> LibraryStatus:
        """See `Library.status`."""
        return await self.run(self.library.status)

    async def verify(self) -> tuple[str, ...]:
        """See `Library.verify`; nothing is repaired."""
        return await self.run(self.library.verify)

    async def add(self, paths: OneOrMany[PathGiven] = (), *, model: str | None = None) -> ImportReport:
        """See `Library.add`."""
        return await self.write(self.library.add, given.paths(paths), model=model)

    async def fetch(self, urls: OneOrMany[str]) -> ImportReport:
        """See `Library.fetch`."""
        return await self.write(self.library.fetch, given.many(urls, str))

    async def add_articles(self, articles: OneOrMany[Article], origins: OneOrMany[str] | None = None) -> ImportReport:
        """See `Library.add_articles`."""
        return await self.write(self.library.add_articles, given.many(articles, Article), origins)

    async def keep_articles(self, articles: OneOrMany[Article], origins: OneOrMany[str] | None = None) -> Kept:
        """See `Library.keep_articles`; it waits for no change that is going on."""
        return await self.run(self.library.keep_articles, given.many(articles, Article), origins)

    async def forget_articles(self, article_ids: OneOrMany[str]) -> int:
        """See `Library.forget_articles`; it waits for no change that is going on."""
        return await self.run(self.library.forget_articles, given.many(article_ids, str))

    async def remove(self, article_ids: OneOrMany[str]) -> tuple[Article, ...]:
        """See `Library.remove`."""
        return await self.write(self.library.remove, given.many(article_ids, str))

    async def run(self, do: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """What `do` returns, run in one of the threads that answer questions."""
        return await asyncio.wrap_future(self._threads.submit(do, *given, **named))

    async def write(self, do: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """What `do`, which changes the library, returns; one change after the other, each carried through."""
        return await asyncio.shield(asyncio.wrap_future(self._writing.submit(do, *given, **named)))


def _next(events: Iterator[Event]) -> Event | None:
    return next(events, None)
