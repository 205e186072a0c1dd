"""The pages beside the answer: all answers, who says what, followed questions and their news."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from index.storage.articles import make_article
from qa.library import Library

pytestmark = pytest.mark.slow

QUESTION, BRIDGE = "How high is the lighthouse?", "When was the harbour bridge opened?"
TOWERS = ("Aru", "Bera", "Cila", "Dorwin", "Empat")
EVENTS = {"Accept": "text/event-stream"}


@pytest.fixture
def library(tmp_path: Path, table_reader: Callable[[Mapping[str, float]], object]) -> Iterator[Library]:
    table_reader({**{f"{30 + number} metres": 0.9 for number in range(len(TOWERS))}, "May 1932": 0.9})
    with Library.create(tmp_path / "library") as made:
        made.add_articles(
            make_article(
                title=f"Lighthouse of {name}",
                text=f"The <b>lighthouse</b> of {name} is {30 + number} metres high, said Olaf Berg.",
                source="Coast Post",
                language="en",
            )
            for number, name in enumerate(TOWERS)
        )
        yield made


@pytest.fixture
def client(library: Library, running: Callable[..., AbstractContextManager[httpx.Client]]) -> Iterator[httpx.Client]:
    with running(library.root) as opened:
        yield opened


def tree(response: httpx.Response) -> Any:
    assert response.status_code == 200
    return html.fromstring(response.text)


def text(found: Any) -> str:
    return " ".join(found.text_content().split())


def test_all_answers_are_a_page_or_come_while_they_are_found(client: httpx.Client) -> None:
    short = tree(client.get("/", params={"q": QUESTION}))
    (more,) = short.xpath("//a[@id='read-on']/@href")
    page = tree(client.get(more))
    assert "5 articles have an answer, 5 different ones." in text(page)
    assert len(page.xpath("//blockquote")) == len(set(page.xpath("//li/@id"))) == 5
    assert [each.tag for each in page.xpath("//h1|//h2|//h3|//h4")] == ["h1", "h2", *["h3", "h4"] * 5]
    streamed = client.get(more, headers=EVENTS).text.splitlines()
    assert streamed[0] == "event: done"  # as it is remembered
    told = json.loads(streamed[1].removeprefix("data: "))
    assert told["line"] == "Reading on: 5 of 5 passages, 5 articles answer"
    assert "&lt;b&gt;lighthouse" in told["html"]
    assert client.get("/all").headers["location"] == "/"
    nothing = text(tree(client.get("/all", params={"q": BRIDGE})))
    assert "Not found in the 5 nearest passages of 5 articles (of 5 in scope): " in nothing


def test_who_says_what_is_a_page(client: httpx.Client) -> None:
    short = tree(client.get("/", params={"q": QUESTION}))
    (link,) = short.xpath("//a[text()='By speaker']/@href")
    page = tree(client.get(link))
    assert [text(each) for each in page.xpath("//h2")] == ["Olaf Berg"]
    assert len(page.xpath("//blockquote")) == 5


def test_a_question_is_followed_and_its_news_seen_on_the_page(client: httpx.Client, library: Library) -> None:
    (follow,) = tree(client.get("/", params={"q": BRIDGE})).xpath("//form[@method='post']")
    assert follow.fields["follow"] == BRIDGE
    sent = client.post(follow.action, data=dict(follow.fields))
    assert (sent.status_code, sent.headers["location"]) == (303, "/news")
    assert "Nothing is new." in text(tree(client.get("/news")))
    library.add(make_article(title="The bridge", text="The harbour bridge was opened in May 1932.", language="en"))
    assert "1 new answer to followed questions" in text(tree(client.get("/")))
    page = tree(client.get("/news"))
    assert "first answer (" in text(page)
    assert [text(each) for each in page.xpath("//blockquote")] == ["The harbour bridge was opened in May 1932."]
    seen, unfollow, _ = page.xpath("//form[@method='post']")
    client.post(seen.action, data=dict(seen.fields))
    assert "Nothing is new." in text(tree(client.get("/news")))
    assert "first answer (" in text(tree(client.get("/news?every=1")))
    client.post(unfollow.action, data=dict(unfollow.fields))
    assert library.followed() == ()
    assert client.post("/news", data={"unfollow": "7"}).status_code == 422
    assert client.post("/news", data={"follow": " "}).status_code == 422
    elsewhere = client.post("/news", data={"follow": BRIDGE}, headers={"Origin": "https://example.org"})
    assert elsewhere.status_code == 403


def test_a_question_is_followed_in_the_scope_in_which_it_was_asked(client: httpx.Client, library: Library) -> None:
    library.tag(library.articles(limit=1)[0].article_id, "wire")
    for scope in ({}, {"source": "Coast Post", "since": "2021-01-01"}, {"tag": "wire", "any_time": "1"}):
        (follow,) = tree(client.get("/", params={"q": BRIDGE, **scope})).xpath("//form[@method='post']")
        client.post(follow.action, data=dict(follow.fields))
        assert "Unfollow this question" in text(tree(client.get("/", params={"q": BRIDGE, **scope})))
    bounds = ("", " [since 2021-01-01, only Coast Post]", " [tagged wire, any time]")
    assert [each.asked for each in library.followed()] == [f"{BRIDGE}{each}" for each in bounds]
