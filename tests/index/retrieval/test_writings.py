"""What is written otherwise than it is asked for is found, below what is written as asked."""

from __future__ import annotations

import unicodedata

import pytest

from index.retrieval.lexical import SmallIndex
from index.retrieval.lexicon import weighted_terms
from index.retrieval.writings import Writings, number_terms
from index.text.analysis import terms

ARTICLES = (
    "Muhammad Jusuf membuka pasar",
    "Mohammad Yusuf menutup pasar",
    "Achmad Sjarif membeli kopi di Café Zoë",
    "Ahmad Syarif menjual kopi di Cafe Zoe",
    "Presiden Suharto meresmikan bendungan",
    "Presiden Soeharto meresmikan jembatan",
    "Zelenskyy berpidato di Lviv",
    "Zelensky berpidato di Odesa",
    "Telepon kantor itu +62 21 555-0134",
    "Rekening bernomor 5907 0000 8609",
    "Mereka pernah membeli pedang dan kata orang juta",
    "Pameran Qur\u02bcan kuno O\u00b4Brien",
)
INDEX = SmallIndex.from_documents([(*terms(text, "id"), *number_terms(text)) for text in ARTICLES])
WRITINGS = Writings(INDEX)


def found(question: str, language: str = "id") -> tuple[int, ...]:
    """The places of the articles with any of the question's terms, best first."""
    scores = INDEX.scores(weighted_terms([WRITINGS.translations(question, language, "id")]))
    return tuple(sorted((place for place, score in enumerate(scores) if score > 0), key=lambda place: -scores[place]))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Mohammad Yusuf", (1, 0)),
        ("muhammad jusuf", (0, 1)),
        ("Mohamad", (0, 1)),
        ("Ahmad Syarif", (3, 2)),
        ("Achmad Sjarif", (2, 3)),
        ("zoe", (3, 2)),
        ("Café", (2, 3)),
        ("Soeharto", (5, 4)),
        ("Suharto", (4, 5)),
        ("Zelensky", (7, 6)),
        ("Zelenskiy", (6, 7)),
        ("Quran", (11,)),
        ("O'Brien OBrien", (11,)),
        ("590700008609", (9,)),
        ("62215550134", (8,)),
        ("021-5550134", (8,)),
        ("(021) 555 0134", (8,)),
        ("5550134", (8,)),
        ("5550135 21555", ()),
        ("Bali Yuta", ()),
        ("kopa", ()),
    ],
)
def test_articles_are_found_by_other_writings(question: str, expected: tuple[int, ...]) -> None:
    places = found(question)
    assert set(places) == set(expected)
    assert places[:1] == expected[:1]
    assert found(unicodedata.normalize("NFD", question)) == places


def test_accents_that_are_typed_elsewhere_are_meant() -> None:
    index = SmallIndex.from_documents([terms(text, "vi") for text in ("ba má", "bà ma", "hai")])
    widened = Writings(index)

    def sought(question: str) -> set[str]:
        return {item.term for item in weighted_terms([widened.translations(question, "vi", "vi")])}

    assert sought("ba ma") == {"ba", "bà", "ma", "má"}
    assert sought("ba hài") == {"ba", "hài", "hai"}
    assert sought("Ba hài") == {"ba", "bà", "hài", "hai"}
