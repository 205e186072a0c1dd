"""Runs the work of requests in turn and in time, equal questions only once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request

from index.errors import KutipError
from qa.asynchronous import THREADS, AsyncLibrary
from qa.extent import Stop
from qa.faces.server.asking import AskAll
from qa.faces.server.problems import ClientGoneError, RefusedError
from qa.faces.server.queueing import Turnstile
from qa.faces.server.settings import Limits
from qa.values import Answer, Ask, Done, Event, Quoted, Read, Retrieved, Shortfall
from qa.written import Wrote

if TYPE_CHECKING:
    from qa.faces.server.metrics import Metrics

_log = logging.getLogger("kutip.server")
_T = TypeVar("_T")

_MOST_REMEMBERED = 512
_LONGEST_REMEMBERED = 200_000
"""The most characters of the articles of a remembered answer, together with its quotes."""

_PER_QUOTE = 1_000
"""For how many characters a quote counts, with all that is said of it."""


@dataclass(slots=True)
class _Shared:
    """An answer that several wait for; it is cancelled when the last of them leaves."""

    task: asyncio.Task[Answer]
    waiting: int = 0


@dataclass(slots=True)
class Desk:
    """Runs work on the library for clients, who each wait at most `limits.answer` seconds.

    Answers are remembered until the articles or the index change.
    """

    library: AsyncLibrary
    limits: Limits
    metrics: Metrics | None = None
    turnstile: Turnstile = field(init=False)
    _long: Turnstile = field(init=False)
    _alls: Turnstile = field(init=False)
    _changes: Turnstile = field(init=False)
    _remembered: OrderedDict[object, Answer] = field(init=False, default_factory=OrderedDict)
    _shared: dict[object, _Shared] = field(init=False, default_factory=dict)
    _warned: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.turnstile = Turnstile(THREADS, self.limits.waiting)
        self._long = Turnstile(max(1, THREADS - 1), self.limits.waiting)
        self._alls = Turnstile(max(1, THREADS - 1), self.limits.waiting)
        self._changes = Turnstile(1, self.limits.waiting)

    async def ask(self, ask: Ask) -> Answer:
        """Return the answer; raise RefusedError if too many wait or it takes too long."""
        key = self._key(ask)
        answer = self._remembered.get(key)
        if answer is None:
            async with self._in_time("the answer", await self._deadline_of(ask)):
                answer = await self._together(key, ask)
        return self._counted(answer)

    def stream(self, ask: Ask) -> AsyncGenerator[Event]:
        """Yield the events of the answer as they are found; closing it stops the search.

        The turn is held only while the answer is being found, however slowly the client reads.
        """
        return self._stream(ask, _events_of)

    def stream_all(self, ask: AskAll) -> AsyncGenerator[Answer]:
        """Yield what was found so far, again and again, in the same way."""
        return self._stream(ask, lambda answer: (answer,))

    async def _stream(self, ask: Ask, again: Callable[[Answer], Iterable[_T]]) -> AsyncGenerator[_T]:
        """Yield each step of the answer; of one that is remembered, what `again` gives."""
        key = self._key(ask)
        known = self._remembered.get(key)
        if known is not None:
            for step in again(self._counted(known)):
                yield step
            return
        deadline = await self._deadline_of(ask)
        found: asyncio.Queue[_T | None] = asyncio.Queue()
        asking = asyncio.create_task(self._found(key, ask, found.put_nowait))
        asking.add_done_callback(_seen)
        asking.add_done_callback(lambda _: found.put_nowait(None))
        try:
            while True:
                async with self._in_time("the answer", deadline):  # not around `yield`: another task may resume it
                    next_found = await found.get()
                if next_found is None:
                    break
                yield next_found
            self._counted(await asking)
        finally:
            asking.cancel()

    async def do(self, work: Callable[..., _T], *given: object, **named: object) -> _T:
        """Return what `work` returns, run in its turn among the questions."""
        return await self._in_turn((self.turnstile,), "the answer", partial(self.library.run, work, *given, **named))

    async def do_long(self, work: Callable[..., _T], *given: object) -> _T:
        """Return what `work` returns, which may take long: one thread is left to questions."""
        return await self._in_turn((self._long, self.turnstile), "this", partial(self.library.run, work, *given))

    async def change(self, work: Callable[..., _T], *given: object) -> _T:
        """Return what `work` returns, which changes the library; changes run one at a time.

        A change that has begun is completed even if its client leaves.
        """
        change = partial(self.library.write, work, *given)
        return await self._in_turn((self._changes,), "the change, which may yet be made,", change)

    async def _in_turn(
        self, turnstiles: Sequence[Turnstile], what: str, work: Callable[[], Coroutine[Any, Any, _T]]
    ) -> _T:
        """Return the result of `work`, which once begun holds its turns until it ends.

        A thread cannot be stopped, and is not free just because nobody waits for it any more.
        """
        async with self._in_time(what):
            with contextlib.ExitStack() as entered:
                for turnstile in turnstiles:
                    await turnstile.enter()
                    entered.callback(turnstile.leave)
                held = entered.pop_all()
            working = asyncio.create_task(work())
            working.add_done_callback(_seen)
            working.add_done_callback(lambda _: held.close())
            return await asyncio.shield(working)

    async def _together(self, key: object, ask: Ask) -> Answer:
        shared = self._shared.get(key)
        if shared is None:
            shared = _Shared(asyncio.create_task(self._found(key, ask, lambda _: None)))
            self._shared[key] = shared
            shared.task.add_done_callback(lambda _: self._forget(key, shared))
        shared.waiting += 1
        try:
            return await asyncio.shield(shared.task)
        finally:
            shared.waiting -= 1
            if not shared.waiting:
                self._forget(key, shared)  # else a later client would wait for a cancelled task
                shared.task.cancel()

    def _forget(self, key: object, shared: _Shared) -> None:
        if self._shared.get(key) is shared:
            del self._shared[key]

    async def _found(self, key: object, ask: Ask, tell: Callable[[Any], None]) -> Answer:
        answer = await (self._read_on(ask, tell) if isinstance(ask, AskAll) else self._answered(ask, tell))
        if answer.shortfall is Shortfall.NOT_READ:
            self._warn()  # not remembered, so that the same question is tried again
        elif not any(each and each.problem for each in (answer.written, answer.translated)):
            self._remember(key, answer)
        return answer

    async def _answered(self, ask: Ask, tell: Callable[[Event], None]) -> Answer:
        async with contextlib.AsyncExitStack() as turns:
            if ask.needs_model:  # a model takes long, so one thread is left to other questions
                await turns.enter_async_context(self._long.turn())
            await turns.enter_async_context(self.turnstile.turn())
            async for event in self.library.stream(*ask.given):
                tell(event)
        assert isinstance(event, Done)
        return event.answer

    async def _read_on(self, ask: AskAll, tell: Callable[[Answer], None]) -> Answer:
        """Return all answers; others are answered between the steps, each of which waits its turn."""
        async with self._alls.turn():
            steps = self.library.stream_all(ask.question, ask.filters, ask.seconds, ask.any_time)
            answer: Answer | None = None
            while True:
                async with self._long.turn(), self.turnstile.turn():
                    found = await anext(steps, None)
                if found is None:
                    break
                tell(answer := found)
        assert answer is not None
        return answer

    def _warn(self) -> None:
        for warning in self.library.library.warnings():
            self._note(warning)

    def _note(self, line: str | None) -> None:
        """Log a line, once."""
        if line is not None and line not in self._warned:
            self._warned.add(line)
            _log.warning(line)

    @contextlib.asynccontextmanager
    async def _in_time(self, what: str, deadline: float | None = None) -> AsyncIterator[None]:
        """Cancel the block and raise RefusedError (503) at `deadline`, on the loop's clock."""
        try:
            async with asyncio.timeout_at(deadline or self._deadline()):
                yield
        except TimeoutError as error:
            raise RefusedError(503, f"{what} took too long", {"Retry-After": "5"}) from error

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self.limits.answer

    async def _deadline_of(self, ask: Ask) -> float:
        """Return when an answer must be there, with what reading on or writing takes."""
        if isinstance(ask, AskAll):
            return self._deadline() + ask.seconds
        return self._deadline() + (await asyncio.to_thread(self._writing_seconds) if ask.needs_model else 0.0)

    def _writing_seconds(self) -> float:
        """Return the writer's timeout; raise RefusedError, and log why, if there is none."""
        library = self.library.library
        try:
            self._note(library.writer_notice())
            return library.writer.settings.timeout
        except KutipError as error:
            self._note(str(error))
            raise RefusedError(422, "this server has no language model; leave out `write` and `translate`") from error

    def _key(self, ask: Ask) -> object:
        return ask, self.library.library.state(), self.library.library.today()

    def _remember(self, key: object, answer: Answer) -> None:
        is_cut = answer.extent is not None and answer.extent.stopped is Stop.OUT_OF_TIME
        size = sum(len(hit.article.text) for hit in answer.hits) + _PER_QUOTE * len(answer.citations)
        if is_cut or size > _LONGEST_REMEMBERED:
            return
        self._remembered[key] = answer
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    def _counted(self, answer: Answer) -> Answer:
        if self.metrics:
            self.metrics.answers.labels(answer.status.value).inc()
        return answer


def desk_of(request: Request) -> Desk:
    """Return the server's desk."""
    desk: Desk = request.app.state.desk
    return desk


async def while_there(request: Request, work: Awaitable[_T]) -> _T:
    """Return the result of `work`; cancel it and raise ClientGoneError if the client leaves first."""
    doing = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({doing, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise ClientGoneError("the client has gone")
        return doing.result()
    finally:
        for task in (doing, gone):
            task.cancel()
        await asyncio.gather(doing, gone, return_exceptions=True)


def _seen(done: asyncio.Future[Any]) -> None:
    """Retrieve the error of a task, which asyncio would log otherwise."""
    if not done.cancelled():
        done.exception()


async def _gone(request: Request) -> None:
    receive: Callable[[], Awaitable[Any]] = request.receive
    while (await receive())["type"] != "http.disconnect":
        pass


def _events_of(answer: Answer) -> Iterator[Event]:
    yield Retrieved(answer.hits)
    yield Read(answer.hits)
    yield from map(Quoted, answer.citations)
    yield from map(Wrote, answer.written.sentences if answer.written else ())
    yield Done(answer)
