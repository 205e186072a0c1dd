"""Sentences in languages other than those the library was made for, and before small letters."""

from __future__ import annotations

import pytest

from index.text.sentences import split_sentences


def sentences(text: str, language: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("ja", ["県は船を迎えた。", "知事は「行く。必ず行く。」と話した。", "雨だった。"]),
        ("ja", ["「行く。」という声が出た。", "『帰る！』との声もあった。"]),
        ("ja", ["「帰る。」", "ところが船はなかった。", "「帰る。」", "局長は黙った。"]),
        ("zh", ["“我们不去。没有船。”局长说。", "渔民在等。"]),
        ("zh", ["「我們不去。沒有船！」發言人週一表示，原因不明。", "漁民在等。"]),
        ("zh", ["局长说：“我们不去。没有船。”", "渔民在等。"]),
        ("zh", ["“我们不去。”", "渔民在旧防波堤等了一整夜，没有人来。"]),
        ("km", ["កប៉ាល់មកដល់។", "យើងរង់ចាំ។"]),
        ("my", ["သင်္ဘောရောက်သည်။", "သူတို့စောင့်သည်။"]),
        ("ar", ["هل وصلت السفينة؟", "قال المدير نعم."]),
        ("ur", ["کیا جہاز آیا؟", "مدیر نے کہا ہاں۔", "وہ گیا۔"]),
        ("hi", ["जहाज आया।", "क्या हुआ?", "निदेशक चुप रहे।"]),
        ("am", ["መርከቡ መጣ።", "እኛ ጠበቅን።"]),
        ("hy", ["Նավը եկավ։", "Մենք սպասեցինք։"]),
    ],
)
def test_scripts_with_their_own_stops(language: str, parts: list[str]) -> None:
    assert sentences("".join(parts) if language in ("ja", "zh") else " ".join(parts), language) == parts


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("id", ["PT Galangan Sentosa Tbk. menjual tiga kapal.", "Harganya tidak disebut."]),
        ("ms", ["Galangan Sdn. Bhd. menjual tiga kapal.", "Harganya tidak disebut."]),
        ("id", ["Saham PT Galangan Tbk. (GLNG) naik.", "Yang lain turun."]),
        ("id", ["Kapal itu milik PT Galangan Sentosa Tbk.", "Harganya tidak disebut."]),
        ("id", ["Tali, jangkar, dll. dijual di dermaga.", "Nelayan menunggu."]),
        ("id", ["Ia datang a.n. dewan kota.", "Drs. haji Ani menunggu."]),
        ("en", ["The Dry Dock Co. lent a pontoon.", "Nobody asked why."]),
        ("de", ["Die Werft zahlt ca. drei Millionen, d. h. zu viel.", "Niemand fragte."]),
        ("id", ["Kapal tiba.", "nelayan menunggu."]),
    ],
)
def test_an_abbreviation_before_a_small_letter(language: str, parts: list[str]) -> None:
    assert sentences(" ".join(parts), language) == parts


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("id", ["Laba PT. Galangan turun pada th. 2020.", "Bpk. Udin dari Ds. Karang Rt. 02/Rw. 05 datang pk. 09.00."]),
        ("fr", ["Le bac transporte M. Roche et MM. Blanc.", "J.-P. Morel attend."]),
        ("de", ["Die 2. Mannschaft kam im 19. Jahrhundert.", "Im Jahr 2019.", "Niemand fragte."]),
        ("tr", ["2. Liman bitti.", "Kaptan geldi."]),
        ("pl", ["Statek kupił J. Kowalski.", "Nikt nie pytał."]),
        ("ru", ["Судно им. Пушкина ушло.", "Никто не ждал."]),
        ("hi", ["डॉ. शर्मा ने कहा।", "सब चुप रहे।"]),
        ("th", ["เรือมาวันที่ 3 พ.ค. 2564 ราคา 35 บาท/กก. เท่าเดิม"]),
        ("ja", ["調査では５２．３％が賛成した。"]),
    ],
)
def test_an_abbreviation_or_ordinal_before_a_name_or_figure(language: str, parts: list[str]) -> None:
    assert sentences(" ".join(parts), language) == parts


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("th", "ท่าเรือจะปิดตั้งแต่วันที่ 12 มิถุนายน ชาวประมงบอกว่าไม่มีใครถามพวกเขา"),
        ("lo", "ທ່າເຮືອຈະປິດຕັ້ງແຕ່ວັນທີ 12 ມິຖຸນາ ຊາວປະມົງບອກວ່າບໍ່ມີໃຜຖາມ"),
    ],
)
def test_a_page_without_full_stops_is_cut_between_phrases(language: str, phrase: str) -> None:
    text = " ".join([phrase] * 60)
    found = sentences(text, language)
    assert all(25 <= len(each) <= 250 for each in found)
    assert " ".join(found) == text
    phrases = phrase.split(" ")
    assert all(each.split(" ")[0] in (phrases[0], phrases[3]) for each in found)


def test_a_long_page_of_khmer_is_cut_at_its_stops() -> None:
    text = "កប៉ាល់មកដល់កំពង់ផែហើយយើងរង់ចាំ។ " * 100
    assert sentences(text, "km") == text.strip().split(" ")


def test_thai_without_spaces_is_not_cut_within_words() -> None:
    text = "ท่าเรือจะปิดตั้งแต่เดือนมิถุนายน" * 20
    assert sentences(text, "th") == [text]
