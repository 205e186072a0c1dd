"""Who held an office before is no answer to who holds it, where another is."""

from __future__ import annotations

import numpy as np
import pytest

from index.search import Query
from qa.answer.agreement import AnswerText
from qa.answer.asked import Asked
from qa.answer.holders import standing

MAYOR, WALI = "Who is the mayor of Osk?", "Siapa gubernur Kalimas?"
OTHER = AnswerText("Rina Wati", "en")


def said(sentence: str, name: str, language: str = "en") -> AnswerText:
    before, _, after = sentence.partition(name)
    return AnswerText(name, language, before, after)


def asked(question: str, language: str, *, newest: bool = True) -> Asked:
    plain = Asked.of(Query(question, language, np.zeros(1, np.float32)))
    return Asked(plain.query, plain.terms, plain.answer_type, newest)


@pytest.mark.parametrize(
    ("question", "language", "sentence", "stands"),
    [
        (WALI, "id", "Mantan gubernur Kalimas Budi Hartono meresmikan pasar.", False),
        (WALI, "id", "Rina dilantik menggantikan Budi Hartono.", False),
        (WALI, "id", "Hadir pula Budi Hartono, mantan gubernur Kalimas, dan warga.", False),
        (WALI, "id", "Mantan Gubernur Kalimas, Budi Hartono, hadir.", False),
        (WALI, "id", "Bersama mantan gubernur Jaya, Budi Hartono hadir.", True),
        (WALI, "id", "Mantan bupati Budi Hartono menjadi gubernur.", True),
        (WALI, "id", "Mantan gubernur Jaya bertemu gubernur Budi Hartono.", True),
        (MAYOR, "en", "The former mayor of Osk, who was ill, met Budi Hartono.", True),
        (MAYOR, "en", "Ex-mayor Budi Hartono came.", False),
        (MAYOR, "en", "She succeeded mayor Budi Hartono on Sunday.", False),
        (MAYOR, "en", "Budi Hartono was succeeded by her.", False),
        (MAYOR, "en", "She was succeeded by Budi Hartono.", True),
        (MAYOR, "en", "Budi Hartono, a former teacher, is the mayor.", True),
        (MAYOR, "id", "Mantan wali kota Budi Hartono hadir.", False),
        ("Who is the former mayor of Osk?", "en", "The former mayor Budi Hartono came.", True),
        ("What is the mayor of Osk?", "en", "The former mayor Budi Hartono came.", True),
    ],
)
def test_a_mention_as_a_former_holder_stands_beside_no_other(
    question: str, language: str, sentence: str, stands: bool
) -> None:
    former = said(sentence, "Budi Hartono", language)
    about = asked(question, "id" if question is WALI else "en")
    assert standing([former, OTHER], about) == ((0, 1) if stands else (1,))
    assert standing([former], about) == (0,)


def test_where_the_newest_is_not_asked_for_it_stays_unless_another_says_the_same() -> None:
    former, plain = said("The former mayor Budi Hartono came.", "Budi Hartono"), AnswerText("Budi Hartono", "en")
    assert standing([former, OTHER], asked(MAYOR, "en", newest=False)) == (0, 1)
    assert standing([former, OTHER, plain], asked(MAYOR, "en", newest=False)) == (1, 2)
