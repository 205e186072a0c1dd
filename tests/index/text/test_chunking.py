from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.text.chunking import MAX_CHARS, MOST_WORDS, chunk, word_count
from index.text.sentences import WINDOW, split_sentences
from index.values import Span


def sentences_of(text: str, language: str = "id") -> list[str]:
    return [span.of(text) for span in split_sentences(text, language)]


def passages_of(text: str, language: str = "id") -> list[str]:
    return [span.of(text) for span in chunk(text, language)]


def is_covered(text: str, spans: tuple[Span, ...]) -> bool:
    covered = {at for span in spans for at in range(span.start, span.end)}
    return all(at in covered or character.isspace() for at, character in enumerate(text))


PIECES = st.sampled_from(
    [
        "Saya pergi. ",
        "Ya! ",
        '"Benar?" katanya. ',
        "\n",
        "dr. Budi, ",
        "kata " * 90,
        "一二三。",
        "ไทย" * 30,
        "👩\u200d🔬",
        "a\u0301" * 50,
        "QUJD" * 300,
        " " * 2000,
        "1. ",
        "\u3000.",
        "\xa0!",
        "\ud800",
        "TEMPO.CO, ",
        "“Ya.” ",
        "…",
        "क्षि" * 40,
    ]
)
TEXTS = st.text(st.characters(), max_size=200) | st.lists(PIECES, max_size=25).map("".join)
LANGUAGES = st.sampled_from(["id", "en", "zh", "th", "und", "xx", ""])


# Sentences


