"""Questions followed over HTTP, and their news."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx

from index.storage.articles import make_article
from qa.library import Library

QUESTION = "When was the harbour bridge opened?"


def test_a_question_is_followed_over_http(
    tmp_path: Path, running: Callable[..., AbstractContextManager[httpx.Client]]
) -> None:
    root = tmp_path / "library"
    with Library.create(root) as library, running(root) as client:
        library.add(make_article(text="Bees dance to tell each other where flowers are.", language="en"))
        assert client.post("/v1/followed", json={"question": " "}).status_code == 422
        made = client.post("/v1/followed", json={"question": QUESTION})
        assert (made.status_code, made.json()["question"]) == (201, QUESTION)
        assert client.get("/v1/followed").json() == {"followed": [made.json()]}
        library.add(make_article(text="The harbour bridge was opened in May 1932.", language="en"))
        (news,) = client.get("/v1/news").json()["news"]
        assert (news["reason"], news["citation"]["quote"]) == (
            "first answer",
            "The harbour bridge was opened in May 1932.",
        )
        assert client.post("/v1/news/seen", json={"numbers": [news["number"]]}).json() == {"news": []}
        assert client.get("/v1/news").json() == {"news": []}
        assert client.get("/v1/news?all=true").json() == client.get("/v1/news?since=2022-01-01").json()
        assert client.delete(f"/v1/followed/{made.json()['number']}").json()["question"] == QUESTION
        assert client.delete("/v1/followed/1").status_code == 404
