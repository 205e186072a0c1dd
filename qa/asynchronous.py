"""The library for programs on an event loop: what `Library` does, in threads."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, Unpack

from index.errors import KutipError
from index.values import EVERYTHING, Filters
from qa.conversations import Conversations
from qa.defaults import SECONDS
from qa.given import Within
from qa.library import Library
from qa.refusing import refuse
from qa.talking import Talk
from qa.values import BUDGET_MS, NEAREST, Answer, Done, Event

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Opened = TypeVar("_Opened", bound="AsyncLibrary")

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
        refuse(method, self.library, *args, **named)
        return await self.run(method, self.library, *args, **named)

    return awaited


def _changing(
    method: Callable[Concatenate[Library, _P], _T],
) -> Callable[Concatenate[AsyncLibrary, _P], Coroutine[Any, Any, _T]]:
    """Await a method of `Library` that changes it, one at a time and never interrupted."""

    @functools.wraps(method)
    async def awaited(self: AsyncLibrary, /, *args: _P.args, **named: _P.kwargs) -> _T:
        refuse(method, self.library, *args, **named)
        return await self.write(method, self.library, *args, **named)

    return awaited


class Opening(Generic[_Opened]):
    """A library to be opened: await it, or `async with` it to have it closed."""

    def __init__(self, open_it: Callable[[], _Opened]) -> None:
        self._open_it = open_it
        self._opened: _Opened | None = None

    def __await__(self) -> Generator[Any, None, _Opened]:
        return asyncio.to_thread(self._open_it).__await__()

    async def __aenter__(self) -> _Opened:
        self._opened = await self
        return self._opened

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._opened is not None:
            await self._opened.close()


class AsyncTalk:
    """A conversation with a library whose answers are awaited, as `Talk` gives them."""

    def __init__(self, library: AsyncLibrary, talk: Talk) -> None:
        self._library = library
        self.talk = talk

    async def ask(
        self, question: str, *, write: bool = False, translate: bool = False, **words: Unpack[Within]
    ) -> Answer:
        """Answer `question` after those before it, as `Talk.ask` does."""
        return await self._library.run(
            functools.partial(self.talk.ask, question, write=write, translate=translate, **words)
        )


class AsyncLibrary:
    """A `Library` whose methods are awaited.

    Questions beyond the number of threads wait for their turn. What is cancelled ends with the step that is being
    worked on; a change of the library is carried through. Bad arguments are refused at once, before anything waits.

    >>> async def asked():
    ...     async with AsyncLibrary.open(path) as library:
    ...         return await library.ask("Apa itu Iskander-M?")
    >>> asyncio.run(asked()).status
    <AnswerStatus.ANSWERED: 'answered'>
    """

    def __init__(self, library: Library, threads: int = THREADS) -> None:
        self.library = library
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="kutip")
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="kutip-writing")

    @classmethod
    def open(cls, path: Path | str | None = None) -> Opening[Self]:
        """Open the library at `path`, as `Library.open` does: `async with` it, or await it."""
        return Opening(lambda: cls(Library.open(path)))

    @classmethod
    def create(cls, path: Path | str | None = None) -> Opening[Self]:
        """Open the library at `path`, made empty if there is none, likewise."""
        return Opening(lambda: cls(Library.create(path)))

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
        any_time: bool = False,
        **words: Unpack[Within],
    ) -> Answer:
        """Answer `question`, as `Library.ask` does."""
        asked = self.stream(question, k, filters, budget_ms, write, translate, any_time, **words)
        events = [event async for event in asked]
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
        any_time: bool = False,
        **words: Unpack[Within],
    ) -> AsyncIterator[Event]:
        """Yield what `ask` does as it is done, as `Library.stream` does."""
        events = self.library.stream(question, k, filters, budget_ms, write, translate, any_time, **words)
        async for event in self._awaited(events):
            yield event

    async def ask_all(
        self,
        question: str,
        filters: Filters = EVERYTHING,
        seconds: float = SECONDS,
        any_time: bool = False,
        **words: Unpack[Within],
    ) -> Answer:
        """Answer `question` with a quote of every article that answers, as `Library.ask_all` does."""
        found = [answer async for answer in self.stream_all(question, filters, seconds, any_time, **words)]
        return found[-1]

    async def stream_all(
        self,
        question: str,
        filters: Filters = EVERYTHING,
        seconds: float = SECONDS,
        any_time: bool = False,
        **words: Unpack[Within],
    ) -> AsyncIterator[Answer]:
        """Yield what `ask_all` has found so far, as `Library.stream_all` does."""
        async for answer in self._awaited(self.library.stream_all(question, filters, seconds, any_time, **words)):
            yield answer

    async def _awaited(self, steps: Iterator[_T]) -> AsyncIterator[_T]:
        """Yield each step, worked on in a thread."""
        while True:
            step = asyncio.wrap_future(self._threads.submit(_next, steps))
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

    @property
    def conversations(self) -> Conversations:
        """The kept conversations, whose methods are quick and not awaited."""
        return self.library.conversations

    def stop_writing(self) -> None:
        """End what is being written, as `Library.stop_writing` does."""
        self.library.stop_writing()

    async def conversation(self, conversation_id: str | None = None, *, keep: bool = False) -> AsyncTalk:
        """Return a new conversation, or continue a kept one, as `Library.conversation` does."""
        return AsyncTalk(self, await self.run(functools.partial(self.library.conversation, conversation_id, keep=keep)))

    people = _asked(Library.people)
    search = _asked(Library.search)
    article = _asked(Library.article)
    articles = _asked(Library.articles)
    ids_as_added = _asked(Library.ids_as_added)
    origins_of = _asked(Library.origins_of)
    tags = _asked(Library.tags)
    tags_of = _asked(Library.tags_of)
    tagged = _asked(Library.tagged)
    versions = _asked(Library.versions)
    overview = _asked(Library.overview)
    undated = _asked(Library.undated)
    timeline = _asked(Library.timeline)
    languages = _asked(Library.languages)
    sources = _asked(Library.sources)
    outlets = _asked(Library.outlets)
    count = _asked(Library.count)
    counts = _asked(Library.counts)
    check_quote = _asked(Library.check_quote)
    find_quote = _asked(Library.find_quote)
    check_draft = _asked(Library.check_draft)
    locate = _asked(Library.locate)
    problems = _asked(Library.problems)
    state = _asked(Library.state)
    is_up_to_date = _asked(Library.is_up_to_date)
    status = _asked(Library.status)
    warnings = _asked(Library.warnings)
    language_of = _asked(Library.language_of)
    language_of_text = _asked(Library.language_of_text)
    prepare = _asked(Library.prepare)
    searcher = _asked(Library.searcher)
    writer_notice = _asked(Library.writer_notice)
    followed = _asked(Library.followed)
    news = _asked(Library.news)
    keep_articles = _asked(Library.keep_articles)
    keep_edits = _asked(Library.keep_edits)
    forget_articles = _asked(Library.forget_articles)
    add = _changing(Library.add)
    fetch = _changing(Library.fetch)
    add_articles = _changing(Library.add_articles)
    edit = _changing(Library.edit)
    undo_edits = _changing(Library.undo_edits)
    dismiss = _changing(Library.dismiss)
    tag = _changing(Library.tag)
    untag = _changing(Library.untag)
    follow = _changing(Library.follow)
    unfollow = _changing(Library.unfollow)
    mark_seen = _changing(Library.mark_seen)
    tell_news = _changing(Library.tell_news)
    remove = _changing(Library.remove)
    verify = _changing(Library.verify)

    async def run(self, do: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """Run `do` in one of the threads that answer questions and return its result."""
        return await asyncio.wrap_future(self._threads.submit(do, *given, **named))

    async def write(self, do: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """Run `do`, which changes the library, one change at a time and never interrupted."""
        return await asyncio.shield(asyncio.wrap_future(self._writing.submit(do, *given, **named)))


def _next(steps: Iterator[_T]) -> _T | None:
    return next(steps, None)
