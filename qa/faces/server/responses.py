"""The route for clients of OpenAI's Responses API, whole or as its events."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import count
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from starlette.responses import Response

from qa.faces.server.bodies import body_of, read_body
from qa.faces.server.completions import read_chat
from qa.faces.server.desk import desk_of, while_there
from qa.faces.server.messages import MODEL, ChatIn, FormatIn, MessageIn, ToolChoice, json_of
from qa.faces.server.models import QUESTION
from qa.faces.server.problems import RefusedError, openai_error
from qa.faces.server.replies import Reply, reply_of
from qa.faces.server.routes import OF_V1, Json, problems
from qa.faces.server.streaming import EVENTS, streamed
from qa.output import as_json
from qa.values import Ask, Done, Event, Retrieved

router = APIRouter(tags=["openai"], **OF_V1)


def _items(given: object) -> object:
    """Return the messages in the input, which may be one text."""
    if isinstance(given, str):
        return [{"role": "user", "content": given}] if given else []
    if isinstance(given, list):
        return [each for each in given if not isinstance(each, dict) or "role" in each]
    return given


class TextIn(BaseModel):
    """How the text is written."""

    format: Annotated[FormatIn | None, BeforeValidator(lambda given: _format(given))] = None


def _format(given: object) -> object:
    """Return a format, whose schema stands beside its type here, as chat completions have it."""
    return {**given, "json_schema": given} if isinstance(given, dict) and "schema" in given else given


class ResponsesIn(BaseModel):
    """A question or a whole conversation; unknown fields are ignored."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"model": MODEL, "input": QUESTION}]})

    model: Annotated[str, Field(max_length=100)]
    input: Annotated[
        list[MessageIn],
        Field(min_length=1),
        BeforeValidator(_items),
        WithJsonSchema(
            {
                "description": "A question, or the messages of a conversation.",
                "anyOf": [
                    {"type": "string", "minLength": 1},
                    {"type": "array", "minItems": 1, "items": {"type": "object"}},
                ],
            }
        ),
    ]
    instructions: str | None = None
    previous_response_id: str | None = None
    conversation: Any = None
    background: bool | None = None
    stream: bool | None = None
    text: TextIn | None = None
    tool_choice: ToolChoice = None

    def chat(self) -> ChatIn:
        """Return the same as a chat; raise RefusedError for what is kept elsewhere."""
        if self.previous_response_id or self.conversation or self.background:
            raise RefusedError(422, "no responses are kept here; send the whole conversation as `input`")
        told = [MessageIn(role="system", content=self.instructions)] if self.instructions else []
        form = self.text.format if self.text else None
        return ChatIn(
            model=self.model,
            messages=[*told, *self.input],
            stream=self.stream,
            response_format=form,
            tool_choice=self.tool_choice,
        )


def responses_of(body: bytes) -> ResponsesIn:
    """Return a request as `ResponsesIn`; raise RefusedError if it is not JSON."""
    return ResponsesIn.model_validate(json_of(body))


@router.post(
    "/v1/responses",
    summary="Answer the last message, as a response",
    responses={
        **problems(404, 415, 422),
        200: {
            "description": "The answer; its quotes in the annotations of its text, and whole under `kutip`.",
            "content": {"application/json": {"schema": {"type": "object"}}, EVENTS: {"schema": {"type": "string"}}},
        },
    },
    openapi_extra=body_of(ResponsesIn),
)
async def respond(request: Request) -> Response:
    """Answer the user's last message, as `/v1/chat/completions` does.

    Nothing is kept: a conversation is sent whole each time.
    """
    desk = desk_of(request)
    given = (await read_body(request, ResponsesIn, responses_of)).chat()
    last, form = await read_chat(desk, given)
    made = _Made(last.words)
    said = partial(reply_of, base=str(request.base_url).rstrip("/"), form=form)
    if last.question is None:
        if not given.stream:
            return Json(made.whole(said(last.said)))
        return Response(b"".join((*made.beginning(), *made.ending(said(last.said)))), media_type=EVENTS)
    question = Ask(last.question)
    if not given.stream:
        return Json(made.whole(said(await while_there(request, desk.ask(question)))))

    def events(event: Event) -> Iterator[bytes]:
        if isinstance(event, Retrieved):
            yield from made.beginning()
        elif isinstance(event, Done):
            yield from made.ending(said(event.answer))

    return await streamed(request, desk.stream(question), events, made.failure)


