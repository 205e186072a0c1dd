"""Conversations as clients of OpenAI's API send them, and the question in the last message."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from index.errors import BadQuestionError
from index.search import MOST_CHARACTERS, check_question
from index.text.cleaning import clean_text
from qa.chat.followup import Earlier, understood
from qa.faces.server.models import QUESTION
from qa.faces.server.problems import RefusedError
from qa.library import Library

MODEL = "kutip"

_MOST_EARLIER = 40
"""How many messages before the last are read to understand it."""

_REMEMBERED = 500


def _words(content: object) -> str:
    """Return the text of a message, its parts joined; empty for other content."""
    if isinstance(content, list):
        return " ".join(words for part in content if (words := _words_of_part(part)))
    return content if isinstance(content, str) else ""


def _words_of_part(part: object) -> str:
    if isinstance(part, dict):
        part = part.get("text") if part.get("type") == "text" else None
    return part if isinstance(part, str) else ""


_Content = Annotated[
    str, BeforeValidator(_words), WithJsonSchema({"description": "Text, or parts; only text is read.", "default": ""})
]


class MessageIn(BaseModel):
    """A message of the conversation."""

    role: str
    content: _Content = ""


class StreamOptions(BaseModel):
    """Options of a stream."""

    include_usage: bool | None = None


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


@dataclass(frozen=True, slots=True)
class LastMessage:
    """The question of a conversation, or None and the `problem`; `words` counts the whole conversation."""

    question: str | None
    problem: str
    words: int


def chat_of(body: bytes) -> ChatIn:
    """Return a request's conversation; lone surrogates of cut emoji are accepted and cleaned later.

    Raises ValidationError for another shape, and RefusedError if the body is not JSON.
    """
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError(422, "the body is not JSON") from error
    return ChatIn.model_validate(given)


def asked(library: Library, messages: Sequence[MessageIn]) -> LastMessage:
    """Return the question of the user's last message, understood after the earlier ones.

    Raises RefusedError if the user has sent no message.
    """
    place = max((place for place, message in enumerate(messages) if message.role == "user"), default=None)
    if place is None:
        raise RefusedError(422, "there is no message of the role `user`")
    words = sum(len(message.content.split()) for message in messages)
    try:
        question = check_question(clean_text(messages[place].content))
    except BadQuestionError as error:
        return LastMessage(None, f"{error.message[:1].upper()}{error.message[1:]}; {error.hint}.", words)
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
    try:
        return check_question(clean_text(words.strip()[:MOST_CHARACTERS]))
    except BadQuestionError:
        return None


def _understood(library: Library, question: str, earlier: Sequence[Earlier]) -> str:
    return understood(question, library.language_of(question), earlier).searched if earlier else question
