"""A phrase stands in a text whatever its case, spaces and kinds of marks, and only between words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.text.folding import fold, places

TEXTS = st.text(st.sampled_from("aAéeE\u0301ßİǰ中国12.,'’‘-–—“”\" \n\u00a0\u00ad\u200b¹™ﬁ"), max_size=30)


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("Wali kota\n\nberkata: “Kita – semua – maju.”", 'BERKATA: "Kita - semua', ["berkata: “Kita – semua"]),
        ("Iranian oil and Iran's gas, Iran", "iran", ["Iran", "Iran"]),
        ("1.200 orang, lalu 200 orang", "200 orang", ["200 orang"]),
        ("Harganya Rp200 juta", "200 juta", ["200 juta"]),
        ("Hari Jum’at itu", "Jum'at", ["Jum’at"]),
        ("Hari Jum’at itu", "at itu", []),
        ("peme\u00adrintah daerah", "Pemerintah Daerah", ["peme\u00adrintah daerah"]),
        ("cafe\u0301 tua", "CAFÉ tua", ["cafe\u0301 tua"]),
        ("cafe\u0301 tua", "cafe", []),
        ("an\u200b \u200b old (Straße) here", "old (strasse)", ["old (Straße)"]),
        ("中国人民", "国人", ["国人"]),
        ("Jakarta¹ kata dia", "jakarta", ["Jakarta"]),
        ("aa aa aa", "aa aa", ["aa aa"]),
        ("anything", " ", []),
    ],
)
def test_a_phrase_is_found_between_words(text: str, phrase: str, found: list[str]) -> None:
    assert [place.of(text) for place in places(text, phrase)] == found


def test_parts_of_words_are_found_where_they_may_be() -> None:
    assert [place.start for place in places("Iranian, Iran", "IRAN", whole=False)] == [0, 9]


@given(TEXTS, TEXTS)
@example("İ", "i")
def test_what_is_found_reads_as_the_phrase(text: str, phrase: str) -> None:
    wanted = fold(phrase)
    assert bool(places(text, phrase, whole=False)) == bool(wanted and wanted in fold(text))
    for place in (*places(text, phrase), *places(text, phrase, whole=False)):
        assert wanted in fold(place.of(text))


@given(TEXTS)
def test_forms_of_one_text_are_folded_alike(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert fold(f" {text}\n") == folded