@given(TEXTS, LANGUAGES)
@example("Z\xa0.", "und")
@example("N\u2028.", "th")
@example("\ud83d\ude00.", "id")
def test_sentences_are_trimmed_ordered_and_lose_nothing(text: str, language: str) -> None:
    spans = split_sentences(text, language)
    assert all(span.of(text) and span.of(text) == span.of(text).strip() for span in spans)
    assert all("\n" not in span.of(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert is_covered(text, spans)
    assert spans == split_sentences(text, language)


def test_offsets_count_characters_not_bytes() -> None:
    text = "  Élan 👩\u200d🔬 tiba.\tIa pulang. \n\n  Selesai. "
    assert sentences_of(text) == ["Élan 👩\u200d🔬 tiba.", "Ia pulang.", "Selesai."]
    assert split_sentences(text, "id")[0] == Span(2, 16)


@pytest.mark.parametrize(
    "sentence",
    [
        "Lalu dr. Tirta dan drg. Oktri pulang ke Jl. Sudirman No. 5.",
        "Harganya Rp. 3.000 atau Rp 2,5 juta per kg, naik 3,5 persen.",
        "Prof. Ir. H. Ahmad Yani dan Hj. Siti tiba di Kab. Bekasi, Kec. Cibitung.",
        "Melansir RT, Sabtu (25/6/2022), Putin tidak mendukung saran itu.",
        "Presiden B. J. Habibie bertemu K.H. Ma'ruf di St. Petersburg.",
        "Ia bungkam ... lalu pergi.",
        '"Saya pergi. Kamu tinggal," kata Kol. Inf. Budi.',
        '"Gengsi?" katanya saat itu.',
        '"Jangan pergi!” teriak ibunya.',
        "Dilansir TEMPO.CO, Jakarta, dan Grid.ID kemarin.",
        "1. Panaskan minyak dan tumis bawang.",
        "Iskander-M ke sekutunya “dalam versi biasa dan nuklir.”",
    ],
)
def test_indonesian_news_sentences_stay_whole(sentence: str) -> None:
    assert sentences_of(f"{sentence} Berita lain menyusul.") == [sentence, "Berita lain menyusul."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Aku menjawab, “Ya.” Dan ia pergi.", ["Aku menjawab, “Ya.”", "Dan ia pergi."]),
        ('Ini bahaya...." Dan ia pergi.', ['Ini bahaya...."', "Dan ia pergi."]),
        ('Ia pergi. "Aku tinggal," katanya.', ["Ia pergi.", '"Aku tinggal," katanya.']),
        ("1. Panaskan minyak. 2. Masukkan bayam.", ["1. Panaskan minyak.", "2. Masukkan bayam."]),
        ("Itu kata Rp. Lalu ia diam.", ["Itu kata Rp.", "Lalu ia diam."]),
        ("Ia pulang.Lalu tidur.", ["Ia pulang.", "Lalu tidur."]),
        ("Selesai sudah. (*)", ["Selesai sudah. (*)"]),
        ("Satu baris\ndua baris", ["Satu baris", "dua baris"]),
    ],
)
def test_boundaries_are_where_a_reader_sees_them(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


def test_indonesian_abbreviations_are_no_rule_of_other_languages() -> None:
    assert sentences_of("He chose the word drg. It means dentist.", "en") == [
        "He chose the word drg.",
        "It means dentist.",
    ]


def test_an_unknown_language_is_split_by_english_rules() -> None:
    assert sentences_of("Mr. Smith left. He ran.", "xx") == ["Mr. Smith left.", "He ran."]


def test_a_line_longer_than_the_library_is_shown_at_once_is_split_all_the_same() -> None:
    line = " ".join(f"Kalimat nomor {n} ada di sini." for n in range(WINDOW))
    assert sentences_of(line) == [f"Kalimat nomor {n} ada di sini." for n in range(WINDOW)]


def test_a_sentence_longer_than_the_library_is_shown_at_once_stays_whole() -> None:
    long = "kata " * WINDOW + "habis."
    assert sentences_of(f"Awal. {long} Akhir.") == ["Awal.", long, "Akhir."]


# Passages


def numbered(count: int, words: int) -> list[str]:
    return [" ".join([f"Kalimat{n}", *["kata"] * (words - 2), "ini."]) for n in range(count)]


@settings(deadline=None)
@given(TEXTS, LANGUAGES)
@example("🇮🇩" * 1500, "id")
@example("a\u0301\u0301" * 1500, "id")
@example("\u0301" * 4000, "id")
@example("1" * 5000, "id")
@example("1.250.000,00 " * 300, "id")
@example("a\n" * 400 + "kata " * 200, "id")
def test_passages_lose_nothing_advance_and_stay_in_bounds(text: str, language: str) -> None:
    spans = chunk(text, language)
    assert is_covered(text, spans)
    assert all(left.start < right.start and left.end < right.end for left, right in pairwise(spans))
    for span in spans:
        passage = span.of(text)
        assert passage
        assert passage == passage.strip()
        assert len(passage) <= MAX_CHARS
        assert word_count(passage) <= MOST_WORDS
    assert spans == chunk(text, language)


@pytest.mark.parametrize("blank", ["", " ", "\n\n \t\u3000"])
def test_blank_text_has_no_passages(blank: str) -> None:
    assert chunk(blank, "id") == ()


def test_a_short_article_is_one_passage() -> None:
    assert chunk("  Satu. Dua.\n\nTiga.  ", "id") == (Span(2, 19),)


def test_neighbours_share_one_sentence() -> None:
    sentences = numbered(12, 30)
    assert passages_of(" ".join(sentences)) == [
        " ".join(sentences[first:last]) for first, last in [(0, 4), (3, 7), (6, 10), (9, 12)]
    ]


def test_a_long_sentence_is_not_shared() -> None:
    sentences = numbered(6, 55)
    assert passages_of("\n".join(sentences)) == ["\n".join(sentences[n : n + 2]) for n in (0, 2, 4)]


def test_a_small_tail_joins_the_last_passage() -> None:
    sentences = [*numbered(4, 30), "Ekor yang pendek."]
    assert passages_of(" ".join(sentences)) == [" ".join(sentences)]


def test_a_small_start_takes_the_long_sentence_after_it() -> None:
    text = "Kronologi\n" + numbered(1, 115)[0]
    assert passages_of(text) == [text]


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    text = "kata " * 79 + "koma, " + "lagi " * 60 + "habis."
    assert passages_of(text) == ["kata " * 79 + "koma,", "lagi " * 60 + "habis."]


def test_a_long_sentence_without_clauses_is_cut_between_words() -> None:
    passages = passages_of(" ".join(f"k{n}" for n in range(300)))
    assert " ".join(passages) == " ".join(f"k{n}" for n in range(300))
    assert [len(passage.split()) for passage in passages] == [120, 120, 60]


@pytest.mark.parametrize(
    ("cluster", "count"),
    [
        ("👩\u200d🔬", 800),
        ("e\u0301\u0323", 900),
        ("🇮🇩", 1000),
        ("👍🏽", 900),
        ("\u1100\u1161\u11a8", 700),
        ("क्षि", 700),
        ("กำ", 900),
    ],
)
def test_characters_are_never_cut_apart(cluster: str, count: int) -> None:
    passages = passages_of("x" + cluster * count)
    assert len(passages) > 1
    assert "".join(passages) == "x" + cluster * count
    assert all(re.fullmatch(f"x?({cluster})+", passage) for passage in passages)


def test_chinese_counts_two_characters_a_word() -> None:
    assert word_count("北京欢迎，你们。") == 4.0
    assert {len(passage) for passage in passages_of("北京欢迎你们" * 100, "zh")} == {240, 120}


def test_a_run_without_spaces_weighs_more_than_a_word() -> None:
    assert word_count("kebijaksanaan itu") == 2.0
    assert word_count("QUJD" * 15) == 15.0
    assert word_count("tahun 2022: 1.250.000,00") == 6.0


def test_a_gap_of_whitespace_does_not_make_a_passage_too_long() -> None:
    assert passages_of("awal" + " " * 5000 + "akhir") == ["awal", "akhir"]
