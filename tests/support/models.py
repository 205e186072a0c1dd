"""A server of a language model that is none: OpenAI-compatible, on this machine, saying what a test wants."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from qa.answer.writing.writer import Writer
from qa.config import WriterSettings

MODEL = "parrot-1"
_PIECE = 7

Request = dict[str, Any]
Says = Callable[[Request], str]
"""From a request to all that the model says."""

Serves = Callable[[BaseHTTPRequestHandler, Request], None]
"""Answers a request for a completion in its own, bad way."""


@dataclass
class FakeModel:
    """A model and its server: `says` what, or `serves` in a bad way; with `schema` and `streams` it can do these."""

    says: Says | str = '{"sentences": []}'
    serves: Serves | None = None
    schema: bool = True
    streams: bool = True
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def writer(self, timeout: float = 20.0, **settings: Any) -> Writer:
        """A writer that asks it."""
        return Writer(WriterSettings(self.url, MODEL, timeout=timeout, **settings))


def sentences(*given: tuple[str, Sequence[int]]) -> str:
    """Sentences and the numbers of their quotes as the JSON that is asked for."""
    return json.dumps({"sentences": [{"text": text, "quotes": list(numbers)} for text, numbers in given]})


@contextlib.contextmanager
def serving_model(model: FakeModel) -> Iterator[FakeModel]:
    """The server of a model, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer({"object": "list", "data": [{"id": MODEL, "object": "model", "created": 1, "owned_by": "me"}]})

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.requests.append(asked)
            model.headers.append({name.lower(): value for name, value in self.headers.items()})
            with contextlib.suppress(OSError):  # whoever asked has gone
                if model.serves:
                    model.serves(self, asked)
                else:
                    self.complete(asked)

        def complete(self, asked: Request) -> None:
            if "response_format" in asked and not model.schema:
                self.answer({"error": {"message": "response_format is not known"}}, 400)
                return
            said = model.says if isinstance(model.says, str) else model.says(asked)
            if asked.get("stream") and model.streams:
                begin(self)
                for start in range(0, len(said), _PIECE):
                    send(self, chunk(said[start : start + _PIECE]))
                send(self, chunk("", "stop"))
                self.wfile.write(b"data: [DONE]\n\n")
            else:
                message = {"role": "assistant", "content": said}
                self.answer({"id": "1", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})

        def answer(self, value: object, status: int = 200) -> None:
            content = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False  # some never end
        model.url = f"http://127.0.0.1:{server.server_port}/v1"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield model
        server.shutdown()


def begin(handler: BaseHTTPRequestHandler) -> None:
    """Begin a stream of events."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()


def send(handler: BaseHTTPRequestHandler, value: object) -> None:
    """Send one event of a stream."""
    handler.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
    handler.wfile.flush()


def chunk(text: str, finish: str | None = None) -> dict[str, object]:
    """A piece of what a model says, as a stream has it."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": [choice]}
