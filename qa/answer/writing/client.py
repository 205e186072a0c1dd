"""An OpenAI-compatible server, asked within a deadline and a limit of bytes.

Nothing follows a redirect, nothing is tried through a proxy, and no header is sent but what the request needs.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import ssl
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator, Sequence
from enum import IntEnum
from typing import Any

import httpx2
import openai

from index.errors import WriterError
from qa.answer.writing.prompt import SCHEMA, Message
from qa.config import WriterSettings

_KEPT_HEADERS = frozenset({"host", "accept", "content-type", "content-length", "connection", "user-agent"})
_BYTES = 200_000
_BYTES_A_TOKEN = 1_000
_UNDERSTOOD_OTHERWISE = frozenset({400, 422, 500, 501})
"""Statuses of servers that do not know an option."""

_MOVED = 3
_STATUSES = {401: "wants another key", 403: "wants another key", 404: "has no such model or address", 429: "is busy"}

Talk = Callable[[openai.AsyncOpenAI], AsyncIterator[str]]


class Way(IntEnum):
    """How an answer is asked for, from the best to what every server has."""

    SCHEMA = 0
    STREAM = 1
    WHOLE = 2


class TooMuchError(httpx2.TransportError):
    """The server sends more than it was asked for."""


class StoppedError(httpx2.TransportError):
    """Nobody waits for the answer any longer."""


_CAUSES = {
    TooMuchError: "sent more than it was asked for",
    StoppedError: "was stopped",
    httpx2.ConnectError: "cannot be reached",
}


class Server:
    """A server of a language model."""

    def __init__(self, settings: WriterSettings) -> None:
        self.settings = settings
        self._way = Way.SCHEMA  # the best that has worked
        self._talks: set[_Talking] = set()  # that somebody waits for

    def said(self, messages: Sequence[Message], deadline: float) -> Generator[str]:
        """Yield what the model says, as it comes, until `deadline` (of `time.monotonic`).

        Raises WriterError, with a message in Kutip's own words, however the server fails.
        """
        return self._pulled(lambda client: self._answered(client, messages), deadline)

    def said_so(self, messages: Sequence[Message], way: Way, deadline: float) -> Generator[str]:
        """Yield what the model says when it is asked in one way only."""
        return self._pulled(lambda client: self._said(client, messages, way), deadline)

    def stop(self) -> None:
        """End all that is being asked; whoever waits for it gets a WriterError at once."""
        for talking in tuple(self._talks):
            talking.stop(StoppedError("stopped"))

    def models(self, deadline: float) -> tuple[str, ...]:
        """Return the names of the models that the server lists."""

        async def listed(client: openai.AsyncOpenAI) -> AsyncIterator[str]:
            found = await client.models.list()
            for each in found.data:
                yield str(each.id)

        return tuple(self._pulled(listed, deadline))

    async def _answered(self, client: openai.AsyncOpenAI, messages: Sequence[Message]) -> AsyncIterator[str]:
        for way in list(Way)[self._way :]:
            anything = False
            try:
                async for piece in self._said(client, messages, way):
                    anything = True
                    yield piece
            except openai.APIStatusError as error:
                if anything or error.status_code not in _UNDERSTOOD_OTHERWISE or way is Way.WHOLE:
                    raise
            if anything:
                self._way = way
                return

    async def _said(self, client: openai.AsyncOpenAI, messages: Sequence[Message], way: Way) -> AsyncIterator[str]:
        wanted: dict[str, Any] = {
            "model": self.settings.model,
            "messages": list(messages),
            "max_tokens": self.settings.most_tokens,
            "temperature": 0,
        }
        if way is Way.SCHEMA:
            schema = {"name": "answer", "strict": True, "schema": SCHEMA}
            wanted["response_format"] = {"type": "json_schema", "json_schema": schema}
        if way is Way.WHOLE:
            yield _text(await client.chat.completions.create(**wanted), "message")
            return
        async with await client.chat.completions.create(**wanted, stream=True) as stream:
            async for chunk in stream:
                if piece := _text(chunk, "delta"):
                    yield piece
                if _is_last(chunk):
                    return  # whatever the server sends after it

    def _pulled(self, talk: Talk, deadline: float) -> Generator[str]:
        """Yield what a talk yields in a thread, which is left behind at the deadline."""
        found: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        talking = _Talking(self._client, talk, found, deadline)
        self._talks.add(talking)
        threading.Thread(target=talking.run, name="kutip-writer", daemon=True).start()
        try:
            while True:
                try:
                    piece = found.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty as error:
                    raise self._failed(TimeoutError()) from error
                if isinstance(piece, Exception):
                    raise self._failed(piece) from piece
                if piece is None:
                    return
                yield piece
        finally:
            self._talks.discard(talking)
            talking.stop()

    def _client(self) -> openai.AsyncOpenAI:
        settings = self.settings
        transport = _Bounded(settings.key, _BYTES + _BYTES_A_TOKEN * settings.most_tokens)
        own = httpx2.AsyncClient(transport=transport, follow_redirects=False, trust_env=False, timeout=settings.timeout)
        return openai.AsyncOpenAI(
            base_url=settings.url, api_key="unused", http_client=own, max_retries=0, timeout=settings.timeout
        )

    def _failed(self, error: Exception) -> WriterError:
        """Return the failure in Kutip's own words: what a server says is not shown."""
        return WriterError(f"{self.settings.host} {self._how(error)}", "`qa writer check` tries it")

    def _how(self, error: Exception) -> str:
        if isinstance(error, openai.APIStatusError):
            moved = error.status_code // 100 == _MOVED
            refused = _STATUSES.get(error.status_code, f"refused (HTTP {error.status_code})")
            return "sends on to another address, which is not followed" if moved else refused
        if isinstance(error, TimeoutError | openai.APITimeoutError):
            return f"did not answer within {self.settings.timeout:g} s"
        cause = error.__cause__ or error
        known = next((words for kind, words in _CAUSES.items() if isinstance(cause, kind)), None)
        broken = isinstance(error, openai.APIConnectionError | httpx2.TransportError)
        return known or ("broke off" if broken else "does not answer as OpenAI's API does")


