"""Days and periods are read as people write them, the day first, and nothing is made of what is no date."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.date_names import folded
from index.text.dates import can_be_of, days_in, parse_day, parse_period

JUNE_25 = date(2022, 6, 25)
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


@pytest.mark.parametrize(
    "written",
    [
        "2022-06-25",
        "2022-6-25",
        "2022-06-25T23:59:59Z",
        "2022-06-25 00:10:00.5 +07:00",
        "2022/06/25",
        "2022/6/25 10:30:00",
        "25 June 2022",
        "25 JUNI 2022",
        "25 Jun. 2022",
        "25-Jun-2022",
        "25/06/2022",
        "25.6.2022",
    ],
)
def test_a_day_is_the_day_that_is_written(written: str) -> None:
    assert parse_day(written) == JUNE_25
    assert parse_period(f" {written}\n") == (JUNE_25, JUNE_25)


@pytest.mark.parametrize(
    "written", ["Mar 13, 2018", "Mar. 13, 2018 10:00", "mar. 13 mars 2018", "Tue Mar 13, 2018", "martes 13 mar 2018"]
)
def test_mar_is_a_month_or_a_tuesday(written: str) -> None:
    assert parse_day(written) == date(2018, 3, 13)


@pytest.mark.parametrize("written", ["06/25/2022", "2022-02-30", "25 Foo 2022", "kemarin", "", "2022-06", "2022", "25"])
def test_what_is_no_day_is_none(written: str) -> None:
    assert parse_day(written) is None


@pytest.mark.parametrize("written", ["2022/02/30", "2022-06/25", "2022/25/06"])
def test_slashes_make_no_day_of_what_is_none(written: str) -> None:
    assert parse_day(written) is None


def test_an_article_is_of_no_day_before_newspapers_nor_after_tomorrow() -> None:
    tomorrow = date.today() + timedelta(days=1)
    assert [can_be_of(day) for day in (date(1600, 1, 1), JUNE_25, tomorrow)] == [True, True, True]
    assert [can_be_of(day) for day in (date(1, 1, 1), date(1599, 12, 31), tomorrow + timedelta(days=1))] == [False] * 3
    assert not can_be_of(date(1899, 12, 31), date(1900, 1, 1))


def test_the_day_comes_first() -> None:
    assert parse_day("03/04/2021") == date(2021, 4, 3)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        (" 2022 ", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-06", date(2022, 6, 1), date(2022, 6, 30)),
        ("2022-6", date(2022, 6, 1), date(2022, 6, 30)),
        ("Juni 2022", date(2022, 6, 1), date(2022, 6, 30)),
        ("june 2022", date(2022, 6, 1), date(2022, 6, 30)),
        ("Des. 2021", date(2021, 12, 1), date(2021, 12, 31)),
        ("Februari 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_period_is_its_first_and_its_last_day(written: str, first: date, last: date) -> None:
    assert parse_period(written) == (first, last)


@pytest.mark.parametrize(
    "written", ["", " ", "kemarin", "2022-13", "2022-00", "0000", "Foo 2022", "22", "20222", "2022-06-31", "06-2022 x"]
)
def test_what_is_no_period_is_none(written: str) -> None:
    assert parse_period(written) is None


@given(st.dates())
def test_every_day_is_read_in_each_form(day: date) -> None:
    month = MONTHS[day.month - 1]
    for written in (day.isoformat(), f"{day.day} {month} {day.year:04}", f"{day.day:02}/{day.month:02}/{day.year:04}"):
        assert parse_period(written) == (day, day)


@given(st.dates())
def test_every_month_has_all_its_days(day: date) -> None:
    days = calendar.monthrange(day.year, day.month)[1]
    expected = (day.replace(day=1), day.replace(day=days))
    assert parse_period(f"{day.year:04}-{day.month:02}") == expected
    assert parse_period(f"{MONTHS[day.month - 1]} {day.year:04}") == expected


@given(st.text())
def test_no_text_breaks_the_reading(written: str) -> None:
    found = parse_period(written)
    assert found is None or found[0] <= found[1]


APRIL_8 = date(2023, 4, 8)


@pytest.mark.parametrize(
    "written",
    [
        "April 8, 2023", "Apr. 8th, 2023", "8th of April, 2023", "8 de abril de 2023", "Sábado, 8 de abr. de 2023",
        "8 DE ABRIL DE 2023", "le 8 avril 2023", "samedi 8 avril 2023 à 9h15", "08. April 2023",
        "Samstag, 8. April 2023, 12:30 Uhr", "8 aprile 2023 alle 10:30", "zaterdag 8 april 2023", "8 апреля 2023 г.",
        "суббота, 8 апр. 2023, 12:00", "8 квітня 2023 року", "8 kwietnia 2023", "8 Nisan 2023 Cumartesi",
        "8 tháng 4 năm 2023", "Thứ Bảy, ngày 8 tháng 4 năm 2023", "٨ أبريل ٢٠٢٣", "السبت 8 ابريل 2023", "8 نيسان 2023",
        "2023年4月8日", "２０２３年４月８日", "2023年4月8日（土）", "2023年04月08日 星期六 09:15",
        "2023. 4. 8.", "2023.04.08", "2023-Apr-08", "08/abr/2023", "8-avr-2023", "Sat Apr 08 09:15:00 CEST 2023",
        "2023년 4월 8일 토요일", "lördag 8 april 2023",
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_words_of_many_languages(written: str) -> None:
    assert parse_day(written) == APRIL_8


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("1 mars 2023", 3), ("1 août 2023", 8), ("1 AOÛT 2023", 8), ("1er mai 2023", 5), ("1º de mayo de 2023", 5),
        ("1 gennaio 2023", 1), ("1 Agt 2023", 8), ("1 Ağustos 2023", 8), ("1 MAYIS 2023", 5), ("1. Jänner 2023", 1),
        ("1 كانون الثاني 2023", 1), ("1 تشرين الأول 2023", 10), ("1 października 2023", 10), ("1 мая 2023", 5),
        ("1 Ogos 2023", 8), ("1 Mac 2023", 3), ("1. marts 2023", 3), ("1 juil. 2023", 7), ("1 juin 2023", 6),
        ("Mar 1, 2023", 3), ("Mar. 1st, 2023", 3), ("mer. 1 mars 2023", 3), ("mar. 1 ago. 2023", 8),
    ],
)  # fmt: skip
def test_each_month_is_known_by_its_names(written: str, month: int) -> None:
    assert parse_day(written) == date(2023, month, 1)


@pytest.mark.parametrize(
    "written",
    [
        "April 2023", "2023年4月", "8 avril", "31 de fevereiro de 2023", "8 jui 2023", "page 8, April 2023",
        "8 April 2023 und danach", "yesterday", "hace 8 días", "il y a 8 jours", "8", "2023", "45024", "1.5", "12.10",
        "mai 8 gens 2023", "version 2.8 2023", "8 " * 30 + "April 2023", "8 ma 2023",
    ],
)  # fmt: skip
def test_words_around_a_figure_make_no_day(written: str) -> None:
    assert parse_day(written) is None


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("Publié le 8 avril 2023 à 9h15", ["8 avril 2023"]),
        ("From 08.04.2023, changed 2023-04-09", ["08.04.2023", "2023-04-09"]),
        ("28.01.22 / A. Writer", ["28.01.22"]),
        ("10/25/2022", ["10/25/2022"]),
        ("1.2.2020.4 and 31.02.2020 and a8.4.2023", []),
    ],
)
def test_days_are_found_within_a_line(line: str, days: list[str]) -> None:
    assert [folded(line)[start:end] for _, start, end in days_in(line)] == days
