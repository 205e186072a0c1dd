"""Conversations as clients of OpenAI's API send them, and the question in the last message."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from index.errors import BadQuestionError
from index.search import MOST_CHARACTERS, check_question
from index.text.cleaning import clean_text
from qa.chat.followup import Earlier, understood
from qa.chat.scope import asks_nothing
from qa.faces.server.models import QUESTION
from qa.faces.server.problems import RefusedError
from qa.faces.server.replies import Form
from qa.faces.server.tasks import task_reply
from qa.library import Library

MODEL = "kutip"

_MOST_EARLIER = 40
"""How many messages before the last are read to understand it."""

_REMEMBERED = 500
_TEXTS = ("text", "input_text", "output_text")
_NO_TOOLS = (None, "auto", "none")


def _words(content: object) -> str:
    """Return the text of a message, its parts joined; empty for other content."""
    if isinstance(content, list):
        return " ".join(words for part in content if (words := _words_of_part(part)))
    return content if isinstance(content, str) else ""


def _words_of_part(part: object) -> str:
    if isinstance(part, dict):
        part = part.get("text") if part.get("type") in _TEXTS else None
    return part if isinstance(part, str) else ""


_Content = Annotated[
    str, BeforeValidator(_words), WithJsonSchema({"description": "Text, or parts; only text is read.", "default": ""})
]


ToolChoice = Annotated[
    str | dict[str, Any] | None, Field(description="`auto` or `none`: Kutip calls no tool, so none can be required.")
]


class MessageIn(BaseModel):
    """A message of the conversation."""

    role: str
    content: _Content = ""


class StreamOptions(BaseModel):
    """Options of a stream."""

    include_usage: bool | None = None


class FormatIn(BaseModel):
    """The form of the reply's text: words, any JSON object, or one of a schema."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: dict[str, Any] | None = None

    @property
    def schema_asked(self) -> dict[str, Any]:
        """The JSON schema, empty if none is given."""
        found = (self.json_schema or {}).get("schema")
        return found if isinstance(found, dict) else {}


class ChatIn(BaseModel):
    """A conversation, in which the user's last message is the question; unknown fields are ignored."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"model": MODEL, "messages": [{"role": "user", "content": QUESTION}]}]}
    )

    model: Annotated[str, Field(max_length=100)]
    messages: list[MessageIn] = Field(min_length=1)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = None
    response_format: FormatIn | None = None
    tool_choice: ToolChoice = None
    sources: Annotated[
        Literal["markdown"] | None, Field(description="Adds a list of the sources to the text, for clients without it.")
    ] = None


@dataclass(frozen=True, slots=True)
class LastMessage:
    """The question of a conversation, or None and what is `said` instead.

    `words` counts the whole conversation.
    """

    question: str | None
    said: str
    words: int


def chat_of(body: bytes) -> ChatIn:
    """Return a request's conversation; raise ValidationError for another shape."""
    return ChatIn.model_validate(json_of(body))


def json_of(body: bytes) -> object:
    """Return what a body holds; lone surrogates of cut emoji are accepted and cleaned later.

    Raises RefusedError if the body is not JSON.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError(422, "the body is not JSON") from error


def form_of(given: ChatIn) -> Form:
    """Return the form of the answer to a question.

    Raises RefusedError for a tool that must be called, and for a schema that only a language model could fill.
    """
    if given.tool_choice not in _NO_TOOLS:
        raise RefusedError(422, "Kutip calls no tools, so `tool_choice` is `auto` or `none`")
    form = given.response_format
    if form is not None and form.type == "json_schema":
        raise RefusedError(422, "Kutip fills no schema; `json_object` gives `answer`, `status` and `citations`")
    if form is not None and form.type == "json_object":
        return Form.JSON
    return Form.SOURCES if given.sources else Form.WORDS


def asked(library: Library, messages: Sequence[MessageIn], form: FormatIn | None = None) -> LastMessage:
    """Return the question of the user's last message, understood after the earlier ones.

    A task of the chat program, such as a title, is done instead, in the JSON that `form` asks for. Raises RefusedError
    if the user has sent no message.
    """
    words = sum(len(message.content.split()) for message in messages)
    done = task_reply(messages, form.schema_asked if form else None)
    if done is not None:
        return LastMessage(None, done, words)
    place = max((place for place, message in enumerate(messages) if message.role == "user"), default=None)
    if place is None:
        raise RefusedError(422, "there is no message of the role `user`")
    try:
        question = check_question(clean_text(messages[place].content))
    except BadQuestionError as error:
        return LastMessage(None, f"{error.message[:1].upper()}{error.message[1:]}; {error.hint}.", words)
    if asks_nothing(question):
        return LastMessage(None, "Ask a question; it is answered with quotes from the articles.", words)
    spoken = [each for each in messages[:place] if each.role == "user" or (each.role == "assistant" and each.content)]
    return LastMessage(_understood(library, question, _earlier(library, spoken[-_MOST_EARLIER:])), "", words)


def _earlier(library: Library, messages: Sequence[MessageIn]) -> list[Earlier]:
    """Return the questions in `messages` with their answers; other messages are left out."""
    earlier: list[Earlier] = []
    is_answer = False
    for message in messages:
        if message.role == "user":
            question = _question_in(message.content)
            is_answer = question is not None
            if question is not None:
                earlier.append(Earlier(_understood(library, question, earlier)))
        elif is_answer:
            answer = clean_text(message.content[:_REMEMBERED]).strip()
            earlier[-1] = Earlier(earlier[-1].searched, answer or earlier[-1].answer)
    return earlier


def _question_in(words: str) -> str | None:
    """Return a message as a question, None if it asks nothing."""
    try:
        question = check_question(clean_text(words.strip()[:MOST_CHARACTERS]))
    except BadQuestionError:
        return None
    return None if asks_nothing(question) else question


def _understood(library: Library, question: str, earlier: Sequence[Earlier]) -> str:
    return understood(question, library.language_of(question), earlier).searched if earlier else question