class _Talking:
    """A talk on an event loop of its own: pieces, then None or an error."""

    def __init__(
        self,
        client: Callable[[], openai.AsyncOpenAI],
        talk: Talk,
        found: queue.SimpleQueue[str | Exception | None],
        deadline: float,
    ) -> None:
        self._client, self._talk, self._found, self._deadline = client, talk, found, deadline
        self._stopped = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._run())
        except asyncio.CancelledError:
            self._found.put(None)
        except Exception as error:  # a library reads what may be anything: whatever it raises, the server failed
            self._found.put(error)

    def stop(self, why: Exception | None = None) -> None:
        """End the talk; what it still does is not waited for."""
        self._found.put(why)
        self._stopped.set()
        with contextlib.suppress(RuntimeError):  # its loop has ended
            if self._loop is not None and self._task is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)

    async def _run(self) -> None:
        self._task, self._loop = asyncio.current_task(), asyncio.get_running_loop()
        if self._stopped.is_set():
            return
        async with asyncio.timeout(self._deadline - time.monotonic()), self._client() as client:
            async for piece in self._talk(client):
                self._found.put(piece)
        self._found.put(None)


class _Bounded(httpx2.AsyncBaseTransport):
    """Sends only the headers that are needed, and reads at most so many bytes."""

    def __init__(self, key: str | None, most_bytes: int) -> None:
        self._key, self._most_bytes = key, most_bytes
        self._inner = httpx2.AsyncHTTPTransport(verify=ssl.create_default_context(), trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        for name in set(request.headers) - _KEPT_HEADERS:
            del request.headers[name]
        request.headers["User-Agent"] = "kutip"
        request.headers["Accept-Encoding"] = "identity"
        if self._key is not None:
            request.headers["Authorization"] = f"Bearer {self._key}"
        response = await self._inner.handle_async_request(request)
        response.headers.pop("Content-Encoding", None)  # a small body might unpack to a huge one
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Counted(response.stream, self._most_bytes)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Counted(httpx2.AsyncByteStream):
    """A body that ends with an error after so many bytes."""

    def __init__(self, stream: httpx2.AsyncByteStream, most_bytes: int) -> None:
        self._stream, self._left = stream, most_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise TooMuchError("too many bytes")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


def _first_choice(said: object) -> object:
    choices = getattr(said, "choices", None)
    return choices[0] if isinstance(choices, list) and choices else None


def _text(said: object, part: str) -> str:
    """Return the text of a message, empty if it is not of that form."""
    content = getattr(getattr(_first_choice(said), part, None), "content", None)
    return content if isinstance(content, str) else ""


def _is_last(chunk: object) -> bool:
    return bool(getattr(_first_choice(chunk), "finish_reason", None))
