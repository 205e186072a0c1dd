"""The routes for clients of OpenAI's API: chat completions, models, embeddings."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.responses import Response

from index.values import TextKind
from qa.faces.server.bodies import body_of, read_body
from qa.faces.server.desk import Desk, desk_of, while_there
from qa.faces.server.messages import MODEL, ChatIn, LastMessage, asked, chat_of, form_of
from qa.faces.server.problems import RefusedError, model_named, openai_error
from qa.faces.server.replies import Form, Reply, reply_of
from qa.faces.server.routes import OF_V1, Json, problems
from qa.faces.server.streaming import EVENTS, streamed
from qa.output import as_json
from qa.values import Ask, Done, Event, Retrieved

_EMBEDDED_AT_ONCE, _CHARACTERS_AT_ONCE = 8, 4_000
"""The most texts and characters that are embedded in one turn, so that others get theirs."""

_MOST_EMBEDDED = 2_048
_END = b"data: [DONE]\n\n"

router = APIRouter(tags=["openai"], **OF_V1)

_Embedded = Annotated[str, Field(min_length=1, max_length=8_000)]


def _texts(given: object) -> object:
    """Refuse token ids in place of texts: they belong to another model."""
    if given != [] and isinstance(given[0] if isinstance(given, list) else given, int | list):
        raise ValueError("give texts, not ids of tokens")
    return given


class EmbeddingsIn(BaseModel):
    """Texts to embed, as passages or, by `input_type`, as questions.

    The vector of a long text is the mean of those of its parts.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"model": "embedded", "input": ["The bridge opened."]}]})

    model: Annotated[str, Field(max_length=300)]
    input: Annotated[
        _Embedded | Annotated[list[_Embedded], Field(min_length=1, max_length=_MOST_EMBEDDED)], BeforeValidator(_texts)
    ]
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: Annotated[int, Field(ge=1, le=100_000)] | None = None
    input_type: Literal["passage", "query"] = "passage"


@router.post(
    "/v1/chat/completions",
    summary="Answer the last message, as a chat completion",
    responses={
        **problems(404, 415, 422),
        200: {
            "description": "The answer; its quotes in the message's annotations, and whole under `kutip`.",
            "content": {"application/json": {"schema": {"type": "object"}}, EVENTS: {"schema": {"type": "string"}}},
        },
    },
    openapi_extra=body_of(ChatIn),
)
async def complete(request: Request) -> Response:
    """Answer the user's last message; a follow-up ("and NATO?") is understood from earlier ones.

    If the last message is not a question, the reply says so, and the conversation can go on.
    """
    desk = desk_of(request)
    given = await read_body(request, ChatIn, chat_of)
    last, form = await read_chat(desk, given)
    completion = _Completion(last.words)
    with_usage = given.stream_options is not None and bool(given.stream_options.include_usage)
    said = partial(reply_of, base=str(request.base_url).rstrip("/"), form=form)
    if last.question is None:
        if not given.stream:
            return Json(completion.whole(said(last.said)))
        ending = completion.ending(said(last.said), with_usage)
        return Response(b"".join((completion.beginning(), *ending, _END)), media_type=EVENTS)
    question = Ask(last.question)
    if not given.stream:
        return Json(completion.whole(said(await while_there(request, desk.ask(question)))))

    def chunks(event: Event) -> Iterator[bytes]:
        if isinstance(event, Retrieved):
            yield completion.beginning()
        elif isinstance(event, Done):
            yield from completion.ending(said(event.answer), with_usage)

    return await streamed(
        request, desk.stream(question), chunks, lambda refusal: _data({"error": openai_error(refusal)}), _END
    )


@router.get(
    "/v1/models",
    summary="The models",
    response_model=dict[str, Any],
)
async def models() -> Response:
    """Return `kutip` alone, since chat programs offer all that are listed."""
    return Json({"object": "list", "data": [_model(MODEL)]})


@router.get(
    "/v1/models/{model:path}",
    summary="A model",
    response_model=dict[str, Any],
    responses=problems(404, 422),
)
async def model(request: Request, model: Annotated[str, Path(max_length=300, examples=[MODEL])]) -> Response:
    """Return `kutip`, or the library's embedding model."""
    if model not in (MODEL, await _embedding_model(desk_of(request))):
        raise RefusedError(404, f"there is no model {model}")
    return Json(_model(model))