class _Made:
    """A response, whole or as events; `asked` is the number of words in the conversation."""

    def __init__(self, asked: int) -> None:
        self._asked = asked
        self._created = int(time.time())
        unique = f"{time.time_ns():x}"
        self._id, self._message = f"resp_{unique}", f"msg_{unique}"
        self._numbers = count()
        self._place = {"item_id": self._message, "output_index": 0, "content_index": 0}

    def whole(self, reply: Reply) -> dict[str, object]:
        """Return the response."""
        usage = {
            "input_tokens": self._asked,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": reply.words,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": self._asked + reply.words,
        }
        return {**self._head("completed", [self._item(reply)]), "usage": usage, "kutip": reply.whole}

    def beginning(self) -> Iterator[bytes]:
        """Yield the events before the text is known."""
        for status in ("created", "in_progress"):
            yield self._event(f"response.{status}", response=self._head("in_progress", []))

    def ending(self, reply: Reply) -> Iterator[bytes]:
        """Yield the events of the text, of its annotations, and of the end."""
        empty = {**self._item(reply), "status": "in_progress", "content": []}
        yield self._event("response.output_item.added", output_index=0, item=empty)
        nothing = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
        yield self._event("response.content_part.added", **self._place, part=nothing)
        for part in reply.parts:
            yield self._event("response.output_text.delta", **self._place, delta=part, logprobs=[])
        for number, annotation in enumerate(_annotations(reply)):
            name = "response.output_text.annotation.added"
            yield self._event(name, **self._place, annotation_index=number, annotation=annotation)
        yield self._event("response.output_text.done", **self._place, text=reply.text, logprobs=[])
        yield self._event("response.content_part.done", **self._place, part=_content(reply))
        yield self._event("response.output_item.done", output_index=0, item=self._item(reply))
        yield self._event("response.completed", response=self.whole(reply))

    def failure(self, refusal: RefusedError) -> bytes:
        """Return the event that says why there is no answer."""
        error = openai_error(refusal)
        return self._event("error", code=error.type, message=error.message, param=None)

    def _event(self, name: str, **values: object) -> bytes:
        data = as_json.dumps({"type": name, "sequence_number": next(self._numbers), **values}, indent=None)
        return f"event: {name}\ndata: {data}\n\n".encode("utf-8", "replace")

    def _head(self, status: str, output: list[object]) -> dict[str, object]:
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._created,
            "status": status,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "metadata": {},
            "model": MODEL,
            "output": output,
            "parallel_tool_calls": False,
            "previous_response_id": None,
            "store": False,
            "temperature": None,
            "text": {"format": {"type": "text"}},
            "tool_choice": "none",
            "tools": [],
            "top_p": None,
        }

    def _item(self, reply: Reply) -> dict[str, object]:
        shown = {"type": "message", "id": self._message, "status": "completed", "role": "assistant"}
        return {**shown, "content": [_content(reply)]}


def _content(reply: Reply) -> Mapping[str, object]:
    return {"type": "output_text", "text": reply.text, "annotations": _annotations(reply), "logprobs": []}


def _annotations(reply: Reply) -> list[dict[str, object]]:
    """Return the place of each quote in the text, and the address of its article."""
    return [
        {"type": "url_citation", "start_index": each.start, "end_index": each.end, "title": each.title, "url": each.url}
        for each in reply.cited
    ]
