"""A question that says days asks the articles of these first, and all others where they do not answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.storage.articles import make_article
from index.values import Filters
from qa.days import AskedDays, AsOf
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.library import Library
from qa.values import AnswerStatus, Read, Retrieved
from qa.wording import notes
from tests.support.terminal import Captured

TODAY = date(2022, 6, 27)  # a Monday


def said(day: str, mayor: str) -> tuple[str, str]:
    return day, f"The mayor of Oslo opened the harbour bridge with {mayor}."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    told = (said("2022-06-23", "Anna Berg"), said("2019-09-18", "Olav Dahl"), said("2015-01-02", "Nils Vik"))
    with Library.create(tmp_path / "library") as opened:
        opened.add_articles(
            [make_article(text=text, title=f"News {day}", published=date.fromisoformat(day), language="en")
             for day, text in told]
        )  # fmt: skip
        opened.today = lambda: TODAY
        yield opened


def days_of(library: Library, question: str, **given: object) -> tuple[set[date | None], AskedDays | None]:
    answer = library.ask(question, **given)  # type: ignore[arg-type]
    assert answer.status is AnswerStatus.ANSWERED
    return {citation.published for citation in answer.citations}, answer.days


WITH = "Who opened the harbour bridge with the mayor of Oslo"


def test_relative_days_count_from_today(library: Library) -> None:
    found, days = days_of(library, f"{WITH} last week?")
    assert found == {date(2022, 6, 23)}
    assert days == AskedDays("last week", date(2022, 6, 20), date(2022, 6, 27))


def test_an_article_published_some_days_after_is_still_found(library: Library) -> None:
    found, days = days_of(library, f"{WITH} on 16 September 2019?")
    assert found == {date(2019, 9, 18)}
    assert days == AskedDays("on 16 September 2019", date(2019, 9, 16), date(2019, 9, 23))


def test_where_no_article_is_of_these_days_all_are_asked(library: Library) -> None:
    found, days = days_of(library, f"{WITH} in March 2017?")
    assert date(2022, 6, 23) in found
    assert days == AskedDays("in March 2017", date(2017, 3, 1), date(2017, 4, 7), everything=True)


def test_where_none_of_them_answers_all_are_asked(library: Library) -> None:
    library.add_articles(
        make_article(text="Bees dance.", title="Bees", published=date(2017, 3, 3), language="en"), "bees"
    )
    _, days = days_of(library, f"{WITH} in March 2017?")
    assert days is not None
    assert days.everything
    events = list(library.stream(f"{WITH} in March 2017?"))
    assert [type(event) for event in events[:2]] == [Retrieved, Read]


def test_days_given_otherwise_or_any_time_ask_as_they_say(library: Library) -> None:
    assert days_of(library, f"{WITH} in 2019?", any_time=True)[1] is None
    found, days = days_of(library, f"{WITH} in 2019?", filters=Filters(until=date(2016, 1, 1)))
    assert (found, days) == ({date(2015, 1, 2)}, None)


@pytest.mark.parametrize("said", ["as of October 2019", "before 2020"])
def test_a_time_up_to_a_day_asks_the_articles_up_to_it(library: Library, said: str) -> None:
    answer = library.ask(f"{WITH} {said}?")
    assert {citation.published for citation in answer.citations} <= {date(2019, 9, 18), date(2015, 1, 2)}
    assert answer.days is not None
    assert (answer.days.said, answer.days.since, answer.days.everything) == (said, None, False)
    assert answer.as_of is None


def test_what_is_asked_of_the_present_says_how_old_it_is(
    library: Library, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = library.ask(f"{WITH} now?")
    assert (fresh.question, fresh.as_of) == (f"{WITH} now?", AsOf(date(2022, 6, 23), 4))
    library.today = lambda: date(2026, 11, 30)
    assert notes(library.ask(f"Apakah {WITH} saat ini?"))[0] == "As of 23 June 2022, 4 years ago."
    assert library.ask(f"{WITH} as of 2030?").as_of == AsOf(date(2022, 6, 23), 1621)
    assert library.ask(f"{WITH}?").as_of is None
    assert library.ask(f"{WITH} in June 2022, the latest?").as_of is None
    undated = Filters(languages=frozenset({"id"}))
    library.add_articles([make_article(text="Anna Berg membuka jembatan pelabuhan.", title="Jembatan", language="id")])
    assert notes(library.ask("Siapa membuka jembatan pelabuhan sekarang?", filters=undated))[0].startswith("How old")
    monkeypatch.setenv("KUTIP_LIBRARY", str(library.root))
    assert run(["ask", "--json", f"{WITH} now?", "--language", "en"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["as_of"]["day"] == "2022-06-23"
    assert run(["ask", f"{WITH} now?", "--language", "en"]) == Exit.OK
    assert "\nAs of 23 June 2022, " in capsys.readouterr().out


def test_other_filters_hold_with_the_days(library: Library) -> None:
    answer = library.ask(f"{WITH} in 2019?", filters=Filters(languages=frozenset({"en"})))
    assert answer.days is not None
    assert not answer.days.everything


def test_the_command_line_tells_the_days(library: Library, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUTIP_LIBRARY", str(library.root))
    asked = ["ask", f"{WITH} in September 2019?"]
    assert run(asked) == Exit.OK
    told = "Asked only of articles of “in September 2019”: 1 September to 7 October 2019 (--any-time asks all).\n"
    assert capsys.readouterr().out.endswith(f"\n\n{told}")
    assert run(["ask", f"{WITH} in March 2017?"]) == Exit.OK
    told = "No article of “in March 2017” (1 March to 7 April 2017) answers; all were asked.\n"
    assert capsys.readouterr().out.endswith(f"\n\n{told}")
    assert run([*asked, "--any-time"]) == Exit.OK
    assert "Asked only" not in capsys.readouterr().out
    assert run([*asked, "--json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["days"] == {
        "said": "in September 2019",
        "since": "2019-09-01",
        "until": "2019-10-07",
        "everything": False,
    }
