"""Where questions are taken in: each waits its turn, the same is answered once for all, and nobody waits forever."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.requests import Request

from index.search import EVERYTHING
from index.values import Filters
from qa.asking import BUDGET_MS
from qa.asynchronous import THREADS, AsyncLibrary
from qa.library import NEAREST
from qa.server.metrics import Metrics
from qa.server.problems import RefusedError
from qa.server.queueing import Turnstile
from qa.server.settings import Limits
from qa.values import Answer, Done, Event, Quoted, Read, Retrieved

_T = TypeVar("_T")

_MOST_REMEMBERED = 512
_LONGEST_REMEMBERED = 200_000
"""How many characters the articles of a remembered answer have at most together."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and of what."""

    text: str
    k: int = NEAREST
    filters: Filters = EVERYTHING
    budget_ms: float = BUDGET_MS


@dataclass(slots=True)
class _Shared:
    """An answer that several wait for; with the last of them that goes, it is left off."""

    task: asyncio.Task[Answer]
    waiting: int = 0


@dataclass(slots=True)
class Desk:
    """Asks the library for the clients of a server.

    An answer is remembered for as long as the articles and the index stay as they are.
    """

    library: AsyncLibrary
    limits: Limits
    metrics: Metrics
    turnstile: Turnstile = field(init=False)
    _remembered: OrderedDict[object, Answer] = field(init=False, default_factory=OrderedDict)
    _shared: dict[object, _Shared] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.turnstile = Turnstile(THREADS, self.limits.waiting)
        self.metrics.waiting.set_function(lambda: self.turnstile.waiting)

    async def ask(self, question: Question) -> Answer:
        """The answer; a RefusedError where too many wait or it takes too long."""
        key = self._key(question)
        answer = self._remembered.get(key)
        if answer is None:
            answer = await self._together(key, question)
        return self._counted(answer)

    async def stream(self, question: Question) -> AsyncIterator[Event]:
        """What is found, as it is found."""
        key = self._key(question)
        known = self._remembered.get(key)
        if known is not None:
            for event in _events_of(self._counted(known)):
                yield event
            return
        deadline = self._deadline()
        with _in_time():
            async with self.turnstile.turn(deadline):
                asked = self.library.stream(question.text, question.k, question.filters, question.budget_ms)
                while True:
                    try:  # not around `yield`, since each event may be awaited in another task
                        async with asyncio.timeout_at(deadline):
                            event = await anext(asked)
                    except StopAsyncIteration:
                        return
                    if isinstance(event, Done):
                        self._remember(key, self._counted(event.answer))
                    yield event

    async def do(self, work: Callable[..., _T], *given: object, **named: object) -> _T:
        """What `work` returns, run in its turn among the questions."""
        deadline = self._deadline()
        with _in_time():
            async with self.turnstile.turn(deadline), asyncio.timeout_at(deadline):
                return await self.library.run(work, *given, **named)

    async def _together(self, key: object, question: Question) -> Answer:
        shared = self._shared.get(key)
        if shared is None:
            shared = _Shared(asyncio.create_task(self._found(key, question)))
            self._shared[key] = shared
            shared.task.add_done_callback(lambda _: self._forget(key, shared))
        shared.waiting += 1
        try:
            return await asyncio.shield(shared.task)
        finally:
            shared.waiting -= 1
            if not shared.waiting:
                self._forget(key, shared)  # who comes now must not wait for what is being left off
                shared.task.cancel()

    def _forget(self, key: object, shared: _Shared) -> None:
        if self._shared.get(key) is shared:
            del self._shared[key]

    async def _found(self, key: object, question: Question) -> Answer:
        deadline = self._deadline()
        with _in_time():
            async with self.turnstile.turn(deadline), asyncio.timeout_at(deadline):
                answer = await self.library.ask(question.text, question.k, question.filters, question.budget_ms)
        self._remember(key, answer)
        return answer

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self.limits.answer

    def _key(self, question: Question) -> object:
        return question, self.library.library.state()

    def _remember(self, key: object, answer: Answer) -> None:
        if sum(len(hit.article.text) for hit in answer.hits) > _LONGEST_REMEMBERED:
            return
        self._remembered[key] = answer
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    def _counted(self, answer: Answer) -> Answer:
        self.metrics.answers.labels(answer.status.value).inc()
        return answer


def desk_of(request: Request) -> Desk:
    """The server's desk."""
    desk: Desk = request.app.state.desk
    return desk


async def while_there(request: Request, work: Awaitable[_T]) -> _T:
    """What `work` comes to, unless the client leaves first: then it is cancelled, and ConnectionResetError raised."""
    doing = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({doing, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise ConnectionResetError("the client has gone")
        return doing.result()
    finally:
        for task in (doing, gone):
            task.cancel()
        await asyncio.gather(doing, gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    receive: Callable[[], Awaitable[Any]] = request.receive
    while (await receive())["type"] != "http.disconnect":
        pass


def _events_of(answer: Answer) -> Iterator[Event]:
    yield Retrieved(answer.hits)
    yield Read(answer.hits)
    yield from map(Quoted, answer.citations)
    yield Done(answer)


@contextlib.contextmanager
def _in_time() -> Iterator[None]:
    """Says a 503 where time is over."""
    try:
        yield
    except TimeoutError as error:
        raise RefusedError(503, "the answer took too long", {"Retry-After": "5"}) from error
