"""A phrase stands in a text whatever its case, spaces and kinds of marks, and only between words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.text import folding
from index.text.folding import fold, places

TEXTS = st.text(
    st.sampled_from("aAéeE\u0301\u0334\u0345αßİǰ\u1100\u1161\u11a8中国12.,'’‘-–—“”\" \n\u00a0\u00ad\u200b¹™ﬁ"),
    max_size=30,
)


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
        ("Die Straße-Meis\u00adter kam", "Meister", ["Meis\u00adter"]),
        ("(Straße:Meis\u00adter) kam", "Straße", ["Straße"]),
        ("(Cafe\u0301/Straße) kam", "Straße", ["Straße"]),
        ("Ein Maß Bier, groß", "Mas", []),
        ("take it oﬀ", "it of", []),
        ("12\u00a0500 tons, 500 tons", "500 tons", ["500 tons"]),
        ("in 12\u00a0500 tons, in 12 tons", "in 12", ["in 12"]),
        ("in 12\u00a0500 tons", "12 500", ["12\u00a0500"]),
        ("in 2019\u00a0500 tons", "500 tons", ["500 tons"]),
        ("น้ำ\u200bใจ", "น้ำ", ["น้ำ"]),
    ],
)
def test_a_phrase_is_found_between_words(text: str, phrase: str, found: list[str]) -> None:
    assert [place.of(text) for place in places(text, phrase)] == found


def test_parts_of_words_are_found_where_they_may_be() -> None:
    assert [place.start for place in places("Iranian, Iran", "IRAN", whole=False)] == [0, 9]


@pytest.mark.parametrize(("text", "phrase"), [("a," * 400, "a"), ("ก" * 400 + "\u200bข", "ข"), ("ß,a-" * 200, "a")])
def test_a_text_twice_as_long_is_no_more_than_twice_the_work(
    text: str, phrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def count(of: Callable[[str], Any], given: str) -> Any:
        seen.append(len(given))
        return of(given)

    for name in ("fold", "split_words"):
        monkeypatch.setattr(folding, name, partial(count, getattr(folding, name)))
    assert places(text, phrase)
    once = sum(seen)
    assert places(text + text, phrase)
    assert sum(seen) - once < 2.2 * once


@given(TEXTS, TEXTS)
@example("İ", "i")
def test_what_is_found_reads_as_the_phrase(text: str, phrase: str) -> None:
    wanted = fold(phrase)
    assert bool(places(text, phrase, whole=False)) == bool(wanted and wanted in fold(text))
    assert all(fold(place.of(text)) == wanted for place in places(text, phrase))
    parts = places(text, phrase, whole=False)
    assert all(wanted in fold(place.of(text)) for place in parts)
    assert all(former.end <= later.start for former, later in pairwise(parts))


@given(TEXTS)
def test_forms_of_one_text_are_folded_alike(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert fold(f" {text}\n") == folded
