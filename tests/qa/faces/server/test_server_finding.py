"""All answers, people, counts and drafts over HTTP."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from qa import Library
from qa.faces.server import drafting
from qa.output import as_json, drafts
from tests.support import PUTIN

pytestmark = pytest.mark.slow

EVENTS = {"Accept": "text/event-stream"}
DRAFT = 'Laporan itu menyebut "200 amunisi taktis nuklir" dan "300 amunisi taktis nuklir" di Eropa.'


def settled(answer: Any) -> Any:
    """An answer without its times and its index."""
    return {**json.loads(as_json.dumps(answer)), "timings": None, "generation": None}


def test_all_answers_whole_and_as_events(client: httpx.Client, sample: Library) -> None:
    expected = settled(as_json.answer(sample.ask_all(PUTIN)))
    asked = {"question": PUTIN, "all": True, "seconds": 50}
    told = client.post("/v1/ask", json=asked, headers=EVENTS)
    events = [block.split("\n") for block in told.text.strip().split("\n\n")]
    found = [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in events]
    names = [name for name, _ in found]
    assert names[0] == "reading"
    assert names[-1] == "done"
    assert set(names) == {"reading", "quoted", "done"}
    read = [data["passages"] for name, data in found if name == "reading"]
    assert read == sorted(read)
    quoted = [data["address"] for name, data in found if name == "quoted"]
    assert len(quoted) == len(set(quoted))
    assert {each["address"] for each in expected["citations"]} <= set(quoted)
    assert settled(found[-1][1]) == expected
    assert settled(client.post("/v1/ask", json=asked).json()) == expected


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"all": True, "write": True}, "`write` is not asked together with `all`"),
        ({"all": True, "k": 3}, "`k` is not asked together with `all`"),
        ({"seconds": 5}, "`seconds` is asked only together with `all`"),
        ({"all": True, "seconds": 0}, "greater than 0"),
        ({"all": True, "seconds": 301}, "less than or equal to 300"),
        ({"all": 3}, "all: "),
        ({"all": True, "sources": ["Nowhere Post"]}, "no article has the source"),
    ],
)
def test_what_means_nothing_together_is_refused(client: httpx.Client, body: Any, words: str) -> None:
    for headers in ({}, EVENTS):
        told = client.post("/v1/ask", json={"question": PUTIN, **body}, headers=headers)
        assert told.status_code == 422
        assert words in told.json()["detail"]


def test_people_and_counts_are_those_of_the_library(client: httpx.Client, sample: Library) -> None:
    told = client.get("/v1/people", params={"q": PUTIN, "since": "2022-06-01"})
    assert told.json() == json.loads(as_json.dumps(as_json.people(sample.people(PUTIN, since="2022-06"))))
    assert told.json()["voices"][0]["citations"][0]["address"]
    counted = client.get("/v1/count", params={"q": '"Iskander-M"', "by": "month", "language": "id"})
    assert counted.json() == json.loads(as_json.dumps(sample.count('"Iskander-M"', "month", languages="id")))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/v1/people?q=%3F!", "no letter or digit"),
        ("/v1/people", "q: Field required"),
        ("/v1/people?q=x&k=3", "there is no parameter 'k' here; known are q, any_time, since"),
        ("/v1/count?q=two+words", "only what is said exactly can be counted"),
        ("/v1/count?q=title:", "no word follows title:"),
        ("/v1/count?q=title:x&by=year", "by: Input should be 'outlet' or 'month'"),
        ("/v1/count?q=title:x&since=2022-02-01&until=2022-01-01", "give the earlier day first"),
    ],
)
def test_a_bad_search_is_one_line(client: httpx.Client, url: str, words: str) -> None:
    told = client.get(url)
    assert told.status_code == 422
    assert words in told.json()["detail"]


def test_a_draft_is_checked(client: httpx.Client, sample: Library) -> None:
    report = sample.check_draft(DRAFT)
    told = client.post("/v1/drafts", json={"text": DRAFT}).json()
    assert told == json.loads(as_json.dumps(drafts.form(report)))
    assert [each["status"] for each in told["quotations"]] == ["stands", "differs"]
    place = told["quotations"][0]["places"][0]
    assert client.get(f"/v1/addresses/{place['address']}").json()["quote"] == place["quote"]
    page = client.post("/v1/drafts", json={"html": f"<p>{DRAFT}</p>", "name": "a<b"}, headers={"Accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "style-src 'unsafe-inline'" in page.headers["content-security-policy"]
    assert page.text == drafts.page(report, "a<b")


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 422, "give either `text` or `html`"),
        ({"text": "x", "html": "x"}, 422, "give either `text` or `html`"),
        ({"text": 5}, 422, "text: "),
        ({"text": ""}, 422, "text: "),
        ({"text": "x" * (drafting.LONGEST_DRAFT + 1)}, 422, "at most 200000 characters"),
        ({"text": "x" * 1_000_000}, 413, "larger than"),
        ({"html": "<div>" * 3_000}, 422, "nested too deeply"),
        ({"text": "\u201cone two\u201d " * (drafting.MOST_QUOTATIONS + 1)}, 422, "the draft has 501 quotations"),
    ],
)
def test_a_bad_draft_is_one_line(client: httpx.Client, body: Any, status: int, words: str) -> None:
    told = client.post("/v1/drafts", json=body)
    assert told.status_code == status
    assert words in told.json()["detail"]
