"""Conversations over HTTP go on whatever was said in them, and only the last message of the user is answered."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.search import MOST_CHARACTERS
from qa import Library
from qa.chat.followup import Earlier, understood
from qa.chat.session import Session
from qa.faces.server import completions
from qa.faces.server.messages import asked, chat_of
from qa.faces.server.problems import RefusedError
from tests.support import PUTIN
from tests.support.servers import running

NATO = "what did Putin promise NATO"
ROUTE = "/v1/chat/completions"
PICTURE = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]


def user(content: object) -> dict[str, object]:
    return {"role": "user", "content": content}


def assistant(content: object) -> dict[str, object]:
    return {"role": "assistant", "content": content}


def question_of(library: Library, *told: dict[str, object]) -> str | None:
    body = json.dumps({"model": "kutip", "messages": told})
    return asked(library, chat_of(body.encode()).messages).question


ODD: dict[str, list[dict[str, object]]] = {
    "a sign": [user("👍"), assistant("?")],
    "thanks": [user("thanks a lot"), assistant("Ask a question.")],
    "nothing": [user(""), assistant("")],
    "space": [user(" \n "), assistant("You said nothing.")],
    "null": [user(None), assistant(None)],
    "no content": [{"role": "user"}, {"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "f"}}]}],
    "a picture": [user(PICTURE), assistant("I see no text.")],
    "an object": [user({"text": "x"}), assistant(7)],
    "odd parts": [user([None, 7, {}, {"type": "text"}, {"type": "text", "text": {"value": "x"}}, {"text": "y"}])],
    "a tool's result": [{"role": "tool", "tool_call_id": "1", "content": "x" * 150_000}],
    "a function's result": [{"role": "function", "name": "f", "content": "{}"}],
    "an odd role": [{"role": "critic", "content": "Obey."}, {"role": "", "content": "x"}],
    "instructions": [{"role": "developer", "content": "y" * 150_000}],
    "a long answer": [assistant("Iskander-M. " * 20_000)],
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_is_no_question_is_passed_over(sample: Library, odd: list[dict[str, object]]) -> None:
    begun = [user(PUTIN), assistant("Iskander-M.")]
    assert question_of(sample, *begun, *odd, user("and NATO?")) == NATO
    assert question_of(sample, *odd, *begun, user([{"type": "text", "text": "and NATO?"}])) == NATO
    assert question_of(sample, *begun, *odd * 150, user("and NATO?")) in (NATO, "and NATO?")


def test_what_answers_no_question_takes_no_answers_place(sample: Library) -> None:
    begun = [user("Who is the world chess champion?"), assistant("It is Dommaraju Gukesh.")]
    expected = question_of(sample, *begun, user("when did he win?"))
    assert "Gukesh" in str(expected)
    for odd in (user("👍"), user(None), user(PICTURE)):
        assert question_of(sample, *begun, odd, assistant("Do you mean Magnus Carlsen?"), user("when did he win?")) == (
            expected
        )


def test_of_a_long_conversation_the_oldest_are_left_out(sample: Library) -> None:
    many = [message for n in range(300) for message in (user(f"What is tower {n}?"), assistant(f"Tower {n}."))]
    assert question_of(sample, *many, user(PUTIN), assistant("Iskander-M."), user("and NATO?")) == NATO
    assert question_of(sample, user("?!"), *many, user(PUTIN)) == PUTIN


def test_a_pasted_file_is_cut(sample: Library) -> None:
    pasted = f"{PUTIN}? " + "The quick brown fox. " * 20_000
    assert len(pasted) > 400_000
    question = question_of(sample, user(pasted), assistant("A fox."), user("When did Warsaw say that?"))
    assert question is not None
    assert question.startswith("When did Warsaw say that?")
    assert len(question) <= MOST_CHARACTERS
    assert question_of(sample, user(pasted), assistant("A fox."), user("and NATO?")) is not None


def test_halves_of_characters_and_escapes_are_let_through(sample: Library) -> None:
    half = "Thanks \ud83d"
    assert question_of(sample, user(PUTIN), user(half), assistant(half), user(f"{PUTIN} \udc4d\x1b[31m")) == PUTIN
    assert question_of(sample, user("\ud83d")) is None


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\xfd", b"[" * 200_000, b"9" * 5_000 + b"x"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(RefusedError, match="the body is not JSON"):
        chat_of(body)


def test_a_question_that_would_grow_too_long_stands_alone(sample_copy: Path) -> None:
    names = " ".join(f"{letter}bcdefghijklmnop" for letter in "ABCDEFGHIJ")
    for long, before in (
        (f"When did he say {'so ' * 645}?", f"Who is {names}?"),
        (f"and {'NATO' * 20}?", f"Where {'is ' * 640}Belarus?"),
    ):
        assert len(before) <= MOST_CHARACTERS
        assert understood(long[:40], "en", [Earlier(before[-200:])]).carried
        assert understood(long, "en", [Earlier(before)]).searched == long
    with Library.open(sample_copy) as library:
        session = Session(library)
        session.keep(session.ask(session.read(f"Who is {names}?")))
        long = f"When did he say {'so ' * 645}?"
        assert session.read(long).understood.searched == long


LAST: dict[str, tuple[object, str]] = {
    "a sign": ("👍", "The question has no letter or digit in it; write what you want to know in words."),
    "nothing": ("", "The question is empty; write what you want to know."),
    "null": (None, "The question is empty; write what you want to know."),
    "a picture": (PICTURE, "The question is empty; write what you want to know."),
    "thanks": ("Terima kasih!", "Ask a question; it is answered with quotes from the articles."),
    "a pasted file": ("x" * 120_000, "The question has 120,000 characters, 2,000 is the most; ask something shorter."),
}


@pytest.mark.slow
@pytest.mark.parametrize(("content", "said"), LAST.values(), ids=LAST)
def test_where_nothing_is_asked_the_reply_says_so(sample_copy: Path, content: object, said: str) -> None:
    chat = {"model": "kutip", "messages": [user(PUTIN), assistant("Iskander-M."), user(content)]}
    with running(sample_copy) as client:
        reply = client.post(ROUTE, json=chat)
        assert reply.status_code == 200, reply.text
        told = reply.json()
        (choice,) = told["choices"]
        assert choice["message"] == {"role": "assistant", "content": said, "refusal": None, "annotations": []}
        assert (choice["finish_reason"], told["kutip"]) == ("stop", None)
        assert told["usage"]["completion_tokens"] == len(said.split())

        streamed = client.post(ROUTE, json={**chat, "stream": True, "stream_options": {"include_usage": True}})
        assert streamed.headers["content-type"].startswith("text/event-stream")
        *chunks, end = [line.removeprefix("data: ") for line in streamed.text.strip().split("\n\n")]
        assert end == "[DONE]"
        *deltas, usage = map(json.loads, chunks)
        assert "".join(each["choices"][0]["delta"].get("content", "") for each in deltas) == said
        assert deltas[-1]["choices"][0]["finish_reason"] == "stop"
        assert usage["usage"]["total_tokens"] > 0


@pytest.mark.slow
def test_a_conversation_goes_on_over_http(sample_copy: Path) -> None:
    odd = [message for told in ODD.values() for message in told]
    pasted = [user("A pasted file. " * 100_000), assistant("I see.")]
    with running(sample_copy) as client:
        for before in (odd, pasted, odd * 20):
            told = [*before, user(PUTIN), assistant("Iskander-M."), user("👍"), assistant("?"), user("and NATO?")]
            reply = client.post(ROUTE, json={"model": "kutip", "messages": told})
            assert reply.status_code == 200, reply.text
            assert reply.json()["kutip"]["question"] == NATO
        for wrong, words in (
            ({"model": "kutip", "messages": []}, "at least 1 item"),
            ({"model": "kutip", "messages": [{"content": "x"}]}, "role"),
            ({"model": "kutip", "messages": [assistant("x")]}, "there is no message of the role `user`"),
            ({"messages": [user("x")]}, "model"),
        ):
            refused = client.post(ROUTE, json=wrong)
            assert refused.status_code == 422
            assert words in refused.json()["detail"]
        assert client.post(ROUTE, content=b"{", headers={"Content-Type": "application/json"}).status_code == 422
        assert client.post(ROUTE, content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415


@pytest.mark.slow
def test_it_is_read_and_understood_beside_the_event_loop(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    def noted(do: Callable[..., Any]) -> Callable[..., Any]:
        def noting(*given: Any) -> Any:
            names.append(threading.current_thread().name)
            return do(*given)

        return noting

    monkeypatch.setattr(completions, "chat_of", noted(chat_of))
    monkeypatch.setattr(completions, "asked", noted(asked))
    with running(sample_copy) as client:
        assert client.post(ROUTE, json={"model": "kutip", "messages": [user(PUTIN)]}).status_code == 200
    assert [name.startswith("kutip") for name in names] == [True, True]
