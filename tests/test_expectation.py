from __future__ import annotations

import pytest

from qa.expectation import Expectation, asks_for_several, expected


@pytest.mark.parametrize(
    ("question", "expectation"),
    [
        ("How many bombs are there?", Expectation.NUMBER),
        ("berapa jumlah pengungsi?", Expectation.NUMBER),
        ("When did the war begin?", Expectation.TIME),
        ("In which year was it built?", Expectation.TIME),
        ("Kapan perang dimulai?", Expectation.TIME),
        ("tahun berapa jembatan itu dibuka?", Expectation.TIME),
        ("what did Putin promise Belarus", Expectation.ANYTHING),
        ("siapa presiden Belarus?", Expectation.PERSON),
        ("Who was banned, and by whom?", Expectation.PERSON),
        ("Where are the bombs?", Expectation.PLACE),
        ("In which city was it built?", Expectation.PLACE),
        ("Dari kota mana pesawat itu lepas landas?", Expectation.PLACE),
        ("Who knows when it began?", Expectation.TIME),
        ("Somewhere whoever said so", Expectation.ANYTHING),
        ("Show howmany whenever", Expectation.ANYTHING),
        ("", Expectation.ANYTHING),
    ],
)
def test_what_a_question_asks_for(question: str, expectation: Expectation) -> None:
    assert expected(question) is expectation


@pytest.mark.parametrize(
    ("expectation", "sentence", "met"),
    [
        (Expectation.NUMBER, "There are 200 of them.", 1.0),
        (Expectation.NUMBER, "Menaranya ada dua.", 1.0),
        (Expectation.NUMBER, "There are some.", -1.0),
        (Expectation.TIME, "It began on 24 February.", 1.0),
        (Expectation.TIME, "Sabtu (25/6)", 1.0),
        (Expectation.TIME, "Dibuka pada 1932.", 1.0),
        (Expectation.TIME, "It has 200 towers.", -1.0),
        (Expectation.ANYTHING, "It has 200 towers.", 0.0),
        (Expectation.PERSON, "It has 200 towers.", 0.0),
        (Expectation.PLACE, "It has 200 towers.", 0.0),
    ],
)
def test_whether_a_sentence_has_it(expectation: Expectation, sentence: str, met: float) -> None:
    assert expectation.met_by(sentence) == met


@pytest.mark.parametrize(
    "question",
    [
        "which countries are in the CSTO",
        "Which six countries share the Coral Triangle?",
        "black sea grain deal which ukrainian ports",
        "Who were the other winners?",
        "What are the causes of the war?",
        "Name the members of the council.",
        "List every port.",
        "What two cities were hit?",
        "What else did he say?",
        "Siapa saja yang hadir?",
        "Di pangkalan udara mana saja bom itu disimpan?",
        "Negara-negara mana yang ikut?",
        "Sebutkan nama para menteri",
    ],
)
def test_what_asks_for_several(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which power keeps away from the talks?",
        "What was promised to Belarus?",
        "What caused the fire?",
        "Which gas is used?",
        "What process is used?",
        "When did it make it onto the heritage list?",
        "What is the name of the ship?",
        "Who is the president?",
        "Negara mana yang menang?",
        "Siapa presiden Belarus?",
        "Apa arti kura-kura?",
        "",
    ],
)
def test_what_asks_for_one(question: str) -> None:
    assert not asks_for_several(question)
