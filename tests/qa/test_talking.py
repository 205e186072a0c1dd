"""Questions in words: a scope in keywords, and conversations of programs."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from index.errors import BadInputError
from qa import AsyncLibrary, Filters, Library
from qa.given import within
from tests.support import PUTIN

JUNE = {"since": date(2022, 6, 1), "until": date(2022, 6, 30)}


@pytest.mark.parametrize(
    ("words", "filters"),
    [
        ({"since": "2022-06", "until": "2022-06"}, Filters(**JUNE)),  # type: ignore[arg-type]
        ({"since": "2022", "until": datetime(2022, 6, 30, 9)}, Filters(date(2022, 1, 1), date(2022, 6, 30))),
        ({"since": "25 June 2022"}, Filters(since=date(2022, 6, 25))),
        ({"sources": "Kompas", "languages": "id"}, Filters(None, None, frozenset({"Kompas"}), frozenset({"id"}))),
        ({"sources": ["A", "B"]}, Filters(sources=frozenset({"A", "B"}))),
        ({"since": None, "sources": None}, Filters()),
    ],
)
def test_a_scope_is_said_in_words(words: Any, filters: Filters) -> None:
    assert within(Filters(), words) == filters


@pytest.mark.parametrize(
    "given", [{"sources": "Kompas"}, {"languages": "id"}, {"since": "2022-01-01"}, {"until": 2022}], ids=str
)
def test_filters_take_days_and_sets(given: Any) -> None:
    with pytest.raises(BadInputError, match=r"is no datetime\.date|is one text"):
        Filters(**given)
    assert Filters(sources=["A", "B"]) == Filters(sources=frozenset({"A", "B"}))  # type: ignore[arg-type]


@pytest.mark.parametrize("question", [None, 7, b"Putin", ["Putin"]], ids=repr)
def test_a_question_is_text(sample: Library, question: Any) -> None:
    for ask in (sample.ask, sample.search, sample.stream, sample.conversation().ask):
        with pytest.raises(BadInputError, match="the question is no text"):
            ask(question)


def test_words_replace_those_of_filters() -> None:
    given = Filters(since=date(2020, 1, 1), sources=frozenset({"A"}))
    assert within(given, {"sources": "B"}) == Filters(since=date(2020, 1, 1), sources=frozenset({"B"}))
    assert within(given, {}) is given


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"since": "soon"}, "since is not a day"),
        ({"until": 7}, "until is not a day"),
        ({"sources": 7}, "7 is nothing that can be taken"),
        ({"languages": [7]}, "7 is no str"),
        ({"sinse": "2022"}, "there is no 'sinse' here"),
        ({"since": "2023", "until": "2022"}, "the period begins on"),
    ],
)
def test_other_words_are_refused(sample: Library, words: Any, said: str) -> None:
    for ask in (sample.ask, sample.search, sample.stream):
        with pytest.raises(BadInputError, match=said):
            ask(PUTIN, **words)
    with pytest.raises(BadInputError, match=said):
        asyncio.run(AsyncLibrary(sample, threads=1).ask(PUTIN, **words))


def test_a_question_stays_within_its_words(sample: Library) -> None:
    answer = sample.ask(PUTIN, sources="Intisari-Online", since="2022-06")
    assert {hit.article.source for hit in answer.hits} == {"Intisari-Online"}
    assert {hit.article.language for hit in sample.search(PUTIN, languages="en")} == {"en"}
    assert list(sample.stream(PUTIN, sources=["Intisari-Online"]))


def test_a_conversation_understands_what_was_said_before(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        talk = library.conversation()
        assert talk.ask(PUTIN).question == PUTIN
        assert talk.ask("and NATO?", languages="id").question == "what did Putin promise NATO"
        assert talk.filters == Filters(languages=frozenset({"id"}))
        assert [turn.question for turn in talk.turns] == [PUTIN, "and NATO?"]
        assert "## and NATO?" in talk.export()
        assert (talk.conversation_id, library.conversations.list()) == (None, ())


def test_a_conversation_may_be_kept_and_continued(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        talk = library.conversation(keep=True)
        assert talk.conversation_id is None
        talk.ask(PUTIN)
        again = library.conversation(talk.conversation_id)
        assert again.ask("and NATO?").question == "what did Putin promise NATO"
        assert library.conversations.list()[0].turns == 2
        with pytest.raises(BadInputError):
            library.conversation("ffffffffffff")


def test_a_scope_is_no_question_and_holds(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        talk = library.conversation()
        talk.ask(PUTIN)
        with pytest.raises(BadInputError, match="a scope is no question"):
            talk.ask("only Intisari-Online")
        assert len(talk.turns) == 1
        assert {hit.article.source for hit in talk.ask("Apa itu Iskander-M?").hits} == {"Intisari-Online"}


def test_a_conversation_is_awaited(sample_copy: Path) -> None:
    async def talk() -> None:
        async with AsyncLibrary.open(sample_copy) as library:
            begun = await library.conversation(keep=True)
            await begun.ask(PUTIN)
            assert (await begun.ask("and NATO?")).question == "what did Putin promise NATO"
            assert len(begun.talk.turns) == library.conversations.list()[0].turns == 2

    asyncio.run(talk())
