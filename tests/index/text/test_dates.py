"""Days and periods are read as people write them, the day first, and nothing is made of what is no date."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.dates import can_be_of, parse_day, parse_period

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
