from __future__ import annotations

import unicodedata

import pytest

from index.text.exonyms import forms_of, is_name_part
from index.text.spelling import are_alike, located, sounds, words

ALIKE = (
    "lavrov lawrow, soekarno sukarno, tjokro cokro, norman normans, kowalski kowalsky, celeron celoron, ahmad achmad, "
    "mukhtar muhtar"
)
OTHER = "carter curtis, hamas hamad, webb weber, johnson jackson, orwell orwick, putin rutin, astana asmara"


def test_words_are_as_written_but_for_accents_dots_and_apostrophes() -> None:
    assert words("U.S. troops saw Putin's Iskander-M, Asy-Syu'ara and Erdoğan’s Łódź.") == (
        "US", "troops", "saw", "Putin", "Iskander", "M", "Asy", "Syuara", "and", "Erdogan", "Lodz",
    )  # fmt: skip


def test_located_words_stand_where_they_say() -> None:
    text = "Erdoğan's U.S. visit"
    assert [(text[start:end], word) for start, end, word in located(text)] == [
        ("Erdoğan", "Erdogan"),
        ("U.S.", "US"),
        ("visit", "visit"),
    ]


def test_words_are_the_same_in_either_form_of_unicode_and_with_any_apostrophe() -> None:
    text = unicodedata.normalize("NFD", "Zoë Qur\u02bcan O\u00b4Brien")
    assert words(text) == ("Zoe", "Quran", "OBrien")
    assert [(text[start:end], word) for start, end, word in located(text)] == [
        ("Zoe\u0308", "Zoe"),
        ("Qur\u02bcan", "Quran"),
        ("O\u00b4Brien", "OBrien"),
    ]


@pytest.mark.parametrize("pair", ALIKE.split(", "))
def test_one_name_in_two_spellings(pair: str) -> None:
    one, other = map(sounds, pair.split())
    assert are_alike(one, other)
    assert are_alike(other, one)


@pytest.mark.parametrize("pair", OTHER.split(", "))
def test_two_names(pair: str) -> None:
    one, other = map(sounds, pair.split())
    assert not are_alike(one, other)
    assert not are_alike(other, one)


def test_forms_with_capitals_count_only_as_written() -> None:
    assert {"germany", "jerman"} <= forms_of("Germans")
    assert "united nations" in forms_of("UN")
    assert forms_of("un") == forms_of("polish") == forms_of("Utopolis") == frozenset()
    assert is_name_part("Muhammad")
    assert not is_name_part("Germany")
