"""What follow-ups are understood as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.chat.followup import MOST_CARRIED, Earlier, understood

PROMISE = Earlier("what did Putin promise Belarus", "Rusia akan mengirim sistem rudal taktis Iskander-M ke sekutunya.")


def searched(question: str, *earlier: Earlier, language: str = "en") -> str:
    return understood(question, language, earlier).searched


def test_the_first_question_stands_as_it_is() -> None:
    assert searched("  what did he say?") == "what did he say?"


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2022 World Cup final in Qatar?",
        "When did Russia say it would leave the grain deal?",
        "Siapa yang bilang rudal Iskander sudah ditempatkan di Kaliningrad?",
        "How many people fled the war in Ukraine?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert understood(question, "en", [PROMISE]).carried == ()
    assert searched(question, PROMISE) == question


def test_a_name_after_and_takes_the_place_of_the_last_name() -> None:
    assert searched("and NATO?", PROMISE) == "what did Putin promise NATO"
    assert searched("bagaimana dengan Ukraina?", PROMISE, language="id") == "what did Putin promise Ukraina"


def test_a_year_takes_the_place_of_a_year() -> None:
    before = Earlier("How much palm oil did Indonesia export in 2021?")
    assert searched("and in 2022?", before) == "How much palm oil did Indonesia export in 2022?"


def test_a_year_where_there_was_none_is_added() -> None:
    assert searched("and in 2023?", PROMISE) == "what did Putin promise Belarus in 2023?"


def test_a_pronoun_becomes_the_person_asked_about() -> None:
    assert searched("what did he say about nuclear arms?", PROMISE).startswith("what did Putin say about nuclear arms?")


def test_a_possessive_keeps_its_ending() -> None:
    assert searched("what is his plan?", PROMISE).startswith("what is Putin's plan?")


def test_whoever_was_asked_for_is_the_person_of_the_answer() -> None:
    before = Earlier("Who won the chess title?", "In December Gukesh Dommaraju beat Ding Liren.")
    assert searched("where was he born?", before).startswith("where was Gukesh Dommaraju born?")


def test_a_thing_is_searched_with_what_it_stands_for() -> None:
    found = understood("kapan itu terjadi?", "id", [PROMISE])
    assert found.searched.startswith("kapan itu terjadi? (")
    assert {"Putin", "Belarus"} <= set(found.carried)


def test_a_suffix_points_back_too() -> None:
    before = Earlier("berapa korban tragedi Kanjuruhan?")
    assert "Kanjuruhan" in searched("apa penyebabnya?", before, language="id")


def test_a_bare_question_word_is_about_the_question_before() -> None:
    assert "Putin" in searched("why?", PROMISE)


def test_the_person_lasts_over_several_turns() -> None:
    second = Earlier(searched("kapan itu terjadi?", PROMISE, language="id"))
    assert searched("what did he say about it?", PROMISE, second).startswith("what did Putin say about it?")


@given(st.text(max_size=80), st.lists(st.builds(Earlier, st.text(max_size=80), st.text(max_size=80)), max_size=3))
def test_anything_is_understood_as_something_short(question: str, earlier: list[Earlier]) -> None:
    found = understood(question, "en", earlier)
    longest = max((len(one.searched) + len(one.answer) for one in earlier), default=0)
    assert len(found.searched) <= 2 * len(question) + longest * MOST_CARRIED + 40
    if not earlier:
        assert found.searched == question.strip()
