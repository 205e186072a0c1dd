"""A dateline dates an article only where it has a whole date, the weekday is right, and it stands at the start."""

from __future__ import annotations

import time
from datetime import date

import pytest

from index.text.datelines import LEAD_CHARACTERS, dateline_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("JAKARTA, KOMPAS.com - Presiden tiba, Sabtu (25/6/2022), di Minsk.", date(2022, 6, 25)),
        ("Kata Lilie dalam rilis, Selasa (10/9/2019).", date(2019, 9, 10)),
        ("Ia tiba pada Jumat (3 Juni 2022) pagi.", date(2022, 6, 3)),
        ("Ia tiba, Jum'at, 3 Juni 2022, pagi.", date(2022, 6, 3)),
        ("Jakarta, 3 Mei 2021 - Presiden tiba.", date(2021, 5, 3)),
        ("JAKARTA (3/5/2021) - Presiden tiba.", date(2021, 5, 3)),
        ("Jakarta, Senin, 3 Mei 2021 – Presiden tiba.", date(2021, 5, 3)),
        ("LONDON, May 3, 2022 (Reuters) - Britain said.", date(2022, 5, 3)),
        ("KYIV, 3 May 2022 — The minister said.", date(2022, 5, 3)),
        ("NEW YORK, Sept. 3, 2022 -- The minister said.", date(2022, 9, 3)),
        ("Bridge opens\n\n2022-05-03\nThe bridge was opened.", date(2022, 5, 3)),
        ("Bridge opens\nLondon, 2022-05-03 - The bridge was opened.", date(2022, 5, 3)),
        ("Bridge opens\n3 May 2022\nThe bridge was opened.", date(2022, 5, 3)),
        ("May 3, 2022\nThe bridge was opened.", date(2022, 5, 3)),
        ("Sabtu, 25 Juni 2022, Presiden tiba.", date(2022, 6, 25)),
        ("Ia tiba pada Jumat (3/6/2022). Ia pergi, kata dia, Sabtu (25/6/2022).", date(2022, 6, 25)),
        ("BANDA ACEH, ACEH (3/5/2021) Presiden tiba.", date(2021, 5, 3)),
        ("Bridge opens\nKompas.com - 25/06/2022, 10:30 WIB\nThe bridge was opened.", date(2022, 6, 25)),
        ("Sabtu, 25/06/2022 10:30 WIB", date(2022, 6, 25)),
        ("Bridge opens\n25 Juni 2022 10:30 WIB\nThe bridge was opened.", date(2022, 6, 25)),
        ("Antara News | Sabtu, 25 Jun 2022, pukul 10.30 WIB", date(2022, 6, 25)),
        ("June 25, 2022 at 10:30 a.m. EDT", date(2022, 6, 25)),
        ("WASHINGTON, Feb. 3, 2022 /PRNewswire/ -- The company said.", date(2022, 2, 3)),
    ],
)
def test_datelines(text: str, day: date) -> None:
    assert dateline_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The bridge was opened on 3 May 2022.",
        "On May 3, 2020 the war began - and went on.",
        "Presiden tiba, Jumat (25/6/2022), di Minsk.",  # it was a Saturday
        "Presiden tiba, Sabtu (25/13/2022).",
        "JAKARTA (31/2/2021) - Presiden tiba.",
        "Nomor 3/5/2021 - berkas.",
        "x" * LEAD_CHARACTERS + " Sabtu (25/6/2022)",
        "One.\nTwo.\nThree.\nJakarta, 3 Mei 2021 - Presiden tiba.",
        "Version 1.2.2021-05-03-2 is out.",
        "Perang dimulai Kamis, 24 Februari 2022, kata Presiden.",
        "Ia tiba pada Jumat, 3 Juni 2022.",
        "Born Sunday, 1 January 1950 in London.",
        "Dalam perjanjian Minsk (12/2/2015) disepakati gencatan senjata.",
        "Melansir laman Hollywood Life (1/9/2019), mereka tiba.",
        "Kemarin, Selasa (9/9/2019), Presiden tiba.",  # it was a Monday
        "Pemilu digelar di Jakarta, Kamis, 14 Februari 2092.",
        "LONDON, May 3, 2092 (Reuters) - Britain said.",
        "Skor akhir\n1-2 10:30",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert dateline_day(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("LONDON, May 3 (Reuters) - Britain said.", date(2022, 5, 3)),
        ("Jakarta, 3 Mei - Presiden tiba.", date(2022, 5, 3)),
        ("Washington (ANTARA) - Kata Biden, Selasa (3/5).", date(2022, 5, 3)),
        ("Jakarta, 29 Februari - Presiden tiba.", None),
        ("Jakarta, 3 Mei 2021 - Presiden tiba.", date(2021, 5, 3)),
    ],
)
def test_a_year_comes_from_the_page_or_not_at_all(text: str, day: date | None) -> None:
    assert dateline_day(text, 2022) == day
    if day and day.year == 2022:
        assert dateline_day(text) is None


@pytest.mark.parametrize("text", ["a " * 10_000, "Senin " * 5_000, "(" * 10_000, "a, " * 5_000 + "3 Mei", "1/" * 5_000])
def test_time_is_bounded(text: str) -> None:
    started = time.perf_counter()
    assert dateline_day(text, 2022) is None
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    "line",
    [
        "PARIS, 8 avril 2023 (AFP) - Le port a deux grues.",
        "Berlin, 8. April 2023 – Der Hafen hat zwei Kräne.",
        "Buenos Aires, 8 de abril de 2023 /Agencia/ - El puerto tiene dos grúas.",
        "МОСКВА, 8 апреля 2023 г. — В порту два крана.",
        "Sabtu, 8 April 2023 - Pelabuhan mendapat derek.",
        "Samedi 8 avril 2023\nLe port a deux grues.",
        "2023年4月8日电 港口有两台起重机。",
        "北京2023年4月8日电 港口有两台起重机。",
        "٨ أبريل ٢٠٢٣ - في الميناء رافعتان.",
        "8 de março de 2023: ontem",
    ],
)
def test_datelines_in_the_words_of_many_languages(line: str) -> None:
    assert dateline_day(f"{line}\nMore.") == date(2023, 3 if "março" in line else 4, 8)


@pytest.mark.parametrize(
    "line",
    [
        "Le 8 avril 2023 le port a ouvert deux grues.",
        "Né à Paris. Mort le 8 avril 2023 - à Lyon",
        "Le port a ouvert ses deux grues le 8 avril 2023 - une fête.",
        "lundi 8 avril 2023 - Le port a deux grues.",
        "8 avril - Le port a deux grues.",
        "8 avril 2123 - Le port a deux grues.",
    ],
)
def test_a_day_within_a_sentence_is_no_dateline_in_any_language(line: str) -> None:
    assert dateline_day(f"{line}\nMore.") is None
