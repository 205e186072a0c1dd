"""Answers streamed while they are found, as server-sent events."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable, Iterable
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from index.errors import KutipError
from qa.faces.server.desk import while_there
from qa.faces.server.problems import ClientGoneError, RefusedError, refusal_of

EVENTS = "text/event-stream"
_Step = TypeVar("_Step")


async def streamed(
    request: Request,
    events: AsyncGenerator[_Step],
    write: Callable[[_Step], Iterable[bytes]],
    fail: Callable[[RefusedError], bytes],
    end: bytes = b"",
) -> Response:
    """Return a response that streams the events as `write` formats them, then `end`.

    A refusal before the first event is raised, so that the response has its status; a later one is sent by `fail`.
    """
    first = await while_there(request, anext(events))
    return _Streamed(first, events, write, fail, end)


class _Streamed(StreamingResponse):
    """A streaming response that closes the source of its events, however it ends."""

    def __init__(
        self,
        first: _Step,
        events: AsyncGenerator[_Step],
        write: Callable[[_Step], Iterable[bytes]],
        fail: Callable[[RefusedError], bytes],
        end: bytes,
    ) -> None:
        async def written() -> AsyncGenerator[bytes]:
            try:
                for part in write(first):
                    yield part
                async for event in events:
                    for part in write(event):
                        yield part
            except (RefusedError, KutipError) as error:
                yield fail(refusal_of(error))
            if end:
                yield end
            self._ended = True

        self._events, self._written, self._ended = events, written(), False
        super().__init__(self._written, media_type=EVENTS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; raise ClientGoneError if the client left before its end."""
        async with contextlib.aclosing(self._events), contextlib.aclosing(self._written):
            await super().__call__(scope, receive, send)
        if not self._ended:
            raise ClientGoneError("the client has gone")
