"""Which days a question says, in English and Indonesian, counted from a Monday."""

from __future__ import annotations

from datetime import date

import pytest

from index.text.periods import period_in

TODAY = date(2026, 11, 30)


def told(question: str) -> tuple[str | None, str | None, str] | None:
    found = period_in(question, TODAY)
    if found is None:
        return None
    return (
        found.since.isoformat() if found.since else None,
        found.until.isoformat() if found.until else None,
        found.said,
    )


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("What did she say on 16 September 2019?", ("2019-09-16", "2019-09-16", "on 16 September 2019")),
        ("Apa katanya pada tanggal 16 September 2019?", ("2019-09-16", "2019-09-16", "pada tanggal 16 September 2019")),
        ("2019-09-16: who won?", ("2019-09-16", "2019-09-16", "2019-09-16")),
        ("Who met from 16 to 20 September 2019?", ("2019-09-16", "2019-09-20", "from 16 to 20 September 2019")),
        ("Siapa bertemu 16-20 September 2019?", ("2019-09-16", "2019-09-20", "16-20 September 2019")),
        ("Who resigned in March 2022?", ("2022-03-01", "2022-03-31", "in March 2022")),
        ("larangan ekspor April 2022", ("2022-04-01", "2022-04-30", "April 2022")),
        ("Siapa mundur pada tahun 2019?", ("2019-01-01", "2019-12-31", "pada tahun 2019")),
        ("Who led between 2019 and 2021?", ("2019-01-01", "2021-12-31", "between 2019 and 2021")),
        ("Siapa memimpin antara 2019 dan 2021?", ("2019-01-01", "2021-12-31", "antara 2019 dan 2021")),
        ("protests since 2020", ("2020-01-01", None, "since 2020")),
        ("unjuk rasa sejak Maret 2022", ("2022-03-01", None, "sejak Maret 2022")),
        ("Who resigned yesterday?", ("2026-11-29", "2026-11-29", "yesterday")),
        ("Who resigned the day before yesterday?", ("2026-11-28", "2026-11-28", "the day before yesterday")),
        ("Siapa mundur kemarin?", ("2026-11-29", "2026-11-29", "kemarin")),
        ("Siapa mundur hari ini?", ("2026-11-30", "2026-11-30", "hari ini")),
        ("What happened last week?", ("2026-11-23", "2026-11-29", "last week")),
        ("Apa yang terjadi minggu lalu?", ("2026-11-23", "2026-11-29", "minggu lalu")),
        ("Apa yang terjadi pekan ini?", ("2026-11-30", "2026-12-06", "pekan ini")),
        ("Apa yang terjadi bulan lalu?", ("2026-10-01", "2026-10-31", "bulan lalu")),
        ("Who won last year?", ("2025-01-01", "2025-12-31", "last year")),
        ("Who won two weeks ago?", ("2026-11-16", "2026-11-22", "two weeks ago")),
        ("harga beras 3 hari yang lalu", ("2026-11-27", "2026-11-27", "3 hari yang lalu")),
        ("in the last 10 days, who won", ("2026-11-20", "2026-11-30", "in the last 10 days")),
        ("Who won last Monday?", ("2026-11-23", "2026-11-23", "last Monday")),
        ("Siapa menang Sabtu lalu?", ("2026-11-28", "2026-11-28", "Sabtu lalu")),
        ("How many as of October 2019?", (None, "2019-10-31", "as of October 2019")),
        ("By 16 September 2019, how many?", (None, "2019-09-16", "By 16 September 2019")),
        ("What happened before 2020?", (None, "2019-12-31", "before 2020")),
        ("Who led it until the end of 2019?", (None, "2019-12-31", "until the end of 2019")),
        ("Berapa rumah per Oktober 2019?", (None, "2019-10-31", "per Oktober 2019")),
        ("Berapa korban sampai 16 September 2019?", (None, "2019-09-16", "sampai 16 September 2019")),
        ("Siapa ketua sebelum tahun 2020?", (None, "2019-12-31", "sebelum tahun 2020")),
        ("Berapa korban hingga kemarin?", (None, "2026-11-29", "hingga kemarin")),
        ("Siapa bupati per 31 September 2019?", (None, "2019-09-30", "per 31 September 2019")),
        ("Who led as of February 30, 2019 in Osk?", (None, "2019-02-28", "as of February 30, 2019")),
        ("How many will be sold by 2030?", (None, None, "by 2030")),
        ("Berapa korban sampai hari ini?", (None, None, "sampai hari ini")),
    ],
)
def test_days_are_understood(question: str, days: tuple[str | None, str | None, str]) -> None:
    assert told(question) == days


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2022 World Cup?",
        "Siapa pemenang pilkada Jakarta 2024?",
        "Who won from January until March 2019?",
        "What was the law before the 2019 election?",
        "Who was killed by 16 September 2019 bomb?",
        "Berapa nilainya per 2019 dolar?",
        "Apa isi UU Nomor 11 Tahun 2020?",
        "What rose ahead of March 2019 elections?",
        "Who will host the games in 2030?",
        "When was the bridge opened?",
        "Kapan jembatan dibuka?",
        "How many of the 2,019 people left?",
        "x" * 3_000,
        "in 2019 " * 400,
    ],
)
def test_what_says_no_days_narrows_nothing(question: str) -> None:
    assert told(question) is None


def test_several_times_are_one_from_the_first_to_the_last() -> None:
    assert told("How much was asked for in March 2022 and how much in February 2023?") == (
        "2022-03-01",
        "2023-02-28",
        "in March 2022 and how much in February 2023",
    )


def test_the_question_without_relative_days_is_a_sentence_still() -> None:
    found = period_in("What, since last week, did the mayor say?", TODAY)
    assert found is not None
    assert (found.rest, found.is_relative) == ("What, did the mayor say?", True)
    fixed = period_in("What did he say on 3 May 2021?", TODAY)
    assert fixed is not None
    assert (fixed.rest, fixed.is_relative) == ("What did he say?", False)
