from __future__ import annotations

import pytest

from qa.expectation import Expectation, expected


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
        ("siapa presiden Belarus?", Expectation.ANYTHING),
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
    ],
)
def test_whether_a_sentence_has_it(expectation: Expectation, sentence: str, met: float) -> None:
    assert expectation.met_by(sentence) == met
