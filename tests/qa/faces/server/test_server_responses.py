"""OpenAI's Responses API and the forms of a reply, by OpenAI's own client."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from qa import Library
from qa.wording import not_found, quoted
from tests.support import PUTIN

pytestmark = pytest.mark.slow

ROUTE = "/v1/responses"
NOTHING = "Qwertzuiop asdfghjkl yxcvbnm"
USER = {"role": "user", "content": PUTIN}


@pytest.fixture(scope="module")
def given(served: Any) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{served.url}/v1", api_key="none") as made:
        yield made


def text_of(sample: Library, question: str) -> str:
    answer = sample.ask(question)
    return "\n\n".join(filter(None, (answer.short, answer.text))) if answer.citations else not_found(answer)


def test_a_response_has_the_quotes_in_its_annotations(given: openai.OpenAI, sample: Library) -> None:
    response = given.responses.create(model="kutip", input=PUTIN)
    expected = sample.ask(PUTIN)
    assert response.output_text == text_of(sample, PUTIN)
    assert (response.status, response.error, response.model) == ("completed", None, "kutip")
    (message,) = response.output
    assert message.type == "message"
    (content,) = message.content
    assert content.type == "output_text"
    for citation, place in zip(expected.citations, content.annotations, strict=True):
        assert place.type == "url_citation"
        assert content.text[place.start_index : place.end_index] == f"{quoted(citation.quote)} [{citation.number}]"
        assert citation.title in place.title
        assert httpx.get(place.url.partition("#")[0]).status_code == 200
    assert response.usage is not None
    assert response.usage.total_tokens == response.usage.input_tokens + len(content.text.split())
    assert response.model_extra is not None
    assert response.model_extra["kutip"]["question"] == PUTIN


def test_a_response_goes_on_and_finds_nothing(given: openai.OpenAI) -> None:
    first = given.responses.create(model="kutip", input=[{"role": "user", "content": PUTIN}])
    talk: Any = [
        {"role": "user", "content": [{"type": "input_text", "text": PUTIN}]},
        *first.output,
        {"type": "reasoning", "id": "r", "summary": []},
        {"role": "user", "content": "and NATO?"},
    ]
    second = given.responses.create(model="kutip", instructions="Answer briefly.", input=talk)
    assert second.model_extra is not None
    assert second.model_extra["kutip"]["question"] == "what did Putin promise NATO"
    nothing = given.responses.create(model="kutip", input=NOTHING)
    assert nothing.output_text.startswith("Not found in ")
    assert given.responses.create(model="kutip", input="?!").output_text.startswith("The question has no letter")


@pytest.mark.parametrize("question", [PUTIN, NOTHING, "?!"])
def test_a_response_streams_its_events(given: openai.OpenAI, question: str) -> None:
    whole = given.responses.create(model="kutip", input=question)
    events = list(given.responses.create(model="kutip", input=question, stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    names = [event.type.removeprefix("response.") for event in events]
    assert names[:4] == ["created", "in_progress", "output_item.added", "content_part.added"]
    assert names[-4:] == ["output_text.done", "content_part.done", "output_item.done", "completed"]
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == whole.output_text
    last = events[-1]
    assert last.type == "response.completed"
    assert last.response.output_text == whole.output_text
    annotations = [event.annotation for event in events if event.type == "response.output_text.annotation.added"]
    (message,) = last.response.output
    assert message.type == "message"
    (content,) = message.content
    assert content.type == "output_text"
    assert [each and each.to_dict() for each in annotations] == [each.to_dict() for each in content.annotations]
    with given.responses.stream(model="kutip", input=question) as stream:
        assert stream.get_final_response().output_text == whole.output_text


def test_the_events_of_a_response_name_themselves(client: httpx.Client) -> None:
    streamed = client.post(ROUTE, json={"model": "kutip", "input": PUTIN, "stream": True})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    for block in streamed.text.strip().split("\n\n"):
        event, data = block.split("\n")
        assert json.loads(data.removeprefix("data: "))["type"] == event.removeprefix("event: ")


def test_an_error_amid_a_response_is_an_event(
    running: Callable[..., contextlib.AbstractContextManager[httpx.Client]],
    sample_copy: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from index.errors import GenerationError
    from qa import Retrieved

    def broken(*_: object) -> Iterator[object]:
        yield Retrieved(())
        raise GenerationError("a row is missing", "repair it")

    monkeypatch.setattr(Library, "stream", broken)
    with running(sample_copy) as own:
        told = own.post(ROUTE, json={"model": "kutip", "input": PUTIN, "stream": True}).text
    last = json.loads(told.strip().rpartition("data: ")[2])
    assert (last["type"], last["sequence_number"]) == ("error", 2)
    assert last["message"] == "the index of the library cannot be used; its administrator must repair it"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"model": "gpt-9"}, 404, "there is no model gpt-9"),
        ({"input": []}, 422, "at least 1 item"),
        ({"input": 7}, 422, "list"),
        ({"input": ""}, 422, "at least 1 item"),
        ({"tool_choice": 7}, 422, "tool_choice"),
        ({"text": {"format": {"type": "grammar"}}}, 422, "text.format.type"),
        ({"input": [{"type": "reasoning"}]}, 422, "at least 1 item"),
        ({"input": [{"role": "assistant", "content": "x"}]}, 422, "no message of the role `user`"),
        ({"previous_response_id": "resp_1"}, 422, "send the whole conversation as `input`"),
        ({"conversation": "conv_1"}, 422, "send the whole conversation as `input`"),
        ({"background": True}, 422, "send the whole conversation as `input`"),
        ({"tool_choice": "required"}, 422, "Kutip calls no tools"),
        ({"text": {"format": {"type": "json_schema", "name": "x", "schema": {}}}}, 422, "Kutip fills no schema"),
    ],
)
def test_what_a_response_cannot_be_is_said(client: httpx.Client, body: Any, status: int, words: str) -> None:
    refused = client.post(ROUTE, json={"model": "kutip", "input": PUTIN, **body})
    assert refused.status_code == status
    assert words in refused.json()["error"]["message"]


def test_a_title_is_asked_for_as_a_response(given: openai.OpenAI) -> None:
    schema: Any = {"type": "object", "properties": {"title": {"type": "string"}}}
    task = f"Write a short title for the conversation.\nUser: {PUTIN}\nAssistant: Iskander-M."
    assert given.responses.create(model="kutip", input=task).output_text == PUTIN
    form: Any = {"format": {"type": "json_schema", "name": "title", "schema": schema}}
    assert json.loads(given.responses.create(model="kutip", input=task, text=form).output_text) == {"title": PUTIN}


# The forms of a reply


def test_a_title_is_asked_for_as_a_completion(given: openai.OpenAI) -> None:
    task: Any = [{"role": "system", "content": f"Write a short title for the conversation.\nUser: {PUTIN}"}]
    reply = given.chat.completions.create(model="kutip", messages=task)
    assert reply.choices[0].message.content == PUTIN
    parts = given.chat.completions.create(model="kutip", messages=task, stream=True)
    assert "".join(part.choices[0].delta.content or "" for part in parts) == PUTIN


def test_an_object_of_json_has_answer_and_citations(given: openai.OpenAI, sample: Library) -> None:
    for question in (PUTIN, NOTHING):
        expected = sample.ask(question)
        reply = given.chat.completions.create(
            model="kutip", messages=[{"role": "user", "content": question}], response_format={"type": "json_object"}
        )
        told = json.loads(reply.choices[0].message.content or "")
        assert told["status"] == expected.status
        assert told["answer"] == (expected.short or expected.text if expected.citations else not_found(expected))
        assert [each["quote"] for each in told["citations"]] == [each.quote for each in expected.citations]
        assert all(each["url"].startswith("http") for each in told["citations"])
        assert reply.choices[0].message.annotations == []


def test_what_cannot_be_promised_is_refused(given: openai.OpenAI) -> None:
    schema: Any = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}
    named: Any = {"type": "function", "function": {"name": "look"}}
    ask: Any = given.chat.completions.create
    with pytest.raises(openai.UnprocessableEntityError, match="fills no schema"):
        ask(model="kutip", messages=[USER], response_format=schema)
    for choice in ("required", named):
        with pytest.raises(openai.UnprocessableEntityError, match="calls no tools"):
            ask(model="kutip", messages=[USER], tool_choice=choice)
    for choice in ("auto", "none"):
        assert ask(model="kutip", messages=[USER], tool_choice=choice, response_format={"type": "text"}).choices


def test_sources_may_follow_the_text(given: openai.OpenAI, sample: Library) -> None:
    expected = sample.ask(PUTIN)
    reply = given.chat.completions.create(
        model="kutip", messages=[{"role": "user", "content": PUTIN}], extra_body={"sources": "markdown"}
    )
    said = reply.choices[0].message.content or ""
    text = text_of(sample, PUTIN)
    assert said.startswith(f"{text}\n\n- [1] [")
    lines = said.removeprefix(f"{text}\n\n").split("\n")
    for citation, line in zip(expected.citations, lines, strict=True):
        assert line.startswith(f"- [{citation.number}] [")
        assert "](<http" in line
