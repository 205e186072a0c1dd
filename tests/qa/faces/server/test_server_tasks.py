"""What chat programs set beside questions is done in the form asked for, and no question is taken for it."""

from __future__ import annotations

import json
import time

import pytest

from qa.faces.server.messages import ChatIn, MessageIn
from qa.faces.server.tasks import task_reply

QUESTION = "How long is the pier of Nordwijk?"
WRITTEN_OUT = f"USER: {QUESTION}\nASSISTANT: It is 410 metres long.\nUSER: and who built it?"
HEADED = """### Task:
{wanted}

### Guidelines:
- Keep to the language of the conversation.

### Output:
JSON format: {shape}

### Examples:
- {{"title": "A Walk on the Moon"}}

### Chat History:
<chat_history>
{talk}
</chat_history>"""


def told(*messages: tuple[str, str]) -> list[MessageIn]:
    return [MessageIn(role=role, content=content) for role, content in messages]


def headed(wanted: str, shape: str) -> list[MessageIn]:
    return told(("user", HEADED.format(wanted=wanted, shape=shape, talk=WRITTEN_OUT)))


@pytest.mark.parametrize(
    ("wanted", "shape", "reply"),
    [
        ("Make a short title with an emoji for the chat.", '{ "title": "the title" }', {"title": QUESTION}),
        ("Give 1-3 broad tags for the chat.", '{ "tags": ["one", "two"] }', {"tags": []}),
        ("Suggest questions that may follow.", '{ "follow_ups": ["Question 1?", "Question 2?"] }', {"follow_ups": []}),
        ("Say what to look for on the web.", '{ "queries": ["a", "b"] }', {"queries": []}),
        ("Go on with the text in <text>.", '{ "text": "<completion>" }', {"text": ""}),
        ("Describe it.", '{"of": {"name": "x"}, "n": 3, "b": true}', {"of": {"name": QUESTION}, "n": 0, "b": False}),
    ],
)  # fmt: skip
def test_a_headed_task_gets_the_json_it_shows(wanted: str, shape: str, reply: object) -> None:
    said = task_reply(headed(wanted, shape))
    assert json.loads(str(said)) == reply


TITLING = {
    "before the talk": (
        "Write a concise title of 5 words or less for the conversation, in its own language.\n\nConversation:\n"
        f"User: {QUESTION}\nAI: It is 410 metres long."
    ),
    "in two sentences": f"Summarise in a 6-word title. Give the title only. The message: ```\nuser: {QUESTION}\n```",
    "after the talk": f"User: {QUESTION}\nBot: {'It is long. ' * 200}\n\nGenerate a short title for this chat.",
    "a name": f"Given the chat history, give this conversation a name. Keep it short.\n\n**User:**\n{QUESTION}",
    "Indonesian": f"Buatkan judul singkat untuk percakapan ini.\n\nPengguna: {QUESTION}\nAsisten: 410 meter.",
    "as JSON": f'Create a title for the chat in 10 words.\n[{{"role": "user", "content": {json.dumps(QUESTION)}}}]',
}


@pytest.mark.parametrize("role", ["system", "user"])
@pytest.mark.parametrize("words", TITLING.values(), ids=TITLING)
def test_a_title_alone_is_the_first_question(words: str, role: str) -> None:
    assert task_reply(told((role, words))) == QUESTION


@pytest.mark.parametrize("role", ["system", "developer"])
def test_instructions_may_stand_before_the_talk_or_after_it(role: str) -> None:
    task = (role, "You give titles. Output a thread title only, no more than 50 characters.")
    talk = (("user", f"\n {QUESTION}\nThanks"), ("assistant", "It is 410 metres long."))
    assert task_reply(told(task, *talk)) == QUESTION
    assert task_reply(told(task, ("user", WRITTEN_OUT))) == QUESTION
    assert task_reply(told(*talk, (role, "Generate a brief title for our discussion."))) == QUESTION
    last = ("user", "Please generate a title of four words for our conversation, without quotation marks.")
    assert task_reply(told(*talk, last)) == QUESTION
    assert task_reply(told(last)) == "Conversation"


def test_a_long_question_is_cut_at_a_word() -> None:
    long = "How many of the towers on the northern shore of the lake were built before 1900 and still stand?"
    said = task_reply(told(("user", long), ("user", "Write a short title for this chat.")))
    assert said == "How many of the towers on the northern shore of the lake…"


def test_a_schema_that_is_asked_for_is_filled() -> None:
    form = {
        "type": "json_schema",
        "json_schema": {
            "name": "named",
            "schema": {
                "type": "object",
                "properties": {"title": {"type": "string"}, "tags": {"type": "array"}, "language": {"type": "string"}},
            },
        },
    }
    chat = ChatIn.model_validate(
        {
            "model": "kutip",
            "messages": [
                {"role": "user", "content": QUESTION},
                {"role": "user", "content": "Write a short chat title."},
            ],
            "response_format": form,
        }
    )
    assert chat.response_format is not None
    said = task_reply(chat.messages, chat.response_format.schema_asked)
    assert json.loads(str(said)) == {"title": QUESTION, "tags": [], "language": ""}


@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        "What is the title of the conversation that the minister gave to the Post?",
        "Who gives the book its short title in the history of the chat show?",
        "In a few words, give the title of the new album",
        "Write only the name of the bridge",
        "Give me the history of the messages between Oslo and Bergen",
        "which task did the council generate",
        "apa judul percakapan itu",
        "tuliskan pesan singkat Habibie dalam percakapan dengan Merkel",
        "",
    ],
)
def test_a_question_is_no_task(question: str) -> None:
    assert task_reply(told(("user", question))) is None


@pytest.mark.parametrize(
    "instructions",
    [
        "You are a helpful assistant. Answer briefly.",
        "Always begin every message of the chat with a short title.",
        "Answer in few words. If the history is empty, give the chat a title.",
        "Be concise. " * 200,
    ],
)
def test_instructions_for_all_answers_are_no_task(instructions: str) -> None:
    for role in ("system", "developer"):
        assert task_reply(told((role, instructions), ("user", QUESTION))) is None


def test_what_is_no_object_costs_no_error_and_little_time() -> None:
    started = time.process_time()
    for odd in ("{" * 100_000, "[" * 100_000, '{"a":' * 30_000, "\ud83d" * 50_000, '"role": "user", ' * 20_000):
        said = task_reply(told(("user", QUESTION), ("user", f"Write a short title for the chat.\n{odd}")))
        assert said == QUESTION
    assert time.process_time() - started < 5
