from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from index.text.analysis import fingerprint, split_words, stemmer_of, terms

STEMMED = ("ar", "de", "en", "es", "fr", "id", "ms", "nb", "ru")


def test_indonesian_words_are_stemmed_in_reading_order() -> None:
    assert terms("Putin menjanjikan pengiriman, dijanjikan perbaikan.", "id") == (
        "putin",
        "janji",
        "irim",
        "janji",
        "baik",
    )


def test_malay_shares_the_indonesian_stemmer() -> None:
    assert terms("menjanjikan keamanan", "ms") == terms("menjanjikan keamanan", "id") == ("janji", "aman")


def test_english_words_are_stemmed_by_porter2() -> None:
    assert terms("Generously promised missiles", "en") == ("generous", "promis", "missil")


@pytest.mark.parametrize("language", ["und", "ko", "", "xx"])
def test_a_language_without_a_stemmer_keeps_whole_words(language: str) -> None:
    assert terms("Menjanjikan promises", language) == ("menjanjikan", "promises")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Rusia's", "id", ("rusia",)),
        ("Rusia\u2019s", "en", ("rusia",)),
        ("Jum'at Jumat Qur\u2019an Quran", "id", ("jumat", "jumat", "quran", "quran")),
        ("O'Brien don't", "und", ("obrien", "dont")),
        ("Qur\u02bban Qur\u02beani Jum\u00b4at", "und", ("quran", "qurani", "jumat")),
        ("'rudal' ''nuklir''", "und", ("rudal", "nuklir")),
        ("dell'acqua l'eau", "und", ("dellacqua", "leau")),
    ],
)
def test_apostrophes(text: str, language: str, expected: tuple[str, ...]) -> None:
    assert terms(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SU-35, 200 amunisi, 24 Februari 2022", ("su", "35", "200", "amunisi", "24", "februari", "2022")),
        ("3.000 3,000 3000", ("3000", "3000", "3000")),
        ("9,5 9.5 persen.", ("9.5", "9.5", "persen")),
        ("1.234.567,89", ("1234567.89",)),
        ("25/6/2022 24.12.2023", ("25", "6", "2022", "24", "12", "2023")),
        ("1,2,3,4 dan 2009,2010", ("1", "2", "3", "4", "dan", "2009", "2010")),
        ("0.001", ("0", "001")),
        ("Berakhir 2022.", ("berakhir", "2022")),
        ("covid19 5G", ("covid19", "5g")),
        ("Rp4,5 triliun Rp12.500 RM30", ("rp", "4.5", "triliun", "rp", "12500", "rm", "30")),
        ("US$12.500 €3.5bn £40m", ("us", "12500", "3.5", "bn", "40", "m")),
        (
            "25km 25\u339e 9,5kg 3D iPhone15 harp5 A320",
            ("25", "km", "25", "km", "9.5", "kg", "3d", "iphone15", "harp5", "a320"),
        ),
        ("٤٥ ١٢٫٥ ١٬٢٥٠", ("45", "12.5", "1250")),
        ("१,२३,४५६ १२.५", ("123456", "12.5")),
        ("๒๕๖๖ ১২৩ １２，５００", ("2566", "123", "12500")),
        ("12\u00a0500 1\u202f250\u202f000,5 2\u2009300", ("12500", "1250000.5", "2300")),
        ("12 500 100 200 300", ("12", "500", "100", "200", "300")),
        ("12 000 1 250 000 € 12 500", ("12000", "1250000", "12500")),
        ("12\u00a050 2022\u00a0500", ("12", "50", "2022", "500")),
        ("41² 41① 10⁶", ("41", "2", "41", "1", "10", "6")),
        ("Sentosa¹ m² CO₂", ("sentosa", "1", "m2", "co2")),
        ("½ 2½ 2 ¼", ("0.5", "2.5", "2.25")),
        ("about ½ of it", ("about", "0.5", "of", "it")),
        ("Ⅻ XII", ("xii", "xii")),
    ],
)
def test_numbers(text: str, expected: tuple[str, ...]) -> None:
    assert terms(text, "und") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("東京タワー", ("東京", "京タ", "タワ", "ワー")),
        ("猫 iPhone15は", ("猫", "iphone15", "は")),
        ("ไทย 500", ("ไท", "ทย", "500")),
        ("ລາວ", ("ລາ", "າວ")),
        ("ខ្មែរ", ("ខ្", "្ម", "មែ", "ែរ")),
    ],
)
def test_scripts_without_spaces_become_pairs(text: str, expected: tuple[str, ...]) -> None:
    assert terms(text, "und") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Straße STRASSE", ("strasse", "strasse")),
        ("ﬁnal ＡＢＣ１２", ("final", "abc12")),
        ("caf\u00e9 cafe\u0301", ("caf\u00e9", "caf\u00e9")),
        ("İstanbul istanbul", ("istanbul", "istanbul")),
        ("हिन्दी समाचार।", ("हिन्दी", "समाचार")),
        ("snake_case __x__", ("snake", "case", "x")),
        ("", ()),
        (" \n\t--- … [] _ ' \x00", ()),
    ],
)
def test_writing_is_made_uniform(text: str, expected: tuple[str, ...]) -> None:
    assert terms(text, "und") == expected


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff"])
def test_what_nobody_sees_within_a_word_is_left_out(mark: str) -> None:
    assert terms(f"Hafen{mark}unter{mark}nehmen 12{mark}500", "de") == terms("Hafenunternehmen 12500", "de")


def test_a_text_is_split_into_what_its_terms_are_made_of() -> None:
    text = "Promises, Jum\u2019at: 3.000 SU-35 Rusia's 東京タワー"
    assert split_words(text) == ("promises", "jum'at", "3.000", "su", "35", "rusia's", "東京タワー")
    assert split_words("?! \n…") == ()


@given(st.text(), st.sampled_from(["id", "en", "fr", "und", "ja"]))
def test_the_terms_of_the_words_are_the_terms_of_the_text(text: str, language: str) -> None:
    assert tuple(term for word in split_words(text) for term in terms(word, language)) == terms(text, language)


@given(st.text(), st.sampled_from(STEMMED))
def test_terms_are_words_without_spaces_or_apostrophes(text: str, language: str) -> None:
    for term in terms(text, language):
        assert term
        assert not set(term) & set(" '_\n\t")


@given(st.text(st.characters(codec="ascii")))
def test_case_and_composition_do_not_matter(text: str) -> None:
    assert terms(text.upper(), "id") == terms(text.lower(), "id")
    assert terms(unicodedata.normalize("NFD", text), "id") == terms(text, "id")


def test_a_language_has_the_stemmer_of_its_code_or_of_its_neighbour() -> None:
    assert {code: stemmer_of(code) for code in STEMMED} == {code: code for code in STEMMED} | {"ms": "id", "nb": "no"}
    assert [stemmer_of(code) for code in ("und", "eng", "english", "vi", "ja", "xx", "")] == [None] * 7


def test_threads_agree() -> None:
    texts = [f"menjanjikan pengiriman ke-{i} dipertahankan" for i in range(200)]
    expected = [terms(text, "id") for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: terms(text, "id"), texts)) == expected


def test_the_fingerprint_names_the_stemmer_version() -> None:
    assert fingerprint() == f"analysis-3/snowball-{Stemmer.version()}"