@router.post(
    "/v1/embeddings",
    summary="Embed texts",
    response_model=dict[str, Any],
    responses=problems(404, 415, 422),
    openapi_extra=body_of(EmbeddingsIn),
)
async def embed(request: Request) -> Response:
    """Embed each text with the library's own model, as a vector of unit length."""
    desk = desk_of(request)
    given = await read_body(request, EmbeddingsIn)
    searcher = await desk.do(desk.library.library.searcher)
    name = await _embedding_model(desk)
    if given.model not in (name, MODEL):
        raise RefusedError(404, f"there is no embedding model {given.model}; the model is {name}")
    if given.dimensions not in (None, searcher.encoder.dim):
        raise RefusedError(422, f"vectors of this model have {searcher.encoder.dim} dimensions")
    texts = [given.input] if isinstance(given.input, str) else given.input
    data: list[dict[str, object]] = []
    for part in runs_of(texts):
        vectors = await while_there(request, desk.do_long(searcher.encoder.encode, part, TextKind(given.input_type)))
        for row in vectors:
            vector = (
                base64.b64encode(row.astype("<f4").tobytes()).decode()
                if given.encoding_format == "base64"
                else row.tolist()
            )
            data.append({"object": "embedding", "index": len(data), "embedding": vector})
    words = sum(len(text.split()) for text in texts)
    usage = {"prompt_tokens": words, "total_tokens": words}
    # In a thread, since a hundred thousand numbers take a second to write.
    return await desk.do_long(Json, {"object": "list", "model": name, "data": data, "usage": usage})


async def read_chat(desk: Desk, given: ChatIn) -> tuple[LastMessage, Form]:
    """Return the question of a conversation, and the form of its answer.

    Raises RefusedError for another model than Kutip, and for what Kutip cannot do.
    """
    if given.model != MODEL:
        raise RefusedError(404, f"there is no model {given.model}; the model is {MODEL}")
    last = await desk.do_long(asked, desk.library.library, given.messages, given.response_format)
    return last, Form.WORDS if last.question is None else form_of(given)


def runs_of(texts: Sequence[str]) -> Iterator[list[str]]:
    """Yield the texts in runs that take about as long as a question does."""
    run: list[str] = []
    for text in texts:
        if run and (len(run) == _EMBEDDED_AT_ONCE or sum(map(len, run)) + len(text) > _CHARACTERS_AT_ONCE):
            yield run
            run = []
        run.append(text)
    yield run


def _model(name: str) -> dict[str, object]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "kutip"}


async def _embedding_model(desk: Desk) -> str:
    return await desk.do(lambda: model_named(desk.library.library.model))


class _Completion:
    """A completion, whole or in chunks; `asked` is the number of words in the conversation."""

    def __init__(self, asked: int) -> None:
        self._asked = asked
        self._made = int(time.time())
        self._id = f"chatcmpl-{time.time_ns():x}"

    def whole(self, reply: Reply) -> dict[str, object]:
        """Return the completion."""
        message = {"role": "assistant", "content": reply.text, "refusal": None, "annotations": _annotations(reply)}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        head = self._head("chat.completion")
        return {**head, "choices": [choice], "usage": self._usage(reply), "kutip": reply.whole}

    def chunk(self, delta: dict[str, object], finish: str | None = None, **more: object) -> bytes:
        """Return a part of the completion."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _data({**self._head("chat.completion.chunk"), "choices": [choice], **more})

    def beginning(self) -> bytes:
        """Return the first chunk."""
        return self.chunk({"role": "assistant", "content": ""})

    def ending(self, reply: Reply, with_usage: bool) -> Iterator[bytes]:
        """Yield the last chunks: the text in parts, the annotations, and the usage."""
        for part in reply.parts:
            yield self.chunk({"content": part})
        yield self.chunk({"annotations": _annotations(reply)}, "stop", kutip=reply.whole)
        if with_usage:
            yield _data({**self._head("chat.completion.chunk"), "choices": [], "usage": self._usage(reply)})

    def _usage(self, reply: Reply) -> dict[str, int]:
        return {
            "prompt_tokens": self._asked,
            "completion_tokens": reply.words,
            "total_tokens": self._asked + reply.words,
        }

    def _head(self, kind: str) -> dict[str, object]:
        return {"id": self._id, "object": kind, "created": self._made, "model": MODEL}


def _annotations(reply: Reply) -> list[dict[str, object]]:
    """Return the place of each quote in the text, and the address of its article."""
    return [
        {
            "type": "url_citation",
            "url_citation": {"start_index": each.start, "end_index": each.end, "title": each.title, "url": each.url},
        }
        for each in reply.cited
    ]


def _data(value: object) -> bytes:
    return f"data: {as_json.dumps(value, indent=None)}\n\n".encode("utf-8", "replace")
