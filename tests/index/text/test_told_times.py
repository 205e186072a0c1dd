"""The times that sentences of articles tell, in English and Indonesian, counted from a Wednesday."""

from __future__ import annotations

from datetime import date

import pytest

from index.text.told_times import ToldTime, times_told

PUBLISHED = date(2019, 9, 18)


def told(sentence: str, language: str, published: date | None = PUBLISHED) -> list[tuple[str, ...]]:
    return [
        (sentence[each.start : each.end], *dict.fromkeys((each.since.isoformat(), each.until.isoformat())))
        for each in times_told(sentence, language, published)
    ]


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        ("Workers walked out last Monday.", [("last Monday", "2019-09-16")]),
        ("The shop closed on Tuesday and will open on Friday.", [("Tuesday", "2019-09-17"), ("Friday", "2019-09-20")]),
        (
            "The mayor said on Monday the pier will open in March.",
            [("Monday", "2019-09-16"), ("March", "2020-03-01", "2020-03-31")],
        ),
        ("The pier closed in March.", [("March", "2019-03-01", "2019-03-31")]),
        ("It sank on 30 September.", []),
        ("It sank on Dec. 29.", [("Dec. 29", "2018-12-29")]),
        ("The fair opens on 20 September.", [("20 September", "2019-09-20")]),
        ("The fair opens on Friday.", []),
        ("Ships met from 16 to 18 September 2018.", [("16 to 18 September 2018", "2018-09-16", "2018-09-18")]),
        (
            "It lasted from 30 August to 2 September 2018.",
            [("30 August to 2 September 2018", "2018-08-30", "2018-09-02")],
        ),
        (
            "It was widened in June and July 1871.",
            [("June", "1871-06-01", "1871-06-30"), ("July 1871", "1871-07-01", "1871-07-31")],
        ),
        ("It was dug in 1822, and 1,900 men in 1900 boats came.", [("1822", "1822-01-01", "1822-12-31")]),
        ("It opened in March last year.", [("March last year", "2018-03-01", "2018-03-31")]),
        ("It closed two weeks ago, after about two years ago.", [("two weeks ago", "2019-09-02", "2019-09-08")]),
        ("Stalls sold out on Black Friday, as every Monday, the Sunday Times wrote.", []),
        ("The ferry left on Friday last week.", [("Friday last week", "2019-09-13")]),
        ("They met on Friday evening of last week.", [("Friday evening of last week", "2019-09-13")]),
        ("The team flew to London on Friday.", [("Friday", "2019-09-13")]),
        ("“We will strike tomorrow,” she said on Monday.", [("Monday", "2019-09-16")]),
        ("In 2010 the mayor said the port opens next month.", [("2010", "2010-01-01", "2010-12-31")]),
        ("It shut, from December 2017 to March.", [("December 2017 to March", "2017-12-01", "2018-03-31")]),
        ("They may strike next Friday.", []),
        ("They will strike next Monday.", [("next Monday", "2019-09-23")]),
        ("It was due to open on Friday.", []),
        ("The pier will be closed on Friday.", [("Friday", "2019-09-20")]),
        ("He said that it would be finished by 1 July.", []),
        ("The hall was founded in 1932, and in March it burned.", [("1932", "1932-01-01", "1932-12-31")]),
    ],
)  # fmt: skip
def test_times_of_english_sentences(sentence: str, times: list[tuple[str, ...]]) -> None:
    assert told(sentence, "en") == times


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        ("Pasar itu terbakar pada Senin lalu.", [("Senin lalu", "2019-09-16")]),
        ("Warga mengungsi, Selasa (17/9).", [("Selasa (17/9)", "2019-09-17")]),
        ("Warga mengungsi, Selasa (17/9/2019).", [("Selasa (17/9/2019)", "2019-09-17")]),
        ("Warga mengungsi, Senin (17/9/2019).", []),
        ("Mereka menang pada Senin (31/12).", [("Senin (31/12)", "2018-12-31")]),
        ("Jembatan akan dibuka pada Maret.", [("Maret", "2020-03-01", "2020-03-31")]),
        ("Jembatan dibuka pada Maret lalu.", [("Maret lalu", "2019-03-01", "2019-03-31")]),
        ("Jembatan dibuka Minggu, kata wali kota.", [("Minggu", "2019-09-15")]),
        ("Minggu lalu jembatan ditutup.", [("Minggu lalu", "2019-09-09", "2019-09-15")]),
        ("Jembatan ditutup Senin pekan lalu.", [("Senin pekan lalu", "2019-09-09")]),
        ("Ia pergi Kamis dua pekan silam.", [("Kamis dua pekan silam", "2019-09-05")]),
        ("Pasar telah dibuka pada Maret.", [("Maret", "2019-03-01", "2019-03-31")]),
        ("Dua minggu lalu jembatan runtuh.", [("Dua minggu lalu", "2019-09-02", "2019-09-08")]),
        ("Pasar dibuka Sabtu besok.", [("Sabtu besok", "2019-09-21")]),
        ("Pasar ditutup Jumat pekan ini.", [("Jumat pekan ini", "2019-09-20")]),
        ("Pasar ditutup hari Minggu lalu.", [("hari Minggu lalu", "2019-09-15")]),
        ("Minggu depan pasar dibuka.", [("Minggu depan", "2019-09-23", "2019-09-29")]),
        ("Rapat digelar setiap Senin dan malam Minggu.", []),
        ("Festival berlangsung 27-29 Agustus.", [("27-29 Agustus", "2019-08-27", "2019-08-29")]),
        (
            "Ia pergi tiga hari lalu, bukan kemarin lusa.",
            [("tiga hari lalu", "2019-09-15"), ("kemarin lusa", "2019-09-16")],
        ),
        ("Ia dapat 1990 suara (24/7).", []),
        ("Perpres 5 Tahun 2018 dicabut tahun 2019.", [("2019", "2019-01-01", "2019-12-31")]),
    ],
)  # fmt: skip
def test_times_of_indonesian_sentences(sentence: str, times: list[tuple[str, ...]]) -> None:
    assert told(sentence, "id") == times


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            "It opened twenty two years ago. It opened 1,500 years ago. It opened 1.5 years ago. "
            "He came half a year ago. It broke one or two days ago. He left two years and three months ago. "
            "The previous year he lost. It opened the next month. It rained in the last week of the war. "
            "It is the last Monday of the fair. It was his last year. It closed the week before last week. "
            "It closed the Monday before last. They agreed to meet on Friday. The union called a strike for Friday. "
            "They were told to leave by Friday. The match was postponed to Saturday. He was remanded until Friday. "
            "A strike planned for 9 December was called off. He promised to reopen on 1 December. "
            "The match was moved from Monday to Friday. It lasted until 1830 hours. It grew from 1950 to 2000 people. "
            "In March 20 people died. Sunday Times reporters came. Monday Night Football was sold. "
            "It opened on 03/04/2019.",
        ),
        (
            "id",
            "Beberapa tahun lalu ia pindah. Delapan bulan lalu ia pindah. Lima belas tahun lalu ia pindah. "
            "Puluhan tahun lalu ia pindah. Dua atau tiga tahun lalu ia pindah. Ini dibuka 2,5 tahun lalu. "
            "Sehari sebelumnya ia pergi. Bocah 10 tahun lalu tewas. Mereka berjalan tiga hari lalu sampai. "
            "Pemilu digelar pada 9 Desember. Pameran berlangsung pada Februari. Laga ditunda hingga Sabtu. "
            "Ia diminta hadir pada Jumat. Buruh mengancam mogok pada Jumat. "
            "Jalan sepanjang 1850 meter rusak. Dari 1945 peserta, lima gugur. Tenda pada 1850 mdpl rusak. "
            "UU Nomor 30 Tahun 2002 dicabut. UU No 12 tahun 2011 berlaku. PP 99/A Tahun 2012 dicabut. "
            "Kamis Putih diperingati. Jalan 17 Agustus ditutup. Universitas 17 Agustus 1945 ditutup.",
        ),
    ],
)
def test_what_is_not_plain_is_no_time(language: str, sentences: str) -> None:
    each = [f"{sentence.strip('.')}." for sentence in sentences.split(". ")]
    assert [(sentence, told(sentence, language)) for sentence in each if told(sentence, language)] == []


def test_what_is_counted_from_the_time_before_needs_one_day() -> None:
    day = ToldTime(0, 0, date(2019, 9, 8), date(2019, 9, 8))
    for sentence, language, found in (
        ("Two days later it ended.", "en", date(2019, 9, 10)),
        ("Keesokan harinya mogok usai.", "id", date(2019, 9, 9)),
    ):
        assert [each.since for each in times_told(sentence, language, PUBLISHED, (day,))] == [found]
        assert times_told(sentence, language, PUBLISHED) == times_told(sentence, language, PUBLISHED, (day, day)) == ()


def test_without_the_articles_day_only_whole_dates_are_known() -> None:
    assert told("It sank on 4 June 1911, last Monday and in March.", "en", None) == [("4 June 1911", "1911-06-04")]
    assert told("Il a fermé le 4 juin 1911, lundi.", "fr") == [("4 juin 1911", "1911-06-04")]
